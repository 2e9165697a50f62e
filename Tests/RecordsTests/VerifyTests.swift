import Engine
import Glibc
import Model
import Testing

@testable import Records

@Suite struct VerifyTests {
  private let scratch = Scratch()

  private func whole() async throws -> RunFolder {
    let recording = try scratch.records.beginSample()
    try await recording.playWhole()
    return recording.folder
  }

  @Test func aWholeRunIsVerified() async throws {
    let verification = try await whole().verify()
    #expect(verification.findings.isEmpty)
    #expect(verification.status == .verified)
    #expect(verification.isClosed)
    #expect(verification.lines == 11)
    #expect(verification.text.en?.contains("compare the head with the printed report") == true)
  }

  @Test func everyFlippedBitOfAJournalIsFound() async throws {
    let copy = scratch.copy(of: try await whole(), as: "copy")
    let bytes = try SystemDisk.shared.read(copy.journalPath)
    var random = SystemRandomNumberGenerator()
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      try overwrite(copy.journalPath, changed)
      guard case .broken = try copy.verify().status else {
        Issue.record("byte \(index) became \(changed[index]) and nothing was found")
        return
      }
    }
  }

  @Test func everyRemovedAndEveryAddedByteIsFound() async throws {
    let copy = scratch.copy(of: try await whole(), as: "copy")
    let bytes = try SystemDisk.shared.read(copy.journalPath)
    for index in stride(from: 0, to: bytes.count, by: 11) {
      for change in [[], [bytes[index], bytes[index]], [UInt8(ascii: "\n"), bytes[index]]] {
        try overwrite(copy.journalPath, Array(bytes[..<index] + change + bytes[(index + 1)...]))
        guard case .broken = try copy.verify().status else {
          Issue.record("byte \(index) became \(change) and nothing was found")
          return
        }
      }
    }
  }

  @Test func everyRemovedDoubledAndSwappedLineIsFoundWhereItStands() async throws {
    let copy = scratch.copy(of: try await whole(), as: "copy")
    let lines = JournalLines(try SystemDisk.shared.read(copy.journalPath)).lines
    for index in lines.indices {
      var removed = lines
      removed.remove(at: index)
      try overwrite(copy.journalPath, removed.flatMap { $0 })
      let place = index == lines.count - 1 ? index : index + 1
      #expect(try copy.verify().status == .broken(line: place), "without line \(index + 1)")
      var doubled = lines
      doubled.insert(lines[index], at: index)
      try overwrite(copy.journalPath, doubled.flatMap { $0 })
      #expect(try copy.verify().status == .broken(line: index + 2), "with line \(index + 1) twice")
      guard index > 0 else { continue }
      var swapped = lines
      swapped.swapAt(index - 1, index)
      try overwrite(copy.journalPath, swapped.flatMap { $0 })
      #expect(try copy.verify().status == .broken(line: index), "with lines \(index) and \(index + 1) swapped")
    }
  }

  @Test func aChainWrittenAnewIsFoundByTheHeadOnly() async throws {
    let copy = scratch.copy(of: try await whole(), as: "copy")
    var lines = JournalLines(try SystemDisk.shared.read(copy.journalPath)).lines.map { Array($0) }
    lines.removeLast(2)
    try overwrite(copy.journalPath, lines.flatMap { $0 })
    #expect(try copy.verify().findings.map(\.kind) == [.head, .notClosed])
    Tool.run("rm", copy.headPath)
    let verification = try copy.verify()
    #expect(verification.status == .verified)
    #expect(verification.findings.map(\.kind) == [.notClosed])
    #expect(verification.head == Digest(of: lines[8]))
  }

  @Test func aTornTailIsNoDamage() async throws {
    let recording = try scratch.records.beginSample()
    _ = try await recording.journal.append([.opened(recording.header), .noted("a", by: "b")], at: instant(0))
    let copy = scratch.copy(of: recording.folder, as: "copy")
    Tool.run("truncate", "-s", "-1", copy.journalPath)
    let verification = try copy.verify()
    #expect(verification.status == .verifiedUntilTorn)
    #expect(verification.lines == 1)
    #expect(verification.findings.map(\.kind) == [.torn, .notClosed])
  }

  @Test func outputsAndPlanAreCheckedToo() async throws {
    let run = try await whole()
    let output = try #require(try SystemDisk.shared.list(run.outputsPath).first)
    let cases: [(String, Finding.Kind, Int?)] = [
      ("echo x >> plan.json", .planChanged, 1), ("rm plan.json", .planMissing, 1), ("echo x >> head", .head, 11),
      ("rm head", .headMissing, nil), ("rm outputs/\(output)", .outputMissing, 4),
      ("echo x >> outputs/\(output)", .outputChanged, 4), ("echo x > outputs/.part-1", .unreferenced, nil),
      ("touch note.txt", .unreferenced, nil), ("rm journal.jsonl", .journalMissing, nil),
    ]
    for (command, kind, line) in cases {
      let copy = scratch.copy(of: run, as: "copy")
      Tool.run("sh", "-c", "cd \(copy.path) && \(command)")
      let findings = try copy.verify().findings
      #expect(findings.map(\.kind) == [kind], "\(command)")
      #expect(findings.first?.line == line, "\(command)")
      #expect(findings.first?.text.en?.hasPrefix("line ") == (line != nil))
    }
  }

  @Test func aHistoryThatCannotHaveHappenedIsFound() async throws {
    let histories: [[Event.Body]] = [
      [.stepEnded(step: "ad.step-0", attempt: 1, passed())],
      [.stepStarted(step: "ad.step-0", attempt: 2, owesUndo: false)],
      [.stepStarted(step: "nobody", attempt: 1, owesUndo: false)],
      [.stepStarted(step: "ad.step-0", attempt: 1, owesUndo: true), .closed(.met)],
      [.undoStarted(step: "ad.step-0", attempt: 1)],
    ]
    for (number, bodies) in histories.enumerated() {
      // A damaged run beside it would be in its way.
      let scratch = Scratch()
      let recording = try scratch.records.beginSample()
      _ = try await recording.journal.append([.opened(recording.header)] + bodies, at: instant(0))
      #expect(try recording.folder.verify().findings.first?.kind == .history, "history \(number)")
      #expect(throws: RecordsError.self) { try recording.folder.read() }
    }
  }

  @Test func aWallClockThatGoesBackIsARemarkUnlessAnEventSaysSo() async throws {
    let recording = try scratch.records.beginSample()
    let journal = recording.journal
    _ = try await journal.append([.opened(recording.header)], at: instant(0))
    let back = RunInstant(wall: morning + .seconds(-60), elapsed: .milliseconds(5))
    _ = try await journal.append([.clockStepped(.seconds(-60)), .noted("a", by: "b")], at: back)
    #expect(try recording.folder.verify().findings.map(\.kind) == [.notClosed])
    _ = try await journal.append(
      [.noted("a", by: "b")], at: RunInstant(wall: morning + .seconds(-70), elapsed: .milliseconds(6)))
    #expect(try recording.folder.verify().findings.map(\.kind) == [.clock, .notClosed])
    #expect(try recording.folder.verify().status == .verified)
  }
}

/// Writes in place, which the code under test never does. Cut afterwards: a file that is cut to nothing and written anew
/// is flushed by some file systems when it is closed, which takes the test's time.
func overwrite(_ path: String, _ bytes: [UInt8]) throws {
  let file = try Descriptor(path, O_WRONLY | O_CREAT)
  try file.writeAll(bytes)
  ftruncate(file.number, off_t(bytes.count))
}
