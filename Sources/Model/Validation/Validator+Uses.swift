import Catalogue

/// Rules on a system together with its procedure and the scenarios that it is part of.
extension Validator {
  /// A scenario and what it gives to the steps of its systems.
  private struct Setting {
    var scenario: Scenario
    var registers: Set<String>
  }

  func checkUses(_ demands: [Demands]) {
    var scenarios = [[Setting]](repeating: [], count: inventory.systems.count)
    for scenario in workspace.scenarios {
      let registers = Set((scenario.before + scenario.inject).compactMap { $0.register?.name })
      for system in scenario.systems.resolve(in: inventory) {
        scenarios[system].append(Setting(scenario: scenario, registers: registers))
      }
    }
    var isUsed = [Bool](repeating: false, count: workspace.procedures.count)
    for procedure in workspace.procedures {
      for reference in procedure.uses { if let used = procedures[reference.id] { isUsed[used] = true } }
    }
    for (index, system) in inventory.systems.enumerated() {
      guard let procedure = procedure(of: system) else { continue }
      isUsed[procedure] = true
      check(demands[procedure], system)
      check(demands[procedure], system, in: scenarios[index])
    }
    guard isUsed.contains(false) else { return }
    let defined =
      inventory.systems.map(\.variables) + workspace.scenarios.flatMap { [$0.variables] + $0.systemVariables.values }
    let anything = defined.reduce(into: workspace.settings.variables) { $0.merge($1) { first, _ in first } }
    for index in workspace.procedures.indices where !isUsed[index] { checkUnused(index, demands[index], anything) }
  }

  /// What doesn't depend on the scenario.
  private func check(_ demands: Demands, _ system: System) {
    let levels = system.objectives.map(\.level)
    for (level, reference) in demands.levels {
      guard let objective = system.objectives.first(where: { $0.level == level }) else {
        ledger.reportOnce(
          .unknownID, at: reference.mark, .unknownIn(.level, level, of: .system, system.id),
          suggestion: ledger.nearest(to: level, among: levels))
        continue
      }
      let proofs = system.health.filter { check in
        objective.checks.isEmpty || objective.checks.contains { $0.id == check.id }
      }
      if !proofs.contains(where: \.mandatory) {
        ledger.reportOnce(.levelWithoutChecks, at: objective.mark, .levelWithoutChecks(level, system: system.id))
      }
    }
    let checks = system.health.compactMap(\.id)
    for (check, reference) in demands.checks where !checks.contains(check) {
      ledger.reportOnce(
        .unknownID, at: reference.mark, .unknownIn(.healthCheck, check, of: .system, system.id),
        suggestion: ledger.nearest(to: check, among: checks))
    }
    if let place = demands.withoutHost, system.onlyHost == nil {
      ledger.reportOnce(.noHost, at: place.mark, .noHost(system: system.id))
    }
  }

  private func check(_ demands: Demands, _ system: System, in settings: [Setting]) {
    let outer = [workspace.settings.variables, system.variables]
    if settings.isEmpty {
      // Some scenario may still define it: only what none does is wrong.
      let others = workspace.scenarios.flatMap { [$0.variables, $0.systemVariables[system.id] ?? [:]] }
      check(demands, Scope(.procedureStep, system: system, variables: outer + others), scenario: nil)
    }
    for setting in settings {
      let scenario = setting.scenario
      var scope = Scope(.procedureStep, system: system, variables: outer + [scenario.variables])
      scope.overrides = scenario.systemVariables[system.id] ?? [:]
      scope.isRegistered = { setting.registers.contains($0) }
      check(demands, scope, scenario: scenario)
    }
  }

  func check(_ demands: Demands, _ scope: Scope, scenario: Scenario?) {
    for use in demands.names.values {
      if let problem = problem(use, scope, hosts: []) { report(problem, use, scope, scenario: scenario?.id) }
    }
    for (_, demand) in demands.hosts.sorted(by: { $0.key < $1.key }) {
      guard let host = knownHost(demand.on, scope.inside(demand)), let scenario, demand.mutates else { continue }
      warnAboutDrills(on: host, scenario, at: demand.on.mark)
    }
    if let place = demands.withoutHost, place.mutates, let scenario, let host = scope.system?.onlyHost {
      warnAboutDrills(on: host, scenario, at: place.mark)
    }
    for (use, hosts) in demands.hostNames.values {
      let known = hosts.map { resolve($0.on, scope.inside($0)) }
      let ids = known.compactMap { if case .host(let id) = $0 { id } else { nil } }
      let home = hosts.isEmpty ? scope.system?.onlyHost.map { [$0] } ?? [] : []
      guard ids.count == hosts.count, let problem = problem(use, scope, hosts: ids + home) else { continue }
      report(problem, use, scope, scenario: scenario?.id)
    }
  }

  /// A drill is refused on hosts that don't allow it; that is better known before.
  func warnAboutDrills(on host: String, _ scenario: Scenario, at mark: Mark) {
    guard scenario.type != .tabletop, let index = hosts[host], inventory.hosts[index].drills == .never else { return }
    ledger.reportOnce(.drillsNever, at: mark, .drillsNever(host, scenario: scenario.id), severity: .warning)
  }

  /// A procedure that no system has: its names are checked against everything that anyone defines.
  private func checkUnused(_ index: Int, _ demands: Demands, _ defined: [String: Variable]) {
    let procedure = workspace.procedures[index]
    guard !procedure.id.isEmpty else { return }
    ledger.warn(
      .procedureUnused, at: procedure.mark, .procedureUnused(procedure.id),
      suggestion: ledger.nearest(to: procedure.id, among: inventory.systems.map(\.id)))
    let scope = Scope(.procedureStep, system: nil, variables: [defined])
    for use in demands.names.values {
      if let problem = problem(use, scope, hosts: []) { report(problem, use, scope) }
    }
  }
}

extension Scope {
  fileprivate func inside(_ demand: HostDemand) -> Scope {
    var scope = self
    if demand.isInner {
      scope.overrides.merge(demand.locals) { $1 }
    } else {
      scope.variables.append(demand.locals)
    }
    return scope
  }
}
