import Model
import Testing

@testable import Records

@Suite struct FindingRunsTests {
  private let scratch = Scratch()

  @Test func runsAreFoundByIdBeginAndLast() throws {
    let records = scratch.records
    let first = try records.beginSample(samplePlan(systems: ["a"], hosts: ["a"]))
    let second = try records.beginSample(samplePlan(systems: ["b"], hosts: ["b"]), at: morning + .seconds(86_400))
    #expect(try records.runs() == [first.folder, second.folder])
    #expect(try records.find(first.folder.id) == first.folder)
    #expect(try records.find("20261122") == first.folder)
    #expect(try records.find("last") == second.folder)
    let several = #expect(throws: RecordsError.self) { try records.find("202611") }
    #expect(several?.reason.code == "run-ambiguous")
    for text in ["2027", "", "x"] {
      let none = #expect(throws: RecordsError.self) { try records.find(text) }
      #expect(none?.reason.code == "run-unknown")
    }
  }

  /// A process that was killed before its first line did nothing: the run before is the one that people mean.
  @Test func theLastRunIsOneThatBegan() throws {
    let records = scratch.records
    let begun = try records.beginSample(samplePlan(systems: ["a"], hosts: ["a"])).folder
    for name in ["20271122-101500-x-0001", "20271122-101600-x-0002"] {
      Tool.run("mkdir", "-p", "\(records.path)/2027/\(name)")
      Tool.run("touch", "\(records.path)/2027/\(name)/journal.jsonl")
    }
    #expect(try records.find("last").id == "20271122-101600-x-0002", "nothing has begun")
    Tool.run(
      "sh", "-c",
      "echo '{}' > \(begun.journalPath); printf '{' > \(records.path)/2027/20271122-101600-x-0002/journal.jsonl")
    #expect(try records.find("last") == begun)
  }

  @Test func aFolderWithoutRunsIsNoError() throws {
    #expect(try scratch.records.runs().isEmpty)
    let none = #expect(throws: RecordsError.self) { try scratch.records.find("last") }
    #expect(none?.reason.code == "run-none")
  }

  @Test func strayFilesAreNoRuns() throws {
    let recording = try scratch.records.beginSample()
    Tool.run("mkdir", "-p", scratch.records.path + "/2026/empty", scratch.records.path + "/notes/x")
    Tool.run("touch", scratch.records.path + "/2025", scratch.records.path + "/2026/file")
    #expect(try scratch.records.runs() == [recording.folder])
  }

  @Test func runsOfOneSecondStandInTheOrderInWhichTheyWereBegun() throws {
    let records = scratch.records
    for (milliseconds, scenario) in [(10, "z"), (400, "a"), (401, "m"), (999, "b")] {
      _ = try records.beginSample(samplePlan(scenario: scenario), at: morning + .milliseconds(milliseconds))
    }
    let order = try records.runs().map { $0.id.split(separator: "-")[2] }
    #expect(order == ["z", "a", "m", "b"])
    #expect(try records.find("last").id.contains("-b-"))
    #expect(try records.history(HistoryFilter()).map { $0.run.id.split(separator: "-")[2] } == order.reversed())
  }

  @Test func twoRunsOfOneSecondHaveTwoIds() throws {
    let runs = try (0..<30).map {
      try scratch.records.beginSample(samplePlan(systems: ["s\($0)"], hosts: ["h\($0)"])).folder.id
    }
    #expect(Set(runs).count == 30)
  }
}
