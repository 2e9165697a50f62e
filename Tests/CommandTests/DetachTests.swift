import Glibc
import Model
import TestKit
import Testing

/// Runs that go on in the background.
@Suite(.fewAtATime, needsServer)
struct DetachTests {
  private let stage: Story
  private var server: SSHServer { stage.server }
  private var story: String { stage.path }
  private var gate: String { stage.gate }

  init() throws { stage = try Story() }

  private func told() -> [String] { stage.told() }

  private func city() throws -> City {
    return try City(
      [server],
      steps: """
          - {id: work, run: "echo work >> \(story); \(stage.wait); echo worked >> \(story)", timeout: 1m, undo: {run: "echo undo-work >> \(story)"}}
        """)
  }

  private func entry(_ city: City) async throws -> JSON {
    try #require(try JSON(reading: await city.sonae("runs", "list", "--json").output).array?.first)
  }

  /// The process that carries the run, by its journal.
  private func process(_ city: City) async throws -> pid_t {
    let event = try await city.journal().last { $0["process"] != nil }
    return pid_t(try #require(event?["process"]?.integer))
  }

  private func until(_ what: String, _ isSo: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while try await !isSo() {
      if ContinuousClock.now > deadline { throw ChildProcess.Failure("not in time: \(what)") }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  @Test func itReturnsAtOnceWithTheIdAndTheRunGoesOnWhenTheTerminalCloses() async throws {
    let city = try city()
    let program = try Sonae.start(
      ["drill", "loss", "--yes", "--detach"], in: city.folder.path, home: city.home.path,
      environment: ["TERM": "xterm"], input: .terminal(rows: 24, columns: 120))
    try await program.until("it returns") { program.hasEnded }
    let said = program.said
    program.hangUp()
    #expect(try await program.ended().code == 0)
    let run = try await city.lastRun()
    let id = try #require(run.split(separator: "/").last.map(String.init))
    #expect(
      said.split(whereSeparator: \.isNewline).contains(Substring(id)) && said.contains("sonae runs follow \(id)")
        && said.contains("kill -INT"), "\(said)")
    try await program.until("the work has begun") { told().contains("work") }
    let process = try await process(city)
    #expect(getsid(process) == process)
    #expect(try TemporaryFolder.text("/proc/\(process)/cmdline").contains("--handover"))
    kill(process, SIGHUP)
    let follower = try city.start("runs", "follow", id)
    try server.folder.write("", to: "gate")
    #expect(try await follower.ended().text.contains("closed: "))
    try await until("it is closed") { try await entry(city)["result"] == "met" }
    let log = run + "/screen.log"
    #expect(try TemporaryFolder.text(log).contains("closed: "))
    #expect(try ChildProcess.check(["stat", "-c", "%a", log]) == "600\n")
    let verified = try await city.sonae("verify", "last")
    #expect(verified.code == 0 && !verified.text.contains("screen.log"), "\(verified.text)")
    #expect(try !ChildProcess.run(["tools/verify-journal", run]).text.contains("screen.log"))
  }

  @Test func itsDocumentSaysWhatItIsAndASignalPausesOrStopsIt() async throws {
    let city = try city()
    let started = try await city.sonae("drill", "loss", "--yes", "--detach", "--json")
    #expect(started.code == 0, "\(started.errorText)")
    let json = try JSON(reading: started.output)
    let process = pid_t(try #require(json["process"]?.integer))
    #expect(json["run"]?.string.map { json["log"]?.string?.hasSuffix("\($0)/screen.log") == true } == true)
    try await until("the work has begun") { told().contains("work") }
    kill(process, SIGTERM)
    try await until("it has ended") { !Processes.isAlive(process) }
    #expect(try await city.journal().last?["reason"]?["code"] == "paused-sigterm")
    try server.folder.write("", to: "gate")
    let undone = try await city.sonae("undo", "last", "--yes", "--detach", "--json")
    #expect(undone.code == 0, "\(undone.errorText)")
    #expect(try JSON(reading: undone.output)["run"] == json["run"])
    try await until("it is closed") { try await entry(city)["result"] == "aborted" }
    #expect(told() == ["work", "worked", "undo-work"])
  }

  @Test func whatNeedsAPersonIsRefusedBeforeAnythingStarts() async throws {
    let city = try City(
      [server], steps: "  - {id: ask, manual: Look}\n  - {id: s, run: 'true', undo: {manual: Put it back}}")
    let refused = try await city.sonae("drill", "loss", "--yes", "--detach")
    #expect(refused.code == 4 && refused.output.isEmpty)
    #expect(refused.errorText.contains("desk.ask") && refused.errorText.contains("desk.s"), "\(refused.errorText)")
    #expect(try JSON(reading: await city.sonae("runs", "list", "--json").output) == .array([]))
  }

  /// What goes wrong before the run stands in the record is told as without `--detach`.
  @Test func aRefusalOfTheOtherProcessIsPassedOn() async throws {
    let city = try city()
    let first = try city.start("drill", "loss", "--yes", "--json")
    try await first.until("the work has begun") { told().contains("work") }
    let second = try await city.sonae("drill", "loss", "--yes", "--detach")
    #expect(
      second.code == 4 && second.output.isEmpty && second.errorText.contains("runs follow"), "\(second.errorText)")
    try server.folder.write("", to: "gate")
    #expect(try await first.ended().code == 0)
  }

  @Test func onlyWhatWasAgreedToIsHandedOver() async throws {
    let city = try city()
    let other = try await city.sonae("drill", "loss", "--yes", "--handover", "sha256:0")
    #expect(other.code == 4 && told().isEmpty, "\(other.errorText)")
    let help = try await city.sonae("drill", "--help")
    #expect(help.text.contains("--detach") && !help.text.contains("handover"))
  }
}
