/// A place in a playbook that counts on a machine.
public struct MachineUse: Sendable, Hashable {
  /// Its id in the inventory.
  public let machine: String
  /// `playbooks/procedures/resident-database.yaml:12`
  public let source: String
  /// The scenarios that come by it.
  public let scenarios: [String]
}

extension Workspace {
  /// Where the scenarios count on these machines, by source. A scenario that can't be planned is left out: `validate` says why.
  ///
  /// - Parameter machines: their ids in the inventory.
  public func uses(of machines: Set<String>) -> [MachineUse] {
    var scenariosByUse: [[String]: Set<String>] = [:]
    for scenario in scenarios {
      for mode in Mode.allCases {
        for step in Planner.plan(scenario, in: self, mode: mode).plan?.steps ?? [] {
          for machine in step.machines.intersection(machines) {
            scenariosByUse[[step.source, machine], default: []].insert(scenario.id)
          }
        }
      }
    }
    return scenariosByUse.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { use, scenarios in
      MachineUse(machine: use[1], source: use[0], scenarios: scenarios.sorted())
    }
  }
}

extension PlannedStep {
  /// The ids of those that it does something with, or asks about.
  fileprivate var machines: Set<String> {
    var ids: Set<String> = []
    if case .machine(let machine) = undo?.action { ids.insert(machine.id) }
    var checks = [postcondition].compactMap(\.self)
    switch action {
    case .machine(let machine): ids.insert(machine.id)
    case .check(let check): checks.append(check)
    case .verify(_, let all, _): checks += all
    case .run, .script, .manual, .wait: break
    }
    for check in checks {
      if case .machine(let question) = check.probe { ids.insert(question.id) }
    }
    return ids
  }
}
