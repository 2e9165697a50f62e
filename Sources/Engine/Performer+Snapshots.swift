import Catalogue
import Model
import Platforms

extension PlannedMachine {
  /// Whether there is to be a snapshot of its name; nil: it is about something else.
  var wantsSnapshot: Bool? {
    switch operation {
    case .snapshot: true
    case .deleteSnapshot: false
    default: nil
    }
  }
}

/// Snapshots: what a machine is doing says nothing about them, so the platform is asked for them by name.
extension Performer {
  /// Looks until the platform says that it is there, or gone; it has done it already, so that a few seconds are enough.
  func watchSnapshot(
    _ wanted: Bool, _ ordered: Outcome, _ machine: PlannedMachine, of step: PlannedStep, until deadline: Duration
  ) async -> Outcome {
    let began = clock.now.elapsed
    let end = min(began + .seconds(10), max(deadline, began))
    while true {
      let seen = await hasSnapshot(machine, of: step)
      if case .success(wanted) = seen { return ordered }
      if Task.isCancelled { return ended(ordered, .unknown, Reason("interrupted", .interrupted)) }
      guard clock.now.elapsed < end else { return missed(wanted, ordered, seen, after: clock.now.elapsed - began) }
      try? await clock.sleep(until: min(clock.now.elapsed + Self.pauseBetweenLooks, end))
    }
  }

  private func missed(
    _ wanted: Bool, _ ordered: Outcome, _ seen: Result<Bool, MachineList.Obstacle>, after time: Duration
  ) -> Outcome {
    switch seen {
    case .failure(let obstacle): ended(ordered, .unknown, obstacle.reason)
    case .success(let exists):
      ended(ordered, .timedOut, Reason("snapshot-not-so", .snapshotNotAsWanted(exists: exists, after: time.short)))
    }
  }

  /// What became of the step that was to take it isn't known: where there is one of that name, a person has to say whose it is.
  func leaveToPeople(_ machine: PlannedMachine, of step: PlannedStep) async -> Outcome {
    switch await hasSnapshot(machine, of: step) {
    case .success(false): .alreadySo(.deleteSnapshot)
    case .success(true):
      .notBegun(Reason("snapshot-may-be-anothers", .snapshotMayBeAnothers(machine.snapshot ?? "", of: machine.name)))
    case .failure(let obstacle): .notBegun(obstacle.reason)
    }
  }

  func hasSnapshot(_ machine: PlannedMachine, of step: PlannedStep) async -> Result<Bool, MachineList.Obstacle> {
    guard let host = step.host, let name = machine.snapshot else { return .success(false) }
    var target = machine.unlisted
    if !machine.isNamedByItsName {
      switch await look(machine, of: step, within: Self.timeForOne) {
      case .success(let found): target = found
      case .failure(let obstacle): return .failure(obstacle)
      }
    }
    let list = MachineList(shell: shell, values: values)
    return await list.snapshots(
      named: name, of: target, machine.platform, on: plan.hosts[host], timeout: Self.timeForOne
    ).map { $0 > 0 }
  }
}
