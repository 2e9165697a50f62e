import TestKit
import Testing

@testable import Platforms

@Suite struct ESXiTests {
  private let esxi = ESXi()

  // MARK: Commands

  @Test func machinesAreListedByOneCommand() {
    #expect(
      esxi.machines.command.text == #"""
        export LC_ALL=C
        l=$(vim-cmd vmsvc/getallvms) && for i in $(printf '%s\n' "$l" | sed -n 's/^\([0-9][0-9]*\) .*/\1/p'); do
          echo "#sonae machine $i"; vim-cmd vmsvc/get.summary "$i" 2>&1 | sed '/^ *annotation = /,$d'
        done; [ "$l" ] && echo '#sonae end'
        """#)
  }

  @Test(arguments: [
    (MachineAction.start, #"o=$(vim-cmd vmsvc/power.on "$i" 2>&1)"#),
    (.shutdown, #"o=$(vim-cmd vmsvc/power.shutdown "$i" 2>&1)"#),
    (.destroy, #"o=$(vim-cmd vmsvc/power.off "$i" 2>&1)"#), (.suspend, #"o=$(vim-cmd vmsvc/power.suspend "$i" 2>&1)"#),
    (
      .resume,
      #"""
      o=$(vim-cmd vmsvc/power.getstate "$i" 2>&1)
      case "$o" in *Suspended) o=$(vim-cmd vmsvc/power.on "$i" 2>&1) ;; *) false ;; esac
      """#
    ),
  ]) func ordersSayWhatFailedByWhatIsPrinted(action: MachineAction, words: String) throws {
    #expect(
      try esxi.text(action, on: "12") == #"""
        export LC_ALL=C
        i=12
        refuse() { echo "sonae: $2" >&2; exit "$1"; }
        \#(words)
        c=$?
        printf '%s\n' "$o"
        case "$o" in *' failed'*|*'(vim.fault.'*|*'(vmodl.fault.'*) [ $c -ne 0 ] || c=1 ;; esac
        [ $c -eq 0 ] || { echo '#sonae look'; vim-cmd vmsvc/get.summary "$i" 2>&1 | sed '/^ *annotation = /,$d'; echo '#sonae end'; }
        exit $c
        """#)
  }

  @Test(arguments: [
    (Names.plain, "export N=jumin-db\n"), (Names.japanese, "export N='住民 照会'\n"),
    (Names.hostile, "export N='it'\\''s; rm -rf $HOME \"x\"'\n"),
  ]) func aSnapshotsNameIsAVariable(name: String, line: String) throws {
    for action in [MachineAction.snapshot(name), .revert(name), .deleteSnapshot(name)] {
      #expect(
        try esxi.text(action, on: "12").hasPrefix(
          "export LC_ALL=C\ni=12\nrefuse() { echo \"sonae: $2\" >&2; exit \"$1\"; }\n\(line)t=$("))
    }
  }

  @Test(arguments: ["", "0x1", "-1", "1;reboot", "1234567890", "jumin-db", "١"]) func aHandleIsANumber(handle: String) {
    #expect(throws: PlatformError.self) { try esxi.text(.start, on: handle) }
    #expect(throws: PlatformError.self) { try esxi.networks(of: machine(handle)) }
  }

  @Test func whatESXiCantIsSaidBefore() {
    #expect(throws: PlatformError.self) { try esxi.text(.migrate(to: "b"), on: "1") }
    #expect(throws: PlatformError.self) { try esxi.text(.snapshot("-a"), on: "1") }
    #expect(throws: PlatformError.self) { try esxi.text(.clone(as: Names.hostile, network: "a"), on: "1") }
    #expect(throws: PlatformError.self) { try esxi.text(.clone(as: "a", network: "a\"b"), on: "1") }
  }

  // MARK: Reading

  /// As printed by ESXi 8, shortened.
  static func summary(_ id: String, _ name: String, power: String = "poweredOn", more: String = "", notes: String = "")
    -> String
  {
    """
    Listsummary:

    (vim.vm.Summary) {
       vm = 'vim.VirtualMachine:\(id)', 
       runtime = (vim.vm.RuntimeInfo) {
          device = <unset>, 
          host = 'vim.HostSystem:ha-host', 
          connectionState = "connected", 
          powerState = "\(power)", 
          vmFailoverInProgress = <unset>, \(more)
          paused = false
       }, 
       guest = (vim.vm.Summary.GuestSummary) {
          guestId = <unset>, 
          toolsStatus = "toolsOk", 
          hostName = "db01", 
       }, 
       config = (vim.vm.Summary.ConfigSummary) {
          name = "\(name)", 
          template = false, 
          vmPathName = "[datastore 1] \(name)/\(name).vmx", 
          memorySizeMB = 4096, 
          numCpu = 2, 
          numEthernetCards = 1, 
          annotation = "\(notes)", 
       }, 
    }

    """
  }

  private func list(_ output: String) throws -> [VirtualMachine] {
    try esxi.machines.answer(Reply(0, output + "#sonae end\n"))
  }

  @Test func noMachinesAreAnAnswer() throws {
    #expect(try list("") == [])
  }

  @Test func machinesAreReadFromTheirSummaries() throws {
    let machines = try list(
      "#sonae machine 1\n" + Self.summary("1", "住民 照会") + "#sonae machine 12\n"
        + Self.summary("12", #"a "b" %2f 100%25"#, power: "poweredOff")
        + "#sonae machine 12\n" + Self.summary("12", "again") + "#sonae machine 13\n" + Self.notFound)
    #expect(
      machines == [
        VirtualMachine(name: "住民 照会", handle: "1", state: .running, memoryMiB: 4096, cpus: 2),
        VirtualMachine(name: #"a "b" / 100%"#, handle: "12", state: .off, memoryMiB: 4096, cpus: 2),
      ])
  }

  private static let notFound = """
    (vim.fault.NotFound) {
       faultCause = (vmodl.MethodFault) null, 
       faultMessage = <unset>
       msg = "Unable to find a VM corresponding to "13""
    }

    """

  @Test(arguments: [
    ("poweredOn", "", PowerState.running), ("poweredOff", "", .off), ("suspended", "", .saved),
    (
      "poweredOn", "\n      question = (vim.vm.QuestionInfo) {\n         id = \"1\",\n      },",
      .unknown("it waits for an answer: vim-cmd vmsvc/message")
    ),
    ("poweredOn", "\n      question = (vim.vm.QuestionInfo) null,", .running), ("flying", "", .unknown("flying")),
    ("poweredOn", "\n      inner = (x) {\n         powerState = \"poweredOff\",\n      },", .running),
  ]) func statesAreThoseOfTheRuntime(power: String, more: String, state: PowerState) throws {
    #expect(try list("#sonae machine 1\n" + Self.summary("1", "a", power: power, more: more)).map(\.state) == [state])
  }

  @Test func aMachineWhoseFilesAreGoneHasFailed() throws {
    let text = Self.summary("1", "a").replacing(
      #"connectionState = "connected""#, with: #"connectionState = "inaccessible""#)
    #expect(try list("#sonae machine 1\n" + text).map(\.state) == [.failed])
  }

  @Test(arguments: [
    "x\n", "#sonae machine 1\n", "#sonae machine 1\nListsummary:\n\n",
    "Vmid   Name   File   Guest OS   Version   Annotation\n", "#sonae next\n",
    "#sonae machine 1\n(vim.vm.Summary) {\n   config = (vim.vm.Summary.ConfigSummary) {\n      name = \"a\",\n",
  ]) func anythingElseIsNoList(output: String) {
    #expect(throws: PlatformError.self) { try list(output) }
  }

  @Test(arguments: [
    (
      "ethernet0.present = \"TRUE\"\nethernet0.networkName = \"VM Network\"\nethernet1.present = \"FALSE\"\nethernet1.networkName = \"b\"",
      ["VM Network"]
    ),
    ("Ethernet0.Present=\"true\"\nEthernet0.NetworkName=\"a |22b|22\"", ["a \"b\""]),
    ("ethernet0.present = \"TRUE\"\nethernet0.dvs.switchId = \"5\"", ["(ethernet0)"]),
    ("pciPassthru0.present = \"TRUE\"", ["(pcipassthru0)"]), ("scsi0.present = \"TRUE\"", []),
    (
      "ethernet0.present = \"TRUE\"\nethernet0.networkName = \"a\"\nethernet1.present = \"TRUE\"\nethernet1.networkName = \"a\"",
      ["a"]
    ),
  ]) func networksAreThoseOfTheFile(lines: String, names: [String]) throws {
    let text = ".encoding = \"UTF-8\"\nvirtualHW.version = \"20\"\n\(lines)\n#sonae end\n"
    #expect(try esxi.networks(of: machine("1")).answer(Reply(0, text)) == names)
  }

  @Test func noFileIsNoAnswer() {
    #expect(throws: PlatformError.self) { try esxi.networks(of: machine("1")).answer(Reply(0, "#sonae end\n")) }
    #expect(throws: PlatformError.self) { try esxi.networks(of: machine("1")).answer(Reply(73, "")) }
  }

  @Test func aHostsCapacityIsReadFromItsSummary() throws {
    // vim-cmd hostsvc/hostsummary, ESXi 8, shortened.
    let text = """
      (vim.host.Summary) {
         host = 'vim.HostSystem:ha-host',
         hardware = (vim.host.Summary.HardwareSummary) {
            vendor = "QEMU",
            memorySize = 8589328384,
            cpuMhz = 1996,
            numCpuPkgs = 1,
            numCpuCores = 8,
            numCpuThreads = 16,
         },
         quickStats = (vim.host.Summary.QuickStats) {
            overallCpuUsage = 60,
            overallMemoryUsage = 1850,
            distributedCpuFairness = <unset>,
            uptime = 72306
         },
      }
      #sonae end

      """
    #expect(try esxi.capacity.answer(Reply(0, text)) == HostCapacity(memoryMiB: 8191, freeMiB: 6341, cpus: 16))
    #expect(throws: PlatformError.self) {
      try esxi.capacity.answer(Reply(0, text.replacing("overallMemoryUsage = 1850", with: "x = <unset>")))
    }
  }
}
