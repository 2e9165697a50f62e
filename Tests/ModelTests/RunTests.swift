import Testing

@testable import Model

/// The fold of a run's events: what follows from them, and which histories can't have happened.
@Suite struct RunTests {
  /// Two steps `s.a` (two attempts, undo) and `s.b`, with a level that `s.b` verifies.
  private func plan(onFailure: OnFailure = .stop) throws -> Plan {
    let text =
      #"{"limits":{"hosts":1,"output_bytes":1,"per_host":1},"mode":"drill","scenario":{"clock":"injected","id":"x","type":"live"},"schema":1,"#
      + #""steps":[{"action":{"kind":"wait","wait_ms":1},"id":"s.a","mandatory":true,"on_failure":"\#(onFailure.rawValue)","phase":"recover","#
      + #""retry":{"attempts":2,"every_ms":1},"source":"f:1","system":0,"timeout_ms":1},"#
      + #"{"action":{"kind":"verify","level":"full","within_ms":1},"id":"s.b","mandatory":true,"needs":[0],"on_failure":"stop","#
      + #""phase":"recover","retry":{"attempts":1,"every_ms":1},"source":"f:1","system":0,"timeout_ms":1}],"#
      + #""systems":[{"id":"s","objectives":[{"level":"full","required":true,"rto_ms":1000}],"procedure":"s"}],"#
      + #""workspace":{"name":"w","time_zone":"Asia/Tokyo"}}"#
    return try Plan(json: JSON(reading: text.utf8))
  }

  private func events(_ bodies: [Event.Body]) -> [Event] {
    bodies.enumerated().map { index, body in
      Event(
        sequence: index + 1, at: WallTime(milliseconds: Int64(index) * 100), elapsed: .milliseconds(index * 100),
        body: body)
    }
  }

  private func fold(_ bodies: Event.Body..., onFailure: OnFailure = .stop) throws -> Run {
    try Run(plan: plan(onFailure: onFailure), events: events(bodies))
  }

  private func start(_ step: String, _ attempt: Int = 1, owes: Bool = false) -> Event.Body {
    .stepStarted(step: step, attempt: attempt, owesUndo: owes)
  }

  private func end(_ step: String, _ result: StepResult, _ attempt: Int = 1, started: Bool = true) -> Event.Body {
    var outcome = Outcome(result)
    outcome.started = started
    return .stepEnded(step: step, attempt: attempt, outcome)
  }

  private let reason = Reason(code: "x", text: LocalizedText("x"))

  @Test func aStepWithoutProofOfItsEndIsUnknownNeverPassed() throws {
    let run = try fold(.phaseBegan(.recover), start("s.a"))
    #expect(run.steps[0].recordedResult == .unknown)
    #expect(run.steps[1].recordedResult == .notRun)
    #expect(RunSummary(run).systems[0].result == .unfinished)
    #expect(RunSummary(run).result == .unfinished && RunSummary(run).verdict(of: run) == .failed)
  }

  @Test func theLevelsTimeRunsFromTheClockToTheEndOfItsVerification() throws {
    let run = try fold(
      .phaseBegan(.recover),
      .marked(ClockMark(kind: .injected, at: WallTime(milliseconds: 50), elapsed: .milliseconds(50), by: "x")),
      start("s.a"), end("s.a", .passed), start("s.b"), end("s.b", .passed))
    let system = RunSummary(run).systems[0]
    #expect(system.result == .met)
    #expect(system.headline?.measured == .milliseconds(450))
    #expect(RunSummary(run).verdict(of: run) == .met)
  }

  @Test func aSystemOfWhichAStepIsUnderWayIsUnfinishedAndNotFailed() throws {
    for run in [try fold(start("s.a")), try fold(start("s.a"), end("s.a", .failed)), try fold()] {
      let system = RunSummary(run).systems[0]
      #expect(system.result == .unfinished && system.reasons.map(\.code) == ["not-over"])
    }
    let failed = try fold(start("s.a"), end("s.a", .failed), start("s.a", 2), end("s.a", .failed, 2))
    #expect(RunSummary(failed).systems[0].result == .failed)
  }

  @Test func aSkippedMandatoryStepMakesTheSystemNotMeasured() throws {
    let run = try fold(
      .phaseBegan(.recover), .stepSettled(step: "s.a", result: .skipped, reason, by: "x"), start("s.b"),
      end("s.b", .passed))
    #expect(RunSummary(run).systems[0].result == .notMeasured)
    #expect(RunSummary(run).verdict(of: run) == .missed)
  }

