import Catalogue

/// A machine that a step of the plan makes, on one of its hosts.
struct CloneName: Hashable {
  var host: Int
  var name: String
}

extension Planner {
  /// What a `clone` makes. A drill makes it on a network that is cut off, and under a name that nothing else has.
  mutating func copy(
    _ declaration: MachineDeclaration, on host: Int, in context: StepContext
  ) -> PlannedMachine.Copy? {
    guard let copy = declaration.copy, let network = declaration.network,
      let name = text(copy.id, at: copy.mark, in: context),
      let target = text(network.id, at: network.mark, in: context)
    else { return nil }
    if machines.isKnown(name) || clones[CloneName(host: host, name: name)] != nil {
      report(copy.mark, .duplicateID, .cloneNameTaken(name))
    }
    let host = workspace.inventory.hosts[host]
    if mode == .drill, !host.isolatedNetworks.contains(target) {
      problems.append(
        Diagnostic(
          .error, .networkNotIsolated, at: network.mark,
          .networkNotIsolated(target, host: host.id, known: host.isolatedNetworks),
          suggestion: Nearest.word(to: target, among: host.isolatedNetworks)))
    }
    return PlannedMachine.Copy(name: name, network: target)
  }
}
