import Glibc
import Model
import TestKit
import Testing

/// Runs that are stopped, killed, or in each other's way.
@Suite(.fewAtATime, needsServer)
struct StopTests {
  private let server: SSHServer
  private var story: String { server.folder.file("story") }
  /// The work goes on until this is there.
  private var gate: String { server.folder.file("gate") }

  init() throws { server = try SSHServer() }

  private func city() throws -> City {
    try City(
      [server],
      steps: """
          - {id: first, run: echo first >> \(story), undo: {run: \"echo undo-first >> \(story)\"}}
          - {id: work, run: "echo work >> \(story); while test -e \(server.folder.path) && ! test -e \(gate); do sleep 0.05; done; echo worked >> \(story)", undo: {run: echo undo-work >> \(story)}}
          - {id: later, run: echo later >> \(story), undo: {run: echo undo-later >> \(story)}}
        """)
  }

  private func told() -> [String] {
    ((try? TemporaryFolder.text(story)) ?? "").split(separator: "\n").map(String.init)
  }

  @Test func onceEndsTheChangeUnderWayAndUndoesAll() async throws {
    let city = try city()
    let program = try city.start("drill", "loss", "--yes", "--json", "--as", "suzuki")
    try await program.until("the work has begun") { told().contains("work") }
    program.signal(SIGINT)
    try await program.says("Ctrl-C again")
    try server.folder.write("", to: "gate")
    let drill = try Drill(await program.ended())
    #expect(drill.code == 1 && drill.result == "aborted", "\(drill)")
    #expect(told() == ["first", "work", "worked", "undo-work", "undo-first"])
    #expect(drill.result("desk.work") == "passed" && drill.result("desk.later") == "not_run")
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 2, "waived": 0]))
    #expect(drill.json["stop"]?["by"] == "suzuki")
    #expect(drill.ending.errorText.contains("Ctrl-C again"))
    #expect(drill.system()["result"] == "not_measured")
    #expect(try await city.sonae("verify").code == 0)
  }

  @Test func twiceStopsAtOnceAndListsWhatIsOwed() async throws {
    let city = try city()
    let program = try city.start("drill", "loss", "--yes", "--json")
    try await program.until("the work has begun") { told().contains("work") }
    program.signal(SIGINT)
    try await program.says("Ctrl-C again")
    program.signal(SIGINT)
    let drill = try Drill(await program.ended(within: .seconds(20)))
    #expect(drill.code == 3 && drill.result == "unfinished", "\(drill)")
    #expect(drill.result("desk.work") == "unknown" && drill.json["undo"]?["owed"] == 2)
    #expect(drill.json["owed"]?.array?.compactMap { $0["step"]?.string } == ["desk.work", "desk.first"])
    #expect(told() == ["first", "work"])
    let text = drill.ending.errorText
    #expect(text.contains("undo-work") && text.contains("undo-first"), "\(text)")
  }

  @Test func aQuestionIsTakenBackByCtrlC() async throws {
    let city = try City([server], steps: "  - {id: ask, manual: Look}")
    let program = try city.start("drill", "loss", "--yes", "--json", input: .open)
    try await program.says("desk.ask")
    program.signal(SIGINT)
    let drill = try Drill(await program.ended(within: .seconds(20)))
    #expect(drill.code == 1 && drill.result == "aborted" && drill.result("desk.ask") == "not_run", "\(drill)")
  }

  @Test func aKilledDrillIsShownAsUnfinishedWithWhatItOwes() async throws {
    let city = try city()
    let program = try city.start("drill", "loss", "--yes")
    try await program.until("the work has begun") { told().contains("work") }
    program.signal(SIGKILL)
    #expect(try await program.ended().code == 137)

    let verified = try await city.sonae("verify", "--json")
    let answer = try #require(try JSON(reading: verified.output).array?.first)
    #expect(verified.code == 0 && answer["verified"] == true && answer["closed"] == false, "\(verified.text)")
    let list = try JSON(reading: await city.sonae("runs", "list", "--json").output)
    let entry = try #require(list.array?.first)
    #expect(entry["result"] == "unfinished" && entry["running"] == false && entry["undo_owed"] == 2)
    let shown = try JSON(reading: await city.sonae("runs", "show", "last", "--json").output)
    let steps = try #require(shown["steps"]?.array)
    #expect(steps.compactMap { $0["result"]?.string } == ["passed", "unknown", "not_run", "not_run"])
    let text = try await city.sonae("runs", "show", "last").text
    #expect(text.contains("undo-work") && text.contains("undo-first"), "\(text)")
    #expect(try await city.sonae("report", "last").text.contains("desk.work"))
    #expect(try await city.sonae("runs", "follow", "last").code == 0)

    let next = try await city.sonae("drill", "loss", "--yes")
    #expect(next.code == 4 && next.errorText.contains("sonae undo"), "\(next.errorText)")
    for pid in server.connections.flatMap({ Processes.descendants(of: $0) }) { kill(pid, SIGKILL) }
  }

  @Test func theSecondDrillOnAHostIsRefusedAndToldWho() async throws {
    let city = try city()
    let first = try city.start("drill", "loss", "--yes", "--json", "--as", "佐藤")
    try await first.until("the work has begun") { told().contains("work") }
    let second = try await city.sonae("drill", "loss", "--yes", "--json", "--as", "tanaka")
    #expect(second.code == 4 && second.text.isEmpty, "\(second.errorText)")
    try server.folder.write("", to: "gate")
    let drill = try Drill(await first.ended())
    #expect(drill.code == 0, "\(drill)")
    #expect(
      second.errorText.contains(drill.run) && second.errorText.contains("佐藤") && second.errorText.contains("since 20"))
    #expect(second.errorText.contains("runs follow"))
    #expect(try JSON(reading: await city.sonae("runs", "list", "--json").output).array?.count == 1)
    #expect(try await city.drill().code == 0)
  }

  @Test func ctrlCInTheUndoLetsItGoOn() async throws {
    let city = try City(
      [server],
      steps: """
          - {id: one, run: "true", undo: {run: echo undo-one >> \(story)}}
          - {id: two, run: "true", undo: {run: "echo begun >> \(story); while test -e \(server.folder.path) && ! test -e \(gate); do sleep 0.05; done"}}
        """)
    let program = try city.start("drill", "loss", "--yes", "--json")
    try await program.until("the undo has begun") { told().contains("begun") }
    program.signal(SIGINT)
    try await program.says("Ctrl-C again")
    try server.folder.write("", to: "gate")
    let drill = try Drill(await program.ended())
    #expect(told() == ["begun", "undo-one"] && drill.json["undo"]?["paid"] == 2, "\(drill)")
    #expect(drill.code == 1 && drill.result == "aborted")
  }

  @Test func aReaderOfItsLogThatGoesAwayDoesNotStopARun() async throws {
    let city = try City([server], steps: (1...5).map { "  - {id: s\($0), run: sleep 0.1}" }.joined(separator: "\n"))
    let line = "\(Sonae.path) drill loss --yes 2>&1 | head -n 1"
    let environment = ["HOME": city.home.path, "PATH": "/usr/bin:/bin", "SONAE_SSH_CONFIG": "/dev/null"]
    _ = try await Program(["sh", "-c", line], environment: environment, in: city.folder.path).ended()
    try await Program(["true"], environment: environment, in: "/").until("the run ends") {
      let entry = try ChildProcess.run(
        [Sonae.path, "runs", "list", "--json", "--workspace", city.folder.path], environment: environment)
      return try JSON(reading: entry.output).array?.first?["result"] == "met"
    }
  }
}
