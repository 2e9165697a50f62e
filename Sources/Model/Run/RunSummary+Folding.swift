extension RunSummary {
  /// Works out what a run has shown so far; a run that isn't closed is `unfinished`.
  public init(_ run: Run) {
    let times = RunTimes(run)
    let systems = run.plan.stepIndicesBySystem.enumerated().map { system, steps in
      SystemSummary(run, system: system, steps: steps, clockStart: times.clockStart)
    }
    self.init(
      run: run.header?.run ?? "",
      result: run.closed?.result ?? .unfinished,
      systems: systems,
      steps: run.steps.indices.map { StepSummary(run, step: $0) },
      undo: UndoSummary(
        owed: run.owed.count, paid: run.steps.count { $0.undo == .paid },
        waived: run.steps.count { $0.undo == .waived }),
      times: times)
  }

  /// What the run would be closed with now, if nothing is owed.
  public func verdict(of run: Run) -> RunResult {
    if run.stop != nil || run.halted != nil { return .aborted }
    let mandatoryBroken = zip(run.plan.steps, run.steps).contains { plan, step in
      plan.mandatory && [.failed, .timedOut, .unknown].contains(step.recordedResult)
    }
    // Before, injection and after belong to no system: what was left out there was not shown either.
    let leftOut = run.plan.steps.indices.contains { run.plan.steps[$0].system == nil && run.wasLeftOut($0) }
    if mandatoryBroken || systems.contains(where: { $0.result == .failed }) { return .failed }
    let missed = systems.contains { $0.result == .missed || ($0.result == .notMeasured && !$0.levels.isEmpty) }
    return missed || leftOut ? .missed : .met
  }
}

extension RunSummary.RunTimes {
  /// What wasn't said is taken as late as it can't mislead: onset and detection from the injection, the injection from
  /// the first inject step, the activation from the first recovery phase.
  public init(_ run: Run) {
    let firstInjection = run.plan.steps.indices.lazy
      .filter { run.plan.steps[$0].phase == .inject }.compactMap { run.steps[$0].firstStart }.min()
    let activated = run.marks[.activated]?.elapsed ?? run.phaseBegan[.recover]
    let injected = run.marks[.injected]?.elapsed ?? firstInjection ?? run.marks[.onset]?.elapsed ?? activated
    self.injected = injected
    onset = run.marks[.onset]?.elapsed ?? injected
    detected = run.marks[.detected]?.elapsed ?? injected
    self.activated = activated
    switch run.plan.scenario.clock {
    case .onset: clockStart = onset
    case .injected: clockStart = injected
    case .detected: clockStart = detected
    case .activated: clockStart = activated
    }
  }
}

extension StepSummary {
  init(_ run: Run, step index: Int) {
    let record = run.steps[index]
    self.init(
      index: index, id: run.plan.steps[index].id, result: record.recordedResult, attempts: record.attempts.count,
      exit: record.attempts.last?.outcome?.exit, started: record.firstStart,
      ended: record.attempts.isEmpty ? nil : record.lastEnd, reason: record.reason)
  }
}
