import Engine
import Glibc
import Model
import Testing

@testable import Records

@Suite struct JournalTests {
  private let scratch = Scratch()

  @Test func whatIsAppendedIsWhatIsReadBack() async throws {
    let recording = try scratch.records.beginSample()
    let events = try await recording.playWhole()
    let read = try recording.folder.read()
    #expect(read.events == events)
    #expect(read.run.closed?.result == .met)
    #expect(read.run.owed.isEmpty)
    #expect(read.tornBytes == 0)
    #expect(read.head == (await recording.journal.head))
    #expect(try recording.folder.plan() == samplePlan())
  }

  @Test func sha256sumChecksTheChain() async throws {
    let recording = try scratch.records.beginSample()
    try await recording.playWhole()
    let path = recording.folder.journalPath
    let lines = Tool.run("cat", path).output.split(separator: "\n")
    let fifth = Tool.run("sh", "-c", "head -n 5 \(path) | tail -n 1 | sha256sum").output.prefix(64)
    #expect(lines[5].contains(#""prev":"sha256:\#(fifth)""#))
    let last = Tool.run("sh", "-c", "tail -n 1 \(path) | sha256sum").output.prefix(64)
    #expect(Tool.run("cat", recording.folder.headPath).output == "sha256:\(last)\n")
    #expect(lines[0].contains(#""prev":"sha256:0000"#))
    let plan = Tool.run("sha256sum", recording.folder.planPath).output.prefix(64)
    #expect(lines[0].contains(#""plan":"sha256:\#(plan)""#))
  }

  @Test func foldersAndFilesAreTheOwnersOnly() async throws {
    let previous = umask(0)
    defer { umask(previous) }
    let recording = try scratch.records.beginSample()
    try await recording.playWhole()
    let modes = Tool.run("find", scratch.records.path, "-printf", "%m %y\n").output.split(separator: "\n")
    #expect(Set(modes) == ["700 d", "600 f"])
  }

  @Test func aRunIsFiledUnderItsFiscalYearInJapan() throws {
    let last = try scratch.records.beginSample(at: #require(WallTime(iso8601: "2027-03-31T14:59:59Z")))
    #expect(last.folder.fiscalYear == 2026)
    #expect(last.folder.id.hasPrefix("20270331-235959-vhost-loss-"))
    #expect(last.folder.id.utf8.count == "20270331-235959-vhost-loss-7f3a".utf8.count)
    #expect(last.folder.path == scratch.records.path + "/2026/" + last.folder.id)
    let first = try scratch.records.beginSample(
      samplePlan(scenario: "../x y", systems: ["c"], hosts: ["c"]),
      at: #require(WallTime(iso8601: "2027-03-31T15:00:00Z")))
    #expect(first.folder.fiscalYear == 2027)
    #expect(first.folder.id.hasPrefix("20270401-000000----x-y-"))
  }

  @Test func sequenceAndElapsedNeverGoBack() async throws {
    let recording = try scratch.records.beginSample()
    _ = try await recording.journal.append([.opened(recording.header)], at: instant(10))
    let late = try await recording.journal.append([.noted("a", by: "b")], at: instant(5))
    #expect(late[0].sequence == 2)
    #expect(late[0].elapsed == .milliseconds(10))
    #expect(late[0].at == morning + .milliseconds(5))
  }

  @Test func nothingIsTakenAfterTheEnd() async throws {
    let recording = try scratch.records.beginSample()
    try await recording.playWhole()
    let error = await #expect(throws: JournalFailure.self) {
      try await recording.journal.append([.noted("a", by: "b")], at: instant(99))
    }
    #expect(error?.reason.code == "record-closed")
  }

  @Test func anExistingJournalIsNeverTouched() async throws {
    let recording = try scratch.records.beginSample()
    try await recording.playWhole()
    let before = try SystemDisk.shared.read(recording.folder.journalPath)
    #expect(throws: FileError.self) { try JournalFile(creating: recording.folder) }
    #expect(try SystemDisk.shared.read(recording.folder.journalPath) == before)
  }

  @Test(arguments: ["rm %", "truncate -s -1 %", "echo x >> %"])
  func aJournalThatOthersTouchedEndsTheRun(command: String) async throws {
    let recording = try scratch.records.beginSample()
    _ = try await recording.journal.append([.opened(recording.header)], at: instant(0))
    Tool.run(
      "sh", "-c",
      command.split(separator: "%", omittingEmptySubsequences: false).joined(separator: recording.folder.journalPath))
    await #expect(throws: JournalFailure.self) {
      try await recording.journal.append([.noted("a", by: "b")], at: instant(9))
    }
    await #expect(throws: JournalFailure.self) { try await recording.journal.keep([1]) }
  }

  @Test func equalOutputsAreKeptOnce() async throws {
    let recording = try scratch.records.beginSample()
    let first = try await recording.journal.keep(Array("同じ".utf8))
    let again = try await recording.journal.keep(Array("同じ".utf8))
    #expect(first == again)
    #expect(try SystemDisk.shared.list(recording.folder.outputsPath) == [first.hexadecimal])
    #expect(try recording.folder.output(first) == Array("同じ".utf8))
    Tool.run("sh", "-c", "echo x >> \(recording.folder.outputPath(first))")
    #expect(throws: RecordsError.self) { try recording.folder.output(first) }
  }

  @Test func aTornLastLineCountsForNothing() async throws {
    let recording = try scratch.records.beginSample()
    _ = try await recording.journal.append([.opened(recording.header)], at: instant(0))
    _ = try await recording.journal.append(
      [.stepStarted(step: "ad.step-0", attempt: 1, owesUndo: true)], at: instant(1))
    let copy = scratch.copy(of: recording.folder, as: "torn")
    Tool.run("truncate", "-s", "-7", copy.journalPath)
    let read = try copy.read()
    #expect(read.events.count == 1)
    #expect(read.tornBytes > 0)
    #expect(try recording.folder.read().run.owed == [0])
  }

  @Test func aNewerRecordIsRefusedInClearWords() async throws {
    let recording = try scratch.records.beginSample()
    _ = try await recording.journal.append([.opened(recording.header)], at: instant(0))
    let copy = scratch.copy(of: recording.folder, as: "newer")
    Tool.run("sed", "-i", #"s/"schema":1/"schema":7/"#, copy.journalPath)
    let error = #expect(throws: RecordsError.self) { try copy.read() }
    #expect(error?.reason.code == "records-newer")
    #expect(error?.reason.text.en?.contains("schema 7") == true)
  }

  @Test func aFollowerSeesEveryEventOnceUntilTheEnd() async throws {
    let recording = try scratch.records.beginSample()
    let folder = recording.folder
    let follower = Task {
      var reader = JournalReader(folder)
      var seen: [Event] = []
      while case let events = try await reader.next(every: .milliseconds(1)), !events.isEmpty { seen += events }
      return seen
    }
    let events = try await recording.playWhole()
    #expect(try await follower.value == events)
  }

  @Test func aFollowerEndsWhenTheRunHasDied() async throws {
    var recording: Recording? = try scratch.records.beginSample()
    let folder = try #require(recording?.folder)
    if let recording { _ = try await recording.journal.append([.opened(recording.header)], at: instant(0)) }
    var reader = JournalReader(folder)
    #expect(try folder.isAlive())
    #expect(try await reader.next(every: .milliseconds(1)).count == 1)
    recording = nil
    #expect(try await reader.next(every: .milliseconds(1)).isEmpty)
    #expect(try !folder.isAlive())
  }
}
