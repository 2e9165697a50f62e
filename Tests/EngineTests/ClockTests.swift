import Engine
import Simulation
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
}
