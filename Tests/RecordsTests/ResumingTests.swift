import Engine
import Glibc
import Model
import Testing

@testable import Records

/// Who may take a run up, and who is told why not.
@Suite struct ResumingTests {
  private let scratch = Scratch()

  /// A run whose process has gone.
  private func dead(_ bodies: [Event.Body] = [.noted("x", by: "y")]) async throws -> RunFolder {
    let recording = try scratch.records.beginSample()
    if !bodies.isEmpty { _ = try await recording.journal.append([.opened(recording.header)] + bodies, at: instant(0)) }
    return recording.folder
  }

  private func resume(_ run: RunFolder, after: Duration = .seconds(60)) throws -> Resumed {
    try scratch.records.resume(scratch.records.claim(run), as: "sato", tool: "sonae test", at: morning + after)
  }

  private func failure(_ run: RunFolder) -> (refused: String?, unreadable: String?, unwritable: String?) {
    switch #expect(throws: ResumeFailure.self, performing: { _ = try resume(run) }) {
    case .refused(let reason): (reason.code, nil, nil)
    case .unreadable(let reason): (nil, reason.code, nil)
    case .unwritable(let failure): (nil, nil, failure.reason.code)
    case nil: (nil, nil, nil)
    }
  }

  @Test func theRecordGoesOnWhereItEndsAndItsTornEndIsLeftOut() async throws {
    let run = try await dead()
    Tool.run("sh", "-c", "printf '{\"at\":' >> \(run.journalPath)")
    let resumed = try resume(run)
    #expect(resumed.takeover.unattended == .seconds(60) && resumed.takeover.by == "sato")
    let journal = resumed.recording.journal
    _ = try await journal.append([.resumed(resumed.takeover), .closed(.aborted)], at: instant(70_000))
    #expect(try run.verify().findings.isEmpty)
    #expect(try run.read().events.map(\.sequence) == [1, 2, 3, 4])
    #expect(try SystemDisk.shared.list(run.path) == ["head", "journal.jsonl", "outputs", "plan.json", "secret"])
  }

  @Test func aClockThatWasSetBackMakesNoNegativeTime() async throws {
    #expect(try resume(await dead(), after: .seconds(-60)).takeover.unattended == .zero)
  }

  @Test func aRunThatLivesIsNotTakenUp() async throws {
    let recording = try scratch.records.beginSample()
    _ = try await recording.journal.append([.opened(recording.header)], at: instant(0))
    #expect(failure(recording.folder).refused == "run-lives")
    let first = try resume(await deadAgain(recording.folder))
    #expect(failure(first.recording.folder).refused == "run-lives")
    _ = (recording, first)
  }

  /// Another run of the same folder's plan, on hosts of its own.
  private func deadAgain(_ run: RunFolder) async throws -> RunFolder {
    let plan = try samplePlan(systems: ["x", "y"], hosts: ["x", "y"])
    let recording = try scratch.records.beginSample(plan, at: morning + .seconds(1))
    _ = try await recording.journal.append([.opened(recording.header)], at: instant(1))
    return recording.folder
  }

  @Test func aRunWhoseHostAnotherRunHasIsNotTakenUpAndStaysAsItWas() async throws {
    let run = try await dead()
    let other = try scratch.records.beginSample(at: morning + .seconds(1))
    let before = try SystemDisk.shared.read(run.journalPath)
    #expect(failure(run).refused == "locked")
    #expect(try SystemDisk.shared.read(run.journalPath) == before)
    _ = other.journal
  }

  @Test func aRunThatWasNeverOpenedOrIsClosedIsNotTakenUp() async throws {
    #expect(failure(try await dead([])).refused == "run-not-opened")
    let torn = try await dead([])
    Tool.run("sh", "-c", "printf '{\"at\":' >> \(torn.journalPath)")
    #expect(failure(torn).refused == "run-not-opened")
    #expect(failure(try await dead([.closed(.met)])).refused == "run-closed")
  }

  @Test func aRecordThatWasChangedIsNotTakenUpAndStaysAsItWas() async throws {
    let run = try await dead()
    Tool.run("sed", "-i", "s/tanaka/suzuki/", run.journalPath)
    let before = try SystemDisk.shared.read(run.journalPath)
    #expect(failure(run).unreadable == "record-changed")
    #expect(try SystemDisk.shared.read(run.journalPath) == before)
    #expect(try !run.isAlive())
  }

  @Test func aRunWhoseFilesCanNotBeReadOrWrittenIsNotTakenUp() async throws {
    let unreadable = try await dead()
    Tool.run("sh", "-c", "rm \(unreadable.planPath); mkdir \(unreadable.planPath)")
    #expect(failure(unreadable).unreadable == "records-unreadable")
    let gone = try await dead()
    Tool.run("rm", gone.journalPath)
    #expect(failure(gone).unwritable == "record-unwritable")
    let locksGone = try await dead()
    Tool.run("sh", "-c", "rm -r \(scratch.records.locksPath); touch \(scratch.records.locksPath)")
    #expect(failure(locksGone).unwritable == "record-unwritable")
  }

  /// Hosts tell what they know of a run's commands only to who has its secret.
  @Test func theSecretIsThereUntilTheRunIsClosedAndIsWholeOrNone() async throws {
    let run = try await dead()
    let secret = try #require(run.secret)
    #expect(secret.count == 32 && Set(secret).count > 8)
    try overwrite(run.secretPath, Array(secret.dropLast()))
    #expect(run.secret == nil)
    // What says that a host still has something of it is there again.
    run.removeSecret(keepsKey: true)
    #expect(run.secret?.count == 32 && run.secret != secret)
    run.removeSecret()
    #expect(run.secret == nil && SystemDisk.shared.status(run.secretPath) == nil)
  }
}
