import Catalogue

/// Rules on procedures by themselves.
extension Validator {
  /// Checks each procedure and returns what it asks of its system, in the order of the workspace's procedures.
  func checkProcedures() -> [Demands] {
    let procedures = workspace.procedures
    let edges = procedures.map { procedure in procedure.uses.compactMap { self.procedures[$0.id] } }
    reportCycles(edges, names: procedures.map(\.id)) { from, to in
      procedures[from].uses.first { self.procedures[$0.id] == to }?.mark ?? procedures[from].mark
    }
    var demands = [Demands?](repeating: nil, count: procedures.count)
    for index in Self.innermostFirst(edges) { demands[index] = self.demands(of: index, demands) }
    return demands.map { $0 ?? Demands() }
  }

  /// Used procedures before those that use them; in a cycle, in some order.
  private static func innermostFirst(_ edges: [[Int]]) -> [Int] {
    var order: [Int] = []
    var seen = [Bool](repeating: false, count: edges.count)
    for start in edges.indices where !seen[start] {
      var calls = [(node: start, edge: 0)]
      seen[start] = true
      while let (node, edge) = calls.last {
        if edge < edges[node].count {
          calls[calls.count - 1].edge += 1
          let target = edges[node][edge]
          if !seen[target] {
            seen[target] = true
            calls.append((target, 0))
          }
        } else {
          order.append(node)
          calls.removeLast()
        }
      }
    }
    return order
  }

  private func demands(of index: Int, _ known: [Demands?]) -> Demands {
    let procedure = workspace.procedures[index]
    // What a used procedure registers stays inside it.
    let order = order(of: procedure.steps, in: index)
    var demands = Demands()
    var scope = Scope(.procedureStep, system: nil, variables: [workspace.settings.variables, procedure.variables])
    scope.isRegisteredSomewhere = order.isRegistered
    for use in material.procedureUses[index].own { ask(use, scope, hosts: [], &demands) }
    warnAboutForgetfulUndos(procedure.steps, material.procedureUses[index].steps)
    for (number, step) in procedure.steps.enumerated() {
      scope.isRegistered = { order.isRegistered($0, before: number) }
      add(step, of: procedure, &demands)
      let hosts = step.hostReferences(fallback: procedure.on).compactMap { reference in
        reference.on.map { HostDemand(on: $0, locals: procedure.variables, mutates: reference.mutates) }
      }
      for use in material.procedureUses[index].steps[number] {
        if use.isInUndo, step.register?.name == use.name { continue }
        ask(use, scope, hosts: hosts, &demands)
      }
      guard case .use(_, let values) = step.kind, let inner = used(step, known) else { continue }
      demands.add(
        inner, with: values, outer: procedure.variables, host: step.on ?? procedure.on,
        runsInDrills: step.runsInDrills, isRegistered: scope.isRegistered)
    }
    return demands
  }

  /// What a sensitive step has registered is known to one process only, and another may have to undo.
  func warnAboutForgetfulUndos(_ steps: [StepDeclaration], _ uses: [Material.Uses]) {
    let forgotten = Set(steps.filter(\.sensitive).compactMap { $0.register?.name })
    for use in uses.joined() where use.isInUndo && forgotten.contains(use.name) {
      ledger.reportOnce(.undoForgets, at: use.mark, .undoForgets(use.name), severity: .warning)
    }
  }

  private func used(_ step: StepDeclaration, _ known: [Demands?]) -> Demands? {
    guard case .use(let reference, _) = step.kind else { return nil }
    return procedures[reference.id].flatMap { known[$0] }
  }

  /// Reports a wrong name, and asks for one that only the system or the scenario can define.
  private func ask(_ use: Checker.NameUse, _ scope: Scope, hosts: [HostDemand], _ demands: inout Demands) {
    if use.name.hasPrefix("host."), use.place != .host {
      let key = use.name + " " + hosts.map(\.on.id).joined(separator: " ")
      if demands.hostNames[key] == nil { demands.hostNames[key] = (use, hosts) }
      return
    }
    guard let problem = problem(use, scope, hosts: []) else { return }
    if case .undefined = problem, !use.name.contains(".") { return demands.ask(use) }
    report(problem, use, scope)
  }

  private func add(_ step: StepDeclaration, of procedure: Procedure, _ demands: inout Demands) {
    for reference in step.hostReferences(fallback: procedure.on) {
      if let on = reference.on {
        demands.ask(HostDemand(on: on, locals: procedure.variables, mutates: reference.mutates))
      } else if demands.withoutHost == nil {
        demands.withoutHost = (step.mark, reference.mutates)
      }
    }
    switch step.kind {
    case .verify(let level, _):
      if demands.levels[level.id] == nil { demands.levels[level.id] = level }
      if step.runsInDrills { demands.verified.insert(level.id) }
    case .namedCheck(let check): if demands.checks[check.id] == nil { demands.checks[check.id] = check }
    case .check(let check) where check.probe.measuresData && step.runsInDrills: demands.measuresData = true
    default: break
    }
    if step.postcondition?.probe.measuresData == true, step.runsInDrills { demands.measuresData = true }
    if step.destructive, step.undo == nil, !step.kind.isUndoneByItself {
      demands.destructiveWithoutUndo.append(step.mark)
    }
  }
}

extension Procedure {
  /// The procedures that its steps use.
  var uses: [Reference] {
    steps.compactMap { if case .use(let reference, _) = $0.kind { reference } else { nil } }
  }
}
