extension Plan {
  /// Indices of the steps by which a drill would put a machine on the real network of a host that only allows isolated
  /// ones. What puts back a machine that the drill has stopped doesn't count: it was there before.
  public var stepsThatLeaveIsolation: [Int] {
    steps.indices.filter { index in
      guard case .machine(let machine) = steps[index].action, let host = steps[index].host else { return false }
      return machine.operation.mayReachNetwork && hosts[host].drills == .isolated
    }
  }
}
