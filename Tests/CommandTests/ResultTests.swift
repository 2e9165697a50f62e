import Glibc
import Model
import TestKit
import Testing

/// What a drill comes to, as a result and as an exit code.
@Suite(.fewAtATime, needsServer)
struct ResultTests {
  private let server: SSHServer

  init() throws { server = try SSHServer() }

  @Test func aMissedObjectiveIsExitOne() async throws {
    let city = try City([server], steps: "  - {id: slow, run: sleep 1.2}", rto: "1s")
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.result == "missed", "\(drill)")
    #expect(drill.system()["result"] == "missed")
    #expect(try #require(drill.system()["rto"]?["measured_s"]?.number) > 1.2)
  }

  @Test func aFailedStepIsExitOneWithItsCode() async throws {
    let city = try City([server], steps: "  - {id: bad, run: exit 7}\n  - {id: later, run: echo never}")
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.result == "failed", "\(drill)")
    #expect(drill.step("desk.bad")["exit"] == 7 && drill.result("desk.bad") == "failed")
    #expect(drill.result("desk.later") == "not_run" && drill.result("desk.service") == "not_run")
    #expect(drill.system()["result"] == "failed")
    #expect(drill.system()["rto"]?["measured_s"] == .null)
  }

  @Test func aLevelThatDoesNotHoldFails() async throws {
    let city = try City([server], health: "      - {id: up, run: \"false\", on: a, within: 1s}")
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.result == "failed", "\(drill)")
    #expect(drill.result("desk.service") == "failed")
  }

  @Test func aSkippedMandatoryStepMeansNotMeasured() async throws {
    let city = try City([server], steps: "  - {id: counter, manual: Issue a certificate}")
    let drill = try await city.drill(input: .text("skip no counter today\n"))
    #expect(drill.code == 1 && drill.result == "missed", "\(drill)")
    #expect(drill.system()["result"] == "not_measured")
    #expect(drill.result("desk.counter") == "skipped")
  }

  /// Nothing was lost, so nothing was recovered.
  @Test(arguments: ["skip nobody there", "failed the switch is stuck"])
  func anInjectionThatDidNotTakePlaceMeansNotMeasured(_ answer: String) async throws {
    let city = try City([server], scenario: "inject:\n  - {id: plug, manual: Pull the plug, on_failure: continue}\n")
    let drill = try await city.drill(input: .text(answer + "\n"))
    #expect(drill.code == 1 && drill.result != "met", "\(drill)")
    #expect(drill.system()["result"] != "met")
  }

  @Test func aSkippedStepAfterTheRecoveryIsNotMetEither() async throws {
    let city = try City([server], scenario: "after:\n  - {id: normal, manual: Confirm that all is normal}\n")
    let drill = try await city.drill(input: .text("skip too late today\n"))
    #expect(drill.code == 1 && drill.result == "missed", "\(drill)")
  }

  /// What stood in the middle of a long output wasn't kept: nothing can be said of it.
  @Test(arguments: [
    ("{stdout: {not_contains: ERROR}}", false), ("{stdout: {contains: ERROR}}", false),
    ("{stdout: {contains: the end}}", true), ("{stdout: {matches: '^the end'}}", true),
    ("{stdout: {contains: bytes cut}}", false), ("{stdout: {equals: the end}}", false),
    ("{number: {at_least: 0}}", false),
  ])
  func anOutputThatWasCutIsJudgedByWhatIsSeenOnly(_ expectation: String, passes: Bool) async throws {
    let long = "head -c 700000 /dev/zero | tr '\\0' x"
    let city = try City(
      [server],
      steps: """
          - id: long
            run: |
              \(long)
              echo; echo 'ERROR: replay failed'
              \(long)
              echo; echo the end
            expect: \(expectation)
        """)
    let drill = try await city.drill()
    #expect(drill.result("desk.long") == (passes ? "passed" : "failed"), "\(drill)")
  }

  @Test func dataFromTheFutureIsNoMeasure() async throws {
    let city = try City(
      [server], health: "      - {id: data, data_as_of: echo 2099-01-01T00:00:00Z, on: a, within: 1s}")
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.result == "failed", "\(drill)")
  }

  @Test func typeAndClockHaveDefaults() async throws {
    let city = try City([server], files: ["playbooks/loss.yaml": "scenario: loss\nsystems: [desk]\n"])
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.result == "met", "\(drill)")
  }

  @Test func anAnswerThatNobodyGivesMeansNotMeasured() async throws {
    let city = try City([server], steps: "  - {id: counter, manual: Issue a certificate}")
    let drill = try await city.drill()
    #expect(drill.code == 1, "\(drill)")
    #expect(drill.result("desk.counter") == "not_run" && drill.system()["result"] == "not_measured")
  }

  @Test func aManualStepThatIsDonePasses() async throws {
    let city = try City([server], steps: "  - {id: counter, manual: Issue a certificate, expect: 5m}")
    let drill = try await city.drill(input: .text("what?\ndone number 17\n"))
    #expect(drill.code == 0 && drill.result("desk.counter") == "passed", "\(drill)")
    #expect(drill.step("desk.counter")["by"] == "suzuki" && drill.step("desk.counter")["via"] == "stdin")
    #expect(try await city.journal().contains { $0["note"]?.string == "number 17" })
  }

  @Test func theAgeOfTheNewestDataIsTheMeasuredRPO() async throws {
    let tenMinutesAgo = #"date -u -d @$(( $(date +%s) - 600 )) +%Y-%m-%dT%H:%M:%SZ"#
    let city = try City([server], health: "      - {id: data, data_as_of: \"\(tenMinutesAgo)\", on: a}")
    let drill = try await city.drill()
    #expect(drill.code == 0, "\(drill)")
    #expect(drill.system()["rpo"]?["target_s"]?.number == 3600)
    let measured = try #require(drill.system()["rpo"]?["measured_s"]?.number)
    #expect((590...605).contains(measured))
  }

  @Test func dataThatIsTooOldMissesTheRPO() async throws {
    let city = try City([server], health: "      - {id: data, data_as_of: \"echo 2026-01-01T00:00:00+09:00\", on: a}")
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.result == "missed" && drill.system()["result"] == "missed", "\(drill)")
  }

  @Test func timesThatWereSaidBeforehandMoveTheClock() async throws {
    let city = try City([server])
    let onset = WallTime(milliseconds: Int64(time(nil)) * 1000 - 120_000).iso8601
    try city.folder.write(
      try TemporaryFolder.text(city.folder.file("playbooks/loss.yaml")).replacing(
        "clock: injected", with: "clock: onset"),
      to: "playbooks/loss.yaml")
    let drill = try await city.drill("--onset", onset)
    #expect(drill.code == 0, "\(drill)")
    let measured = try #require(drill.system()["rto"]?["measured_s"]?.number)
    #expect((120...180).contains(measured))
    #expect(drill.system()["times"]?["onset"]?.string == onset)
    #expect(try await city.sonae("drill", "loss", "--yes", "--onset", "2999-01-01T00:00:00Z").code == 64)
    #expect(try await city.sonae("drill", "loss", "--yes", "--onset", "yesterday").code == 64)
  }
}

