import Catalogue
import Model
import Platforms

/// Steps that start and stop virtual machines, through what their platform offers on its host.
extension Performer {
  /// How often a machine is looked at until it is as it should be.
  static let pauseBetweenLooks = Duration.milliseconds(500)
  /// For one look, and for cutting the power when the step's own time is over.
  static let timeForOne = Duration.seconds(30)

  /// Gives one order, and waits until the platform says that the machine is as it should be.
  func operate(
    _ machine: PlannedMachine, of step: PlannedStep, _ attempt: AttemptName, _ grounds: MachineGrounds
  ) async throws(JournalFailure) -> Outcome {
    let began = clock.now.elapsed
    if let maker = grounds.unmade { return .notBegun(Reason("clone-not-made", .cloneNotMade(maker))) }
    if !grounds.isItsOwn { return await leaveToPeople(machine, of: step) }
    if let obstacle = await cannotMove(machine, of: step, attempt) { return obstacle.outcome }
    let fence: Reason?
    switch await mayRunHere(machine, of: step, attempt, excused: grounds.excused) {
    case .success(let reason): fence = reason
    case .failure(let obstacle): return obstacle.outcome
    }
    let target: VirtualMachine
    switch await self.target(machine, of: step, attempt) {
    case .success(let found): target = found
    case .failure(let obstacle): return obstacle.outcome
    }
    if let obstacle = await leavesIsolation(target, machine, of: step, attempt) { return obstacle.outcome }
    let end = began + machine.timeForOrder(of: step)
    let outcome = try await give(
      machine.operation, to: target, machine, of: step, attempt, within: end - clock.now.elapsed)
    var reached = try await awaited(outcome, machine, of: step, attempt, since: began, mayCutPower: true)
    if reached.result == .passed, reached.reason == nil { reached.reason = fence }
    return reached
  }

  private func give(
    _ operation: MachineOperation, to target: VirtualMachine, _ machine: PlannedMachine, of step: PlannedStep,
    _ attempt: AttemptName, within limit: Duration
  ) async throws(JournalFailure) -> Outcome {
    let order: Order
    switch machine.order(operation, to: target) {
    case .success(let found): order = found
    case .failure(let obstacle): return .notBegun(values.redacted(obstacle.reason))
    }
    var timed = step
    timed.timeout = max(limit, .seconds(1))
    let command = ShellCommand(text: order.command.text, timeout: timed.timeout, kept: kept(step, attempt))
    return try await send(command, machine.judge(order, operation), of: timed)
  }

  // MARK: Which machine

  /// Nothing was sent, and this is why.
  struct Obstacle: Error {
    var outcome: Outcome
  }

  /// How the platform's answer to an order is judged that another process gave.
  ///
  /// - Returns: the reason where the machine can't be told.
  func judge(
    _ machine: PlannedMachine, _ operation: MachineOperation, of step: PlannedStep
  ) async -> Result<CommandJudge, MachineList.Obstacle> {
    let target: VirtualMachine
    if machine.isNamedByItsName {
      target = machine.unlisted
    } else {
      switch await look(machine, of: step, within: Self.timeForOne) {
      case .success(let found): target = found
      case .failure(let obstacle): return .failure(obstacle)
      }
    }
    return machine.order(operation, to: target).map { machine.judge($0, operation) }
  }

  /// The machine as commands name it. Where the name alone isn't enough, and before a drill stops a machine, the host is asked first.
  private func target(
    _ machine: PlannedMachine, of step: PlannedStep, _ attempt: AttemptName
  ) async -> Result<VirtualMachine, Obstacle> {
    let isDrill = plan.mode == .drill && !attempt.isUndo
    let looks = machine.wantsLook && isDrill
    if machine.isNamedByItsName, !looks { return .success(machine.unlisted) }
    let found: VirtualMachine
    switch await look(machine, of: step, within: min(step.timeout, Self.timeForOne)) {
    case .failure(let obstacle) where obstacle.isNotThere && machine.operation == .deleteClone:
      return .failure(Obstacle(outcome: .alreadySo(.deleteClone)))
    case .failure(let obstacle): return .failure(Obstacle(outcome: .notBegun(obstacle.reason)))
    case .success(let listed): found = listed
    }
    // Not every platform says of an order that there was nothing left to do; undone, that would change what was so before.
    if isDrill, machine.isSo(found) { return .failure(Obstacle(outcome: .alreadySo(machine.operation))) }
    switch (machine.operation, found.state) {
    case (.shutdown, .paused), (.shutdown, .saved), (.destroy, .paused), (.destroy, .saved):
      guard isDrill else { return .success(found) }
      let reason = Reason("machine-would-not-come-back", .machineWouldNotComeBack(found.state.phrase))
      return .failure(Obstacle(outcome: .notBegun(reason)))
    default: return .success(found)
    }
  }

