import Catalogue
import Model

/// What became of an attempt that was under way when its runner went: what the host says, else what the step's own
/// postcondition shows, else what a person says. Never a guess.
extension Performer {
  /// - Parameter isStopped: the run is only to be undone, so nobody needs to be asked.
  func takeUp(_ index: Int, isStopped: Bool) async -> Outcome {
    let step = plan.steps[index]
    // What only looked, waited or asked is done again.
    guard step.mutates else { return .cutOff }
    let began = clock.now.elapsed
    var outcome: Outcome
    if !(await isOver(on: step.host, within: step.timeout)) {
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

  func takeUpUndo(_ index: Int) async -> Outcome {
    let step = plan.steps[index]
    guard case .run? = step.undo?.action else { return .cutOff }
    let began = clock.now.elapsed
    var outcome = Outcome.inDoubt
    if await isOver(on: step.undo?.host, within: step.undo?.timeout ?? .zero) {
      outcome = await askAboutDoubt(step, isUndo: true)
    }
    outcome.duration = clock.now.elapsed - began
    return outcome
  }

  /// A command outlives the process that started it: nothing is decided, and nothing undone, while it may still run.
  private func isOver(on host: Int?, within limit: Duration) async -> Bool {
    guard let host else { return true }
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

  fileprivate static var inDoubt: Outcome {
    var outcome = Outcome(.unknown)
    outcome.reason = Reason("in-doubt", .inDoubt)
    return outcome
  }
}
