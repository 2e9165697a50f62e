import Catalogue

extension Planner {
  /// Where a `migrate` takes a machine: to a host that the inventory has for it, with the same platform.
  mutating func destination(
    of machine: System.Machine, _ declaration: MachineDeclaration, from platform: PlannedPlatform, on host: Int,
    in context: StepContext
  ) -> PlannedMachine.Destination? {
    guard let reference = declaration.destination, let target = resolveHost(reference, in: context) else { return nil }
    let there = workspace.inventory.hosts[target]
    do throws(MachineDirectory.Problem) {
      _ = try machines.machine(machine.id, of: context.system, on: there)
      let theirs = try machines.platform(of: there)
      guard target != host, theirs.kind == platform.kind else {
        report(
          reference.mark, .machineElsewhere,
          .cannotMove(machine.id, from: workspace.inventory.hosts[host].id, to: there.id))
        return nil
      }
      return PlannedMachine.Destination(host: target, platform: theirs, name: there.migrationName ?? there.id)
    } catch {
      problems.append(
        Diagnostic(.error, error.code, at: reference.mark, error.phrase, suggestion: error.suggestion))
      return nil
    }
  }

  /// The way back, given from the host that it went to.
  func wayBack(of machine: PlannedMachine, to host: Int) -> (machine: PlannedMachine, from: Int)? {
    guard let gone = machine.destination else { return nil }
    let home = workspace.inventory.hosts[host]
    var back = machine
    back.platform = gone.platform
    back.destination = PlannedMachine.Destination(
      host: host, platform: machine.platform, name: home.migrationName ?? home.id)
    return (back, gone.host)
  }
}
