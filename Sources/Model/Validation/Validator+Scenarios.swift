import Catalogue

/// Rules on scenarios.
extension Validator {
  func checkScenarios(_ demands: [Demands]) {
    for (index, scenario) in workspace.scenarios.enumerated() {
      checkSelection(scenario)
      let chosen = scenario.systems.resolve(in: inventory)
      for system in chosen { check(inventory.systems[system], in: scenario, demands) }
      checkOwnSteps(scenario, material.scenarioUses[index], demands)
    }
  }

  private func checkSelection(_ scenario: Scenario) {
    if scenario.systems.resolve(in: inventory).isEmpty {
      ledger.report(.emptySelection, at: scenario.mark, .emptySelection)
    }
  }

  private func check(_ system: System, in scenario: Scenario, _ demands: [Demands]) {
    guard let procedure = procedure(of: system) else {
      // A procedure that the system names and that doesn't exist is an unknown id, said there.
      guard system.procedure == nil else { return }
      let named = (scenario.systems.ids + scenario.systems.include).first { $0.id == system.id }
      ledger.report(
        .systemWithoutProcedure, at: named?.mark ?? scenario.mark,
        .systemWithoutProcedure(system.id, scenario: scenario.id),
        suggestion: ledger.nearest(to: system.id, among: workspace.procedures.map(\.id)))
      return
    }
    guard scenario.type != .tabletop, scenario.type != .notification else { return }
    for objective in system.objectives where objective.required {
      guard !demands[procedure].verified.contains(objective.level) else { continue }
      ledger.reportOnce(
        .levelNotVerified, at: objective.mark,
        .levelNotVerified(objective.level, procedure: workspace.procedures[procedure].id), severity: .warning)
    }
    if !demands[procedure].measuresData, !system.health.contains(where: \.probe.measuresData) {
      for objective in system.objectives where objective.required && objective.rpo != nil {
        ledger.reportOnce(.rpoNotMeasured, at: objective.mark, .rpoNotMeasured(objective.level), severity: .warning)
      }
    }
    guard scenario.changesThings else { return }
    for mark in demands[procedure].destructiveWithoutUndo { warnAboutUndo(at: mark, scenario) }
  }

  private func warnAboutUndo(at mark: Mark, _ scenario: Scenario) {
    ledger.reportOnce(.noUndo, at: mark, .noUndo(scenario: scenario.id), severity: .warning)
  }

  private func checkOwnSteps(_ scenario: Scenario, _ uses: [[Material.Uses]], _ demands: [Demands]) {
    var registeredBefore: Set<String> = []
    for (number, steps) in [scenario.before, scenario.inject, scenario.after].enumerated() {
      let order = order(of: steps, in: nil)
      let earlier = registeredBefore
      var scope = Scope(
        .scenarioStep, system: nil, variables: [workspace.settings.variables, scenario.variables])
      scope.isRegisteredSomewhere = order.isRegistered
      warnAboutForgetfulUndos(steps, uses[number])
      for (position, step) in steps.enumerated() {
        scope.isRegistered = { earlier.contains($0) || order.isRegistered($0, before: position) }
        check(step, of: scenario, scope, uses[number][position], demands, isInject: number == 1)
      }
      registeredBefore.formUnion(steps.compactMap { $0.register?.name })
    }
  }

  private func check(
    _ step: StepDeclaration, of scenario: Scenario, _ scope: Scope, _ uses: Material.Uses, _ demands: [Demands],
    isInject: Bool
  ) {
    var known: [String] = []
    for reference in step.hostReferences(fallback: nil) {
      guard let on = reference.on else {
        ledger.reportOnce(.noHost, at: step.mark, .noHost(system: nil))
        continue
      }
      guard let host = knownHost(on, scope) else { continue }
      known.append(host)
      if reference.mutates { warnAboutDrills(on: host, scenario, at: on.mark) }
    }
    for use in uses where !(use.isInUndo && step.register?.name == use.name) {
      if let problem = problem(use, scope, hosts: known) { report(problem, use, scope) }
    }
    checkKind(step, of: scenario, scope, demands)
    let changes = step.destructive || isInject && step.kind.mutates
    if changes, step.undo == nil, !step.kind.isUndoneByItself, scenario.changesThings {
      warnAboutUndo(at: step.mark, scenario)
    }
  }

  /// Levels and health checks belong to systems, which a scenario's own steps have none of.
  private func checkKind(_ step: StepDeclaration, of scenario: Scenario, _ scope: Scope, _ known: [Demands]) {
    var demands = Demands()
    switch step.kind {
    case .verify(let level, _): demands.levels[level.id] = level
    case .namedCheck(let check): demands.checks[check.id] = check
    case .use(let reference, let values):
      guard let procedure = procedures[reference.id] else { return }
      demands.add(
        known[procedure], with: values, outer: [:], host: step.on, runsInDrills: step.runsInDrills,
        isRegistered: scope.isRegistered)
      check(demands, scope, scenario: scenario)
    default: return
    }
    for (id, level) in demands.levels {
      ledger.reportOnce(.unknownID, at: level.mark, .unknownIn(.level, id, of: .scenario, scenario.id))
    }
    for (id, check) in demands.checks {
      ledger.reportOnce(.unknownID, at: check.mark, .unknownIn(.healthCheck, id, of: .scenario, scenario.id))
    }
    if let place = demands.withoutHost { ledger.reportOnce(.noHost, at: place.mark, .noHost(system: nil)) }
  }
}

extension Scenario {
  /// Whether a drill of it really stops and changes things.
  var changesThings: Bool { type == .live || type == .fullScale }
}
