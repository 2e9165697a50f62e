import Catalogue
import Model

/// What the verdict doesn't say by itself: each thing that a reader could otherwise take for better than it was.
extension ReportContext {
  var limits: [Cell] {
    [conditionLimits, clockLimits, targetLimits, peopleLimits, courseLimits, recordLimits].flatMap(\.self)
  }

  private func warn(_ phrase: Phrase) -> Cell { Cell(t(phrase), tone: .warning) }

  private var conditionLimits: [Cell] {
    guard isDrill else { return [Cell(t(.reportRealRecovery))] }
    let scenario = plan.scenario
    let notice = Phrase.reportNotice(scenario.notice?.rawValue)
    let environment = Phrase.reportEnvironmentLimit(scenario.environment?.rawValue)
    var lines = [
      Cell(t(environment), tone: scenario.environment == .production ? .plain : .warning),
      Cell(t(notice), tone: scenario.notice == .unannounced ? .plain : .warning),
    ]
    if scenario.type == .tabletop || scenario.type == .notification { lines.append(warn(.reportNothingReal)) }
    return lines
  }

  private var clockLimits: [Cell] {
    var lines = [Cell(t(clockSentence), tone: summary.times.clockStart == nil ? .warning : .plain)]
    let steps = run.clockSteps
    if !steps.isEmpty {
      let largest = steps.map { $0.step < .zero ? .zero - $0.step : $0.step }.max() ?? .zero
      lines.append(warn(.reportClockStepsSeen(steps.count, largest: words(largest))))
    }
    if summary.systems.contains(where: { $0.measuredRPO != nil }) { lines.append(warn(.reportHostClocksNotMeasured)) }
    return lines
  }

  /// By which rule the clock ran, and from when.
  var clockSentence: Phrase {
    let rule = Phrase.reportClockRule(plan.scenario.clock.rawValue)
    guard let start = summary.times.clockStart else { return .reportClockNeverStarted(rule) }
    let at = clock(at: start)
    if let mark = run.marks[plan.scenario.clock] { return .reportClockMarked(rule, at: at, by: mark.by) }
    return .reportClockDerived(rule, at: at)
  }

  private var targetLimits: [Cell] {
    let objectives = plan.systems.flatMap(\.objectives)
    let samples = objectives.count { $0.source == "sample" }
    let unapproved = objectives.count { $0.source != "sample" && $0.approvedOn == nil }
    var lines: [Cell] = []
    if samples > 0 { lines.append(warn(.reportSampleTargets(samples, of: objectives.count))) }
    if unapproved > 0 { lines.append(warn(.reportUnapprovedTargets(unapproved, of: objectives.count))) }
    let open = summary.systems.filter { system in
      system.measuredRPO == nil && system.levels.contains { $0.objective.required && $0.objective.rpo != nil }
    }
    let unasked = open.filter { asksForData($0.index) }.map { name(ofSystem: $0.index) }
    let unplanned = open.filter { !asksForData($0.index) }.map { name(ofSystem: $0.index) }
    if !unasked.isEmpty { lines.append(warn(.reportRPONotReached(listed(unasked)))) }
    if !unplanned.isEmpty { lines.append(warn(.reportRPONotPlanned(listed(unplanned)))) }
    let without = plan.systems.indices.filter { plan.systems[$0].objectives.isEmpty }
    if !without.isEmpty { lines.append(warn(.reportSystemsWithoutTarget(listed(without.map(name(ofSystem:)))))) }
    return lines
  }

  /// Whether the plan has a check that tells the system's recovery point.
  private func asksForData(_ system: Int) -> Bool {
    stepsBySystem[system].flatMap { plan.steps[$0].plannedChecks }.contains { check in
      if case .dataAsOf = check.probe { true } else { false }
    }
  }

  private var peopleLimits: [Cell] {
    var lines = [Cell(t(.reportPresenceNotRecorded), tone: .warning)]
    if !plan.scenario.absent.isEmpty { lines.append(Cell(t(.reportAbsentPeople(listed(plan.scenario.absent))))) }
    let answers = run.steps.flatMap(\.attempts).compactMap(\.outcome).filter { $0.by != nil }
    let elsewhere = answers.count { $0.via != "terminal" }
    if elsewhere > 0 { lines.append(warn(.reportAnswersNotAtTerminal(elsewhere, of: answers.count))) }
    return lines
  }

  private var courseLimits: [Cell] {
    var lines: [Cell] = []
    let retried = run.steps.count { $0.attempts.count > 1 }
    if retried > 0 { lines.append(warn(.reportRetriedSteps(retried))) }
    let tally = Tally(run)
    let skipped = tally.byResult[.skipped] ?? 0
    if skipped > 0 { lines.append(warn(.reportSkippedSteps(skipped))) }
    if !run.takeovers.isEmpty {
      let known = run.takeovers.compactMap(\.unattendedAtMost)
      let gap = known.count == run.takeovers.count ? known.reduce(.zero, +).words(language) : nil
      lines.append(warn(.reportWasResumed(run.takeovers.count, gap: gap)))
    }
    let byWallClock = run.takeovers.filter { $0.takeover.gapClock == .wall }.map(\.takeover.machine)
    if !byWallClock.isEmpty { lines.append(warn(.reportGapByWallClock(listed(Set(byWallClock).sorted())))) }
    let waived = run.steps.count { $0.undo == .waived }
    if waived > 0 { lines.append(warn(.reportWaivedUndos(waived))) }
    if run.stop != nil || run.halted != nil { lines.append(warn(.reportEndedEarly)) }
    if run.closed == nil { lines.append(Cell(t(.reportOpenRecord), tone: isGoingOn ? .warning : .bad)) }
    return lines
  }

  private var recordLimits: [Cell] {
    let shared = run.header?.recordsOn.map { warn(.reportRecordsShared($0)) }
    return (shared.map { [$0] } ?? []) + verificationLimits
  }

  private var verificationLimits: [Cell] {
    switch evidence.verification {
    case .verified: []
    case .notVerified: [warn(.reportNotVerified)]
    case .torn(let last): [warn(.reportTorn(afterEvent: last))]
    case .broken(let reason): [Cell(t(.reportBroken(t(reason))), tone: .bad)]
    }
  }
}
