import Glibc
import Model
import TestKit
import Testing

/// Runs whose process is asked to end, or whose terminal is closed: put down in good order, and taken up again.
@Suite(.fewAtATime, needsServer)
struct PauseTests {
  private let stage: Story
  private var server: SSHServer { stage.server }
  private var story: String { stage.path }
  private var gate: String { stage.gate }

  init() throws { stage = try Story() }

  private func told() -> [String] { stage.told() }

  /// The work goes on until the gate is there.
  private func city(_ host: String = "") throws -> City {
    return try City(
      [server],
      steps: """
          - {id: first, run: echo first >> \(story), undo: {run: "echo undo-first >> \(story)"}}
          - {id: work, run: "echo work >> \(story); \(stage.wait); echo worked >> \(story)", timeout: 1m, check: {run: test -e \(gate)}, undo: {run: "echo undo-work >> \(story)"}}
          - {id: later, run: "echo later >> \(story)", undo: {run: "echo undo-later >> \(story)"}}
        """, hosts: ["a": host])
  }

  private func resume(_ city: City, _ command: String = "resume", input: Program.Input = .nothing) async throws -> Drill
  {
    try Drill(
      await Sonae.start(
        [command, "last", "--yes", "--json", "--as", "tanaka"], in: city.folder.path, home: city.home.path,
        input: input
      ).ended())
  }

  private func expectSound(_ city: City) async throws {
    #expect(try await city.sonae("verify").code == 0)
    let independent = try ChildProcess.run(["tools/verify-journal", try await city.lastRun()])
    #expect(independent.code == 0, "\(independent.text)")
  }

  @Test(arguments: [(SIGTERM, ""), (SIGHUP, ""), (SIGTERM, "transport: openssh")])
  func aSignalPutsTheRunDownAndLeavesTheCommandUnderWayAlone(_ signal: Int32, _ host: String) async throws {
    let city = try city(host)
    let program = try city.start("drill", "loss", "--yes", "--json")
    try await program.until("the work has begun") { told().contains("work") }
    program.signal(signal)
    // A shutdown sends several.
    try await Task.sleep(for: .milliseconds(300))
    program.signal(SIGTERM)
    let drill = try Drill(await program.ended(within: .seconds(20)))
    #expect(drill.code == 3 && drill.result == "unfinished", "\(drill)")
    #expect(drill.json["halted"]?["code"]?.string == (signal == SIGTERM ? "paused-sigterm" : "paused-sighup"))
    #expect(drill.ending.errorText.contains("sonae resume \(drill.run)"), "\(drill)")
    #expect(drill.ending.errorText.contains("sonae undo \(drill.run)"))
    #expect(told() == ["first", "work"])
    #expect(try await city.sonae("runs", "log", "last").text.contains("paused: "))
    let report = try await city.sonae("report", "last", "--format", "markdown", "--language", "en").text
    #expect(report.contains("Paused, and not resumed yet"), "\(report)")
    try await expectSound(city)

    // Nothing has killed it on its host.
    try server.folder.write("", to: "gate")
    try await program.until("the command comes to its end") { told().contains("worked") }
    let resumed = try await resume(city)
    #expect(resumed.code == 0 && resumed.result == "met", "\(resumed)")
    #expect(told() == ["first", "work", "worked", "later", "undo-later", "undo-work", "undo-first"])
    try await expectSound(city)
  }

  @Test func whatEndsWithinAMomentIsRecorded() async throws {
    let city = try city()
    let program = try city.start("drill", "loss", "--yes", "--json")
    try await program.until("the work has begun") { told().contains("work") }
    program.signal(SIGTERM)
    try server.folder.write("", to: "gate")
    let drill = try Drill(await program.ended(within: .seconds(20)))
    #expect(drill.code == 3 && drill.result("desk.work") == "passed", "\(drill)")
    #expect(drill.result("desk.later") == "not_run" && told() == ["first", "work", "worked"])
    #expect(try await resume(city, "undo").result == "aborted")
    #expect(told().suffix(2) == ["undo-work", "undo-first"])
    try await expectSound(city)
  }

  /// A closed terminal answers nothing: the question is asked again.
  @Test(arguments: [[], ["--plain"]]) func aClosedTerminalPausesAndAnswersNoQuestion(_ more: [String]) async throws {
    let city = try City([server], steps: "  - {id: ask, manual: Look}")
    let program = try Sonae.start(
      ["drill", "loss", "--yes"] + more, in: city.folder.path, home: city.home.path, environment: ["TERM": "xterm"],
      input: .terminal(rows: 24, columns: 80))
    try await program.says("desk.ask")
    program.hangUp()
    #expect(try await program.ended(within: .seconds(20)).code == 3)
    let events = try await city.journal().compactMap { $0["event"]?.string }
    #expect(events.suffix(2) == ["step.started", "run.halted"], "\(events)")
    let resumed = try await resume(city, input: .text("done\n"))
    #expect(resumed.code == 0 && resumed.result("desk.ask") == "passed", "\(resumed)")
    try await expectSound(city)
  }

  @Test func anUndoIsPausedToo() async throws {
    let city = try City(
      [server], steps: "  - {id: one, run: 'true', undo: {run: \"echo begun >> \(story); \(stage.wait)\", timeout: 1m}}"
    )
    let program = try city.start("drill", "loss", "--yes", "--json")
    try await program.until("the undo has begun") { told().contains("begun") }
    program.signal(SIGTERM)
    let drill = try Drill(await program.ended(within: .seconds(20)))
    #expect(drill.code == 3 && drill.json["undo"]?["owed"] == 1, "\(drill)")
    try server.folder.write("", to: "gate")
    #expect(try await resume(city, "undo", input: .text("done\n")).json["undo"]?["owed"] == 0)
    #expect(told() == ["begun"])
  }

  /// nohup(1) starts a process that way.
  @Test func aHangUpThatIsIgnoredStaysIgnored() async throws {
    let city = try city()
    let line = "trap '' HUP; exec \(Sonae.path) drill loss --yes --json"
    let environment = ["HOME": city.home.path, "PATH": "/usr/bin:/bin", "SONAE_SSH_CONFIG": "/dev/null"]
    let program = try Program(["sh", "-c", line], environment: environment, in: city.folder.path)
    try await program.until("the work has begun") { told().contains("work") }
    program.signal(SIGHUP)
    try server.folder.write("", to: "gate")
    #expect(try Drill(await program.ended()).code == 0)
  }
}
