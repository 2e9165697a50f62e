import Glibc
import Model
import TestKit
import Testing

/// The order of steps, and what decides whether they run.
@Suite(.fewAtATime, needsServer)
struct FlowTests {
  private let server: SSHServer

  init() throws { server = try SSHServer() }

  /// A command that succeeds at its nth attempt.
  private func succeedsAt(_ attempt: Int) -> String {
    let count = server.folder.file("count")
    return "\"echo x >> \(count); test $(grep -c x \(count)) -ge \(attempt)\""
  }

  @Test func aStepIsTriedAgainUntilItSucceeds() async throws {
    let city = try City([server], steps: "  - {id: shy, run: \(succeedsAt(3)), retry: {attempts: 3, every: 50ms}}")
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.step("desk.shy")["attempts"] == 3, "\(drill)")
  }

  @Test func attemptsThatAreUsedUpFail() async throws {
    let city = try City([server], steps: "  - {id: shy, run: \(succeedsAt(9)), retry: {attempts: 2, every: 50ms}}")
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.step("desk.shy")["attempts"] == 2, "\(drill)")
  }

  @Test func onFailureContinueGoesOn() async throws {
    let city = try City(
      [server],
      steps: "  - {id: extra, run: 'false', on_failure: continue, mandatory: false}\n  - {id: main, run: 'true'}")
    let drill = try await city.drill()
    #expect(
      drill.code == 0 && drill.result("desk.extra") == "failed" && drill.result("desk.main") == "passed", "\(drill)")
  }

  @Test func aMandatoryStepThatFailedStaysFailedAlsoWhereTheRunGoesOn() async throws {
    let city = try City(
      [server], steps: "  - {id: extra, run: 'false', on_failure: continue}\n  - {id: main, run: 'true'}")
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.result == "failed" && drill.result("desk.main") == "passed", "\(drill)")
  }

  @Test func onFailureAskTakesTheAnswerFromStandardInput() async throws {
    let city = try City([server], steps: "  - {id: shy, run: \(succeedsAt(2)), on_failure: ask}")
    let again = try await city.drill(input: .text("retry\n"))
    #expect(again.code == 0 && again.step("desk.shy")["attempts"] == 2, "\(again)")

    let failing = try City([server], steps: "  - {id: bad, run: 'false', on_failure: ask}\n  - {id: on, run: 'true'}")
    let byHand = try await failing.drill(input: .text("hand switched it on\n"))
    #expect(byHand.code == 0 && byHand.result("desk.bad") == "by_hand", "\(byHand)")
    #expect(byHand.step("desk.bad")["by"] == "suzuki")
    let skipped = try await failing.drill(input: .text("skip not needed\n"))
    #expect(skipped.code == 1 && skipped.result("desk.bad") == "skipped", "\(skipped)")
    #expect(skipped.result("desk.on") == "passed" && skipped.system()["result"] == "not_measured")
    let stopped = try await failing.drill(input: .text("failed\n"))
    #expect(stopped.code == 1 && stopped.result("desk.bad") == "failed", "\(stopped)")
    #expect(stopped.result("desk.on") == "not_run")
    let nobody = try await failing.drill()
    #expect(nobody.code == 1 && nobody.result("desk.bad") == "failed", "\(nobody)")
    // No question is put to nobody: a line says what would have been asked, and what counts instead.
    let told = nobody.ending.errorText.split(separator: "\n").filter { $0.contains("nobody is there to decide") }
    #expect(told.count == 1 && told[0].hasPrefix("desk.bad (") && told[0].contains("standard input"), "\(nobody)")
    #expect(!nobody.ending.errorText.contains("Your turn"), "\(nobody)")
  }

  @Test func whenDecidesByRegisteredValues() async throws {
    let city = try City(
      [server],
      steps: """
          - {id: look, run: "echo the mode is warm", register: {name: mode, matches: "is ([a-z]+)"}}
          - {id: cold, run: "echo cold", when: {mode: [cold, frozen]}}
          - {id: warm, run: "echo {{mode}}", when: {mode: [warm]}}
        """)
    let drill = try await city.drill()
    #expect(drill.code == 0, "\(drill)")
    #expect(drill.result("desk.cold") == "skipped" && drill.step("desk.cold")["not_applicable"] == true)
    #expect(try drill.output("desk.warm") == "warm\n")
  }

  @Test func aPostconditionDecidesWhetherAStepHasPassed() async throws {
    let city = try City(
      [server],
      steps: """
          - id: start
            run: "(sleep 0.5; touch \(server.folder.file("up"))) >/dev/null 2>&1 &"
            check: {run: "test -e \(server.folder.file("up"))", within: 10s}
          - id: never
            run: "true"
            check: {run: "test -e \(server.folder.file("other"))", within: 300ms}
        """)
    let drill = try await city.drill()
    #expect(
      drill.code == 1 && drill.result("desk.start") == "passed" && drill.result("desk.never") == "failed", "\(drill)")
    #expect(drill.reason("desk.never") == "check-failed")
  }

  @Test(arguments: [
    ("stdout: complete", true), ("stdout: missing", false), ("exit: [0, 4]", false), ("exit: 3", true),
    ("{number: {at_least: 90, at_most: 100}}", false), ("{stderr: {not_contains: odd}}", false),
  ]) func expectationsDecide(_ expectation: String, holds: Bool) async throws {
    let exit = expectation.hasPrefix("exit") ? 3 : 0
    let text = expectation.hasPrefix("{") ? expectation : "{\(expectation)}"
    let city = try City(
      [server],
      steps: "  - {id: it, run: \"echo 42 % complete; echo odd >&2; exit \(exit)\", expect: \(text)}")
    let drill = try await city.drill()
    #expect(drill.result("desk.it") == (holds ? "passed" : "failed"), "\(drill)")
  }

  @Test func anotherProcedureStandsInAStepsPlace() async throws {
    let city = try City(
      [server],
      steps: "  - {id: net, use: reconnect, with: {segment: counters}}\n  - {id: last, run: echo last}",
      files: [
        "playbooks/reconnect.yaml": """
        procedure: reconnect
        vars: {segment: none}
        steps:
          - {id: one, run: "echo one {{segment}}"}
          - {id: two, run: "echo two {{segment}}"}

        """
      ])
    let drill = try await city.drill()
    #expect(drill.code == 0, "\(drill)")
    #expect(try drill.output("desk.net.two") == "two counters\n")
    let order = try await city.journal().compactMap { $0["event"] == "step.started" ? $0["step"]?.string : nil }
    #expect(order == ["desk.net.one", "desk.net.two", "desk.last", "desk.service"])
  }

  @Test func aDaemonThatACommandLeavesBehindDoesNotHoldItUp() async throws {
    let pid = server.folder.file("pid")
    let city = try City(
      [server], steps: "  - {id: start, run: \"sleep 60 & echo $! > \(pid); echo started\", timeout: 20s}")
    let drill = try await city.drill()
    #expect(drill.code == 0, "\(drill)")
    let daemon = try #require(pid_t(try TemporaryFolder.text(pid).trimmed))
    #expect(Processes.isAlive(daemon))
    kill(daemon, SIGKILL)
  }

  @Test func inputThatACommandDoesNotReadIsNoTrouble() async throws {
    let text = String(repeating: "x", count: 600_000)
    let city = try City(
      [server],
      steps: "  - {id: deaf, run: echo deaf, stdin: \(text)}\n  - {id: none, run: cat}\n  - {id: last, run: echo last}")
    let drill = try await city.drill()
    #expect(drill.code == 0, "\(drill.result ?? "") \(drill.ending.errorText)")
  }

  @Test func aStepThatLooksOnlyEndsWithItsTime() async throws {
    let city = try City(
      [server], steps: "  - {id: look, check: {run: sleep 30, within: 20s, timeout: 10s}, timeout: 500ms}")
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.result("desk.look") == "failed", "\(drill)")
    #expect(try #require(drill.step("desk.look")["duration_s"]?.number) < 8)
  }
}

