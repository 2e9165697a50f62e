import Catalogue
public import Model

extension Machine {
  /// The events that come next: settlements of what can't or needn't be done, intents within the limits, the next
  /// phase, the end. Empty while only outcomes, people or time can bring the run on.
  public mutating func decide(now: Duration) -> [Event.Body] {
    guard !isFinished else { return [] }
    let settled = settleBlocked()
    if !settled.isEmpty { return settled }
    if run.phase == .undo { return decideUndo(now: now) }
    if run.stop == nil {
      let starts = decideStarts(now: now)
      if !starts.isEmpty { return starts }
    }
    return schedule.running == 0 ? decidePhase() : []
  }

  private mutating func settleBlocked() -> [Event.Body] {
    var seen: Set<Int> = []
    return schedule.takeBlocked().compactMap { step, blocker in
      guard !run.steps[step].isOver, seen.insert(step).inserted else { return nil }
      return .stepSettled(step: plan.steps[step].id, result: .notRun, reason(blocker), by: nil)
    }
  }

  private func reason(_ blocker: Schedule.Blocker) -> Reason {
    switch blocker {
    case .system(let system):
      Reason(Reason.dependencyFailedCode, .dependencyNotRecovered(plan.systems[system].id))
    case .step(let step):
      // What a failed system blocks stays blocked for that reason all the way down.
      if let reason = run.steps[step].settlement?.reason, reason.code == Reason.dependencyFailedCode {
        reason
      } else {
        Reason("step-before-failed", .stepBeforeFailed(plan.steps[step].id))
      }
    }
  }

  private mutating func decideStarts(now: Duration) -> [Event.Body] {
    var bodies: [Event.Body] = []
    while let index = schedule.next(now: now) {
      if run.steps[index].isRunning || run.steps[index].isOver { continue }
      let id = plan.steps[index].id
      if run.steps[index].attempts.isEmpty, let condition = plan.steps[index].when.first(where: { !holds($0) }) {
        let value = run.values[condition.key] ?? ""
        bodies.append(
          .stepSettled(
            step: id, result: .skipped,
            Reason(Reason.notApplicableCode, .conditionDoesNotHold(condition.key, value: value)), by: nil))
        continue
      }
      schedule.claim(index)
      let owes = plan.mode == .drill && plan.steps[index].undo != nil
      bodies.append(.stepStarted(step: id, attempt: run.steps[index].attempts.count + 1, owesUndo: owes))
    }
    return bodies
  }

  private func holds(_ condition: PlannedCondition) -> Bool {
    run.values[condition.key].map { condition.isOneOf.contains($0) } ?? false
  }

  // MARK: Phases

  private func decidePhase() -> [Event.Body] {
    let stopped = run.stop != nil
    if !stopped, let current = stepPhase, !schedule.isComplete(current) { return unreachable(in: current) }
    guard let next = nextPhase(stopped: stopped) else { return ending() }
    return [.phaseBegan(next)]
  }

  /// Steps that nothing will ever start, because they need a step of a phase that was left out.
  private func unreachable(in phase: PlannedStep.Phase) -> [Event.Body] {
    guard schedule.nextRetry == nil, schedule.undecided.isEmpty else { return [] }
    return plan.steps.indices.filter { plan.steps[$0].phase == phase && !run.steps[$0].isOver }.map { index in
      .stepSettled(
        step: plan.steps[index].id, result: .notRun, Reason("needs-never-met", .needsNeverMet), by: nil)
    }
  }

  private var stepPhase: PlannedStep.Phase? { run.phase.flatMap { PlannedStep.Phase(rawValue: $0.rawValue) } }

  private func nextPhase(stopped: Bool) -> RunPhase? {
    let later = RunPhase.allCases.filter { mayFollow($0) && wants($0) }
    let broken = stepPhase.map { $0 != .recover && schedule.brokenPhases.contains($0) } ?? false
    // Without its preparation or its injection the drill has nothing to show: undo what was done.
    return stopped || broken ? later.first { $0 == .undo } : later.first
  }

  /// Whether a phase may come now. The steps that follow the undo may have one too, which is paid after them.
  private func mayFollow(_ phase: RunPhase) -> Bool {
    guard let current = run.phase else { return true }
    return current.precedes(phase) || current == .after && phase == .undo
  }

  private func wants(_ phase: RunPhase) -> Bool {
    switch phase {
    case .before, .inject: plan.steps.contains { $0.phase.rawValue == phase.rawValue }
    case .recover: true
    case .undo: run.owed.contains { !givenUp.contains($0) }
    // They show that all is as it was before, which it isn't while something is owed.
    case .after:
      run.owed.isEmpty && plan.steps.indices.contains { plan.steps[$0].phase == .after && !run.steps[$0].isOver }
    }
  }

  private func ending() -> [Event.Body] {
    guard run.owed.isEmpty else { return [.halted(Reason("undo-owed", .undoStillOwed(run.owed.count)))] }
    return [.closed(RunSummary(run).verdict(of: run))]
  }

  // MARK: Undo

  /// Pays one after the other, the last started first.
  private func decideUndo(now: Duration) -> [Event.Body] {
    guard let index = run.owed.last(where: { !givenUp.contains($0) }) else {
      return schedule.running == 0 ? decidePhase() : []
    }
    let attempts = run.steps[index].undoAttempts
    if let last = attempts.last, last.outcome == nil { return [] }
    if let undoPause, now < undoPause { return [] }
    return [.undoStarted(step: plan.steps[index].id, attempt: attempts.count + 1)]
  }
}
