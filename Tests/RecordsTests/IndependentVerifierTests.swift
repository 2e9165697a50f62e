import Engine
import Glibc
import Model
import Testing

@testable import Records

/// `tools/verify-journal` shares no code with the product, and both must say the same.
@Suite(.enabled(if: Tool.exists("python3"), "python3 is not installed"))
struct IndependentVerifierTests {
  let scratch = Scratch()

  private static var tool: String {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/" + root + "/tools/verify-journal"
  }

  /// What either of them says: the status, and each finding with its line.
  struct Opinion: Hashable {
    var status: String
    var head: String?
    var findings: [String]
  }

  func product(_ run: RunFolder) throws -> Opinion {
    let found = try run.verify()
    let status =
      switch found.status {
      case .verified: "verified"
      case .verifiedUntilTorn: "verified up to line \(found.lines), then torn tail"
      case .broken(let line): "broken at line \(line)"
      }
    return Opinion(
      status: status, head: found.head?.description,
      findings: found.findings.map { "\($0.kind.rawValue) \($0.line.map(String.init) ?? "-")" }.sorted())
  }

  /// Asks once for all of them: starting Python is what takes time.
  private func independent(_ runs: [RunFolder]) throws -> [Opinion] {
    let result = Tool.run(["python3", Self.tool, "--json"] + runs.map(\.path))
    let answers = try #require(try JSON(reading: result.output.utf8).array)
    let opinions = answers.map { answer in
      Opinion(
        status: answer["status"]?.string ?? "", head: answer["head"]?.string,
        findings: (answer["findings"]?.array ?? []).map {
          "\($0["kind"]?.string ?? "") \($0["line"]?.integer.map(String.init) ?? "-")"
        }.sorted())
    }
    #expect(result.exit == (opinions.contains { $0.status.hasPrefix("broken") } ? 1 : 0))
    return opinions
  }

  func compare(_ runs: [RunFolder], _ what: (Int) -> String) throws {
    let theirs = try independent(runs)
    try #require(theirs.count == runs.count)
    for (index, run) in runs.enumerated() {
      let ours = try product(run)
      #expect(ours == theirs[index], "\(what(index)): \(difference(ours, theirs[index], in: run))")
    }
  }

  /// The findings that only one of the two has, with the lines that they are about.
  private func difference(_ ours: Opinion, _ theirs: Opinion, in run: RunFolder) -> String {
    let lines = JournalLines((try? SystemDisk.shared.read(run.journalPath)) ?? []).lines
    let only = Set(ours.findings).symmetricDifference(theirs.findings)
    return only.sorted().map { finding in
      let number = finding.split(separator: " ").last.flatMap { Int($0) } ?? 0
      let text = lines.indices.contains(number - 1) ? String(decoding: lines[number - 1], as: UTF8.self) : ""
      return "\(ours.findings.contains(finding) ? "ours" : "theirs"): \(finding) \(text)"
    }.joined(separator: "; ")
  }

  private func whole() async throws -> RunFolder {
    let recording = try scratch.records.beginSample()
    try await recording.playWhole()
    return recording.folder
  }

  @Test func bothTakeTheFolderAndTheJournalInIt() async throws {
    let run = try await whole()
    for path in [run.path, run.path + "/", run.journalPath] {
      #expect(Tool.run(["python3", Self.tool, path]).exit == 0, "\(path)")
      let found = try RunFolder(at: path)
      #expect(found.id == run.id && found.fiscalYear == run.fiscalYear && found.journalPath == run.journalPath)
      #expect(try RecordsFolder("/nowhere").find(path) == found)
    }
    #expect(throws: RecordsError.self) { try RunFolder(at: run.outputsPath) }
  }

  @Test func bothAgreeOnFlippedBytes() async throws {
    let run = try await whole()
    let bytes = try SystemDisk.shared.read(run.journalPath)
    var random = SystemRandomNumberGenerator()
    var changes: [String] = []
    let copies = try (0..<150).map { number in
      let copy = scratch.copy(of: run, as: "flip-\(number)")
      var changed = bytes
      let index = Int.random(in: bytes.indices, using: &random)
      let byte = number % 2 == 0 ? bytes[index] ^ 1 : UInt8.random(in: 0...255, using: &random)
      changed[index] = byte
      changes.append("byte \(index): \(bytes[index]) became \(byte)")
      try overwrite(copy.journalPath, changed)
      return copy
    }
    try compare(copies) { changes[$0] }
  }

