import Engine
import GRDB
import Glibc
import Model
import Testing

@testable import Records

@Suite struct HistoryTests {
  private let scratch = Scratch()
  private var records: RecordsFolder { scratch.records }

  /// Three closed runs and one that died while it owed an undo.
  private func fill() async throws -> [RunFolder] {
    var folders: [RunFolder] = []
    for (day, result) in [RunResult.met, .missed, .met].enumerated() {
      let recording = try records.beginSample(at: morning + .seconds(86_400 * day))
      try await recording.playWhole(result: result)
      folders.append(recording.folder)
    }
    let plan = try samplePlan(scenario: "file-server", systems: ["files"], hosts: ["b"])
    let recording = try records.beginSample(plan, at: #require(WallTime(iso8601: "2027-05-01T00:00:00Z")), as: "佐藤")
    _ = try await recording.journal.append(
      [.opened(recording.header), .stepStarted(step: "files.step-0", attempt: 1, owesUndo: true)], at: instant(0))
    return folders + [recording.folder]
  }

  @Test func theHistoryIsWhatTheFoldersSay() async throws {
    let folders = try await fill()
    let history = try records.history()
    #expect(history == folders.reversed().map(RunEntry.init(reading:)))
    #expect(history[0].state == .died)
    #expect(history[0].owed == 1)
    #expect(history[0].operatorName == "佐藤")
    #expect(history[0].result == .unfinished)
    #expect(history[1].state == .closed)
    #expect(history[1].systems.map(\.id) == ["ad", "files"])
    #expect(history[1].systems[0].rto == .seconds(60))
    #expect(try records.history() == history)
  }

  @Test func filtersHoldTogether() async throws {
    let folders = try await fill()
    func ids(_ filter: HistoryFilter) throws -> [String] { try records.history(filter).map(\.run.id) }
    #expect(try ids(HistoryFilter(scenario: "vhost-loss", result: .met)) == [folders[2].id, folders[0].id])
    #expect(try ids(HistoryFilter(system: "files", fiscalYear: 2027)) == [folders[3].id])
    #expect(try ids(HistoryFilter(system: "ad", limit: 2)) == [folders[2].id, folders[1].id])
    #expect(try ids(HistoryFilter(result: .failed)).isEmpty)
    #expect(try ids(HistoryFilter(limit: 0)).isEmpty)
  }

  @Test func aRunThatGoesOnIsSeenToRunAndThenToBeClosed() async throws {
    let recording = try records.beginSample()
    _ = try await recording.journal.append([.opened(recording.header)], at: instant(0))
    #expect(try records.history().map(\.state) == [.running])
    _ = try await recording.journal.append([.closed(.met)], at: instant(5))
    #expect(try records.history().map(\.state) == [.closed])
    #expect(try records.history()[0].ended == morning + .milliseconds(5))
  }

  @Test func removedRunsAreForgotten() async throws {
    let folders = try await fill()
    _ = try records.history()
    Tool.run("rm", "-r", folders[1].path)
    #expect(try records.history().map(\.run) == [folders[3], folders[2], folders[0]])
  }

  @Test(arguments: [
    "rm index.sqlite", "truncate -s 0 index.sqlite", "head -c 20000 /dev/urandom > index.sqlite",
    "truncate -s 5000 index.sqlite",
    "printf x | dd of=index.sqlite bs=1 seek=30 conv=notrunc 2>&1", "rm index.sqlite; mkdir index.sqlite",
    "dd if=/dev/zero of=index.sqlite bs=4096 seek=1 count=1 conv=notrunc 2>&1",
    "dd if=/dev/urandom of=index.sqlite bs=4096 seek=1 count=3 conv=notrunc 2>&1",
    "head -c 3000 /dev/urandom > index.sqlite-journal",
  ]) func aDamagedIndexStopsNothing(command: String) async throws {
    _ = try await fill()
    let before = try records.history()
    Tool.run("sh", "-c", "cd \(records.path) && \(command)")
    #expect(try records.history() == before)
    #expect(try records.history() == before)
  }

  @Test func anIndexOfAnotherVersionIsMadeAnew() async throws {
    _ = try await fill()
    let before = try records.history()
    try await DatabaseQueue(path: records.indexPath).write { db in
      try db.execute(sql: "PRAGMA user_version = 99; DROP TABLE system; CREATE TABLE more (a)")
    }
    #expect(try records.history() == before)
    #expect(
      try await DatabaseQueue(path: records.indexPath).read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 1)
  }

  @Test func aRunThatCannotBeReadIsListedWithItsReason() async throws {
    let folders = try await fill()
    Tool.run("sh", "-c", "echo garbage >> \(folders[0].journalPath)")
    let entry = try #require(try records.history().last)
    guard case .unreadable(let reason) = entry.state else { return #expect(Bool(false)) }
    #expect(reason.code == "records-damaged")
    #expect(try records.history().last == entry)
    #expect(try records.history().count == 4)
  }

  @Test func anIndexThatAnotherProcessKeepsLockedStopsNothing() async throws {
    _ = try await fill()
    let before = try records.history()
    let other = try DatabaseQueue(path: records.indexPath)
    try other.inDatabase { db in
      try db.execute(sql: "BEGIN EXCLUSIVE")
      #expect(try records.history(HistoryFilter(limit: 2)) == Array(before.prefix(2)))
      try db.execute(sql: "ROLLBACK")
    }
  }

  @Test func manyAtOnceGetTheSame() async throws {
    _ = try await fill()
    let records = records
    let expected = Array(try records.runs().reversed())
    try await withThrowingTaskGroup(of: [RunFolder].self) { group in
      for _ in 0..<8 { group.addTask { try records.history().map(\.run) } }
      for try await runs in group { #expect(runs == expected) }
    }
  }

  @Test func theIndexIsTheOwnersAndItsWritesAreFull() async throws {
    _ = try await fill()
    _ = try records.history()
    #expect(Tool.run("stat", "-c", "%a", records.indexPath).output == "600\n")
    let index = try HistoryIndex(path: records.indexPath)
    #expect(try await index.database.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
    #expect(try await index.database.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "delete")
  }
}
