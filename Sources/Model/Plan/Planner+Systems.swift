import Catalogue

extension Planner {
  /// The scenario's systems: what one depends on comes before it, then smaller tiers, then the inventory's order.
  mutating func orderedSystems() -> [System] {
    let chosen = scenario.systems.resolve(in: workspace.inventory).map { workspace.inventory.systems[$0] }
    if chosen.isEmpty { report(scenario.mark, .emptySelection, .scenarioSelectsNothing(scenario.id)) }
    let index = Dictionary(chosen.enumerated().map { ($1.id, $0) }) { first, _ in first }
    let needs = chosen.map { $0.dependsOn.compactMap { index[$0.id] } }
    guard let order = dependencyOrder(needs, rank: { chosen[$0].tier ?? .max }) else {
      report(scenario.mark, .cycle, .dependencyCycle(chosen.map(\.id).joined(separator: ", ")))
      return chosen
    }
    return order.map { chosen[$0] }
  }

  /// - Parameter places: where each system of the plan stands in it.
  func facts(of system: System, places: [String: Int]) -> PlannedSystem {
    let procedure = procedures[system.procedure?.id ?? system.id]
    return PlannedSystem(
      id: system.id, number: system.number, name: system.name, department: system.department, tier: system.tier,
      platform: system.platform,
      dependsOn: system.dependsOn.compactMap { places[$0.id] },
      objectives: system.objectives.map { objective in
        PlannedObjective(
          level: objective.level, name: objective.name, rto: objective.rto, rpo: objective.rpo, rlo: objective.rlo,
          required: objective.required, source: objective.source, approvedOn: objective.approvedOn)
      },
      maximumTolerableDowntime: system.maximumTolerableDowntime, procedure: procedure?.id ?? system.id,
      procedureTitle: procedure?.title, author: procedure?.author)
  }
}