  @Test func bothAgreeOnWhatHasAGoodChainAndIsWrong() async throws {
    let run = try await whole()
    let edits = Self.edits
    let copies = try edits.enumerated().map { number, edit in
      let copy = scratch.copy(of: run, as: "edit-\(number)")
      try rechain(copy, line: edit.line, replacing: edit.old, with: edit.new)
      return copy
    }
    try compare(copies) { "\(edits[$0])" }
    let untouched = try product(run)
    for (copy, edit) in zip(copies, edits) { #expect(try product(copy) != untouched, "\(edit)") }
  }

  private static let edits: [(line: Int, old: String, new: String)] = [
    (1, #""schema":1"#, #""schema":2"#), (1, #""schema":1"#, #""schema":0"#), (1, #""mode":"drill""#, #""mode":"x""#),
    (1, #""process":"#, #""process":1"#), (1, #""run.opened""#, #""run.halted""#),
    (1, #"plan":"sha256:"#, #"plan":"sha512:"#), (1, #""process":"#, #""records_on":5,"process":"#),
    (1, #""machine":"#, #""hosts":{"a":5},"machine":"#), (1, #""machine":"#, #""hosts":[],"machine":"#),
    (2, "2026-11-22", "0000-11-22"),
    (2, #""phase":"recover""#, #""phase":"undone""#), (2, #""elapsed_us":5000"#, #""elapsed_us":5000.0"#),
    (2, #""elapsed_us":5000"#, #""elapsed_us":5e3"#), (2, #""elapsed_us":5000"#, #""elapsed_us":99000"#),
    (2, #""elapsed_us":5000"#, #""elapsed_us":99999999999999999999"#),
    (2, #""elapsed_us":5000"#, #""elapsed_us":"5000""#),
    (2, #""elapsed_us":5000"#, #""elapsed_us":9007199254740993000"#), (2, #""seq":2"#, #""seq":7"#),
    (2, #""seq":2"#, #""seq":true"#),
    (2, #"T01:15:00.005Z"#, #"T01:15:60.005Z"#), (2, #"T01:15:00.005Z"#, #"T01:15:00.05Z"#),
    (3, "2026-11-22", "2026-02-30"),
    (3, "2026-11-22", "2025-11-22"), (3, #""attempt":1"#, #""attempt":2"#), (3, "ad.step-0", "ad.step-9"),
    (3, #""owes_undo":true"#, #""owes_undo":1"#), (4, #""kept":"#, #""kept":1"#),
    (4, #""file":"sha256:"#, #""file":"sha256:a"#),
    (4, #""result":"passed""#, #""result":"failed""#), (4, #""result":"passed""#, #""result":null"#),
    (4, #""exit":0"#, #""exit":false"#),
    (4, #""duration_us":12000"#, #""duration_us":-12000"#), (4, #""duration_us":12000,"#, ""),
    (5, #""step.started""#, #""step.begun""#),
    (7, "早い", "早\\u3044"), (7, "早い", "\\ud800"), (7, #""text":"#, #""text":"x","text":"#), (7, #""by":"#, #" "by":"#),
    (7, #""note""#, "null"), (8, #""reason":{"#, #""reason":{"x":[[[]]],"#), (8, #""code":"x","#, ""),
    (8, #""result":"skipped""#, #""result":"skipped","zz":{"a":[1,{}]}"#), (9, #""undo.started""#, #""undo.ended""#),
    (9, #""undo.started""#, #""step.started""#), (10, #""result":"passed""#, #""result":"failed""#),
    (10, #""result":"passed""#, #""not_started":true,"result":"failed""#), (11, #""result":"met""#, #""result":"won""#),
    (11, #""run.closed""#, #""phase.began""#), (7, #""by":"#, #""\u{FEFF}by":"#), (6, "{", "\u{FEFF}{"), (6, "{", "[{"),
    (2, #""phase":"#, #""deep":\#(String(repeating: "[", count: 63))\#(String(repeating: "]", count: 63)),"phase":"#),
    (2, #""phase":"#, #""deep":\#(String(repeating: "[", count: 65))\#(String(repeating: "]", count: 65)),"phase":"#),
    (
      2, #""phase":"#,
      #""deep":\#(String(repeating: "[", count: 9000))\#(String(repeating: "]", count: 9000)),"phase":"#
    ),
    (2, #""phase":"#, #""n":-0,"phase":"#), (2, #""phase":"#, #""n":NaN,"phase":"#),
    (2, #""phase":"#, #""n":1e999,"phase":"#),
    (2, #""phase":"#, #""n":01,"phase":"#), (2, #""phase":"#, #""\u{FFFD}":1,"𠮷":2,"phase":"#),
    (2, #""phase":"#, #""o":-9223372036854775808,"phase":"#), (2, #""phase":"#, #""o":9223372036854775808,"phase":"#),
  ]

  /// Changes one line and writes the chain and the head anew, as someone would who knows how it is made.
  private func rechain(_ run: RunFolder, line: Int, replacing old: String, with new: String) throws {
    try rechain(run) { number, text in
      if number == line, let range = text.firstRange(of: old) { text.replaceSubrange(range, with: new) }
    }
  }

  func rechain(_ run: RunFolder, changing change: (Int, inout String) -> Void) throws {
    var previous = Digest.zero
    var out: [UInt8] = []
    for (index, bytes) in JournalLines(try SystemDisk.shared.read(run.journalPath)).lines.enumerated() {
      var text = String(decoding: bytes, as: UTF8.self)
      change(index + 1, &text)
      if let prev = text.firstRange(of: #""prev":"sha256:"#) {
        let end = text.index(prev.upperBound, offsetBy: 64)
        text.replaceSubrange(prev.upperBound..<end, with: previous.hexadecimal)
      }
      previous = Digest(of: text)
      out += text.utf8
    }
    try overwrite(run.journalPath, out)
    try overwrite(run.headPath, Array("\(previous)\n".utf8))
  }

  @Test func bothKnowWhenAStepIsOver() async throws {
    let failed = Outcome(.failed)
    var never = Outcome(.failed)
    never.started = false
    let settle = Event.Body.stepSettled(
      step: "ad.step-0", result: .skipped, Reason(code: "x", text: LocalizedText("x")), by: "y")
    func start(_ attempt: Int, owes: Bool = false) -> Event.Body {
      .stepStarted(step: "ad.step-0", attempt: attempt, owesUndo: owes)
    }
    func end(_ attempt: Int, _ outcome: Outcome) -> Event.Body {
      .stepEnded(step: "ad.step-0", attempt: attempt, outcome)
    }
    let histories: [[Event.Body]] = [
      [start(1), end(1, failed), settle], [start(1), end(1, failed), start(2), end(2, failed), settle],
      [start(1), end(1, failed), start(2), end(2, failed), start(3), end(3, passed())],
      [start(1), end(1, passed()), settle],
      [start(1, owes: true), end(1, never), .closed(.failed)], [start(1), settle, end(1, passed())],
      [settle, start(1)],
      [start(1, owes: true), end(1, never), start(2, owes: true), end(2, never), .closed(.failed)],
      [
        start(1, owes: true), end(1, passed()), .undoStarted(step: "ad.step-0", attempt: 1),
        .undoEnded(step: "ad.step-0", attempt: 1, failed), .undoStarted(step: "ad.step-0", attempt: 2),
        .undoEnded(step: "ad.step-0", attempt: 2, passed()), .closed(.met),
      ],
    ]
    var runs: [RunFolder] = []
    // A damaged run beside it would be in a run's way.
    var folders: [Scratch] = []
    for onFailure in [OnFailure.stop, .ask] {
      for history in histories {
        let scratch = Scratch()
        folders.append(scratch)
        let recording = try scratch.records.beginSample(samplePlan(onFailure: onFailure))
        for body in [.opened(recording.header)] + history {
          _ = try await recording.journal.append([body], at: instant(0))
        }
        runs.append(recording.folder)
      }
    }
    try compare(runs) { "history \($0)" }
    // By a person's word a step that asked may be settled; one that has given up may not.
    #expect(try runs[1].verify().findings.first?.kind == .history)
    #expect(try runs[histories.count + 1].verify().findings.map(\.kind) == [.notClosed])
  }

  @Test func bothAgreeOnWholeTornAndUnfinishedRuns() async throws {
    let run = try await whole()
    let commands = [
      "true", "truncate -s -1 journal.jsonl", "truncate -s 0 journal.jsonl", "rm head", "rm journal.jsonl",
      "rm plan.json",
      "truncate -s -1 journal.jsonl; rm head", "sed -i '$d' journal.jsonl; rm head", "sed -i 3d journal.jsonl",
      "printf x >> journal.jsonl", "echo >> journal.jsonl", "sed -i '2{h;d};3{G}' journal.jsonl", "rm -r outputs",
      "touch outputs/x y report.html head.sig", "echo '{}' > plan.json", "printf x > journal.jsonl; rm head",
    ]
    let copies = commands.enumerated().map { number, command in
      let copy = scratch.copy(of: run, as: "case-\(number)")
      Tool.run("sh", "-c", "cd \(copy.path) && \(command)")
      return copy
    }
    try compare(copies) { commands[$0] }
    #expect(try product(copies[0]).findings.isEmpty)
  }

  @Test func wrongUsageIsSaidAndHasItsExitCode() {
    #expect(Tool.run("python3", Self.tool, "--nonsense").exit == 64)
    #expect(Tool.run("sh", "-c", "cd \(scratch.path) && python3 \(Self.tool) 2>&1").exit == 64)
    #expect(Tool.run("python3", Self.tool, "--help").exit == 0)
  }

  @Test func withoutFoldersAllRunsHereAreChecked() async throws {
    let run = try await whole()
    let result = Tool.run("sh", "-c", "cd \(scratch.path) && python3 \(Self.tool)")
    #expect(result.exit == 0)
    #expect(result.output.contains("\(run.id): verified"))
  }
}
