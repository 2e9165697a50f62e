import Testing

@testable import Platforms

@Suite struct ProxmoxReadingTests {
  private let proxmox = Proxmox(PlatformAccess())

  private func list(_ virtual: String, _ containers: String = "[]") throws -> [VirtualMachine] {
    try proxmox.machines.answer(Reply(0, "\(virtual)\n#sonae next\n\(containers)\n#sonae end\n"))
  }

  @Test func noMachinesAreAnAnswer() throws {
    #expect(try list("[]") == [])
  }

  @Test func bothKindsAreRead() throws {
    // PVE::QemuServer::vmstatus, PVE::LXC::vmstatus; Perl prints a number that was read from a file as a string.
    let machines = try list(
      #"[{"cpu":0.0031,"cpus":2,"disk":0,"maxdisk":34359738368,"maxmem":4294967296,"mem":2147483648,"name":"jumin-db","pid":3872123,"qmpstatus":"running","status":"running","uptime":86400,"vmid":100},{"cpus":"4","maxmem":"536870912","name":"ad","qmpstatus":"stopped","status":"stopped","vmid":"102"}]"#,
      #"[{"cpus":0.5,"maxmem":536870912,"name":"dns","status":"running","type":"lxc","vmid":"101"}]"#)
    #expect(
      machines == [
        VirtualMachine(name: "jumin-db", handle: "qemu/100", state: .running, memoryMiB: 4096, cpus: 2),
        VirtualMachine(name: "ad", handle: "qemu/102", state: .off, memoryMiB: 512, cpus: 4),
        VirtualMachine(name: "dns", handle: "lxc/101", state: .running, memoryMiB: 512, cpus: 1),
      ])
  }

  @Test(arguments: [
    ("running", "running", "", PowerState.running), ("running", "paused", "", .paused),
    ("running", "prelaunch", "", .changing),
    ("running", "inmigrate", "migrate", .changing), ("running", "io-error", "", .failed),
    ("running", "guest-panicked", "", .failed),
    ("running", "running", "backup", .running), ("running", "running", "suspending", .changing),
    ("stopped", "stopped", "", .off),
    ("stopped", "stopped", "suspended", .saved), ("stopped", "stopped", "clone", .changing),
    ("stopped", "stopped", "backup", .off),
    ("running", "new-in-qemu-12", "", .unknown("running new-in-qemu-12")),
    ("unknown", "unknown", "", .unknown("unknown unknown")),
  ]) func statesAreThoseOfQEMUAndTheLock(status: String, qemu: String, lock: String, state: PowerState) throws {
    let locked = lock.isEmpty ? "" : #","lock":"\#(lock)""#
    #expect(try list(#"[{"vmid":100,"status":"\#(status)","qmpstatus":"\#(qemu)"\#(locked)}]"#).map(\.state) == [state])
  }

  @Test(arguments: [
    "", "null", "{}", "[", #"[{"vmid":100}]"#, #"[{"status":"running"}]"#, #"["running"]"#,
    #"[{"vmid":"x","status":"running"}]"#,
    "      VMID NAME                 STATUS     MEM(MB)    BOOTDISK(GB) PID\n       100 vm1                  running    2048              10.00 3872123",
  ]) func anythingElseIsNoList(output: String) {
    #expect(throws: PlatformError.self) { try list(output) }
    #expect(throws: PlatformError.self) { try list("[]", output) }
    #expect(throws: PlatformError.cut) { try proxmox.machines.answer(Reply(0, "[]\n#sonae next\n[]\n")) }
  }

