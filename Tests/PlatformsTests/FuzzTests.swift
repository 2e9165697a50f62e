import Testing

@testable import Platforms

/// What hosts print, damaged: readers answer or throw, and judges never find anything done that isn't known to be.
@Suite struct FuzzTests {
  private static let uuid = "ee1c3b7d-0c5a-4a66-8b5c-2f6b1a9d8c01"

  struct Subject: Sendable, CustomTestStringConvertible {
    let name: String
    let sample: String
    /// Judges read what lists read, and more, and take four times as long.
    let rounds: Int
    let read: @Sendable ([UInt8]) -> Void
    var testDescription: String { name }

    init<Answer>(_ name: String, _ sample: String, _ question: Question<Answer>) {
      self.name = name
      self.sample = sample + "#sonae end\n"
      rounds = 20_000
      read = { bytes in _ = try? question.answer(Reply(exit: 0, output: bytes)) }
    }

    init(_ name: String, _ sample: String, _ order: Order) {
      self.name = name
      self.sample = sample + "#sonae end\n"
      rounds = 4_000
      read = { bytes in
        let judgement = order.judge(Reply(exit: 1, output: bytes, errors: Array(bytes.prefix(64))))
        #expect(judgement != .done)
      }
    }
  }

  private static let libvirtList = """
    \(uuid) jumin-db
    ce3af773-e4a0-463c-a3de-5e44a03e888e 住民

    #sonae next
    Domain: 'jumin-db'
      state.state=1
      state.reason=1
      balloon.maximum=65536
      vcpu.current=2

    Domain: '住民'
      state.state=5


    """

  private static let proxmoxList = """
    [{"cpus":2,"maxmem":4294967296,"name":"a","qmpstatus":"running","status":"running","vmid":100}]
    #sonae next
    [{"cpus":0.5,"maxmem":"536870912","name":"\\u4f4f","status":"stopped","vmid":"101","lock":"suspended"}]

    """

  private static let xenList = """
    0b5b9a3e-5f3b-4a8e-9d5e-6f4c2b1a0d9e
    #sonae next
    uuid ( RO)          : \(uuid)
        name-label ( RW): 住民
       power-state ( RO): running
       resident-on ( RO): <not in database>


    """