/// What goes on at the same time.
@Suite(.fewAtATime, needsServer)
struct SideBySideTests {
  private func two(_ servers: [SSHServer], dependsOn: String = "") throws -> City {
    func system(_ id: String, _ host: String, _ more: String = "") -> String {
      """
        - id: \(id)
          objectives: [{level: service, rto: 1h}]
          health: [{id: up, run: "true", on: \(host)}]
      \(more)

      """
    }
    func procedure(_ id: String, _ host: String) -> String {
      "procedure: \(id)\non: \(host)\nsteps:\n  - {id: work, run: sleep 1}\n  - verify: service\n"
    }
    return try City(
      servers,
      files: [
        "inventory/systems.yaml": "systems:\n" + system("desk", "a") + system("phone", "b", dependsOn),
        "playbooks/desk.yaml": procedure("desk", "a"), "playbooks/phone.yaml": procedure("phone", "b"),
        "playbooks/loss.yaml":
          "scenario: loss\ntype: live\nclock: injected\nenvironment: lab\nsystems: [desk, phone]\n",
      ])
  }

  /// `+desk.work` where it started, `-desk.work` where it ended.
  private func course(_ city: City) async throws -> [String] {
    try await city.journal().compactMap { event in
      guard let step = event["step"]?.string else { return nil }
      return (event["event"] == "step.started" ? "+" : "-") + step
    }
  }

  @Test func systemsThatDoNotDependOnOneAnotherRecoverSideBySide() async throws {
    let city = try two([SSHServer(), SSHServer()])
    let drill = try await city.drill()
    #expect(drill.code == 0, "\(drill)")
    #expect(Set(try await course(city).prefix(2)) == ["+desk.work", "+phone.work"])
  }

  @Test func aSystemWaitsForWhatItDependsOn() async throws {
    let city = try two([SSHServer(), SSHServer()], dependsOn: "    depends_on: [desk]")
    #expect(try await city.drill().code == 0)
    #expect(
      try await course(city) == [
        "+desk.work", "-desk.work", "+desk.service", "-desk.service", "+phone.work", "-phone.work", "+phone.service",
        "-phone.service",
      ])
  }

  @Test func whatDependsOnAFailedSystemIsNotTouched() async throws {
    let city = try two([SSHServer(), SSHServer()], dependsOn: "    depends_on: [desk]")
    try city.folder.write(
      "procedure: desk\non: a\nsteps:\n  - {id: work, run: exit 1}\n  - verify: service\n", to: "playbooks/desk.yaml")
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.system("phone")["result"] == "failed", "\(drill)")
    #expect(drill.result("phone.work") == "not_run" && drill.reason("phone.work") == Reason.dependencyFailedCode)
  }

  @Test(arguments: [1, 2]) func aHostRunsNoMoreStepsAtOnceThanItMay(_ limit: Int) async throws {
    let steps = (1...5).map { "  - {id: s\($0), run: sleep 0.2, needs: []}" }.joined(separator: "\n")
    let city = try City([SSHServer()], steps: steps, settings: "limits: {per_host: \(limit)}\n")
    #expect(try await city.drill().code == 0)
    var underWay = 0
    var most = 0
    for mark in try await course(city) where !mark.hasSuffix(".service") {
      underWay += mark.hasPrefix("+") ? 1 : -1
      most = max(most, underWay)
    }
    #expect(most == limit)
  }
}
