import Engine
import Simulation
import Testing

@testable import Model

/// What a host has kept for a run that is taken up, printed with values that only the process before knew.
@Suite struct RecalledSecretTests {
  /// Tells that everything has ended, and what it printed.
  private struct TellingHost: Shell, HostMemory {
    let printed: String

    func run(
      _ command: ShellCommand, on host: PlannedHost, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
    ) async -> ShellEnd { .exited(0) }

    func recall(
      _ command: ShellCommand.Kept, sentIn life: Int?, on host: PlannedHost, within limit: Duration,
      output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
    ) async -> ShellRecollection {
      output(.stdout, Array(printed.utf8))
      return .ended(.exited(0), wholeOutput: command.output)
    }

    func endLeftovers(on host: PlannedHost, within limit: Duration) async -> Bool { true }
  }

  private static let token = "topsecretkey"

  /// A sensitive step has registered `s.key`, unless told otherwise; the process was killed while the next one, or its undo, was at work.
  private func resume(
    isUndo: Bool = false, sensitive: Bool = true, expecting word: String = "used"
  ) async throws -> (Run, journal: String, live: String) {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step(
      "key", in: system, .command("print key"),
      change: {
        $0.sensitive = sensitive
        $0.register = PlannedRegister(key: "s.key", matches: nil)
      })
    let use = PlannedText(parts: [.text("use "), .registered("s.key")], isShell: true)
    var expectation = Expectation()
    expectation.stdout = TextMatch()
    expectation.stdout?.contains = word
    builder.step(
      "use", in: system, .run(use, stdin: nil, expectation), undo: "undo use",
      change: { $0.register = PlannedRegister(key: "s.seen", matches: nil) })
    let plan = builder.plan
    var key = Outcome(.passed)
    key.stdout = sensitive ? .withheld : nil
    key.registered = sensitive ? nil : "a plain value"
    var bodies: [Event.Body] = [
      .opened(.test(plan)), .phaseBegan(.recover), .stepStarted(step: "s.key", attempt: 1, owesUndo: false),
      .stepEnded(step: "s.key", attempt: 1, key), .stepStarted(step: "s.use", attempt: 1, owesUndo: true),
    ]
    if isUndo {
      bodies += [
        .stepEnded(step: "s.use", attempt: 1, Outcome(.failed)), .phaseBegan(.undo),
        .undoStarted(step: "s.use", attempt: 1),
      ]
    }
    let events = bodies.enumerated().map { index, body in
      Event(sequence: index + 1, at: WallTime(milliseconds: 0), elapsed: .milliseconds(index), body: body)
    }
    let takeover = Takeover(by: "tester", tool: "test", machine: "here", process: 2, boot: nil, unattended: .zero)
    let (journal, live) = (SimulatedJournal(), LiveOutput())
    let runner = Runner(
      plan: plan, header: .test(plan),
      resumption: .init(try Run(plan: plan, events: events), takeover: takeover, undoesOnly: isUndo),
      parts: .init(
        shell: TellingHost(printed: "used \(Self.token)"), prober: SimulatedProber(), people: SimulatedPeople(),
        journal: journal, clock: SimulatedClock()),
      observer: live)
    let run = try await runner.run()
    return (run, "\(journal.events)", live.text)
  }

  @Test(arguments: [false, true]) func whatMayShowALostValueIsNeitherKeptNorShown(isUndo: Bool) async throws {
    let (run, journal, live) = try await resume(isUndo: isUndo)
    #expect(!journal.contains(Self.token) && !live.contains(Self.token))
    let attempts = isUndo ? run.steps[1].undoAttempts : run.steps[1].attempts
    #expect(attempts[0].outcome?.stdout == .withheld && attempts[0].outcome?.reason?.code == "found-on-host")
    #expect(run.hasLostValues)
  }

  @Test func itIsJudgedAllTheSame() async throws {
    #expect(try await resume().0.steps[1].result == .passed)
    #expect(try await resume(expecting: "unused").0.steps[1].result == .failed)
  }

  /// The step that read the value was killed with its process; nothing brings the value back, however often it is tried.
  @Test(arguments: [false, true]) func whatNeedsALostValueIsNotTriedAgainAndSaysSo(isUndo: Bool) async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step(
      "key", in: system, .command("print key"),
      change: {
        $0.sensitive = true
        $0.register = PlannedRegister(key: "s.key", matches: nil)
      })
    let use = PlannedText(parts: [.text("use "), .registered("s.key")], isShell: true)
    builder.step(
      "use", in: system, isUndo ? .command("use") : .run(use, stdin: nil, Expectation()), undo: "undo use",
      change: {
        $0.retry = Retry(attempts: 3, every: .seconds(1))
        if isUndo { $0.undo?.action = .run(use, Expectation()) }
        $0.undo?.retry = Retry(attempts: 3, every: .seconds(1))
      })
    let plan = builder.plan
    var key = Outcome(.passed)
    key.stdout = .withheld
    var bodies: [Event.Body] = [
      .opened(.test(plan)), .phaseBegan(.recover), .stepStarted(step: "s.key", attempt: 1, owesUndo: false),
      .stepEnded(step: "s.key", attempt: 1, key),
    ]
    if isUndo {
      bodies += [
        .stepStarted(step: "s.use", attempt: 1, owesUndo: true),
        .stepEnded(step: "s.use", attempt: 1, Outcome(.passed)),
      ]
    }
    let events = bodies.enumerated().map { index, body in
      Event(sequence: index + 1, at: WallTime(milliseconds: 0), elapsed: .milliseconds(index), body: body)
    }
    let takeover = Takeover(by: "tester", tool: "test", machine: "here", process: 2, boot: nil, unattended: .zero)
    let runner = Runner(
      plan: plan, header: .test(plan),
      resumption: .init(try Run(plan: plan, events: events), takeover: takeover, undoesOnly: isUndo),
      parts: .init(
        shell: TellingHost(printed: ""), prober: SimulatedProber(), people: SimulatedPeople(),
        journal: SimulatedJournal(), clock: SimulatedClock()),
      observer: NoObserver())
    let run = try await runner.run()
    let attempts = isUndo ? run.steps[1].undoAttempts : run.steps[1].attempts
    #expect(attempts.count == 1 && attempts[0].outcome?.started == false, "\(attempts)")
    #expect(attempts[0].outcome?.reason?.code == Reason.valueLostCode)
    let words = attempts[0].outcome?.reason?.text.en ?? ""
    #expect(words.contains("s.key was lost"), "\(words)")
    #expect(words.contains("sonae undo run-1 --by-hand s.use --note") == isUndo, "\(words)")
    #expect(run.owed == (isUndo ? [1] : []))
  }

  @Test func whatIsInTheRecordHidesNothing() async throws {
    let (run, journal, _) = try await resume(sensitive: false)
    #expect(!run.hasLostValues && run.steps[1].attempts[0].outcome?.registered == "used \(Self.token)")
    #expect(journal.contains(Self.token))
  }
}
