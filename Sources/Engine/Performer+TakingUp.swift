import Catalogue
import Model

/// An attempt that was under way when the run's process went.
struct LeftAttempt: Sendable {
  let index: Int
  let name: AttemptName
  /// On the run's clock.
  let started: Duration
  /// A command of the run has come to its end on the same host before: the host has had something to keep.
  let hostHasKept: Bool

  /// Nil: none is under way.
  init?(_ run: Run, _ index: Int, isUndo: Bool) {
    let attempts = isUndo ? run.steps[index].undoAttempts : run.steps[index].attempts
    guard let last = attempts.last, last.outcome == nil else { return nil }
    self.index = index
    name = AttemptName(isUndo: isUndo, number: attempts.count, life: last.life)
    started = last.started
    let step = run.plan.steps[index]
    let host = isUndo ? step.undo?.host : step.host
    hostHasKept = run.plan.steps.indices.contains { other in
      let planned = run.plan.steps[other]
      let ran = planned.mutates && planned.host == host && run.steps[other].attempts.contains { $0.hasRun }
      return ran || planned.undo?.host == host && run.steps[other].undoAttempts.contains { $0.hasRun }
    }
  }
}

extension StepRecord.Attempt {
  fileprivate var hasRun: Bool { outcome.map { $0.started && !$0.interrupted } ?? false }
}

/// What became of an attempt that was under way when its runner went: what the host says, else what the step's own
/// postcondition shows, else what a person says. Never a guess.
extension Performer {
  /// - Parameter isStopped: the run is only to be undone, so nobody needs to be asked.
  func takeUp(_ left: LeftAttempt, isStopped: Bool) async throws(JournalFailure) -> Outcome {
    let step = plan.steps[left.index]
    // What only looked, waited or asked is done again.
    guard step.mutates, let expectation = step.expectation else { return .cutOff }
    let began = clock.now.elapsed
    var outcome: Outcome
    if let told = try await told(left, step, expectation) {
      outcome = await confirmed(told, step)
      // Nothing will be done again: then nothing is owed for what never was.
      if isStopped, outcome.interrupted { outcome.interrupted = false }
    } else if !(await canBeJudged(on: step.host, within: step.timeout)) {
      outcome = .inDoubt
      outcome.reason = Reason("may-still-run", .mayStillRun(step.timeout.short))
    } else if isStopped {
      outcome = .inDoubt
    } else if let shown = await shown(step) {
      outcome = shown
    } else {
      outcome = await askAboutDoubt(step)
    }
    outcome.duration = clock.now.elapsed - began
    return outcome
  }

  func takeUpUndo(_ left: LeftAttempt) async throws(JournalFailure) -> Outcome {
    let step = plan.steps[left.index]
    guard let undo = step.undo, case .run(_, let expectation) = undo.action else { return .cutOff }
    let began = clock.now.elapsed
    var outcome = Outcome.inDoubt
    if let told = try await told(left, step.forUndo(undo), expectation) {
      outcome = told
    } else if await canBeJudged(on: undo.host, within: undo.timeout) {
      outcome = await askAboutDoubt(step, isUndo: true)
    }
    outcome.duration = clock.now.elapsed - began
    return outcome
  }

  /// What the host has kept of it; nil where that isn't enough.
  private func told(
    _ left: LeftAttempt, _ step: PlannedStep, _ expectation: Expectation
  ) async throws(JournalFailure) -> Outcome? {
    let ago = clock.now.elapsed - left.started
    let kept = ShellCommand.Kept(key: left.name.key(step.id), output: !step.sensitive)
    let (recollection, outcome) = try await recalled(
      kept, ofEarlierProcess: true, expectation, step, within: step.timeout - ago)
    switch recollection {
    case .neverStarted: return .neverStarted
    // A host that was up all the time and never had anything to keep: the command didn't get there. Where it had, or has
    // been down since, its folder may have been lost.
    case .noTrace(let uptime?) where !left.hostHasKept && uptime > ago: return .neverStarted
    default: return outcome
    }
  }

  /// A command outlives the process that started it: nothing is decided, and nothing undone, while it may still run. Without a POSIX
  /// shell nothing can look for it there, now or later: what became of it is for the step's check and for people to say.
  private func canBeJudged(on host: Int?, within limit: Duration) async -> Bool {
    guard let host, plan.hosts[host].shell == .posix else { return true }
    return await shell.endLeftovers(on: plan.hosts[host], within: limit)
  }

  /// The postcondition holds, so the step's work is done. A value that it had to register can't come from that.
  private func shown(_ step: PlannedStep) async -> Outcome? {
    guard let postcondition = step.postcondition, step.register == nil else { return nil }
    var outcome = await hold([postcondition], within: nil, hidden: step.sensitive)
    guard outcome.result == .passed else { return nil }
    outcome.reason = Reason("found-done", .foundDone)
    return outcome
  }

  private func askAboutDoubt(_ step: PlannedStep, isUndo: Bool = false) async -> Outcome {
    let question = PeopleQuestion(step: step.id, title: step.displayTitle, kind: .doubt(isUndo: isUndo))
    let answer = await people.ask(question)
    if let said = Outcome(said: answer, done: .byHand) { return said }
    guard case .retry(let by, let via) = answer else { return .inDoubt }
    var outcome = Outcome.cutOff
    (outcome.by, outcome.via) = (by, via)
    return outcome
  }
}

extension Outcome {
  /// Cut off, and to be done again.
  fileprivate static var cutOff: Outcome {
    var outcome = Outcome(.notRun)
    outcome.interrupted = true
    outcome.reason = Reason("cut-off", .cutOff)
    return outcome
  }

  /// Cut off before it reached its host.
  fileprivate static var neverStarted: Outcome {
    var outcome = cutOff
    outcome.started = false
    outcome.reason = Reason("never-reached-host", .neverReachedHost)
    return outcome
  }

  fileprivate static var inDoubt: Outcome {
    var outcome = Outcome(.unknown)
    outcome.reason = Reason("in-doubt", .inDoubt)
    return outcome
  }
}
