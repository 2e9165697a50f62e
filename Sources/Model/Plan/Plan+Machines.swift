extension Plan {
  /// Indices of the steps by which a drill would put a machine on the real network of a host that only allows isolated
  /// ones: no network there is declared as isolated. What puts back a machine that the drill has stopped doesn't count: it was there before.
  public var stepsThatLeaveIsolation: [Int] {
    steps.indices.filter { index in
      guard case .machine(let machine) = steps[index].action, let host = steps[index].host else { return false }
      // What its adapters are on over there nobody knows beforehand.
      if let destination = machine.destination { return hosts[destination.host].drills == .isolated }
      return machine.operation.mayReachNetwork && hosts[host].drills == .isolated
        && hosts[host].isolatedNetworks.isEmpty
    }
  }

  /// What a run of it starts: by the index of the host, each machine once. What an undo starts ran before.
  public var machineStarts: [Int: [PlannedMachine]] {
    var starts: [Int: [PlannedMachine]] = [:]
    for step in steps {
      guard case .machine(let machine) = step.action, machine.operation == .start, let host = step.host,
        !starts[host, default: []].contains(where: { $0.name == machine.name })
      else { continue }
      starts[host, default: []].append(machine)
    }
    return starts
  }
}