/// What is refused before anything runs.
@Suite(.fewAtATime, needsServer)
struct RefusalTests {
  private let server: SSHServer

  init() throws { server = try SSHServer() }

  private func hasRecords(_ city: City) -> Bool { access(city.folder.file("records"), F_OK) == 0 }

  @Test func anInvalidWorkspaceIsExitTwoAndNothingRuns() async throws {
    let city = try City([server], steps: "  - {id: mark, runn: touch ran}")
    let ending = try await city.sonae("drill", "loss", "--yes", "--json")
    #expect(ending.code == 2 && ending.text.isEmpty)
    #expect(ending.errorText.contains("playbooks/desk.yaml:4:") && ending.errorText.contains("run"))
    #expect(!hasRecords(city))
    #expect(server.connections.isEmpty)
  }

  @Test func anUnknownScenarioIsWrongUsageAndNamesThoseThereAre() async throws {
    let city = try City([server])
    let ending = try await city.sonae("drill", "los", "--yes")
    #expect(ending.code == 64 && ending.errorText.contains("loss"))
    #expect(!hasRecords(city))
  }

  @Test func wrongWordsAreExitSixtyFour() async throws {
    let city = try City([server])
    for words in [
      ["drill"], ["drill", "loss", "--no-such"], ["nonsense"], ["plan", "loss", "--format", "pdf"],
      ["runs", "show"], ["check", "--watch", "soon"], ["exec", "a"], ["exec", "--", "true"],
      ["check", "--systems", "dask"], ["exec", "nobody", "--", "true"], ["report", "never"],
    ] {
      let ending = try await Sonae.start(words, in: city.folder.path, home: city.home.path).ended()
      #expect(ending.code == 64, "\(words): \(ending.code)")
      #expect(ending.text.isEmpty && !ending.errorText.isEmpty)
    }
  }

  @Test func hostsThatForbidDrillsAreNotChanged() async throws {
    let steps = "  - {id: change, run: echo changed}"
    let never = try City(
      [server], steps: steps,
      files: [
        "inventory/hosts.yaml": City.hosts([server])
          .replacing("drills: allowed", with: "drills: never")
      ])
    let ending = try await never.sonae("drill", "loss", "--yes")
    #expect(ending.code == 4 && ending.errorText.contains("(a)"), "\(ending.errorText)")
    #expect(!hasRecords(never))
    let isolated = City.hosts([server]).replacing("drills: allowed", with: "drills: isolated")
    let inLab = try City([server], steps: steps, files: ["inventory/hosts.yaml": isolated])
    #expect(try await inLab.drill().code == 0)
    let loss = try TemporaryFolder.text(inLab.folder.file("playbooks/loss.yaml"))
    try inLab.folder.write(
      loss.replacing("environment: lab", with: "environment: production"), to: "playbooks/loss.yaml")
    #expect(try await inLab.drill().code == 4)
    #expect(server.connections.isEmpty)
  }

  @Test func withoutATerminalItWantsYes() async throws {
    let city = try City([server], steps: "  - {id: change, run: echo changed}")
    let ending = try await city.sonae("drill", "loss", "--json", input: .text("y\n"))
    #expect(ending.code == 4 && ending.text.isEmpty && ending.errorText.contains("--yes"))
    #expect(!hasRecords(city))
  }

  @Test func anSSHConfigThatIsWrongLeavesNoRunBehind() async throws {
    let city = try City([server])
    let config = try city.home.write("Host *\n  Port eighty\n", to: "config")
    try city.folder.write(
      City.hosts([server]).replacing("port: \(server.port)\n", with: "drills: allowed\n")
        .replacing("drills: allowed\n    user", with: "user"), to: "inventory/hosts.yaml")
    let ending = try await city.sonae("drill", "loss", "--yes", "--ssh-config", config)
    #expect(ending.code == 2 && ending.errorText.contains("config"))
    #expect(!hasRecords(city))
  }
}
