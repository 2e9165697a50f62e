import Engine
import Simulation
import Synchronization
import Testing

@testable import Model

/// A run is taken up whose host can't tell what became of a command: its check says so, or a person, or nobody knows.
@Suite struct TakingUpTests {
  private final class SilentHosts: Shell, HostMemory {
    private let calls = Mutex<[String]>([])
    private let said: ShellRecollection
    private let isLeft: Bool

    /// - Parameter isLeft: something of an earlier process may still run there.
    init(_ said: ShellRecollection, isLeft: Bool) { (self.said, self.isLeft) = (said, isLeft) }

    var commands: [String] { calls.withLock { $0 } }

    func run(
      _ command: ShellCommand, on host: PlannedHost, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
    ) async -> ShellEnd {
      calls.withLock { $0.append(command.text) }
      return .exited(0)
    }

    func recall(
      _ command: ShellCommand.Kept, sentIn life: Int?, on host: PlannedHost, within limit: Duration,
      output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
    ) async -> ShellRecollection { said }

    func endLeftovers(on host: PlannedHost, within limit: Duration) async -> Bool { !isLeft }
  }

  private static let plan = plan { _ in }

  private static func plan(_ change: (inout PlannedStep) -> Void) -> Plan {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("one", in: system, .command("one"), undo: "undo one", change: change)
    builder.step("two", in: system, .command("two"))
    return builder.plan
  }

  /// Killed while the step was at work, or while it was undone.
  private static func history(isUndo: Bool) -> [Event] {
    var bodies: [Event.Body] = [
      .opened(.test(plan)), .phaseBegan(.recover), .stepStarted(step: "s.one", attempt: 1, owesUndo: true),
    ]
    if isUndo {
      bodies += [
        .stepEnded(step: "s.one", attempt: 1, Outcome(.passed)), .phaseBegan(.undo),
        .undoStarted(step: "s.one", attempt: 1),
      ]
    }
    return bodies.enumerated().map { index, body in
      Event(sequence: index + 1, at: WallTime(milliseconds: 0), elapsed: .milliseconds(index), body: body)
    }
  }

  private func resume(
    _ plan: Plan = plan, _ said: ShellRecollection = away, isLeft: Bool = true, isUndo: Bool = false,
    unattended: Duration = .zero, _ answer: PeopleAnswer
  ) async throws -> (Run, [String]) {
    let takeover = Takeover(by: "tester", tool: "test", machine: "here", process: 2, boot: nil, unattended: unattended)
    let shell = SilentHosts(said, isLeft: isLeft)
    let clock = SimulatedClock()
    clock.advance(by: unattended)
    let runner = Runner(
      plan: plan, header: .test(plan),
      resumption: .init(
        try Run(plan: plan, events: Self.history(isUndo: isUndo)), takeover: takeover, undoesOnly: isUndo),
      parts: .init(
        shell: shell, prober: SimulatedProber(),
        people: SimulatedPeople { question in
          guard case .doubt(isUndo) = question.kind else {
            return .failed(note: nil, by: "tester", via: "test")
          }
          return answer
        },
        journal: SimulatedJournal(), clock: clock),
      observer: NoObserver())
    return (try await runner.run(), shell.commands)
  }

  private static let away = ShellRecollection.unreachable(Reason(code: "x", text: LocalizedText("no route")))
  private static let nobody = PeopleAnswer.unanswered(Reason(code: "no-terminal", text: LocalizedText("")))

  @Test(arguments: [false, true]) func nothingIsDecidedAndNothingUndoneWhileNobodyKnows(isUndo: Bool) async throws {
    let (run, commands) = try await resume(isUndo: isUndo, Self.nobody)
    #expect(commands.isEmpty)
    #expect(run.halted?.code == "host-not-asked" && run.closed == nil && run.owed == [0])
    let words = run.halted?.text.en ?? ""
    #expect(words.contains("s.one was under way and its host a can't be reached now (no route)"), "\(words)")
    #expect(isUndo ? run.steps[0].undoAttempts.last?.outcome == nil : run.steps[0].isRunning)
  }

