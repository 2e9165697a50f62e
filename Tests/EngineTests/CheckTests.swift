import Engine
import Simulation
import Synchronization
import Testing

@testable import Model

/// What a check that is asked by a command makes of its answer.
@Suite struct CheckTests {
  private func ask(
    _ probe: PlannedProbe, _ reply: SimulatedShell.Reply, secrets: [String: Secret] = [:]
  ) async -> CheckOutcome? {
    var check = PlannedCheck.command("look", on: 0)
    check.probe = probe
    let runner = CheckRunner(
      hosts: PlanBuilder().plan.hosts, shell: SimulatedShell { _, _, _ in reply }, prober: SimulatedProber(),
      clock: SimulatedClock(), secrets: secrets)
    let (held, outcomes) = await runner.hold([check], within: nil)
    #expect(held == outcomes.first?.holds)
    return outcomes.first
  }

  private static let text = PlannedText("look", isShell: true)

  /// The simulated clock stands at 2026-11-22T01:15:00Z.
  @Test(arguments: [
    ("2026-11-22T10:00:00+09:00\n", "2026-11-22T01:00:00.000Z"), ("@1795308300.5", "2026-11-22T00:45:00.500Z"),
    ("2026-11-22T01:19:59Z", "2026-11-22T01:19:59.000Z"),
  ]) func theTimeOfTheDataIsWhatTheCommandPrints(printed: String, time: String) async {
    let outcome = await ask(.dataAsOf(Self.text), .init(stdout: printed))
    #expect(outcome?.holds == true && outcome?.reason == nil)
    #expect(outcome?.dataAsOf?.iso8601 == time)
  }

  @Test(arguments: [
    ("2026-11-22T01:20:01Z", "time-ahead"), ("yesterday", "no-time"), ("", "no-time"), ("@now", "no-time"),
    ("@1e99", "no-time"), (String(repeating: "2", count: 70_000), "no-time"),
  ]) func aTimeThatCanNotBeIsNone(printed: String, code: String) async {
    let outcome = await ask(.dataAsOf(Self.text), .init(stdout: printed))
    #expect(outcome?.holds == false && outcome?.dataAsOf == nil)
    #expect(outcome?.reason?.code == code)
  }

  @Test func aTimeFromACommandThatFailedIsNone() async {
    let outcome = await ask(.dataAsOf(Self.text), .init(.exited(2), stdout: "2026-11-22T01:00:00Z"))
    #expect(outcome?.holds == false && outcome?.dataAsOf == nil)
    #expect(outcome?.reason?.code == "exit-code")
  }

  @Test(
    arguments: [
      (0, nil), (1, nil), (2, "plugin-critical"), (3, "plugin-unknown"), (127, "plugin-unknown"),
    ] as [(Int, String?)]) func aPluginsExitCodeIsItsState(code: Int, reason: String?) async
  {
    let outcome = await ask(
      .plugin(Self.text, accept: [.ok, .warning]), .init(.exited(code), stdout: "DISK 80%\nmore"))
    #expect(outcome?.reason?.code == reason)
    #expect(outcome?.holds == (reason == nil))
    #expect(outcome?.seen == "DISK 80%")
  }

  @Test func whatIsSeenIsTheFirstLineThatIsNotEmptyAndNotAllOfALongOne() async {
    let line = String(repeating: "長", count: 200)
    #expect(await ask(.run(Self.text, Expectation()), .init(stderr: "\n  \n\(line)\n"))?.seen == line.prefix(119) + "…")
    #expect(await ask(.run(Self.text, Expectation()), .init())?.seen == "exit 0")
  }

  @Test(arguments: [
    (ShellEnd.timedOut(treeEnded: true), "timed-out"), (.cancelled(treeEnded: true), "interrupted"),
    (.notStarted(Reason(code: "refused", text: LocalizedText("no"))), "refused"),
    (.lost(Reason(code: "lost", text: LocalizedText("gone"))), "lost"),
  ]) func aCommandWithoutAnEndIsNoAnswer(end: ShellEnd, code: String) async {
    let outcome = await ask(.run(Self.text, Expectation()), .init(end, stdout: "fine"))
    #expect(outcome?.holds == false && outcome?.reason?.code == code)
  }

  @Test func aCheckWhoseSecretIsMissingIsNotAsked() async {
    let text = PlannedText(parts: [.text("login "), .secret("password")], isShell: true)
    #expect(await ask(.run(text, Expectation()), .init())?.reason?.code == "secret-missing")
    #expect(await ask(.run(text, Expectation()), .init(), secrets: ["password": Secret("hunter22")])?.holds == true)
  }
}
