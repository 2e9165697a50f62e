import Catalogue
import Model

/// How many out of how many; nothing out of nothing is 該当なし, never 0 % or 100 %.
struct Share {
  var count: Int
  var outOf: Int

  func text(_ language: Language) -> String {
    guard outOf > 0 else { return Phrase.reportNoneApplicable.text(language) }
    return "\(count) / \(outOf)"
  }
}

/// The counts of a run's steps, checks and systems. What was skipped is never among what passed.
struct Tally {
  private(set) var byResult: [StepResult: Int] = [:]
  private(set) var notApplicable = 0
  /// Mandatory steps that ended well, out of the mandatory steps that applied.
  private(set) var mandatory = Share(count: 0, outOf: 0)
  /// Steps that ended well at the first attempt, out of the steps that were started.
  private(set) var firstAttempt = Share(count: 0, outOf: 0)
  /// Mandatory checks that held, out of all that were planned in steps that applied.
  private(set) var mandatoryChecks = Share(count: 0, outOf: 0)
  /// Mandatory checks that were asked at all.
  private(set) var mandatoryChecksAsked = Share(count: 0, outOf: 0)
  let steps: Int

  init(_ run: Run) {
    steps = run.plan.steps.count
    for (index, step) in run.plan.steps.enumerated() {
      let record = run.steps[index]
      guard !run.wasNotApplicable(index) else {
        notApplicable += 1
        continue
      }
      let result = record.recordedResult
      byResult[result, default: 0] += 1
      let isWell = result == .passed || result == .byHand
      if step.mandatory { mandatory.add(isWell) }
      if !record.attempts.isEmpty { firstAttempt.add(isWell && record.attempts.count == 1) }
      addChecks(of: step, record)
    }
  }

  private mutating func addChecks(of step: PlannedStep, _ record: StepRecord) {
    let outcomes = record.attempts.last?.outcome?.checks ?? []
    for check in step.plannedChecks where check.mandatory && step.mandatory {
      let outcome = outcomes.first { $0.id == check.id }
      mandatoryChecks.add(outcome?.holds == true)
      mandatoryChecksAsked.add(outcome != nil)
    }
  }
}

extension Share {
  fileprivate mutating func add(_ counts: Bool) {
    outOf += 1
    if counts { count += 1 }
  }
}

extension PlannedStep {
  /// The checks that the step asks: its own, its level's or its postcondition.
  var plannedChecks: [PlannedCheck] {
    let own: [PlannedCheck] =
      switch action {
      case .check(let check): [check]
      case .verify(_, let checks, _): checks
      case .run, .script, .machine, .manual, .wait: []
      }
    return own + (postcondition.map { [$0] } ?? [])
  }
}
