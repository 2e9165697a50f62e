extension SystemSummary {
  /// Works out one system's part; for whoever follows a run and can't afford the whole summary at every event.
  ///
  /// - Parameters:
  ///   - steps: the system's own, from `Plan.stepIndicesBySystem`.
  ///   - clockStart: from `RunSummary.RunTimes`.
  public init(_ run: Run, system index: Int, steps: [Int], clockStart: Duration?) {
    let planned = run.plan.systems[index]
    let levels = planned.objectives.map { objective in
      LevelSummary(run, objective: objective, steps: steps, clockStart: clockStart)
    }
    let required = levels.filter(\.objective.required)
    let reached = required.compactMap(\.reached)
    let measuredRPO = Self.measuredRPO(run, steps: steps, clockStart: clockStart)
    let judged = Self.judge(run, steps: steps, required: required, measuredRPO: measuredRPO)
    self.init(
      index: index, id: planned.id, result: judged.0, reasons: judged.1, levels: levels,
      firstAction: steps.compactMap { run.steps[$0].firstStart }.min(),
      serviceConfirmed: reached.count == required.count ? reached.max() : nil,
      measuredRPO: measuredRPO)
  }

  /// The result by the worst thing that happened to a mandatory step, then by the times.
  private static func judge(
    _ run: Run, steps: [Int], required: [LevelSummary], measuredRPO: Duration?
  ) -> (SystemResult, [Reason]) {
    let mandatory = steps.filter { run.plan.steps[$0].mandatory }
    let ahead = run.closed == nil ? steps.filter { !run.steps[$0].isOver } : []
    // What is under way in a record that ends here has no end yet, which isn't a bad one.
    let broken = mandatory.filter {
      [.failed, .timedOut, .unknown].contains(run.steps[$0].recordedResult) && !ahead.contains($0)
    }
    if !broken.isEmpty { return (.failed, broken.map { .step(run, $0) }) }
    let blocked = mandatory.filter { run.steps[$0].settlement?.reason.code == Reason.dependencyFailedCode }
    if !blocked.isEmpty { return (.failed, blocked.prefix(1).map { .step(run, $0) }) }
    if !ahead.isEmpty { return (.unfinished, [.notOver(ahead.map { run.plan.steps[$0].id })]) }
    let open = mandatory.filter { run.wasLeftOut($0) }
    if !open.isEmpty { return (.notMeasured, open.map { .step(run, $0) }) }
    if required.isEmpty { return (.notMeasured, [.noObjective]) }
    if !run.wasInjected { return (.notMeasured, [.nothingInjected]) }
    if let why = required.lazy.compactMap(\.unmeasured).first { return (.notMeasured, [why]) }
    if required.contains(where: { $0.measured == nil }) {
      return (.notMeasured, required.filter { $0.measured == nil }.map { .levelNotReached($0.objective.level) })
    }
    var missed = required.filter { $0.isMet == false }.map { Reason.rtoMissed($0.objective.level) }
    let rpoTargets = required.compactMap(\.objective.rpo)
    if let measuredRPO, let target = rpoTargets.min(), measuredRPO > target { missed.append(.rpoMissed) }
    return (missed.isEmpty ? .met : .missed, missed)
  }

  /// The clock's start less the oldest of the newest verified data; data newer than the start lost nothing.
  private static func measuredRPO(_ run: Run, steps: [Int], clockStart: Duration?) -> Duration? {
    guard let clockStart else { return nil }
    let newest = steps.flatMap { run.steps[$0].attempts.last?.outcome?.checks ?? [] }
      .filter(\.holds).compactMap(\.dataAsOf)
    guard let oldest = newest.min() else { return nil }
    return max(.zero, run.wallTime(at: clockStart) - oldest)
  }
}

extension LevelSummary {
  init(_ run: Run, objective: PlannedObjective, steps: [Int], clockStart: Duration?) {
    let verifies = steps.filter {
      if case .verify(objective.level, _, _) = run.plan.steps[$0].action { true } else { false }
    }
    let reached = verifies.compactMap { index -> Duration? in
      run.steps[index].result == .passed ? run.steps[index].attempts.last?.ended : nil
    }
    // A level that is verified twice is reached when both have held.
    let all = reached.count == verifies.count ? reached.max() : nil
    self.init(objective: objective, reached: all)
    guard let all, let clockStart else { return }
    unmeasured = run.doubt(whether: objective.rto, heldFrom: clockStart, to: all)
    measured = unmeasured == nil ? all - clockStart : nil
  }
}

extension Run {
  /// Whether the scenario's injection took place: all its mandatory steps, and at least one. Without it nothing was lost
  /// that could have been recovered.
  var wasInjected: Bool {
    let steps = plan.steps.indices.filter { plan.steps[$0].phase == .inject && !wasNotApplicable($0) }
    let done = steps.filter { self.steps[$0].recordedResult.isDone }
    // What was down before the drill wasn't brought down by it.
    let acts = done.filter { plan.steps[$0].mutates || plan.steps[$0].kind == .manual }
    if !acts.isEmpty, acts.allSatisfy({ foundDone($0) }) { return false }
    return steps.isEmpty || !done.isEmpty && steps.allSatisfy { !plan.steps[$0].mandatory || done.contains($0) }
  }

  /// All attempts found that nothing was left to do.
  private func foundDone(_ step: Int) -> Bool {
    let attempts = steps[step].attempts
    return !attempts.isEmpty && attempts.allSatisfy { $0.outcome?.started == false }
  }

  /// A mandatory step that was skipped or never came to run.
  func wasLeftOut(_ step: Int) -> Bool {
    plan.steps[step].mandatory && [.skipped, .notRun].contains(steps[step].recordedResult) && !wasNotApplicable(step)
  }

  /// Left out by the playbook's own `when`, which is no skip.
  public func wasNotApplicable(_ step: Int) -> Bool {
    steps[step].settlement?.reason.code == Reason.notApplicableCode
  }
}

extension Plan {
  /// For each system the indices of the steps that bring it back, in order.
  public var stepIndicesBySystem: [[Int]] {
    var groups = [[Int]](repeating: [], count: systems.count)
    for (index, step) in steps.enumerated() {
      if let system = step.system { groups[system].append(index) }
    }
    return groups
  }
}
