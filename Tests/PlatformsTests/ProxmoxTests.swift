import TestKit
import Testing

@testable import Platforms

@Suite struct ProxmoxTests {
  private let proxmox = Proxmox(PlatformAccess())
  private let look =
    "echo '#sonae look'; pvesh get /nodes/localhost/qemu --full 1 --output-format json && echo '#sonae next'"
    + " && pvesh get /nodes/localhost/qemu/100/snapshot --output-format json; echo '#sonae end'; exit $c; }"

  // MARK: Commands

  @Test func bothKindsAreListedByOneCommand() {
    #expect(
      proxmox.machines.command.text
        == "export LC_ALL=C; pvesh get /nodes/localhost/qemu --full 1 --output-format json && echo '#sonae next'"
        + " && pvesh get /nodes/localhost/lxc --output-format json && echo '#sonae end'")
  }

  @Test(arguments: [
    (MachineAction.start, "qm start 100"), (.destroy, "qm stop 100"), (.suspend, "qm suspend 100"),
    (.resume, "qm resume 100"),
    (.snapshot("before"), "qm snapshot 100 before"), (.revert("before"), "qm rollback 100 before"),
    (.deleteSnapshot("before"), "qm delsnapshot 100 before"),
    (.migrate(to: "pve2"), "{ qm status 100 | grep -qx 'status: running' && qm migrate 100 pve2 --online 1; }"),
    (
      .shutdown,
      #"{ case "$(pvesh get /cluster/ha/resources --output-format json)" in *'"vm:100"'*) qm shutdown 100 --timeout 600 ;;"#
        + " '['*) qm shutdown 100 --timeout 5 ;; *) false ;; esac; }"
    ),
  ]) func ordersOfAVirtualMachine(action: MachineAction, words: String) throws {
    #expect(try proxmox.text(action, on: "qemu/100") == "export LC_ALL=C; \(words) || { c=$?; \(look)")
  }

  @Test(arguments: [
    (MachineAction.start, "pct start 101"), (.destroy, "pct stop 101"), (.snapshot("a-1"), "pct snapshot 101 a-1"),
    (.revert("a-1"), "pct rollback 101 a-1"), (.deleteSnapshot("a-1"), "pct delsnapshot 101 a-1"),
    (
      .shutdown,
      #"{ case "$(pvesh get /cluster/ha/resources --output-format json)" in *'"ct:101"'*) pct shutdown 101 --timeout 600 ;;"#
        + " '['*) lxc-stop --nokill --nowait --name 101 ;; *) false ;; esac; }"
    ),
  ]) func ordersOfAContainer(action: MachineAction, words: String) throws {
    #expect(
      try proxmox.text(action, on: "lxc/101") == "export LC_ALL=C; \(words) || { c=$?; "
        + look.replacing("/qemu/100", with: "/lxc/101").replacing("/qemu --full 1", with: "/lxc"))
  }

  @Test func whatAContainerCantIsSaidBefore() {
    for action in [MachineAction.suspend, .resume, .migrate(to: "pve2")] {
      #expect(throws: PlatformError.self) { try proxmox.text(action, on: "lxc/101") }
    }
  }

  @Test(arguments: [
    Names.japanese, Names.hostile, "a", "1a", "-a", "a b", "current", "a'", String(repeating: "a", count: 41), "a\n",
    "",
  ]) func whatProxmoxTakesForNoNameIsRefusedBefore(name: String) {
    for action in [MachineAction.snapshot(name), .revert(name), .deleteSnapshot(name)] {
      #expect(throws: PlatformError.self) { try proxmox.text(action, on: "qemu/100") }
    }
  }

  @Test(arguments: [
    "100", "qemu/", "qemu/99", "qemu/1e2", "qemu/100;reboot", "kvm/100", "lxc/-100", "qemu/100/", " qemu/100",
    "qemu/٣٠٠",
  ])
  func aHandleIsAKindAndANumber(handle: String) {
    #expect(throws: PlatformError.self) { try proxmox.text(.start, on: handle) }
    #expect(throws: PlatformError.self) { try proxmox.networks(of: machine(handle)) }
  }

  @Test(arguments: [Names.japanese, Names.hostile, "-a", "a_b", "a..b", ""]) func aClonesNameIsADNSName(name: String) {
    #expect(throws: PlatformError.self) { try proxmox.text(.clone(as: name, network: "vmbr9"), on: "qemu/100") }
  }

  @Test(arguments: [
    Names.japanese, Names.hostile, "vmbr0/", "vmbr0/4095", "vmbr0/0", "vmbr0/1/2", "9vmbr", "averyveryverylongname",
  ])
  func aNetworkIsABridgeOrItsVLAN(name: String) {
    #expect(throws: PlatformError.self) { try proxmox.text(.clone(as: "a", network: name), on: "qemu/100") }
  }

  @Test func sudoStandsBeforeEachTool() throws {
    let other = Proxmox(PlatformAccess(sudo: true))
    #expect(try other.text(.start, on: "qemu/100").hasPrefix("export LC_ALL=C; sudo -n qm start 100 || "))
    #expect(other.machines.command.text.contains("&& sudo -n pvesh get /nodes/localhost/lxc "))
  }

  // MARK: Clones, through a shell

  private func cloneHost(_ config: String, after: String, running: Bool = false) throws -> FakeHost {
    let answer = """
      case "$*" in
      'config 100'|'config 101') cat <<'X'
      \(config)
      X
      ;;
      'config 123') cat <<'X'
      \(after)
      X
      ;;
      'status 123') echo 'status: \(running ? "running" : "stopped")' ;;
      'config '*) echo "Configuration file 'nodes/pve/qemu-server/$2.conf' does not exist" >&2; exit 255 ;;
      esac
      """
    return try FakeHost([
      "qm": answer, "pct": answer,
      "pvesh": """
      case "$2" in
      /cluster/resources) echo '[{"name":"jumin-db","vmid":100}]' ;;
      /cluster/nextid) echo '"123"' ;;
      esac
      """,
    ])
  }

  @Test func aCloneIsPutOnItsNetworkAdapterByAdapter() throws {
    let host = try cloneHost(
      "name: jumin-db\nnet0: virtio=BC:24:11:2E:A0:01,bridge=vmbr0,firewall=1,tag=20\nnet1: e1000=BC:24:11:2E:A0:02,bridge=vmbr1\nonboot: 1",
      after:
        "name: kunren\nnet0: virtio=BC:24:11:00:00:01,bridge=lo,firewall=1\nnet1: e1000=BC:24:11:00:00:02,bridge=lo")
    let done = try host.run(proxmox.order(.clone(as: "kunren", network: "lo"), on: machine("qemu/100")).command)
    #expect(done.reply.exit == 0, "\(done)")
    #expect(
      done.calls == [
        "pvesh|get|/cluster/resources|--type|vm|--output-format|json", "pvesh|get|/cluster/nextid", "qm|config|100",
        "qm|clone|100|123|--name|kunren|--full|1|--description|sonae-clone-of qemu/100", "qm|config|123",
        "qm|set|123|--net0|virtio,firewall=1,bridge=lo", "qm|set|123|--net1|e1000,bridge=lo",
        "qm|set|123|--onboot|0|--protection|0", "qm|config|123",
      ])
  }

  @Test func aContainersAddressesAreKept() throws {
    let host = try cloneHost(
      "net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:2E:A0:01,ip=192.0.2.5/24,gw=192.0.2.1,type=veth",
      after: "net0: name=eth0,bridge=lo,hwaddr=BC:24:11:00:00:01,ip=192.0.2.5/24,gw=192.0.2.1,tag=7,type=veth")
    let done = try host.run(proxmox.order(.clone(as: "kunren", network: "lo/7"), on: machine("lxc/101")).command)
    #expect(done.reply.exit == 0, "\(done)")
    #expect(done.calls.contains("pct|clone|101|123|--hostname|kunren|--full|1|--description|sonae-clone-of lxc/101"))
    #expect(done.calls.contains("pct|set|123|--net0|name=eth0,ip=192.0.2.5/24,gw=192.0.2.1,type=veth,bridge=lo,tag=7"))
  }

  @Test(arguments: [
    ("net0: virtio=BC:24:11:00:00:01,bridge=vmbr0", "lo"), ("net0: virtio=BC:24:11:00:00:01,bridge=lo,tag=20", "lo"),
    ("net0: virtio=BC:24:11:00:00:01,bridge=lo", "lo/20"), ("net0: virtio=BC:24:11:00:00:01,bridge=lo,tag=2", "lo/20"),
    ("net0: virtio=BC:24:11:00:00:01,bridge=lo,trunks=1;2", "lo"), ("net0: virtio=BC:24:11:00:00:01", "lo"),
    ("net0: virtio=BC:24:11:00:00:01,bridge=lo\nnet10: virtio=BC:24:11:00:00:01,bridge=vmbr0", "lo"),
  ]) func aCloneThatIsNotApartIsRemoved(after: String, network: String) throws {
    let host = try cloneHost("net0: virtio=BC:24:11:2E:A0:01,bridge=vmbr0", after: after)
    let order = try proxmox.order(.clone(as: "kunren", network: network), on: machine("qemu/100"))
    let done = try host.run(order.command)
    #expect(done.reply.exit == 77)
    #expect(done.calls.last == "qm|destroy|123|--purge|1")
    guard case .failed = order.judge(done.reply) else {
      Issue.record("\(order.judge(done.reply))")
      return
    }
  }

  @Test(arguments: [
    ("qemu/100", "jumin-db", "lo", Int32(71)), ("qemu/100", "kunren", "nosuchbridge", 72),
    ("qemu/999", "kunren", "lo", 1),
  ]) func nothingIsClonedWhereItCannotBe(handle: String, name: String, network: String, code: Int32) throws {
    let host = try cloneHost("net0: virtio=BC:24:11:2E:A0:01,bridge=vmbr0", after: "")
    let order = try proxmox.order(.clone(as: name, network: network), on: machine(handle))
    let done = try host.run(order.command)
    #expect(done.reply.exit == code)
    #expect(!done.calls.contains { $0.hasPrefix("qm|clone") })
    switch order.judge(done.reply) {
    case .refused(.exists, _) where code == 71: break
    case .notFound(.network, _) where code == 72: break
    case .notFound(.machine, _) where code == 1: break
    case let other: Issue.record("\(other)")
    }
  }

  @Test(arguments: [
    "args: -netdev user,id=n", "hostpci0: 0000:01:00.0", "usb0: host=1234:5678", "lxc.net.0.type: phys",
  ])
  func aMachineWithOtherWaysOutIsNotCloned(line: String) throws {
    let host = try cloneHost("name: a\n\(line)", after: "")
    let done = try host.run(proxmox.order(.clone(as: "kunren", network: "lo"), on: machine("qemu/100")).command)
    #expect(done.reply.exit == 76)
  }

  @Test func onlyAMarkedMachineIsDeleted() throws {
    let order = try proxmox.order(.deleteClone, on: machine("qemu/123"))
    let marked = "description: sonae-clone-of qemu/100\nname: kunren"
    #expect(
      try cloneHost("", after: marked).run(order.command).calls == [
        "qm|config|123", "qm|status|123", "qm|destroy|123|--purge|1",
      ])
    #expect(
      try cloneHost("", after: marked, running: true).run(order.command).calls
        == ["qm|config|123", "qm|status|123", "qm|stop|123", "qm|destroy|123|--purge|1"])
    for other in ["name: sonae-clone-of qemu/100", "description: not a sonae-clone-of qemu/100", "name: a"] {
      let done = try cloneHost("", after: other).run(order.command)
      #expect(done.reply.exit == 75)
      #expect(done.calls == ["qm|config|123"])
    }
    let gone = try proxmox.order(.deleteClone, on: machine("qemu/124"))
    #expect(gone.judge(try cloneHost("", after: marked).run(gone.command).reply) == .alreadySo)
  }

  @Test func aGentleShutdownKnowsOfHA() throws {
    for (resources, timeout) in [(#"[{"sid":"vm:1000"}]"#, "5"), (#"[{"sid":"vm:100","state":"started"}]"#, "600")] {
      let host = try FakeHost(["qm": "", "pvesh": "echo '\(resources)'"])
      let done = try host.run(proxmox.order(.shutdown, on: machine("qemu/100")).command)
      #expect(done.calls.last == "qm|shutdown|100|--timeout|\(timeout)")
    }
    let broken = try FakeHost(["qm": "", "pvesh": "echo 'ipcc_send_rec[1] failed: Connection refused' >&2; exit 255"])
    let order = try proxmox.order(.shutdown, on: machine("qemu/100"))
    let done = try broken.run(order.command)
    #expect(!done.calls.contains { $0.hasPrefix("qm|") })
    guard case .refused(.noPlatform, _) = order.judge(done.reply) else {
      Issue.record("\(order.judge(done.reply))")
      return
    }
  }
}
