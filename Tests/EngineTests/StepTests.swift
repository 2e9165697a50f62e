import Engine
import Simulation
import Synchronization
import Testing

@testable import Model

/// Single steps, and how they end.
@Suite struct StepTests {
  private func run(
    _ action: PlannedStep.Action, _ rehearsal: Rehearsal = Rehearsal(), undo: String? = nil,
    change: (inout PlannedStep) -> Void = { _ in }
  ) async throws -> Run {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("one", in: system, action, undo: undo, change: change)
    return try await rehearsal.run(builder.plan)
  }

  @Test func aScriptIsHandedToItsInterpreterInAFileThatGoesWithIt() async throws {
    let script = PlannedScript(
      path: "x.sh", text: "echo 'a'\n", interpreter: "/bin/bash",
      arguments: [
        PlannedText("it's"), PlannedText(parts: [], isShell: false), PlannedText(parts: [.runID], isShell: true),
      ])
    let rehearsal = Rehearsal()
    let run = try await run(.script(script, stdin: nil, Expectation()), rehearsal)
    #expect(run.results == ["s.one passed"])
    #expect(
      rehearsal.shell.commands == [
        #"a: f=$(mktemp) || exit 125; trap 'rm -f "$f"' EXIT; trap 'exit 143' HUP INT TERM; "#
          + #"printf '%s' 'echo '\''a'\''"# + "\n" + #"' >"$f" || exit 125; /bin/bash "$f" 'it'\''s' '' run-1"#
      ])
  }

  @Test(arguments: [PlannedText.Part.registered("s.never"), .secret("password")])
  func aStepWithoutItsValueIsNotStartedAndOwesNothing(_ part: PlannedText.Part) async throws {
    let rehearsal = Rehearsal()
    let run = try await run(
      .run(PlannedText(parts: [.text("use "), part], isShell: true), stdin: nil, Expectation()), rehearsal, undo: "undo"
    )
    #expect(rehearsal.shell.commands.isEmpty)
    let outcome = run.steps[0].attempts.first?.outcome
    #expect(outcome?.started == false && ["value-missing", "secret-missing"].contains(outcome?.reason?.code))
    #expect(run.owed.isEmpty && run.closed?.result == .failed)
  }

  @Test(
    arguments: [
      ("serial 42\n", #"serial ([0-9]+)"#, "42", nil), ("serial none\n", #"serial ([0-9]+)"#, nil, "register"),
      (String(repeating: "4", count: 20_000), nil, nil, "output-cut"),
    ] as [(String, String?, String?, String?)])
  func aValueIsTakenFromWholeOutputThatHasItOrTheStepFails(
    printed: String, pattern: String?, value: String?, code: String?
  ) async throws {
    var builder = PlanBuilder()
    builder.plan.limits.output = 10_000
    let system = builder.system("s")
    builder.step("one", in: system, .command("look")) {
      $0.register = PlannedRegister(key: "s.serial", matches: pattern)
    }
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, _, _ in .init(stdout: printed) }
    let run = try await rehearsal.run(builder.plan)
    #expect(run.values["s.serial"] == value)
    #expect(run.steps[0].attempts[0].outcome?.result == (value == nil ? .failed : .passed))
    if let code { #expect(run.steps[0].attempts[0].outcome?.reason?.code == code) }
  }

  @Test func aCheckHasNoLongerThanItsStep() async throws {
    var check = PlannedCheck.tcp
    (check.within, check.timeout) = (.seconds(3600), .seconds(60))
    var rehearsal = Rehearsal()
    rehearsal.prober = SimulatedProber { _ in ProbeAnswer(holds: false, seen: "refused") }
    let run = try await run(.check(check), rehearsal) { $0.timeout = .seconds(30) }
    #expect(run.results == ["s.one failed"])
    #expect(run.steps[0].attempts[0].outcome?.checks.map(\.tries) == [30])
    #expect(run.steps[0].attempts[0].outcome?.duration ?? .zero <= .seconds(30))
  }

  @Test func aTaskThatNobodyCanBeAskedAboutIsNotRun() async throws {
    var rehearsal = Rehearsal()
    rehearsal.people = SimulatedPeople { _ in
      .unanswered(Reason(code: "no-terminal", text: LocalizedText("nobody is there")))
    }
    let run = try await run(.task("press the button"), rehearsal)
    #expect(run.results == ["s.one not_run"])
    #expect(run.steps[0].attempts[0].outcome?.reason?.code == "no-terminal")
  }

  @Test func aTaskThatNobodyAnswersInTimeIsNotRunAndTheQuestionIsTakenBack() async throws {
    let people = SilentPeople()
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("one", in: system, on: nil, .task("press the button")) { $0.timeout = .seconds(30) }
    let run = try await Runner(
      plan: builder.plan, header: .test(builder.plan),
      parts: .init(
        shell: SimulatedShell(), prober: SimulatedProber(), people: people, journal: SimulatedJournal(),
        clock: SimulatedClock()),
      observer: NoObserver()
    ).run()
    #expect(run.results == ["s.one not_run"])
    #expect(run.steps[0].attempts[0].outcome?.reason?.code == "nobody-answered")
    #expect(run.steps[0].attempts[0].outcome?.duration ?? .zero >= .seconds(30))
    #expect(people.wasTakenBack)
  }

  @Test func anOutputThatCanNotBeKeptEndsTheRun() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("one", in: system, .command("dump"))
    builder.step("two", in: system, .command("two"))
    let shell = SimulatedShell { _, _, _ in .init(stdout: String(repeating: "x", count: 5_000)) }
    let journal = ShelflessJournal()
    let runner = Runner(
      plan: builder.plan, header: .test(builder.plan),
      parts: .init(
        shell: shell, prober: SimulatedProber(), people: SimulatedPeople(), journal: journal, clock: SimulatedClock()),
      observer: NoObserver())
    let failure = await #expect(throws: JournalFailure.self) { try await runner.run() }
    #expect(failure?.reason.code == "record-full")
    #expect(shell.commands == ["a: dump"])
  }

  @Test func aStepThatNeedsWhatComesLaterIsNotRunAndTheRunGoesOn() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("one", in: system, .command("one"), needs: [1])
    builder.step("clean", phase: .after, .command("clean"))
    let rehearsal = Rehearsal()
    let run = try await rehearsal.run(builder.plan)
    #expect(run.results == ["s.one not_run", "after.clean passed"])
    #expect(run.steps[0].settlement?.reason.code == "needs-never-met")
    #expect(rehearsal.shell.commands == ["a: clean"])
  }

  @Test func aBusyHostHoldsUpNoOther() async throws {
    var builder = PlanBuilder()
    builder.plan.limits.perHost = 1
    let system = builder.system("s")
    builder.step("one", in: system, on: 0, .command("one"), needs: [])
    builder.step("two", in: system, on: 0, .command("two"), needs: [])
    builder.step("three", in: system, on: 1, .command("three"), needs: [])
    let shell = GatedShell(gate: "one")
    let runner = Runner(
      plan: builder.plan, header: .test(builder.plan),
      parts: .init(
        shell: shell, prober: SimulatedProber(), people: SimulatedPeople(), journal: SimulatedJournal(),
        clock: SimulatedClock()),
      observer: NoObserver())
    async let run = runner.run()
    while !shell.commands.contains("three") { await Task.yield() }
    await shell.reached()
    #expect(!shell.commands.contains("two"))
    shell.open()
    #expect(try await run.results == ["s.one passed", "s.two passed", "s.three passed"])
    #expect(shell.commands.last == "two")
  }
}

/// They read the question and say nothing.
private final class SilentPeople: People {
  private let state = Mutex(false)
  var wasTakenBack: Bool { state.withLock { $0 } }

  func ask(_ question: PeopleQuestion) async -> PeopleAnswer {
    while !Task.isCancelled { await Task.yield() }
    state.withLock { $0 = true }
    return .unanswered(Reason(code: "taken-back", text: LocalizedText("")))
  }
}

/// Has room for lines, and none for what lies beside them.
private struct ShelflessJournal: Journal {
  func append(_ events: [Event]) async throws(JournalFailure) {}

  func keep(_ bytes: [UInt8]) async throws(JournalFailure) -> Digest {
    throw JournalFailure(reason: Reason(code: "record-full", text: LocalizedText("the disk is full")))
  }
}