  @Test func aFailureWithAttemptsLeftIsNotTheEnd() throws {
    let run = try fold(start("s.a"), end("s.a", .failed))
    #expect(run.steps[0].willRetry)
    #expect(run.steps[0].result == nil)
    #expect(
      try fold(start("s.a"), end("s.a", .failed), start("s.a", 2), end("s.a", .failed, 2)).steps[0].result == .failed)
  }

  @Test func anUndoIsOwedFromItsStepsStartUntilItIsPaid() throws {
    let owed = try fold(start("s.a", owes: true), end("s.a", .passed))
    #expect(owed.owed == [0])
    let failed = try fold(
      start("s.a", owes: true), end("s.a", .passed), .undoStarted(step: "s.a", attempt: 1),
      .undoEnded(step: "s.a", attempt: 1, Outcome(.failed)))
    #expect(failed.owed == [0])
    let paid = try fold(
      start("s.a", owes: true), end("s.a", .passed), .undoStarted(step: "s.a", attempt: 1),
      .undoEnded(step: "s.a", attempt: 1, Outcome(.byHand)))
    #expect(paid.owed.isEmpty)
    #expect(RunSummary(paid).undo == .init(owed: 0, paid: 1, waived: 0))
  }

  @Test func whatSurelyNeverStartedOwesNothing() throws {
    let once = try fold(start("s.a", owes: true), end("s.a", .failed, started: false))
    #expect(once.owed == [0], "another attempt will come")
    let released = try fold(
      start("s.a", owes: true), end("s.a", .failed, started: false), start("s.a", 2, owes: true),
      end("s.a", .failed, 2, started: false))
    #expect(released.owed.isEmpty)
    let mixed = try fold(
      start("s.a", owes: true), end("s.a", .failed), start("s.a", 2, owes: true), end("s.a", .failed, 2, started: false)
    )
    #expect(mixed.owed == [0])
  }

  @Test func aStepThatAsksIsOverByAPersonsWordOnly() throws {
    let asking: [Event.Body] = [start("s.a"), end("s.a", .failed), start("s.a", 2), end("s.a", .failed, 2)]
    let run = try Run(plan: plan(onFailure: .ask), events: events(asking))
    #expect(run.steps[0].awaitsDecision)
    #expect(!run.steps[0].isOver)
    let settled = asking + [.stepSettled(step: "s.a", result: .skipped, reason, by: "x")]
    #expect(try Run(plan: plan(onFailure: .ask), events: events(settled)).steps[0].result == .skipped)
    #expect(throws: HistoryError.self) { try Run(plan: plan(), events: events(settled)) }
  }

  @Test func historiesThatCannotHaveHappenedAreRejected() throws {
    let impossible: [[Event.Body]] = [
      [start("nobody")], [end("s.a", .passed)], [start("s.a", 2)], [start("s.a"), start("s.a", 2)],
      [start("s.a"), end("s.a", .passed, 2)], [start("s.a"), end("s.a", .passed), end("s.a", .passed)],
      [start("s.a"), end("s.a", .passed), .stepSettled(step: "s.a", result: .skipped, reason, by: nil)],
      [.stepSettled(step: "s.a", result: .skipped, reason, by: nil), start("s.a")],
      [.undoStarted(step: "s.a", attempt: 1)],
      [start("s.a", owes: true), .undoStarted(step: "s.a", attempt: 2)],
      [start("s.a", owes: true), .undoEnded(step: "s.a", attempt: 1, Outcome(.passed))],
      [start("s.a", owes: true), .closed(.met)], [.closed(.met), .noted("x", by: "y")],
    ]
    for history in impossible {
      let error = #expect(throws: HistoryError.self, "\(history)") { try Run(plan: plan(), events: events(history)) }
      #expect(error?.sequence == history.count)
    }
  }

  @Test func anEventThatCannotFollowLeavesTheStateAsItWas() throws {
    var run = try fold(start("s.a", owes: true))
    let before = (run.steps, run.owed)
    #expect(throws: HistoryError.self) { try run.apply(events([.phaseBegan(.recover), .closed(.met)])[1]) }
    #expect(throws: HistoryError.self) { try run.apply(events([.phaseBegan(.recover)])[0]) }
    #expect((run.steps, run.owed) == before)
    #expect(run.lastEvent.sequence == 1)
  }
}

@Suite struct ProcessPlaceTests {
  private let here = ProcessPlace(machine: "pc", machineID: "1", boot: "b", pidNamespace: 1)

  @Test func aProcessIsSeenInItsBootAndNamespaceAndGoneWithItsMachinesEarlierBoot() {
    func place(_ machine: String, _ id: String?, _ boot: String?, _ namespace: Int?) -> ProcessPlace {
      ProcessPlace(machine: machine, machineID: id, boot: boot, pidNamespace: namespace)
    }
    for seen in [
      here, place("renamed", "2", "b", 1), place("pc", nil, "b", nil), place("pc", "1", "earlier", 7),
      place("pc", nil, nil, nil),
    ] { #expect(seen.isSeen(from: here)) }
    for unseen in [place("pc", "1", "b", 7), place("pc", "2", "other", 1), place("other", "1", "other", 1)] {
      #expect(!unseen.isSeen(from: here))
    }
  }
}
