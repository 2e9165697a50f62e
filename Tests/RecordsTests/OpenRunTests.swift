import Engine
import Glibc
import Model
import Testing

@testable import Records

/// The runs that a person has to see to.
@Suite struct OpenRunTests {
  private let scratch = Scratch()
  private var records: RecordsFolder { scratch.records }

  private func begin(_ number: Int) throws -> Recording {
    try records.beginSample(
      samplePlan(systems: ["s\(number)"], hosts: ["h\(number)"]), at: morning + .seconds(number * 60))
  }

  @Test func theyAreThoseThatDiedOrHaltedTheOldestFirst() async throws {
    let reason = Reason(code: "undo-owed", text: LocalizedText("owed"))
    var folders: [RunFolder] = []
    for (number, end) in [[Event.Body.noted("x", by: "y")], [.halted(reason)], [.closed(.met)], []].enumerated() {
      let recording = try begin(number)
      _ = try await recording.journal.append([.opened(recording.header)] + end, at: instant(0))
      folders.append(recording.folder)
    }
    let open = records.openRuns()
    #expect(open.map(\.folder) == [folders[0], folders[1], folders[3]])
    #expect(open.map(\.halted) == [nil, reason, nil])
    #expect(open.allSatisfy { $0.machine == ThisProcess.machine })
  }

  @Test func oneThatLivesIsNoneOfThem() async throws {
    let recording = try begin(0)
    _ = try await recording.journal.append([.opened(recording.header)], at: instant(0))
    #expect(records.openRuns().isEmpty)
    _ = recording.journal
  }

  /// Its process was killed between the last line and the head.
  @Test func oneThatIsClosedWithoutItsHeadIsNoneOfThem() async throws {
    let folder = try await begin(0).playWholeAndLetGo()
    Tool.run("rm", folder.headPath)
    #expect(records.openRuns().isEmpty)
  }

  /// The folder was moved under the living process: its last line is on disk, and that closes it.
  @Test func aRunWhoseHeadCouldNotBePlacedIsClosedAndGetsItLater() async throws {
    let folder = try await begin(0).closeWhileMovedAway()
    #expect(!folder.hasHead && records.openRuns().isEmpty)
    #expect(folder.closedRun()?.run.closed?.result == .failed && folder.hasHead)
    #expect(try folder.verify().status == .verified)
  }

  /// Nobody knows whether anything is owed in one that can't be read.
  @Test func whatNeverBeganIsNoneOfThemButWhatCanNotBeReadIs() async throws {
    _ = try begin(0)
    let garbage = try begin(1).folder
    try overwrite(garbage.journalPath, Array("garbage\n".utf8))
    let headless = try begin(2)
    var line: [UInt8] = []
    Event(sequence: 1, at: morning, elapsed: .zero, body: .phaseBegan(.recover)).write(after: .zero, to: &line)
    try overwrite(headless.folder.journalPath, line + [UInt8(ascii: "\n")])
    Tool.run("mkdir", records.path + "/2026/no-run")
    let damaged = OpenRun(folder: garbage, machine: "", isDamaged: true)
    #expect(records.openRuns() == [damaged], "the other one lives")
  }

  @Test func theLastLineIsFoundBehindALongRecordAndATornEnd() async throws {
    let folder = try await begin(0).fillAndHalt()
    #expect(records.openRuns().map(\.halted?.code) == ["stopped-at-once"])
    Tool.run("sh", "-c", "printf '{\"at\":' >> \(folder.journalPath)")
    #expect(records.openRuns().map(\.halted?.code) == ["stopped-at-once"])
  }
}

extension Recording {
  fileprivate func closeWhileMovedAway() async throws -> RunFolder {
    let step = try folder.plan().steps[0].id
    Tool.run("mv", folder.path, folder.path + "-elsewhere")
    let bodies: [Event.Body] = [.stepStarted(step: step, attempt: 1, owesUndo: false), .closed(.failed)]
    _ = try await journal.append([.opened(header)] + bodies, at: instant(0))
    #expect(await journal.unplacedHead != nil)
    Tool.run("mv", folder.path + "-elsewhere", folder.path)
    return folder
  }

  fileprivate func playWholeAndLetGo() async throws -> RunFolder {
    let system = try folder.plan().systems[0].id
    _ = try await journal.append(
      [.opened(header), .stepStarted(step: "\(system).step-0", attempt: 1, owesUndo: false), .closed(.failed)],
      at: instant(0))
    return folder
  }

  /// More than what is read of either end.
  fileprivate func fillAndHalt() async throws -> RunFolder {
    let note = Event.Body.noted(String(repeating: "長い記録", count: 100), by: "sato")
    let reason = Reason(code: "stopped-at-once", text: LocalizedText("stopped"))
    _ = try await journal.append(
      [.opened(header)] + Array(repeating: note, count: 200) + [.halted(reason)], at: instant(0))
    return folder
  }
}
