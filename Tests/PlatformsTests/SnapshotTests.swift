import Model
import Testing

@testable import Platforms

/// How many snapshots of a name a machine has, on every platform.
@Suite struct SnapshotTests {
  private static let uuid = "00000000-0000-4000-8000-000000000001"
  private static let other = "00000000-0000-4000-8000-000000000002"
  private let libvirt: Libvirt
  private let proxmox = Proxmox(PlatformAccess(sudo: true))
  private let esxi = ESXi()
  private let hyperV = HyperV()
  private let xcpNG = XCPng(PlatformAccess())

  init() throws { libvirt = try Libvirt(PlatformAccess()) }

  private func count(
    _ platform: any Platform, _ name: String, on handle: String, _ output: String, exit: Int32 = 0
  ) throws -> Int {
    try platform.snapshots(named: name, of: machine(handle)).answer(Reply(exit, output + "#sonae end\n"))
  }

  /// virsh(1), `snapshot-list --name`: one a line, then an empty one.
  @Test func libvirtListsNames() throws {
    let question = try libvirt.snapshots(named: Names.hostile, of: machine(Self.uuid))
    #expect(
      question.command.text
        == "export LC_ALL=C; virsh -c qemu:///system snapshot-list '--domain=\(Self.uuid)' --name && echo '#sonae end'")
    #expect(try count(libvirt, Names.japanese, on: Self.uuid, "a\n\(Names.japanese)\n\n") == 1)
    #expect(try count(libvirt, "a", on: Self.uuid, "aa\n a\n\n") == 0)
    #expect(throws: PlatformError.self) { try count(libvirt, "a", on: Self.uuid, "", exit: 1) }
    #expect(throws: PlatformError.self) { try libvirt.snapshots(named: "a/b", of: machine(Self.uuid)) }
  }

  /// `PVE/API2/Qemu.pm`, `snapshot`: the current state stands in the list too.
  @Test func proxmoxListsNames() throws {
    #expect(
      try proxmox.snapshots(named: "kunren", of: machine("lxc/101")).command.text
        == "export LC_ALL=C; sudo -n pvesh get /nodes/localhost/lxc/101/snapshot --output-format json && echo '#sonae end'"
    )
    let list = #"[{"description":"","name":"kunren","snaptime":1763880000,"vmstate":0},{"name":"current","running":1}]"#
    #expect(try count(proxmox, "kunren", on: "qemu/100", list + "\n") == 1)
    #expect(try count(proxmox, "other", on: "qemu/100", list + "\n") == 0)
    #expect(throws: PlatformError.self) { try count(proxmox, "kunren", on: "qemu/100", "{}\n") }
    #expect(throws: PlatformError.self) { try proxmox.snapshots(named: Names.japanese, of: machine("qemu/100")) }
  }

  /// Behind a stand-in for `vim-cmd`, whose `snapshot.get` prints what ESXi's does.
  @Test func esxiCountsIDs() throws {
    let text = try esxi.snapshots(named: Names.hostile, of: machine("7")).command.text
    #expect(text.contains("export N=\(shellQuoted(Names.hostile))") && text.hasSuffix("echo '#sonae end'"))
    #expect(try count(esxi, "a", on: "7", "\n") == 0 && count(esxi, "a", on: "7", "3\n12\n") == 2)
    #expect(throws: PlatformError.self) { try count(esxi, "a", on: "7", "Get Snapshot:\n") }
    #expect(throws: PlatformError.self) { try count(esxi, "a", on: "7", "", exit: 73) }
  }

  @Test func hyperVCountsThem() throws {
    #expect(try hyperV.snapshots(named: Names.japanese, of: machine(Self.uuid)).command.reader == .windows)
    #expect(try count(hyperV, "a", on: Self.uuid, "0\r\n") == 0 && count(hyperV, "a", on: Self.uuid, "2\r\n") == 2)
    #expect(throws: PlatformError.self) { try count(hyperV, "a", on: Self.uuid, "[]\r\n") }
  }

  /// xe(1), `--minimal`: with commas between.
  @Test func xcpNGCountsUUIDs() throws {
    let text = try xcpNG.snapshots(named: Names.hostile, of: machine(Self.uuid)).command.text
    #expect(text.contains("n=\(shellQuoted(Names.hostile));") && text.contains(#"snapshot-of="$i" name-label="$n""#))
    #expect(try count(xcpNG, "a", on: Self.uuid, "\n") == 0)
    #expect(try count(xcpNG, "a", on: Self.uuid, "\(Self.uuid),\(Self.other)\n") == 2)
    #expect(throws: PlatformError.self) { try count(xcpNG, "a", on: Self.uuid, "Error: x\n") }
  }
}