  @Test(arguments: [
    // GET /nodes/{node}/qemu/{vmid}/pending
    (
      #"[{"key":"net0","value":"virtio=BC:24:11:2E:A0:01,bridge=vmbr0,firewall=1"},{"key":"name","value":"a"}]"#,
      ["vmbr0"]
    ),
    (
      #"[{"key":"net0","value":"virtio=BC:24:11:2E:A0:01,bridge=vmbr0,tag=20","pending":"virtio=BC:24:11:2E:A0:01,bridge=vmbr9"}]"#,
      ["vmbr0/20", "vmbr9"]
    ),
    (
      #"[{"key":"net1","pending":"virtio,bridge=vmbr9"},{"key":"net0","value":"e1000=BC:24:11:2E:A0:01"}]"#,
      ["vmbr9", "(user)"]
    ),
    (#"[{"delete":1,"key":"net0","value":"virtio=BC:24:11:2E:A0:01,bridge=vmbr0,trunks=1;2"}]"#, ["(trunks of vmbr0)"]),
    (
      #"[{"key":"hostpci0","value":"0000:01:00.0"},{"key":"args","value":"-nic user"},{"key":"lxc","value":[["lxc.net.0.type","phys"]]}]"#,
      ["(hostpci0)", "(args)", "(lxc)"]
    ),
    (#"[{"key":"net0","value":"name=eth0,bridge=vmbr9,hwaddr=BC:24:11:2E:A0:01,ip=dhcp,type=veth"}]"#, ["vmbr9"]),
    (#"[{"key":"memory","value":"512"},{"key":"network","value":"x"}]"#, []),
  ]) func networksAreThoseOfNowAndOfTheNextStart(config: String, names: [String]) throws {
    #expect(try proxmox.networks(of: machine("qemu/100")).answer(Reply(0, config + "\n#sonae end\n")) == names)
  }

  @Test(arguments: ["", "[]", "{}", #"[{"value":"x"}]"#]) func noConfigurationIsNoAnswer(config: String) {
    #expect(throws: PlatformError.self) {
      try proxmox.networks(of: machine("qemu/100")).answer(Reply(0, config + "\n#sonae end\n"))
    }
  }

  // MARK: Judging

  private func look(_ status: String, _ qemu: String? = nil, snapshots: String = "current") -> String {
    "#sonae look\n[{\"vmid\":100,\"status\":\"\(status)\",\"qmpstatus\":\"\(qemu ?? status)\"}]\n#sonae next\n"
      + "[\(snapshots.split(separator: " ").map { "{\"name\":\"\($0)\"}" }.joined(separator: ","))]\n#sonae end\n"
  }

  private func judge(_ action: MachineAction, _ output: String, _ errors: String) throws -> Judgement {
    try proxmox.judge(action, on: "qemu/100", 255, output, errors: errors)
  }

  @Test func doneIsDoneAndHAIsOnlyRequested() throws {
    #expect(try proxmox.judge(.start, on: "qemu/100", 0) == .done)
    #expect(
      try proxmox.judge(.start, on: "qemu/100", 0, "Requesting HA start for VM 100\n")
        == .requested(said: "Requesting HA start for VM 100"))
    #expect(
      try proxmox.judge(.migrate(to: "b"), on: "qemu/100", 0, "Requesting HA migration for VM 100 to node b\n")
        == .requested(said: "Requesting HA migration for VM 100 to node b"))
  }

  @Test func whatTheHostSaysAfterwardsDecides() throws {
    #expect(try judge(.start, look("running"), "VM 100 already running") == .alreadySo)
    #expect(
      try judge(.start, look("running", "paused"), "VM 100 already running")
        == .refused(.wrongState(.paused), said: "VM 100 already running"))
    #expect(try judge(.destroy, look("stopped"), "CT 100 not running") == .alreadySo)
    #expect(try judge(.shutdown, look("stopped"), "VM 100 not running") == .alreadySo)
    #expect(
      try judge(.suspend, look("stopped"), "VM 100 not running")
        == .refused(.wrongState(.off), said: "VM 100 not running"))
    #expect(try judge(.migrate(to: "b"), look("stopped"), "") == .refused(.wrongState(.off), said: ""))
    #expect(
      try judge(.shutdown, look("running", "paused"), "VM is paused - cannot shutdown")
        == .refused(.wrongState(.paused), said: "VM is paused - cannot shutdown"))
    #expect(try judge(.start, look("stopped"), "start failed: x") == .failed(said: "start failed: x"))
    let missing = "Configuration file 'nodes/pve/qemu-server/100.conf' does not exist"
    #expect(try judge(.start, "#sonae look\n[]\n#sonae end\n", missing) == .notFound(.machine, said: missing))
    #expect(try judge(.start, "#sonae look\n[]\n#sonae next\n#sonae end\n", "x") == .notFound(.machine, said: "x"))
  }

  @Test func askingIsDoneWhenTheGuestTakesItsTime() throws {
    let slow = "VM quit/powerdown failed - got timeout"
    #expect(try judge(.shutdown, look("running"), slow) == .done)
    #expect(try judge(.destroy, look("running"), slow) == .failed(said: slow))
    let locked = "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout"
    #expect(try judge(.shutdown, look("running"), locked) == .refused(.busy, said: locked))
  }

  @Test func snapshotsAreJudgedByTheirList() throws {
    let used = "snapshot name 'before' already used"
    #expect(
      try judge(.snapshot("before"), look("running", snapshots: "before current"), used)
        == .refused(.exists, said: used))
    #expect(try judge(.snapshot("before"), look("running", snapshots: "before current"), "x") == .unknown(said: "x"))
    let missing = "snapshot 'before' does not exist"
    #expect(try judge(.revert("before"), look("running"), missing) == .notFound(.snapshot, said: missing))
    #expect(try judge(.deleteSnapshot("before"), look("running"), missing) == .alreadySo)
    #expect(
      try judge(.snapshot("before"), look("running"), "snapshot feature is not available")
        == .unsupported(said: "snapshot feature is not available"))
  }

  @Test(arguments: [
    ("VM is locked (backup)", Judgement.Refusal.busy), ("CT is locked (snapshot)", .busy),
    ("trying to acquire lock...\ncan't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout", .busy),
    ("403 Permission check failed (/vms/100, VM.PowerMgmt)", .permission), ("please run as root", .permission),
    ("sudo: a password is required", .permission), ("cluster not ready - no quorum?", .noPlatform),
    (
      "ipcc_send_rec[1] failed: Connection refused\nUnable to load access control list: Connection refused", .noPlatform
    ),
    ("start failed: command '/usr/bin/kvm …' failed: ioctl(KVM_CREATE_VM) failed: Cannot allocate memory", .resources),
  ]) func reasonsAreKnownByTheirWords(errors: String, reason: Judgement.Refusal) throws {
    for output in [look("stopped"), ""] {
      guard case .refused(reason, _) = try judge(.start, output, errors) else {
        Issue.record("\(try judge(.start, output, errors))")
        continue
      }
    }
  }
}
