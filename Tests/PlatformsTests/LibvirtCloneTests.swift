import TestKit
import Testing

@testable import Platforms

/// The script that clones, with a `virsh` that answers as libvirt 9.0.0 does and keeps what it is told to define.
@Suite struct LibvirtCloneTests {
  private let folder: TemporaryFolder
  private let libvirt: Libvirt
  private let uuid = "3b2804d4-3c28-4e18-b847-7548f5f60521"

  init() throws {
    folder = try TemporaryFolder("sonae-libvirt")
    libvirt = try Libvirt(PlatformAccess())
  }

  private func domain(_ more: String = "") -> String {
    """
    <domain type='kvm'>
      <name>jumin-db</name>
      <uuid>\(uuid)</uuid>
      <genid>0d5b5a0c-0b5f-4d7e-8f6a-1c2d3e4f5a6b</genid>
      <description>the
    database</description>
      <os firmware='efi'>
        <nvram template='/usr/share/OVMF/OVMF_VARS.fd'>/var/lib/libvirt/qemu/nvram/jumin-db_VARS.fd</nvram>
      </os>
      <sysinfo type='smbios'>
        <system>
          <entry name='uuid'>\(uuid)</entry>
        </system>
      </sysinfo>
      <devices>
        <disk type='file' device='disk'>
          <driver name='qemu' type='qcow2'/>
          <source file='/pool/jumin-db.qcow2'/>
          <target dev='vda' bus='virtio'/>
        </disk>
        <disk type='file' device='cdrom'>
          <source file='/iso/a.iso'/>
          <target dev='sda' bus='sata'/>
        </disk>
        <disk type='file' device='disk'>
          <source file='/pool/data/2.raw'/>
          <target dev='vdb' bus='virtio'/>
        </disk>
        <interface type='bridge'>
          <mac address='52:54:00:78:02:38'/>
          <source bridge='br0'/>
          <model type='virtio'/>
        </interface>
        <interface type='network'>
          <mac address='52:54:00:78:02:39'/>
          <source network='default'/>
        </interface>
        <graphics type='vnc' port='5901' autoport='no' listen='127.0.0.1'/>
    \(more)
      </devices>
    </domain>
    """
  }

  /// - Parameters:
  ///   - state: of the source, as `domstats` has it.
  ///   - edit: a sed script for what libvirt says of the clone.
  private func run(
    _ action: MachineAction, _ domain: String, state: Int = 5, edit: String = "", description: String = ""
  ) throws
    -> (Judgement, [String])
  {
    try folder.write(domain + "\n", to: "source.xml")
    let host = try FakeHost([
      "virsh": """
      shift 3
      case "$*" in
      'list --all --uuid --name') echo '\(uuid) jumin-db' ;;
      'list --all --name') echo jumin-db ;;
      'net-uuid --network=isolated') ;;
      net-uuid*) echo 'error: Network not found' >&2; exit 1 ;;
      'dumpxml --inactive --domain=\(uuid)') cat '\(folder.file("source.xml"))' ;;
      'dumpxml --inactive '*) sed "\(edit)" '\(folder.file("clone.xml"))' ;;
      domblklist*) printf ' %s\\n' 'file   disk     vda      /pool/jumin-db.qcow2' 'file   cdrom    sda      /iso/a.iso' 'file   disk     vdb      /pool/data/2.raw' ;;
      domstats*) echo '  state.state=\(state)' ;;
      'vol-pool --vol=/pool/'*kunren*) exit 1 ;;
      vol-pool*) echo images ;;
      'define --file=/dev/stdin') cat >'\(folder.file("clone.xml"))' ;;
      desc*) echo '\(description)' ;;
      domname*) echo kunren ;;
      esac
      """
    ])
    let order = try libvirt.order(action, on: machine(uuid))
    let done = try host.run(order.command)
    return (order.judge(done.reply), done.calls.map { String($0.dropFirst("virsh|-c|qemu:///system|-q|".count)) })
  }

  private let clone = MachineAction.clone(as: "kunren", network: "isolated")

