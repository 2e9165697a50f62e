import Glibc
import TestKit

extension StandInPlatform {
  /// VMware ESXi: a shell and tools of busybox, and no /proc.
  ///
  /// Sources: `managementnode/lib/VCL/Module/Provisioning/VMware/VIM_SSH.pm` of Apache VCL, whose comments have the outputs of `power.on`, `power.off` and
  /// `power.suspend` of ESXi 4 to 6.5, and that these may fail with 0; transcripts of ESXi 8 for `get.summary`, `power.getstate` and the form of a fault;
  /// vSphere Web Services API: `VirtualMachineSummary`, the faults' names and messages, and `VirtualMachinePowerState` (a machine stays in its
  /// state until the task that changes it is done).
  static let esxi = StandInPlatform(
    kind: "esxi", tools: ["vim-cmd": vimCmd],
    account: { folder in
      let busybox = "/usr/bin/busybox"
      try ChildProcess.check([busybox, "--install", "-s", folder.file("bin")])
      // A namespace of its own: nobody else's /proc is touched.
      let hidesProc = SmallDisk.isPossible
      try folder.write((hidesProc ? "mount -t tmpfs none /proc\n" : "") + Self.shell, to: "shell")
      let enter = hidesProc ? "unshare -m \(busybox)" : busybox
      return [
        "SetEnv HOME=\(folder.file("home")) PATH=\(folder.file("bin"))",
        "ForceCommand exec /usr/bin/env PATH=/usr/bin:/bin \(enter) sh \(folder.file("shell")) \(folder.file("bin"))",
      ]
    },
    handle: { "\($0 + 1)" }, suspended: .saved,
    faults: [
      (.locked, "machine-refused", "vim.fault.TaskInProgress"), (.denied, "machine-refused", "vim.fault.NoPermission"),
      (.full, "machine-refused", "vim.fault.InsufficientMemoryResourcesFault"),
    ])

  /// What the client wants from /bin/sh busybox does.
  private static let shell = """
    export PATH=$1
    case $SSH_ORIGINAL_COMMAND in
      'exec /bin/sh '*) eval "exec /usr/bin/busybox sh ${SSH_ORIGINAL_COMMAND#exec /bin/sh }" ;;
      *) exec /usr/bin/busybox sh -c "$SSH_ORIGINAL_COMMAND" ;;
    esac

    """