  func look(
    _ machine: PlannedMachine, of step: PlannedStep, within limit: Duration
  ) async -> Result<VirtualMachine, MachineList.Obstacle> {
    await look(for: machine.name, machine, of: step, within: limit)
  }

  private func look(
    for name: String, _ machine: PlannedMachine, of step: PlannedStep, within limit: Duration
  ) async -> Result<VirtualMachine, MachineList.Obstacle> {
    guard let host = step.host else {
      return .failure(.init(reason: Reason("machine-not-found", .machineNotFound(name, said: ""))))
    }
    let list = MachineList(shell: shell, values: values)
    return await list.look(for: name, machine.platform, on: plan.hosts[host], timeout: limit)
  }

  /// What shows whether the order was carried out.
  func watch(
    _ machine: PlannedMachine, of step: PlannedStep, within limit: Duration
  ) async -> Result<VirtualMachine?, MachineList.Obstacle> {
    switch await look(for: machine.shownBy, machine, of: step, within: limit) {
    case .success(let found): .success(found)
    case .failure(let obstacle) where obstacle.isNotThere && machine.operation == .deleteClone: .success(nil)
    case .failure(let obstacle): .failure(obstacle)
    }
  }

  // MARK: Waiting

  /// Waits until the platform says that the machine is as it should be. What it has only taken as an order takes its time: a guest that was
  /// asked to shut down may never do so.
  ///
  /// - Parameters:
  ///   - ordered: how the order ended.
  ///   - began: when the attempt began, on the run's clock; its time is over `step.timeout` later.
  ///   - mayCutPower: as `hard_after` says; not when the run is only to be undone.
  func awaited(
    _ ordered: Outcome, _ machine: PlannedMachine, of step: PlannedStep, _ attempt: AttemptName,
    since began: Duration, mayCutPower: Bool
  ) async throws(JournalFailure) -> Outcome {
    guard machine.mustBeWaitedFor(after: ordered) else { return ordered }
    if machine.destination != nil { return await watchMove(ordered, machine, of: step, until: began + step.timeout) }
    if let wanted = machine.wantsSnapshot {
      return await watchSnapshot(wanted, ordered, machine, of: step, until: began + step.timeout)
    }
    var ordered = ordered
    if ordered.result != .passed { (ordered.result, ordered.reason) = (.passed, nil) }
    let deadline = began + step.timeout
    let settles = machine.timeToSettle(after: ordered).map { clock.now.elapsed + $0 }
    let cutAt = mayCutPower ? machine.hardAfter.map { began + $0 } : nil
    var known: VirtualMachine?
    while true {
      let limit = min(max(deadline - clock.now.elapsed, .seconds(1)), Self.timeForOne)
      let seen = await watch(machine, of: step, within: limit)
      if case .success(let found) = seen {
        if machine.operation.isReached(found) { return ordered }
        known = found
      }
      if Task.isCancelled { return ended(ordered, .unknown, Reason("interrupted", .interrupted)) }
      let now = clock.now.elapsed
      if let cutAt, now >= cutAt {
        return try await cutPower(ordered, known, seen, machine, of: step, attempt, since: began)
      }
      let end = seen.isFinal ? min(settles ?? deadline, deadline) : deadline
      guard now < end else { return overdue(ordered, seen, machine, after: now - began) }
      try? await clock.sleep(until: min(now + Self.pauseBetweenLooks, cutAt ?? end, end))
    }
  }

  private func cutPower(
    _ ordered: Outcome, _ known: VirtualMachine?, _ seen: Result<VirtualMachine?, MachineList.Obstacle>,
    _ machine: PlannedMachine, of step: PlannedStep, _ attempt: AttemptName, since began: Duration
  ) async throws(JournalFailure) -> Outcome {
    guard let target = known ?? (machine.isNamedByItsName ? machine.unlisted : nil) else {
      return overdue(ordered, seen, machine, after: clock.now.elapsed - began)
    }
    let limit = max(began + step.timeout - clock.now.elapsed, Self.timeForOne)
    let given = try await give(
      .destroy, to: target, machine, of: step, attempt.cuttingPower(in: attempt.life), within: limit)
    return try await powerCut(given, machine, of: step, attempt)
  }