  @Test func aCloneSharesNothingWithItsSource() throws {
    let (judgement, calls) = try run(clone, domain())
    #expect(judgement == .done)
    #expect(calls.contains("vol-clone|--vol=/pool/jumin-db.qcow2|--newname=kunren-vda.img"))
    #expect(calls.contains("vol-clone|--vol=/pool/data/2.raw|--newname=kunren-vdb.img"))
    #expect(
      try TemporaryFolder.text(folder.file("clone.xml")) == """
        <domain type='kvm'>
          <name>kunren</name>
          <description>sonae-clone-of \(uuid) kunren</description>
          <genid/>
          <os firmware='efi'>
            <nvram template='/usr/share/OVMF/OVMF_VARS.fd'/>
          </os>
          <sysinfo type='smbios'>
            <system>
            </system>
          </sysinfo>
          <devices>
            <disk type='file' device='disk'>
              <driver name='qemu' type='qcow2'/>
              <source file='/pool/kunren-vda.img'/>
              <target dev='vda' bus='virtio'/>
            </disk>
            <disk type='file' device='cdrom'>
              <source file='/iso/a.iso'/>
              <target dev='sda' bus='sata'/>
            </disk>
            <disk type='file' device='disk'>
              <source file='/pool/data/kunren-vdb.img'/>
              <target dev='vdb' bus='virtio'/>
            </disk>
            <interface type='network'>
              <source network='isolated'/>
              <model type='virtio'/>
            </interface>
            <interface type='network'>
              <source network='isolated'/>
            </interface>
            <graphics type='vnc' autoport='yes' listen='127.0.0.1'/>

          </devices>
        </domain>

        """)
  }

  @Test func aRunningSourceIsMirrored() throws {
    let (judgement, calls) = try run(clone, domain(), state: 1)
    #expect(judgement == .done)
    #expect(
      calls.contains(
        "blockcopy|--domain=\(uuid)|--path=vda|--dest=/pool/kunren-vda.img|--transient-job|--wait|--finish"))
    #expect(!calls.contains { $0.hasPrefix("vol-clone") })
  }

  @Test(arguments: ["s/network='isolated'/network='default'/", "s/kunren-vda.img/jumin-db.qcow2/"])
  func aCloneThatIsNotApartIsRemoved(edit: String) throws {
    let (judgement, calls) = try run(clone, domain(), edit: edit)
    guard case .failed = judgement else {
      Issue.record("\(judgement)")
      return
    }
    #expect(
      calls.suffix(3) == [
        "undefine|--domain=kunren|--nvram", "vol-delete|--vol=/pool/kunren-vda.img",
        "vol-delete|--vol=/pool/data/kunren-vdb.img",
      ])
  }

  @Test(arguments: [
    "<hostdev mode='subsystem' type='pci' managed='yes'>", "<filesystem type='mount'>", "<qemu:commandline>",
    "<shareable/>", "<backingStore type='file'>",
  ]) func aMachineWithOtherWaysOutIsNotCloned(device: String) throws {
    let (judgement, calls) = try run(clone, domain("    " + device))
    guard case .unsupported = judgement else {
      Issue.record("\(judgement)")
      return
    }
    #expect(!calls.contains { $0.hasPrefix("vol-clone") || $0.hasPrefix("define") })
  }

  @Test func nothingIsClonedWhereItCannotBe() throws {
    guard case .refused(.exists, _) = try run(.clone(as: "jumin-db", network: "isolated"), domain()).0,
      case .notFound(.network, _) = try run(.clone(as: "kunren", network: "none"), domain()).0
    else {
      Issue.record("there is one, and there is none")
      return
    }
  }

  @Test func onlyWhatSonaeMadeIsDeleted() throws {
    // The disks in this test aren't those of a clone.
    for description in ["", "No description for domain: jumin-db", "sonae-clone-of \(uuid) kunren"] {
      let (judgement, calls) = try run(.deleteClone, domain(), description: description)
      guard case .refused(.notAClone, _) = judgement else {
        Issue.record("\(judgement)")
        continue
      }
      #expect(!calls.contains { $0.hasPrefix("destroy") || $0.hasPrefix("undefine") || $0.hasPrefix("vol-delete") })
    }
  }
}
