import Catalogue
import Glibc
import Model
import Testing

/// The codes whose cases are here: they need bytes, folders or sizes that a table of texts can't hold.
let fileCodes: Set<Diagnostic.Code> = [
  .fileMissing, .fileNotRegular, .fileUnreadable, .fileTooLarge, .folderLoop, .notUTF8, .controlCharacter, .yamlDepth,
  .yamlAliases, .tooMany,
]

@Suite("Files of a workspace")
struct ReadingFileTests {
  private func fixture() throws -> ReadingFixture {
    let fixture = try ReadingFixture()
    for (path, text) in ReadingFixture.sound { try fixture.write(path, text) }
    return fixture
  }

  private func findings(_ fixture: ReadingFixture) -> [String] {
    fixture.read().diagnostics.map { "\($0.mark.file):\($0.mark.line):\($0.mark.column) \($0.code.rawValue)" }
  }

  @Test func folderWithoutSettingsIsNoWorkspace() throws {
    #expect(findings(try ReadingFixture()) == ["sonae.yaml:1:1 file-missing"])
  }

  @Test func folderInAFilesPlaceIsSaid() throws {
    let fixture = try fixture()
    try fixture.write("inventory/hosts.yaml/x", "")
    #expect(findings(fixture) == ["inventory/hosts.yaml:1:1 file-not-regular"])
  }

  @Test func fileInAFoldersPlaceIsSaid() throws {
    let fixture = try ReadingFixture()
    try fixture.write("sonae.yaml", "workspace: w")
    try fixture.write("inventory", "")
    #expect(findings(fixture) == ["inventory:1:1 file-not-regular"])
  }

  @Test func pipeIsRefusedWithoutWaitingForIt() throws {
    let fixture = try fixture()
    #expect(mkfifo(fixture.root + "/inventory/pipe.yaml", 0o600) == 0)
    #expect(findings(fixture) == ["inventory/pipe.yaml:1:1 file-not-regular"])
  }

  @Test func danglingLinkIsMissing() throws {
    let fixture = try fixture()
    #expect(symlink("nowhere", fixture.root + "/inventory/link.yaml") == 0)
    #expect(findings(fixture) == ["inventory/link.yaml:1:1 file-missing"])
  }

  @Test func loopOfFoldersEnds() throws {
    let fixture = try fixture()
    #expect(symlink("..", fixture.root + "/playbooks/loop") == 0)
    #expect(symlink("self", fixture.root + "/playbooks/self") == 0)
    let found = findings(fixture)
    #expect(found.contains("playbooks/self:1:1 folder-loop"))
    #expect(found.contains { $0.hasSuffix("folder-loop") && $0.contains("playbooks/loop") })
  }

  /// A process's memory is a regular file whose first bytes even root can't read.
  @Test func fileThatFailsToBeReadIsSaid() throws {
    let fixture = try fixture()
    #expect(symlink("/proc/self/mem", fixture.root + "/inventory/mem.yaml") == 0)
    #expect(findings(fixture) == ["inventory/mem.yaml:1:1 file-unreadable"])
  }

  @Test func fileOf50MegabytesIsRefusedUnread() throws {
    let fixture = try fixture()
    try fixture.write("inventory/big.yaml", "hosts: []\n")
    #expect(truncate(fixture.root + "/inventory/big.yaml", 50 << 20) == 0)
    let found = try #require(fixture.read().diagnostics.first)
    #expect(found.code == .fileTooLarge)
    #expect(found.phrase.en.contains("50 MiB"))
  }

