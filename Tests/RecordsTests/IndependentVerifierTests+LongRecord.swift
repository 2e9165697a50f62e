import Foundation
import Simulation
import Testing

@testable import Model
@testable import Records

/// A long record, and what becomes of it; `SONAE_VERIFIER_SAMPLES` tries more.
extension IndependentVerifierTests {
  private static let samples = Int(ProcessInfo.processInfo.environment["SONAE_VERIFIER_SAMPLES"] ?? "") ?? 4

  /// On a real disk, where the other verifier can read it.
  private func save(_ record: LongRecord, as name: String) throws -> RunFolder {
    let run = RunFolder(id: record.run.id, fiscalYear: record.run.fiscalYear, path: scratch.path + "/" + name)
    Tool.run("mkdir", "-p", run.outputsPath)
    for file in try record.files { try overwrite("\(run.path)/\(file)", record.read(file)) }
    return run
  }

  @Test func bothAgreeOnALongRecordAndOnWhatIsChangedInIt() throws {
    let seed = UInt64.random(in: .min ... .max)
    var dice = SplitMix64(seed: seed)
    let record = try LongRecord(seed: seed)
    let run = try save(record, as: "long")
    try compare([run]) { _ in "the record of seed \(seed)" }
    #expect(try product(run).status == "verified")
    let files = try record.files
    var changes: [String] = []
    let copies = try (0..<Self.samples).map { number in
      let copy = scratch.copy(of: run, as: "change-\(number)")
      // Half of them in the journal.
      let file = number % 2 == 0 ? files[0] : files[Int.random(in: 1..<files.count, using: &dice)]
      var bytes = try record.read(file)
      changes.append("seed \(seed), \(file): \(change(&bytes, &dice))")
      try overwrite("\(copy.path)/\(file)", bytes)
      return copy
    }
    try compare(copies) { changes[$0] }
    for (copy, change) in zip(copies, changes) { #expect(try copy.verify().isBroken, "\(change)") }
  }

  private func change(_ bytes: inout [UInt8], _ dice: inout SplitMix64) -> String {
    let place = Int.random(in: bytes.indices, using: &dice)
    let lines = JournalLines(bytes).lines.map { Array($0) }
    switch Int.random(in: 0..<(lines.count > 1 ? 6 : 3), using: &dice) {
    case 0:
      bytes[place] ^= UInt8.random(in: 1...255, using: &dice)
      return "byte \(place) became \(bytes[place])"
    case 1:
      bytes.remove(at: place)
      return "without byte \(place)"
    case 2:
      bytes.insert(UInt8.random(in: .min ... .max, using: &dice), at: place)
      return "\(bytes[place]) before byte \(place)"
    case let kind:
      var lines = lines
      let line = Int.random(in: 1..<lines.count, using: &dice)
      if kind == 3 { lines.swapAt(line - 1, line) }
      if kind == 4 { lines.insert(lines[line], at: Int.random(in: lines.indices, using: &dice)) }
      if kind == 5 { lines.removeSubrange(line...) }
      bytes = lines.flatMap { $0 }
      return "line \(line + 1) \(["swapped with the one before", "once more", "and what follows cut off"][kind - 3])"
    }
  }

  /// As someone would who knows how the chain is made: form and meaning are all that is left to find.
  @Test func bothAgreeOnValuesThatWereChangedUnderAGoodChain() throws {
    let seed = UInt64.random(in: .min ... .max)
    var dice = SplitMix64(seed: seed)
    let run = try save(LongRecord(seed: seed), as: "long")
    let events = try run.read().events
    let kinds = Dictionary(grouping: events, by: \.body.kind)
    let copies = try (0..<Self.samples).map { number in
      let copy = scratch.copy(of: run, as: "value-\(number)")
      // One line whose meaning counts for all that follow; or many, of all kinds, whose form is looked at one by one.
      let some =
        number % 2 == 0
        ? [Int.random(in: 1...events.count, using: &dice)]
        : kinds.values.compactMap { $0.randomElement(using: &dice)?.sequence }
          + Array(stride(from: 1 + number, to: events.count, by: 8))
      try rechain(copy) { line, text in
        guard some.contains(line), var json = try? JSON(reading: text.utf8) else { return }
        json = changed(json, &dice)
        text = String(decoding: json.canonical, as: UTF8.self) + "\n"
      }
      return copy
    }
    try compare(copies) { "seed \(seed), copy \($0)" }
  }

  /// One value in it replaced, left out, or put in under another name.
  private func changed(_ json: JSON, _ dice: inout SplitMix64) -> JSON {
    let others: [JSON] = [
      .null, .bool(true), .integer(0), .integer(-1), .integer(1 << 53), .integer(.max), .string(""), .string("passed"),
      .string("2026-02-29T00:00:00.000Z"), .string("sha256:" + String(repeating: "0", count: 64)), .array([]),
      .object([]), .string("\u{0}𠮷\u{FFFF}"), .array([.object([])]),
    ]
    switch json {
    case .object(var members) where !members.isEmpty:
      let place = Int.random(in: members.indices, using: &dice)
      // The chain is put right afterwards.
      if members[place].name == "prev" { return json }
      switch Int.random(in: 0..<8, using: &dice) {
      case 0: members.remove(at: place)
      case 1: members[place] = JSON.Member("x" + members[place].name, members[place].value)
      default: members[place] = JSON.Member(members[place].name, changed(members[place].value, &dice))
      }
      return .object(members)
    case .array(var values) where !values.isEmpty:
      let place = Int.random(in: values.indices, using: &dice)
      values[place] = changed(values[place], &dice)
      return .array(values)
    default: return others[Int.random(in: others.indices, using: &dice)]
    }
  }
}