  private static let vimCmd = #"""
    . "${0%/bin/*}/lib"
    code=1; [ ! -e "$root/old" ] || code=0
    vm=$2
    fault() {
      printf '(vim.fault.%s) {\n   faultCause = (vmodl.MethodFault) null, \n   faultMessage = <unset>' "$1"
      printf '%s\n   msg = "%s"\n}\n' "$3" "$2"
      exit $code
    }
    escaped() { name=${name//%/%25}; name=${name//\//%2f}; name=${name//\\/%5c}; }
    # What a person has written into it looks like more machines.
    annotation=$'Bought in 2019.\n99     jumin-db   [datastore1] x/x.vmx\n   powerState = "poweredOff", '
    row() {
      escaped
      printf '%-6s %-20s [datastore1] %s/%s.vmx   debian11_64Guest   vmx-19    %s\n' "$id" "$name" "$name" "$name" "$annotation"
    }
    case $1 in
      vmsvc/getallvms)
        printf '%-6s %-20s %-30s %-18s %-9s %s\n' Vmid Name File 'Guest OS' Version Annotation
        machines row; exit 0 ;;
      hostsvc/hostsummary)
        echo "(vim.host.Summary) {
       host = 'vim.HostSystem:ha-host', 
       hardware = (vim.host.Summary.HardwareSummary) {
          vendor = \"QEMU\", 
          memorySize = 68717379584, 
          numCpuPkgs = 1, 
          numCpuCores = 8, 
          numCpuThreads = 16, 
       }, 
       quickStats = (vim.host.Summary.QuickStats) {
          overallCpuUsage = 60, 
          overallMemoryUsage = 1850, 
          uptime = 72306
       }, 
    }"
        exit 0 ;;
    esac
    look "$vm" || fault NotFound "Unable to find a VM corresponding to \"$vm\""
    power=poweredOn; case $state in off) power=poweredOff ;; saved) power=suspended ;; esac
    summary() {
      escaped
      echo "Listsummary:

    (vim.vm.Summary) {
       vm = 'vim.VirtualMachine:$vm', 
       runtime = (vim.vm.RuntimeInfo) {
          device = <unset>, 
          host = 'vim.HostSystem:ha-host', 
          connectionState = \"connected\", 
          powerState = \"$power\", 
          vmFailoverInProgress = <unset>, 
          question = (vim.vm.QuestionInfo) null, 
          paused = false, 
       }, 
       guest = (vim.vm.Summary.GuestSummary) {
          guestId = <unset>, 
          toolsStatus = \"toolsOk\", 
          hostName = \"db01\", 
       }, 
       config = (vim.vm.Summary.ConfigSummary) {
          name = \"$name\", 
          template = false, 
          vmPathName = \"[datastore1] $name/$name.vmx\", 
          memorySizeMB = 4096, 
          numCpu = 2, 
          numEthernetCards = 1, 
          annotation = \"$annotation\", 
       }, 
       quickStats = (vim.vm.Summary.QuickStats) {
          overallCpuUsage = <unset>, 
       }, 
       customValue = <unset>
    }"
    }
    # 6.5 says no more than that it failed.
    wrong() {
      printf '%s\n%s failed' "$1" "$2"
      [ $code = 1 ] || { echo; exit 0; }
      printf ': '
      fault InvalidPowerState 'The attempted operation cannot be performed in the current state.' $', \n   requestedState = "'"$3"$'", \n   existingState = "'"$power"'"'
    }
    denied() {
      case $fault in
        locked) echo "$1"; printf '%s failed: ' "$2"; fault TaskInProgress 'The operation is not allowed in the current state.' ;;
        denied) echo "$1"; printf '%s failed: ' "$2"; fault NoPermission 'Permission to perform this operation was denied.' ;;
        full) echo "$1"; printf '%s failed: ' "$2"
          fault InsufficientMemoryResourcesFault 'The host does not have sufficient memory resources to satisfy the reservation.' ;;
      esac
    }
    case $1,$state in
      vmsvc/get.summary,*) summary ;;
      vmsvc/power.getstate,*)
        echo 'Retrieved runtime info'
        case $power in poweredOn) echo 'Powered on' ;; poweredOff) echo 'Powered off' ;; *) echo Suspended ;; esac ;;
      vmsvc/power.on,off | vmsvc/power.on,saved)
        denied 'Powering on VM:' 'Power on'
        [ "$state" = off ] && note start || note resume
        echo 'Powering on VM:'; become "$vm" running "$takes" "$state"; until_it_is "$vm" running ;;
      vmsvc/power.on,*) wrong 'Powering on VM:' 'Power on' poweredOn ;;
      vmsvc/power.off,running) note destroy; echo 'Powering off VM:'; become "$vm" off ;;
      vmsvc/power.off,*) wrong 'Powering off VM:' 'Power off' poweredOff ;;
      vmsvc/power.suspend,running) note suspend; echo 'Suspending VM:'; become "$vm" saved 200 running; until_it_is "$vm" saved ;;
      vmsvc/power.suspend,*) wrong 'Suspending VM:' 'Suspend' suspended ;;
      vmsvc/power.shutdown,running)
        [ "$fault" != toolless ] ||
          fault ToolsUnavailable 'Cannot complete operation because VMware Tools is not running in this virtual machine.'
        note shutdown; ask_guest "$vm" ;;
      vmsvc/power.shutdown,*) fault InvalidPowerState 'The attempted operation cannot be performed in the current state.' ;;
      *) echo 'Invalid command.'; exit 255 ;;
    esac

    """#
}