  @Test(arguments: [
    ("hosts: []  # 住民", 1, "Shift_JIS"), ("hosts: []\n# ", 2, nil),
  ])
  func otherEncodingIsFoundWhereItBegins(_ text: String, _ line: Int, _ name: String?) throws {
    let fixture = try fixture()
    // 住民 in Shift_JIS, or a byte that is in neither.
    let wrong: [UInt8] = name == nil ? [0xE4, 0xBD, 0xFF] : [0x8F, 0x5A, 0x96, 0xAF]
    try fixture.write("inventory/x.yaml", Array(text.prefix { $0.isASCII }.utf8) + wrong + Array("\n".utf8))
    let found = try #require(fixture.read().diagnostics.first)
    #expect(found.code == .notUTF8)
    #expect(found.mark == Mark(file: "inventory/x.yaml", line: line, column: line == 1 ? 14 : 3))
    if let name { #expect(found.phrase.en.contains(name)) }
  }

  @Test(arguments: [[0xFF, 0xFE], [0xFE, 0xFF], []] as [[UInt8]])
  func utf16IsNamed(_ mark: [UInt8]) throws {
    let fixture = try fixture()
    let little = mark != [0xFE, 0xFF]
    let bytes = "hosts: []\n".utf8.flatMap { (byte: UInt8) -> [UInt8] in little ? [byte, 0] : [0, byte] }
    try fixture.write("inventory/x.yaml", mark + bytes)
    let found = try #require(fixture.read().diagnostics.first)
    #expect(found.phrase.en.contains("UTF-16"))
  }

  @Test func byteOrderMarkOfUTF8IsTaken() throws {
    let fixture = try fixture()
    try fixture.write("inventory/x.yaml", [0xEF, 0xBB, 0xBF] + Array("hsots: []\n".utf8))
    #expect(findings(fixture) == ["inventory/x.yaml:1:1 unknown-key"])
  }

  @Test(arguments: [0x00, 0x07, 0x7F] as [UInt8]) func controlCharacterIsFoundWhereItStands(_ byte: UInt8) throws {
    let fixture = try fixture()
    try fixture.write("inventory/x.yaml", Array("hosts:\n  # 住".utf8) + [byte] + Array("\n".utf8))
    #expect(findings(fixture) == ["inventory/x.yaml:2:6 control-character"])
  }

  @Test func aliasesThatExplodeAreRefused() throws {
    let fixture = try fixture()
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    try fixture.write("inventory/bomb.yaml", text)
    let found = findings(fixture)
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("inventory/bomb.yaml:6:") && found[0].hasSuffix("yaml-aliases"))
  }

  @Test func depthIsBounded() throws {
    let fixture = try fixture()
    try fixture.write("inventory/deep.yaml", "hosts: " + String(repeating: "[", count: 100_000))
    #expect(findings(fixture) == ["inventory/deep.yaml:1:71 yaml-depth"])
  }

  @Test func findingsEndSomewhere() throws {
    let fixture = try fixture()
    try fixture.write("inventory/x.yaml", "hosts:\n" + String(repeating: "  - {ix: 1}\n", count: 20_000))
    let found = fixture.read().diagnostics
    #expect(found.count == 10_001)
    #expect(found.last?.code == .tooMany)
    #expect(found.last?.phrase.en.contains("30000 more") == true)
  }

  @Test func scriptIsReadAndCounted() throws {
    let fixture = try fixture()
    try fixture.write("playbooks/scripts/a.sh", "echo a\n")
    try fixture.write("playbooks/db.yaml", "procedure: db\nsteps:\n  - {id: a, script: scripts/a.sh}\n  - verify: up\n")
    let reading = fixture.read()
    #expect(reading.diagnostics == [])
    guard case .script(let script, _, _) = reading.workspace.procedures[0].steps[0].kind else {
      Issue.record("not a script")
      return
    }
    #expect(script.text == "echo a\n")
    #expect(script.path == "playbooks/scripts/a.sh")
    #expect(
      reading.workspace.files.map(\.path) == [
        "inventory/base.yaml", "playbooks/db.yaml", "playbooks/loss.yaml", "playbooks/scripts/a.sh", "sonae.yaml",
      ])
  }

  @Test func scriptOfTwoMegabytesIsRefused() throws {
    let fixture = try fixture()
    try fixture.write("playbooks/a.sh", String(repeating: "#", count: 2 << 20))
    try fixture.write("playbooks/db.yaml", "procedure: db\nsteps:\n  - {id: a, script: a.sh}\n  - verify: up\n")
    #expect(findings(fixture) == ["playbooks/db.yaml:3:21 file-too-large"])
  }

  @Test func singleFilesAreReadForWhatTheyHold() throws {
    let fixture = try fixture()
    let reading = WorkspaceReader.read(files: ["inventory/base.yaml", "playbooks/db.yaml"], root: fixture.root)
    #expect(reading.diagnostics.map(\.code) == [.undefinedName])
    #expect(reading.workspace.inventory.hosts.count == 2)
  }
}
