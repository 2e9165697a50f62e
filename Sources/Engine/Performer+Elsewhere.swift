import Catalogue
import Model
import Platforms

/// Two that run at once and write to the same disks destroy them. Before a machine is started on a host, those on which it may be
/// running are asked, all at the same time; what isn't known counts as running.
extension Performer {
  fileprivate enum Sighting: Sendable {
    case absent
    case runs(PowerState)
    case notKnown(Reason)
  }

  /// - Parameter excused: see `MachineGrounds`.
  /// - Returns: nil, or why a host that couldn't say it was no obstacle.
  func mayRunHere(
    _ machine: PlannedMachine, of step: PlannedStep, _ attempt: AttemptName, excused: Set<Int>
  ) async -> Result<Reason?, Obstacle> {
    let sightings = await sightings(of: machine, within: min(step.timeout / 2, Self.timeForOne))
    var silent: [String] = []
    for (place, sighting) in zip(machine.elsewhere, sightings) {
      let host = plan.hosts[place.host].id
      switch sighting {
      case .absent: continue
      case .runs(let state):
        let reason = Reason("machine-runs-elsewhere", .machineRunsElsewhere(machine.name, host: host, state.phrase))
        return .failure(Obstacle(outcome: .notBegun(reason)))
      case .notKnown where excused.contains(place.host): silent.append(host)
      case .notKnown(let why):
        // Where it is as it should be nobody starts a second one.
        if case .success(let found) = await look(machine, of: step, within: Self.timeForOne),
          machine.operation.isReached(found)
        {
          return .failure(Obstacle(outcome: .alreadySo(machine.operation)))
        }
        return .failure(Obstacle(outcome: .notBegun(notKnown(machine, on: host, why, isUndo: attempt.isUndo))))
      }
    }
    guard !silent.isEmpty else { return .success(nil) }
    let fences = machine.fencedBy.map { plan.steps[$0].id }
    return .success(
      Reason(
        "machine-fenced", attempt.isUndo ? .machineNotStartedThere(on: silent) : .machineFenced(silent, by: fences)))
  }

  private func notKnown(_ machine: PlannedMachine, on host: String, _ why: Reason, isUndo: Bool) -> Reason {
    let why = Phrase.words(ja: why.text.text(.ja), en: why.text.text(.en))
    return Reason(
      "machine-elsewhere-unknown",
      isUndo
        ? .machineElsewhereUnknownInUndo(machine.name, host: host, why)
        : .machineElsewhereUnknown(machine.name, host: host, why))
  }

  /// In the order of the machine's places.
  private func sightings(of machine: PlannedMachine, within limit: Duration) async -> [Sighting] {
    await withTaskGroup(of: (Int, Sighting).self) { group in
      for (index, place) in machine.elsewhere.enumerated() {
        group.addTask { (index, await sighting(of: machine.name, at: place, within: limit)) }
      }
      var found = [Sighting](repeating: .absent, count: machine.elsewhere.count)
      for await (index, sighting) in group { found[index] = sighting }
      return found
    }
  }

  private func sighting(
    of name: String, at place: PlannedMachine.Place, within limit: Duration
  ) async -> Sighting {
    guard let platform = place.platform else {
      return .notKnown(Reason("no-platform", .hostHasNoPlatformToAsk))
    }
    let list = MachineList(shell: shell, values: values)
    switch await list.ask(platform, on: plan.hosts[place.host], timeout: limit) {
    case .failure(let obstacle): return .notKnown(obstacle.reason)
    case .success(let machines): return machines.filter { $0.name == name }.reduce(.absent) { $0.worse($1.state) }
    }
  }
}

extension Performer.Sighting {
  /// Of two of a name the one that speaks against a start.
  fileprivate func worse(_ state: PowerState) -> Self {
    if case .runs = self { return self }
    switch state {
    case .off, .saved: return self
    case .running, .paused, .changing: return .runs(state)
    case .failed, .unknown: return .notKnown(Reason("machine-state", .machineStateNotClear(state.phrase)))
    }
  }
}