  @Test func aPersonsWordIsTakenForAStepAndTheRunGoesOn() async throws {
    let (run, commands) = try await resume(isUndo: false, .done(note: "seen", by: "sato", via: "test"))
    #expect(run.steps[0].result == .byHand && run.steps[0].attempts[0].outcome?.by == "sato")
    #expect(commands == ["two", "undo one"] && run.owed.isEmpty)
  }

  @Test func aPersonsWordIsTakenForAnUndoAndPaysIt() async throws {
    let (run, commands) = try await resume(isUndo: true, .done(note: "seen", by: "sato", via: "test"))
    #expect(run.steps[0].undo == .paid && commands.isEmpty)
    #expect(run.closed?.result == .aborted)
  }

  /// Its time was over long before anybody was there again.
  @Test(arguments: [
    (Duration?.some(.seconds(3)), "s.one passed"), (.some(.seconds(100_000)), "s.one timed_out"),
    (nil, "s.one unknown"),
  ])
  func whatEndedUnattendedHasToHaveKeptItsTime(_ took: Duration?, _ result: String) async throws {
    let told = ShellRecollection.ended(.exited(0), wholeOutput: true, took: took)
    let (run, _) = try await resume(Self.plan, told, isLeft: false, unattended: .seconds(100_000), Self.nobody)
    #expect(run.results.first == result, "\(run.steps[0].attempts)")
  }

  /// The host keeps the beginning only, so the record doesn't say that this was all.
  @Test func ofWhatWasCutOnTheHostTheRecordSaysSo() async throws {
    let told = ShellRecollection.ended(.exited(0), wholeOutput: false, took: .zero, cut: [.stdout])
    let (run, _) = try await resume(Self.plan, told, isLeft: false, Self.nobody)
    let outcome = run.steps[0].attempts[0].outcome
    #expect(run.results.first == "s.one passed" && outcome?.reason?.code == "found-in-part-on-host")
    guard case .file(_, kept: 1..., bytes: 0, _, isPartial: true)? = outcome?.stdout, outcome?.stderr == nil else {
      Issue.record("\(run.steps[0].attempts)")
      return
    }
    let expecting = Self.plan {
      var expectation = Expectation()
      expectation.stdout = TextMatch()
      expectation.stdout?.contains = "a"
      $0.action = .run(PlannedText("one", isShell: true), stdin: nil, expectation)
    }
    #expect(try await resume(expecting, told, isLeft: false, Self.nobody).0.results.first == "s.one unknown")
  }

  @Test func aStepWhoseCheckHoldsIsFoundDone() async throws {
    let plan = Self.plan { $0.postcondition = .tcp }
    let (run, commands) = try await resume(plan, .untold, isLeft: false, Self.nobody)
    #expect(run.results == ["s.one passed", "s.two passed"])
    #expect(run.steps[0].attempts[0].outcome?.reason?.code == "found-done")
    #expect(commands == ["two", "undo one"])
  }

  /// Its check can't give it, and what comes next needs it.
  @Test func aStepThatHadToReadAValueIsNotFoundDone() async throws {
    let plan = Self.plan {
      $0.postcondition = .tcp
      $0.register = PlannedRegister(key: "s.value", matches: nil)
    }
    let (run, commands) = try await resume(plan, .untold, isLeft: false, Self.nobody)
    #expect(run.results == ["s.one unknown", "s.two not_run"])
    #expect(commands == ["undo one"])
  }

  /// The check may hold now and not when the command has come to its end.
  @Test func nothingIsFoundDoneWhileItMayStillRun() async throws {
    let plan = Self.plan { $0.postcondition = .tcp }
    let (run, _) = try await resume(plan, .untold, isLeft: true, Self.nobody)
    #expect(run.results == ["s.one unknown", "s.two not_run"])
    #expect(run.steps[0].attempts[0].outcome?.reason?.code == "may-still-run")
  }
}
