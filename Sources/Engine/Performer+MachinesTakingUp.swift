import Catalogue
import Model
import Platforms

/// Orders to machines that were under way when their process went.
extension Performer {
  /// Goes on waiting for a machine where the process before left off, unless that was cutting its power already.
  func told(
    _ left: LeftAttempt, _ machine: PlannedMachine, _ step: PlannedStep, isStopped: Bool
  ) async throws(JournalFailure) -> Told {
    let first = try await told(left, left.name, machine, machine.operation, step)
    guard case .outcome(let ordered) = first, machine.mustBeWaitedFor(after: ordered) else { return first }
    if machine.hardAfter != nil {
      for name in left.commands(of: step) where name.cutsPower && name.life < left.life {
        switch try await told(left, name, machine, .destroy, step) {
        case .unreachable(let why): return .unreachable(why)
        case .outcome(let cut) where !cut.interrupted:
          return .outcome(try await powerCut(cut, machine, of: step, left.name))
        case .outcome, .nothing: break
        }
      }
    }
    var attempt = left.name
    // What is sent now is sent by this process.
    attempt.life = left.life
    let mayCutPower = !isStopped || left.name.isUndo
    return .outcome(
      try await awaited(ordered, machine, of: step, attempt, since: left.started, mayCutPower: mayCutPower))
  }

  private func told(
    _ left: LeftAttempt, _ name: AttemptName, _ machine: PlannedMachine, _ operation: MachineOperation,
    _ step: PlannedStep
  ) async throws(JournalFailure) -> Told {
    let judge: CommandJudge
    switch await self.judge(machine, operation, of: step) {
    case .success(let found): judge = found
    case .failure(let obstacle):
      return obstacle.isTheHostsAnswer ? .nothing : .unreachable(hostNotAsked(left, obstacle.reason))
    }
    var timed = step
    // Whether the power was cut in time is no matter: the machine's state is asked for after it.
    timed.timeout = name.cutsPower ? Self.timeForOne : machine.timeForOrder(of: step)
    return try await told(
      left, name, judge, timed,
      name.cutsPower ? .known(clock.now.elapsed + timed.timeout) : left.deadlines(timed.timeout).ofAnOrder)
  }

  /// Where the host can't tell what became of an order, the platform may: a machine that is as it should be needs no second one. That a
  /// machine has a clone's name doesn't show that it was made whole, nor by whom; so it is with a snapshot's.
  /// A guest that was asked to shut down gets the time that is left of the step's.
  func shownByPlatform(_ step: PlannedStep, _ left: LeftAttempt) async -> Outcome? {
    guard case .machine(let machine) = step.action else { return nil }
    switch machine.operation {
    case .clone, .snapshot, .revert: return nil
    case .deleteSnapshot:
      guard case .success(false) = await hasSnapshot(machine, of: step) else { return nil }
      return .foundDone
    case .migrate: return await hasMoved(machine, of: step) ? .foundDone : nil
    default: break
    }
    let deadline = left.started + step.timeout
    while case .success(let found) = await watch(machine, of: step, within: Self.timeForOne) {
      if machine.operation.isReached(found) {
        return .foundDone
      }
      let mayCome = machine.operation == .shutdown || found?.state == .changing
      guard mayCome, clock.now.elapsed < deadline,
        (try? await clock.sleep(until: clock.now.elapsed + Self.pauseBetweenLooks)) != nil
      else { return nil }
    }
    return nil
  }
}

extension RecallDeadlines {
  /// When an order ended is no matter where its host has no clock for it (ESXi): the machine's state is asked for after it.
  fileprivate var ofAnOrder: RecallDeadlines { RecallDeadlines(end: end, proof: .seconds(Int64.max)) }
}

extension Outcome {
  fileprivate static var foundDone: Outcome {
    var outcome = Outcome(.passed)
    outcome.reason = .foundDone
    return outcome
  }
}
