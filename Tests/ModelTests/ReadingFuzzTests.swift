import Catalogue
import Model
import Testing

@Suite("Reading anything")
struct ReadingFuzzTests {
  /// Damages the sample in many ways; reading it must end, and say something or nothing, but never fail otherwise.
  @Test func damagedFilesAreReadToTheEnd() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = Seeded(seed: seed)
    let files = Manual.files
    let fixture = try ReadingFixture()
    for file in files { try fixture.write(file.path, file.bytes) }
    for _ in 0..<300 {
      let file = files[Int.random(in: files.indices, using: &random)]
      var bytes = file.bytes
      for _ in 0..<Int.random(in: 1...8, using: &random) { Self.damage(&bytes, &random) }
      try fixture.write(file.path, bytes)
      let reading = fixture.read()
      for found in reading.diagnostics {
        #expect(found.mark.line >= 1 && found.mark.column >= 1 && !found.line(.ja).isEmpty, "seed \(seed)")
      }
      try fixture.write(file.path, file.bytes)
    }
  }

  private static let pieces = [
    "{{", "}}", "*a", "&a ", "- ", ": ", "\n", "\t", "[", "]", "{", "}", "'", "\"", "|", ">", "#", "!", "%", "---\n",
    "\u{FEFF}",
    "null", "~", "<<", "$(", "`", "\\", "\r", "\u{2028}", "𠮷", "\u{85}", "? ", "...\n", "id: ", "steps:\n",
  ]

  private static func damage(_ bytes: inout [UInt8], _ random: inout Seeded) {
    guard !bytes.isEmpty else { return }
    let at = Int.random(in: bytes.indices, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes.remove(at: at)
    case 2: bytes.removeSubrange(at..<min(at + Int.random(in: 1...200, using: &random), bytes.count))
    case 3: bytes.insert(contentsOf: pieces[Int.random(in: pieces.indices, using: &random)].utf8, at: at)
    case 4:
      let end = min(at + Int.random(in: 1...200, using: &random), bytes.count)
      bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: bytes.indices, using: &random))
    default: bytes.removeLast(bytes.count - at)
    }
  }

  /// 20,000 steps in one file: nothing of the reader calls itself for each of them.
  @Test func longProcedureIsRead() throws {
    let fixture = try ReadingFixture()
    for (path, text) in ReadingFixture.sound { try fixture.write(path, text) }
    var text = "procedure: db\nsteps:\n"
    for number in 0..<20_000 { text += "  - {id: s\(number), run: \"{{svc}} start \(number)\", timeout: 3m}\n" }
    try fixture.write("playbooks/db.yaml", text + "  - verify: up\n")
    let reading = fixture.read()
    #expect(reading.diagnostics == [])
    #expect(reading.workspace.procedures[0].steps.count == 20_001)
  }
}
