import Catalogue
import Engine
import Simulation
import Synchronization
import Testing

@testable import Model

/// Durations are the monotonic clock's, whatever becomes of the wall clock.
@Suite struct ClockTests {
  @Test func aSteppedWallClockIsRecordedAndDurationsStayRight() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("one", in: system, .command("one"))
    builder.step("verify", in: system, .verify)
    var rehearsal = Rehearsal()
    let clock = rehearsal.clock
    rehearsal.shell = SimulatedShell { _, _, _ in
      clock.advance(by: .seconds(5))
      clock.stepWall(by: .seconds(-3600))
      return .init()
    }
    let run = try await rehearsal.run(builder.plan)
    #expect(run.clockSteps.map(\.step) == [.seconds(-3600)])
    #expect(RunSummary(run).systems[0].levels[0].measured == .seconds(5))
  }

  /// - Returns: a run whose first command takes as long as the change makes it take.
  private func run(from wall: WallTime? = nil, _ change: @escaping @Sendable (SimulatedClock) -> Void) async throws
    -> Run
  {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("one", in: system, .command("one"))
    builder.step("verify", in: system, .verify)
    var rehearsal = Rehearsal()
    if let wall { rehearsal.clock = SimulatedClock(startingAt: wall) }
    let clock = rehearsal.clock
    rehearsal.shell = SimulatedShell(memory: SimulatedMemory()) { _, _, _ in
      change(clock)
      return .init()
    }
    return try await rehearsal.run(builder.plan)
  }

  private func measured(_ run: Run) -> Duration? { RunSummary(run).systems[0].levels[0].measured }

  /// New Year and the end of the fiscal year in Japan; the nights on which New York's clocks are set; a 29 February.
  @Test(arguments: [
    "2026-12-31T14:59:58Z", "2027-03-31T14:59:58Z", "2026-03-08T06:59:58Z", "2026-11-01T05:59:58Z",
    "2028-02-28T14:59:58Z",
  ]) func aRunOverADateIsAsLongAsAnyOther(_ start: String) async throws {
    let wall = try #require(WallTime(iso8601: start))
    let run = try await run(from: wall) { $0.advance(by: .seconds(7)) }
    #expect(measured(run) == .seconds(7) && run.clockSteps.isEmpty)
    #expect(run.closed?.at == wall + .seconds(7))
  }

  /// Both clocks go on while a laptop sleeps: its lid was shut for eight hours, and nothing had come back by then.
  @Test func theTimeThatAMachineSleepsCounts() async throws {
    let run = try await run { $0.advance(by: .seconds(8 * 3600)) }
    #expect(measured(run) == .seconds(8 * 3600) && run.clockSteps.isEmpty)
  }

  /// The host can't tell when the command ended.
  @Test func whatEndedWhileAMachineSleptHasNotKeptItsTime() async throws {
    var builder = PlanBuilder()
    builder.step("one", in: builder.system("s"), .command("one"))
    var rehearsal = Rehearsal()
    let clock = rehearsal.clock
    rehearsal.shell = SimulatedShell { _, _, _ in
      clock.advance(by: .seconds(8 * 3600))
      return .init()
    }
    let outcome = try await rehearsal.run(builder.plan).steps[0].attempts.last?.outcome
    #expect(outcome?.result == .timedOut && outcome?.reason?.code == "ended-late" && outcome?.exit == 0)
  }

  @Test(arguments: [Duration.milliseconds(999), .milliseconds(-999)]) func driftIsNoStep(_ drift: Duration) async throws
  {
    #expect(try await run { $0.stepWall(by: drift) }.clockSteps.isEmpty)
  }

  @Test(arguments: [Duration.milliseconds(1500), .seconds(-86_400 * 400)]) func everyStepIsRecordedWithItsPlace(
    _ step: Duration
  ) async throws {
    let run = try await run { clock in
      clock.advance(by: .seconds(3))
      clock.stepWall(by: step)
    }
    #expect(run.clockSteps.map(\.step) == [step] && run.clockSteps.map(\.elapsed) == [.seconds(3)])
    #expect(measured(run) == .seconds(3))
  }

  @Test func theSystemsClockSleepsAsLongAsItIsAskedTo() async throws {
    let clock = SystemClock()
    let until = clock.now.elapsed + .milliseconds(50)
    try await clock.sleep(until: until)
    #expect(clock.now.elapsed >= until)
    let task = Task { try await clock.sleep(until: until + .seconds(3600)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  private func resumed(boot: String?, zero: Duration?, lastEvent wall: WallTime) throws -> (SystemClock, Takeover) {
    let plan = PlanBuilder().plan
    var header = RunHeader.test(plan)
    (header.boot, header.clockZero) = ("this", zero)
    let run = try Run(
      plan: plan,
      events: [
        .init(sequence: 1, at: wall, elapsed: .zero, body: .opened(header)),
        .init(sequence: 2, at: wall, elapsed: .seconds(100), body: .noted("x", by: "y")),
      ])
    var takeover = Takeover(by: "x", tool: "x", machine: "x", process: 1, boot: boot, unattended: .zero)
    return (SystemClock(resuming: run, &takeover), takeover)
  }

  /// Of a run that is carried on in another boot, what passed since its last event is known by the wall clock only.
  @Test func theSystemsClockGoesOnWhereTheRecordEndsAndNeverBack() throws {
    let wall = SystemClock().now.wall
    let (later, gap) = try resumed(boot: "another", zero: SystemClock().zero, lastEvent: wall + .seconds(-60))
    #expect(later.now.elapsed >= .seconds(160) && later.now.elapsed < .seconds(220) && gap.gapClock == .wall)
    let (ahead, unknown) = try resumed(boot: "another", zero: SystemClock().zero, lastEvent: wall + .seconds(3600))
    #expect(ahead.now.elapsed >= .seconds(100) && ahead.now.elapsed < .seconds(160))
    #expect(unknown.gapClock == .none && unknown.unattended == .zero)
    #expect(try resumed(boot: nil, zero: nil, lastEvent: wall).1.gapClock == .wall)
  }

  /// While the kernel is the same its own clock tells, whatever the wall clock says.
  @Test(arguments: [-3600, 0, 3600]) func inTheSameBootNoWallClockIsAsked(_ ahead: Int) throws {
    let now = SystemClock()
    let (clock, gap) = try resumed(
      boot: "this", zero: now.zero - .seconds(130), lastEvent: now.now.wall + .seconds(ahead))
    #expect(clock.now.elapsed >= .seconds(130) && clock.now.elapsed < .seconds(190))
    #expect(gap.gapClock == .boot && gap.unattended >= .seconds(30) && gap.unattended < .seconds(90))
    #expect(gap.clockZero == clock.zero)
  }

  /// A time across a gap that no clock has measured is no measured time.
  @Test func whatNoClockHasMeasuredIsNotMet() async throws {
    var builder = PlanBuilder(clock: .activated)
    let system = builder.system("s")
    builder.step("c", in: system, .command("c"))
    builder.step("verify", in: system, on: nil, .verify)
    for gap in Takeover.GapClock.allCases {
      var rehearsal = Rehearsal()
      rehearsal.journal = SimulatedJournal(failsAfter: 3)
      _ = try? await rehearsal.run(builder.plan)
      let events = Array(rehearsal.journal.events.prefix(3))
      let takeover = Takeover(
        by: "x", tool: "x", machine: "x", process: 2, boot: nil, unattended: .zero, gapClock: gap)
      rehearsal.journal = SimulatedJournal()
      let run = try await Runner(
        plan: builder.plan, header: .test(builder.plan),
        resumption: .init(try Run(plan: builder.plan, events: events), takeover: takeover, undoesOnly: false),
        parts: .init(
          shell: rehearsal.shell, prober: rehearsal.prober, people: rehearsal.people, journal: rehearsal.journal,
          clock: rehearsal.clock),
        observer: NoObserver()
      ).run()
      let summary = RunSummary(run).systems[0]
      #expect(summary.result == (gap == .none ? .notMeasured : .met) && summary.levels[0].reached != nil)
      #expect(summary.reasons.map(\.code) == (gap == .none ? ["gap-unknown"] : []))
    }
  }

  /// - Returns: a run that was resumed elsewhere after a gap of a minute by that machine's wall clock, with steps of that clock afterwards;
  ///   its level is reached 70 s after its begin.
  private func resumed(rto: Duration, _ gap: Takeover.GapClock = .wall, steps: [Duration]) throws -> Run {
    var builder = PlanBuilder(clock: .activated)
    let system = builder.system("s", rto: rto)
    builder.step("verify", in: system, on: nil, .verify)
    let takeover = Takeover(
      by: "x", tool: "x", machine: "x", process: 2, boot: nil, unattended: .seconds(60), gapClock: gap)
    var history: [(Int, Int, Event.Body)] = [
      (0, 0, .opened(.test(builder.plan))), (0, 0, .phaseBegan(.recover)),
      (0, 0, .stepStarted(step: "s.verify", attempt: 1, owesUndo: false)), (60, 60, .resumed(takeover)),
    ]
    var wall = 62
    for step in steps {
      wall += Int(step.components.seconds)
      history.append((62, wall, .clockStepped(step)))
    }
    history.append((70, wall + 8, .stepEnded(step: "s.verify", attempt: 1, Outcome(.passed))))
    let opened = WallTime(milliseconds: 1_795_310_100_000)
    let events = history.enumerated().map { place, line in
      Event(sequence: place + 1, at: opened + .seconds(line.1), elapsed: .seconds(line.0), body: line.2)
    }
    return try Run(plan: builder.plan, events: events)
  }

  /// A machine whose clock was slow took the run over: what passed before is longer than it says, and its own correction shows it.
  @Test(arguments: [
    (Takeover.GapClock.wall, [], 100, SystemResult.met), (.wall, [], 69, .missed), (.boot, [19], 100, .met),
    (.wall, [19], 100, .notMeasured), (.wall, [19], 69, .missed), (.wall, [19, -19], 100, .notMeasured),
    (.wall, [-19], 100, .met), (.wall, [-19], 51, .notMeasured), (.wall, [-19], 50, .missed),
  ]) func whatAWrongClockHasMeasuredIsNotMet(
    _ gap: Takeover.GapClock, _ steps: [Int], rto: Int, _ result: SystemResult
  ) throws {
    let run = try resumed(rto: .seconds(rto), gap, steps: steps.map { .seconds($0) })
    let summary = RunSummary(run).systems[0]
    #expect(summary.result == result && summary.levels[0].reached == .seconds(70))
    if result == .notMeasured {
      #expect(summary.reasons.map(\.code) == ["gap-clock-corrected"])
      #expect(summary.reasons.first?.text.text(.en).contains("by 19 s") == true)
    }
  }

  @Test func howLongNobodyWasInChargeIsSaidOnlyWhereAClockTells() throws {
    func atMost(_ gap: Takeover.GapClock, _ steps: [Duration] = []) throws -> Duration? {
      try resumed(rto: .seconds(100), gap, steps: steps).takeovers[0].unattendedAtMost
    }
    #expect(try atMost(.boot) == .seconds(60) && atMost(.wall) == .seconds(60) && atMost(.none) == nil)
    #expect(try atMost(.wall, [.seconds(19)]) == .seconds(79) && atMost(.wall, [.seconds(-19)]) == .seconds(60))
  }

  @Test func afterAStepTheTimesOfDayAreThoseOfTheJournalsLines() throws {
    let run = try resumed(rto: .seconds(100), steps: [.seconds(19)])
    #expect(run.wallTime(at: .seconds(70)) == run.lastEvent.at && run.wallTime(at: .zero) == run.openedAt)
    #expect(run.wallTime(at: .seconds(-5)) == run.openedAt + .seconds(-5))
  }

  /// Whenever the clock is set: the result that the run is closed with is the one that its record shows.
  @Test func theResultKnowsOfAClockThatWasSetJustBefore() async throws {
    var builder = PlanBuilder(clock: .activated)
    let system = builder.system("s")
    builder.step("c", in: system, .command("c"))
    builder.step("verify", in: system, on: nil, .verify)
    var dying = Rehearsal()
    dying.journal = SimulatedJournal(failsAfter: 3)
    _ = try? await dying.run(builder.plan)
    let left = try Run(plan: builder.plan, events: dying.journal.events.prefix(3))
    let takeover = Takeover(by: "x", tool: "x", machine: "x", process: 2, boot: nil, unattended: .zero)
    var results: Set<RunResult> = []
    for look in 1...40 {
      let rehearsal = Rehearsal()
      let run = try await Runner(
        plan: builder.plan, header: .test(builder.plan),
        resumption: .init(left, takeover: takeover, undoesOnly: false),
        parts: .init(
          shell: rehearsal.shell, prober: rehearsal.prober, people: rehearsal.people, journal: rehearsal.journal,
          clock: SetClock(atLook: look)),
        observer: NoObserver()
      ).run()
      #expect(run.closed?.result == RunSummary(run).verdict(of: run), "look \(look)")
      results.insert(run.closed?.result ?? .unfinished)
    }
    #expect(results == [.met, .missed])
  }
}

/// Its wall clock is set before it is looked at for the n-th time.
private final class SetClock: RunClock {
  private let clock = SimulatedClock()
  private let looks: Mutex<Int>

  init(atLook look: Int) { looks = Mutex(look) }

  var now: RunInstant {
    let isSet = looks.withLock { left in
      left -= 1
      return left == 0
    }
    if isSet { clock.stepWall(by: .seconds(19)) }
    return clock.now
  }

  func sleep(until elapsed: Duration) async throws { try await clock.sleep(until: elapsed) }
}
