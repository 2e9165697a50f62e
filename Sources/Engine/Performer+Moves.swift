import Catalogue
import Model
import Platforms

/// Machines that go on on another host: both hosts say when it is done, and no answer of one of them is taken for the other's.
extension Performer {
  /// Where a machine runs, of two hosts.
  struct Move: Sendable {
    var here: Result<VirtualMachine?, MachineList.Obstacle>
    var there: Result<VirtualMachine?, MachineList.Obstacle>

    /// It runs there, and not here.
    var isDone: Bool {
      guard case .success(let here) = here, case .success(let there) = there else { return false }
      return there?.state == .running && [nil, .off].contains(here?.state)
    }
  }

  /// Nothing is ordered where it has moved already, or where nobody could tell that it has. A drill doesn't move it to a host that knows it
  /// already, though it is off there: on the way back that host would forget it.
  func cannotMove(_ machine: PlannedMachine, of step: PlannedStep, _ attempt: AttemptName) async -> Obstacle? {
    guard let destination = machine.destination else { return nil }
    let seen = await look(machine, goingTo: destination, of: step)
    if seen.isDone { return Obstacle(outcome: .alreadySo(.migrate)) }
    let host = plan.hosts[destination.host].id
    switch seen.there {
    case .failure(let why): return Obstacle(outcome: .notBegun(why.reason))
    case .success(let found?) where found.state != .off:
      let reason = Reason("machine-runs-elsewhere", .machineRunsElsewhere(machine.name, host: host, found.state.phrase))
      return Obstacle(outcome: .notBegun(reason))
    case .success(.some) where plan.mode == .drill && !attempt.isUndo:
      let reason = Reason("machine-known-there", .machineKnownThere(machine.name, host: host))
      return Obstacle(outcome: .notBegun(reason))
    case .success: return nil
    }
  }

  func watchMove(
    _ ordered: Outcome, _ machine: PlannedMachine, of step: PlannedStep, until deadline: Duration
  ) async -> Outcome {
    guard let destination = machine.destination else { return ordered }
    let began = clock.now.elapsed
    let end = machine.timeToSettle(after: ordered).map { min(began + $0, max(deadline, began)) } ?? max(deadline, began)
    while true {
      let seen = await look(machine, goingTo: destination, of: step)
      if seen.isDone { return ordered }
      if Task.isCancelled { return ended(ordered, .unknown, Reason("interrupted", .interrupted)) }
      guard clock.now.elapsed < end else {
        let reason = Reason(
          "machine-not-moved",
          .machineNotMoved(here: seen.here.words, there: seen.there.words, after: (clock.now.elapsed - began).short))
        return ended(ordered, .unknown, reason)
      }
      try? await clock.sleep(until: min(clock.now.elapsed + Self.pauseBetweenLooks, end))
    }
  }

  func hasMoved(_ machine: PlannedMachine, of step: PlannedStep) async -> Bool {
    guard let destination = machine.destination else { return false }
    return await look(machine, goingTo: destination, of: step).isDone
  }

  private func look(
    _ machine: PlannedMachine, goingTo destination: PlannedMachine.Destination, of step: PlannedStep
  ) async -> Move {
    let list = MachineList(shell: shell, values: values)
    async let there = list.look(
      for: machine.name, destination.platform, on: plan.hosts[destination.host], timeout: Self.timeForOne)
    let here = await look(machine, of: step, within: Self.timeForOne)
    return Move(here: here.unlessNotThere, there: await there.unlessNotThere)
  }
}

extension Result<VirtualMachine, MachineList.Obstacle> {
  /// That the host has none is an answer too.
  fileprivate var unlessNotThere: Result<VirtualMachine?, MachineList.Obstacle> {
    switch self {
    case .success(let machine): .success(machine)
    case .failure(let obstacle): obstacle.isNotThere ? .success(nil) : .failure(obstacle)
    }
  }
}

extension Result<VirtualMachine?, MachineList.Obstacle> {
  fileprivate var words: Phrase {
    switch self {
    case .success(let machine): machine?.state.phrase ?? .machineNotThere
    case .failure(let obstacle): .words(ja: obstacle.reason.text.text(.ja), en: obstacle.reason.text.text(.en))
    }
  }
}