  /// What became of a machine whose power was to be cut.
  func powerCut(
    _ given: Outcome, _ machine: PlannedMachine, of step: PlannedStep, _ attempt: AttemptName
  ) async throws(JournalFailure) -> Outcome {
    var stop = machine
    (stop.operation, stop.hardAfter) = (.destroy, nil)
    var patient = step
    patient.timeout = Self.timeForOne
    var outcome = try await awaited(
      given, stop, of: patient, attempt, since: clock.now.elapsed, mayCutPower: false)
    // The guest was asked to shut down before this.
    outcome.started = true
    if outcome.result == .passed { outcome.reason = powerWasCut(machine, outcome) }
    return outcome
  }

  /// Nil when it went off by itself in the last moment.
  private func powerWasCut(_ machine: PlannedMachine, _ outcome: Outcome) -> Reason? {
    guard outcome.reason?.code != Reason.alreadySoCode, let time = machine.hardAfter else { return nil }
    return Reason("power-cut", .machinePoweredOff(after: time.short))
  }

  /// - Parameter seen: what the last look said. What was seen before that may no longer be so.
  private func overdue(
    _ ordered: Outcome, _ seen: Result<VirtualMachine?, MachineList.Obstacle>, _ machine: PlannedMachine,
    after time: Duration
  ) -> Outcome {
    let time = (time < .seconds(1) ? time : .seconds((time.inMilliseconds + 500) / 1000)).short
    switch seen {
    case .success(let found):
      return ended(ordered, .timedOut, machine.notReached(found?.state ?? .unknown(""), after: time))
    case .failure(let obstacle):
      return ended(
        ordered, .unknown,
        Reason(
          "machine-not-seen",
          .machineNotSeen(after: time, ja: obstacle.reason.text.text(.ja), en: obstacle.reason.text.text(.en))))
    }
  }

  /// A machine that still ran when it was to be started again, though its guest had been asked to shut down: it may heed late, and then nobody
  /// would start it; and one that was still off when it was to be shut down, though its start never ended, may come up. So it is watched for as
  /// long again as it was given; when it changes the undo has failed, and its retry puts it back.
  func lasting(_ undone: Outcome, _ machine: PlannedMachine, of step: PlannedStep) async -> Outcome {
    guard [.start, .shutdown, .destroy].contains(machine.operation), undone.reason?.code == Reason.alreadySoCode
    else { return undone }
    let goal = machine.operation.goal
    let late: Outcome = .notBegun(
      goal == .running
        ? Reason("machine-heeded-late", .machineHeededLate) : Reason("machine-started-late", .machineStartedLate))
    let end = clock.now.elapsed + min(step.timeout, Self.timeForOne)
    var isOnItsWay = false
    while clock.now.elapsed < end, !Task.isCancelled {
      if case .success(let found) = await look(
        machine, of: step.undo.map { step.forUndo($0) } ?? step, within: Self.timeForOne)
      {
        isOnItsWay = found.state == .changing
        if found.state != goal, !isOnItsWay { return late }
      }
      try? await clock.sleep(until: min(clock.now.elapsed + Self.pauseBetweenLooks, end))
    }
    return isOnItsWay ? late : undone
  }

  func ended(_ ordered: Outcome, _ result: StepResult, _ reason: Reason) -> Outcome {
    var outcome = ordered
    (outcome.result, outcome.reason) = (result, reason)
    return outcome
  }
}

extension Run {
  /// A guest was asked to shut down by this step, and nobody has seen it go off; or a machine was told to start, and nobody knows whether it
  /// still will.
  func mayStillHeed(_ index: Int) -> Bool {
    guard case .machine(let machine) = plan.steps[index].action else { return false }
    let begun = steps[index].attempts.filter { $0.outcome?.started != false }
    guard let last = begun.last else { return false }
    return switch machine.operation {
    case .shutdown: last.outcome?.result != .passed
    case .start: last.outcome?.result == .timedOut || last.outcome?.result == .unknown
    case .destroy, .suspend, .resume, .clone, .deleteClone, .snapshot, .revert, .deleteSnapshot, .migrate: false
    }
  }
}

extension PlannedMachine {
  fileprivate func notReached(_ state: PowerState, after time: String) -> Reason {
    switch operation {
    case .shutdown: Reason("machine-still", .machineStill(state.phrase, after: time))
    case .deleteClone: Reason("clone-still-there", .cloneStillThere(state.phrase, after: time))
    case .start, .destroy, .suspend, .resume, .clone, .snapshot, .revert, .deleteSnapshot, .migrate:
      Reason("machine-not-there", .machineIsNot(operation.goal.phrase, but: state.phrase, after: time))
    }
  }
}

extension Result<VirtualMachine?, MachineList.Obstacle> {
  /// The machine is in a state in which it stays by itself.
  fileprivate var isFinal: Bool {
    guard case .success(let machine?) = self else { return false }
    return switch machine.state {
    case .running, .off, .paused, .saved, .failed: true
    case .changing, .unknown: false
    }
  }
}
