import Catalogue
import Model

/// What a drill may not do, whatever the playbook says.
enum SafetyRules {
  /// - Throws: `Stop` with `.refused` when a step or an undo would change a host that doesn't allow it.
  static func check(_ plan: Plan) throws {
    let forbidden = plan.changedHosts.filter { !allows(plan.hosts[$0].drills, plan.scenario.environment) }
    guard forbidden.isEmpty else { throw Stop(.refused, .drillsForbidden(forbidden.map { plan.hosts[$0].id })) }
    let connecting = plan.stepsThatLeaveIsolation
    guard connecting.isEmpty else {
      throw Stop(.refused, .drillsIsolatedForbidden(connecting.map { plan.steps[$0].id }))
    }
  }

  /// `isolated` hosts are open to drills that don't touch production.
  private static func allows(_ policy: Host.DrillPolicy, _ environment: Scenario.Environment?) -> Bool {
    switch policy {
    case .allowed: true
    case .isolated: environment == .isolated || environment == .lab
    case .never: false
    }
  }
}

extension Plan {
  /// Indices of the hosts on which a step or an undo may change something, in order.
  var changedHosts: [Int] {
    let byStep = steps.filter(\.mutates).compactMap(\.host)
    let byUndo = steps.compactMap(\.undo).filter(\.mutates).compactMap(\.host)
    let byMove = steps.compactMap { step in
      if case .machine(let machine) = step.action { machine.destination?.host } else { nil }
    }
    return Set(byStep + byUndo + byMove).sorted()
  }
}
