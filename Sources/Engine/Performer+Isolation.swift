import Catalogue
import Model
import Platforms

/// On a host that takes isolated drills only a drill starts what is on isolated networks; so it does everywhere with a clone, which has all that its
/// source knows of the others.
extension Performer {
  /// What an undo puts back was on its network before the drill.
  ///
  /// - Returns: why the machine isn't started.
  func leavesIsolation(
    _ target: VirtualMachine, _ machine: PlannedMachine, of step: PlannedStep, _ attempt: AttemptName
  ) async -> Obstacle? {
    guard plan.mode == .drill, !attempt.isUndo, machine.operation.mayReachNetwork,
      let host = step.host.map({ plan.hosts[$0] }), host.drills == .isolated || machine.madeBy != nil
    else { return nil }
    let list = MachineList(shell: shell, values: values)
    switch await list.networks(
      of: target, machine.platform, on: host, timeout: min(step.timeout / 2, Self.timeForOne))
    {
    case .failure(let obstacle): return Obstacle(outcome: .notBegun(obstacle.reason))
    case .success(let networks):
      let outside = networks.filter { !host.isolatedNetworks.contains($0) }
      guard !outside.isEmpty else { return nil }
      let reason = Reason("machine-not-isolated", .machineNotIsolated(machine.name, networks: outside, host: host.id))
      return Obstacle(outcome: .notBegun(reason))
    }
  }
}
