import Engine
import Glibc
import Model
import Simulation
import Testing

@testable import Records

/// Records that can't be read as they are, and what is said of them.
@Suite struct ReadingTests {
  private let scratch = Scratch()

  private func begun() async throws -> RunFolder {
    let recording = try scratch.records.beginSample()
    _ = try await recording.journal.append([.opened(recording.header)], at: instant(0))
    return recording.folder
  }

  @Test(arguments: [
    ("rm plan.json", "records-missing"), ("rm plan.json; mkdir plan.json", "records-unreadable"),
    ("echo '{' > plan.json", "records-damaged"), ("echo '{}' > plan.json", "records-damaged"),
    ("rm journal.jsonl", "records-missing"), ("echo '{}' >> journal.jsonl", "records-damaged"),
    ("echo '[' >> journal.jsonl", "records-damaged"),
    ("cat journal.jsonl >> journal.copy; cat journal.copy >> journal.jsonl", "records-damaged"),
  ]) func itIsSaidWhichFileAndWhy(command: String, code: String) async throws {
    let run = try await begun()
    Tool.run("sh", "-c", "cd \(run.path) && \(command)")
    let error = #expect(throws: RecordsError.self) { try run.read() }
    #expect(error?.reason.code == code)
    #expect(error?.reason.text.en?.contains(run.path) == true)
  }

  /// It is the plan that the first line names, and none that this program can read.
  @Test func aPlanThatIsNoneIsFound() async throws {
    let recording = try scratch.records.beginSample()
    let bytes = Array("{\"schema\":1}".utf8)
    try overwrite(recording.folder.planPath, bytes)
    var header = recording.header
    header.plan = Digest(of: bytes)
    _ = try await recording.journal.append([.opened(header)], at: instant(0))
    #expect(try recording.folder.verify().findings.map(\.kind) == [.planUnreadable, .notClosed])
  }

  @Test func aFileThatCanNotBeReadIsNoFinding() async throws {
    let run = try await begun()
    Tool.run("sh", "-c", "rm \(run.planPath); mkdir \(run.planPath)")
    let error = #expect(throws: RecordsError.self) { try run.verify() }
    #expect(error?.reason.code == "records-unreadable")
  }

  @Test func aJournalThatBecameShorterIsNotReadOn() async throws {
    let run = try await begun()
    var reader = JournalReader(run)
    #expect(try reader.more().count == 1)
    Tool.run("truncate", "-s", "5", run.journalPath)
    let error = #expect(throws: RecordsError.self) { try reader.more() }
    #expect(error?.reason.code == "records-unreadable")
  }

  /// The runner numbers events; a journal with a gap would be broken for good.
  @Test(arguments: [(3, Duration.seconds(1)), (1, .seconds(1)), (2, .zero)])
  func anEventThatDoesNotFollowIsRefusedAndEndsTheJournal(sequence: Int, elapsed: Duration) async throws {
    let recording = try scratch.records.beginSample()
    _ = try await recording.journal.append([.opened(recording.header)], at: instant(5))
    let before = try SystemDisk.shared.read(recording.folder.journalPath)
    let failure = await #expect(throws: JournalFailure.self) {
      try await recording.journal.append([
        Event(sequence: sequence, at: morning, elapsed: elapsed, body: .noted("a", by: "b"))
      ])
    }
    #expect(failure?.reason.code == "record-order")
    #expect(await recording.journal.head == nil)
    #expect(try SystemDisk.shared.read(recording.folder.journalPath) == before)
  }

  /// What the index says is what the folders say, whatever is asked.
  @Test(arguments: [
    HistoryFilter(), HistoryFilter(scenario: "b"), HistoryFilter(system: "s1"), HistoryFilter(result: .unfinished),
    HistoryFilter(fiscalYear: 2027), HistoryFilter(limit: 1), HistoryFilter(scenario: "a", limit: 0),
  ]) func theHistoryIsTheSameWithoutItsIndex(filter: HistoryFilter) async throws {
    for (number, scenario) in ["a", "b", "a"].enumerated() {
      let plan = try samplePlan(scenario: scenario, systems: ["s\(number)"], hosts: ["h\(number)"])
      let recording = try scratch.records.beginSample(plan, at: morning + .seconds(86_400 * 100 * number))
      let end: [Event.Body] = number == 1 ? [] : [.closed(number == 0 ? .met : .failed)]
      _ = try await recording.journal.append([.opened(recording.header)] + end, at: instant(0))
    }
    let records = scratch.records
    #expect(try records.fromFolders(records.runs(), filter) == records.history(filter))
  }
}