  private static func subjects() throws -> [Subject] {
    let libvirt = try Libvirt(PlatformAccess())
    let proxmox = Proxmox(PlatformAccess())
    let xcpNG = XCPng(PlatformAccess())
    let summary = ESXiTests.summary("1", "a")
    let domain =
      "<domain type='kvm'><devices><interface type='network'><source network=\"a&amp;b\"/></interface></devices></domain>\n"
    let look = "#sonae look\n"
    return [
      Subject("libvirt machines", libvirtList, libvirt.machines),
      Subject("libvirt networks", domain, try libvirt.networks(of: machine(uuid))),
      Subject("libvirt judge", look + libvirtList, try libvirt.order(.start, on: machine(uuid))),
      Subject(
        "libvirt snapshots", look + "a\n#sonae next\n" + libvirtList, try libvirt.order(.revert("a"), on: machine(uuid))
      ),
      Subject("libvirt snapshots of a name", "a\nb\n", try libvirt.snapshots(named: "a", of: machine(uuid))),
      Subject(
        "proxmox snapshots of a name", "[{\"name\":\"aa\",\"vmstate\":0},{\"name\":\"current\"}]\n",
        try proxmox.snapshots(named: "aa", of: machine("qemu/100"))),
      Subject("esxi snapshots of a name", "3\n4\n", try ESXi().snapshots(named: "a", of: machine("1"))),
      Subject("hyperv snapshots of a name", "1\r\n", try HyperV().snapshots(named: "a", of: machine(uuid))),
      Subject("xcp-ng snapshots of a name", uuid + "\n", try xcpNG.snapshots(named: "a", of: machine(uuid))),
      Subject("linux capacity", "MemTotal: 4096 kB\nMemAvailable: 2048 kB\n#sonae next\n2\n", libvirt.capacity),
      Subject("proxmox machines", proxmoxList, proxmox.machines),
      Subject(
        "proxmox networks",
        "[{\"key\":\"net0\",\"value\":\"virtio=BC:24:11:2E:A0:01,bridge=vmbr0,tag=2\",\"pending\":\"x\"}]\n",
        try proxmox.networks(of: machine("qemu/100"))),
      Subject("proxmox judge", look + proxmoxList, try proxmox.order(.start, on: machine("qemu/100"))),
      Subject("esxi machines", "#sonae machine 1\n" + summary, ESXi().machines),
      Subject(
        "esxi networks", "displayName = \"a\"\nethernet0.present = \"TRUE\"\nethernet0.networkName = \"a|22b\"\n",
        try ESXi().networks(of: machine("1"))),
      Subject("esxi judge", look + summary, try ESXi().order(.start, on: machine("1"))),
      Subject(
        "esxi capacity",
        "hardware = (x) {\n   memorySize = 8589328384,\n   numCpuThreads = 4,\n}\nquickStats = (x) {\n   overallMemoryUsage = 1,\n}\n",
        ESXi().capacity),
      Subject(
        "hyperv machines", "[{\"c\":2,\"i\":\"x\",\"m\":4294967296,\"n\":\"\\u4f4f\",\"s\":\"Running\"}]\r\n",
        HyperV().machines),
      Subject(
        "hyperv networks", "[{\"n\":\"LAN\",\"o\":\"Access\",\"a\":20}]\r\n", try HyperV().networks(of: machine(uuid))),
      Subject(
        "hyperv judge", "{\"i\":\"InvalidState,X\",\"m\":\"x\",\"r\":\"error\",\"s\":\"Off\"}\r\n",
        try HyperV().order(.start, on: machine(uuid))),
      Subject("xcp-ng machines", xenList, xcpNG.machines),
      Subject(
        "xcp-ng networks", "uuid ( RO)  : a\n    network-name-label ( RO): a\n\n\n#sonae next\npci\n",
        try xcpNG.networks(of: machine(uuid))),
      Subject("xcp-ng judge", look + xenList, try xcpNG.order(.start, on: machine(uuid))),
    ]
  }

  private static let seed: UInt64 = 20_261_123

  /// Parts of the same rounds, so that both processors have something to do.
  @Test(arguments: try subjects(), 0..<4)
  func damagedOutputsAreReadOrRefused(subject: Subject, part: UInt64) {
    var random = Seeded(seed: Self.seed &+ part)
    let sample = Array(subject.sample.utf8)
    if part == 0 { subject.read(sample) }
    for _ in 0..<subject.rounds / 4 { subject.read(random.damaged(sample)) }
  }

  @Test(arguments: try subjects()) func whatIsTooLongIsNotRead(subject: Subject) throws {
    subject.read([UInt8](repeating: 0x0A, count: Reply.limit + 1) + Array(subject.sample.utf8))
  }

  @Test func boundsAreSaid() throws {
    let question = try Libvirt(PlatformAccess()).machines
    let whole = Reply(0, Self.libvirtList + "#sonae end\n")
    #expect(try question.answer(whole).count == 2)
    var cut = whole
    cut.isWhole = false
    #expect(throws: PlatformError.cut) { try question.answer(cut) }
    #expect(throws: PlatformError.outputTooLong(limit: Reply.limit)) {
      try question.answer(Reply(exit: 0, output: [UInt8](repeating: 0x20, count: Reply.limit + 1)))
    }
    #expect(throws: PlatformError.notUTF8) { try question.answer(Reply(exit: 0, output: [0x83, 0x65, 0x83, 0x58])) }
    // Every line after which an output may be cut off.
    for count in 0..<whole.output.count where whole.output[count] == 0x0A {
      let part = Reply(exit: 0, output: Array(whole.output[0..<count]))
      if count + 1 < whole.output.count {
        #expect(throws: PlatformError.self, "\(count)") { try question.answer(part) }
      }
    }
  }
}
