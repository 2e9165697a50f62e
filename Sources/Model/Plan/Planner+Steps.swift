import Catalogue

/// Where a list of steps stands: the same playbook may be walked for several systems.
struct StepContext {
  var phase: PlannedStep.Phase
  var system: System?
  var systemIndex: Int?
  /// `resident-information`, `inject`, or `resident-information.storage` inside a `use`.
  var prefix: String
  var defaultHost: Reference?
  var scope: PlanScope
  var conditions: [Condition] = []
  /// What the first steps wait for, inside a `use`.
  var entryNeeds: [Int] = []
  /// Procedures that are being expanded, against circles.
  var expanding: [String] = []
}

extension Planner {
  mutating func addScenarioSteps(_ declarations: [StepDeclaration], phase: PlannedStep.Phase) {
    let scope = PlanScope(
      layers: [scenario.variables, workspace.settings.variables], facts: runFacts(), registers: scenarioRegisters(),
      secrets: Set(workspace.settings.secrets.keys))
    let context = StepContext(phase: phase, prefix: phase.rawValue, scope: scope)
    _ = addSteps(declarations, in: context)
  }

  mutating func addSteps(of system: System, index: Int) {
    let wanted = system.procedure ?? Reference(id: system.id, mark: system.mark)
    guard let procedure = procedures[wanted.id] else {
      report(wanted.mark, .systemWithoutProcedure, .systemHasNoProcedure(system.id, procedure: wanted.id))
      return
    }
    var facts = runFacts()
    facts["system.id"] = system.id
    let scope = PlanScope(
      layers: [
        scenario.systemVariables[system.id] ?? [:], procedure.variables, scenario.variables, system.variables,
        workspace.settings.variables,
      ],
      facts: facts, registers: scenarioRegisters(), secrets: Set(workspace.settings.secrets.keys))
    let context = StepContext(
      phase: .recover, system: system, systemIndex: index, prefix: system.id, defaultHost: procedure.on, scope: scope,
      expanding: [procedure.id])
    _ = addSteps(procedure.steps, in: context)
  }

  private func runFacts() -> [String: String] {
    ["run.mode": mode.rawValue, "run.scenario": scenario.id, "workspace": workspace.settings.workspace]
  }

  /// What the scenario's own steps register is known to every step that follows.
  private func scenarioRegisters() -> [String: String] {
    var registers: [String: String] = [:]
    for step in scenario.before + scenario.inject {
      if let name = step.register?.name { registers[name] = "scenario.\(name)" }
    }
    return registers
  }

  /// Adds a list of steps; each follows the one before it unless it says otherwise.
  ///
  /// - Returns: the steps that the list's end hangs on.
  private mutating func addSteps(_ declarations: [StepDeclaration], in context: StepContext) -> [Int] {
    var context = context
    let keyPrefix = context.system?.id ?? "scenario"
    for declaration in declarations {
      if let name = declaration.register?.name { context.scope.registers[name] = "\(keyPrefix).\(name)" }
    }
    // A name stands for the steps that one waits for when one needs it: one step, or the ends of a `use`.
    var ends: [String: [Int]] = [:]
    var previous = context.entryNeeds
    var isNeeded: Set<Int> = []
    var all: [Int] = []
    for declaration in declarations {
      let needs = needs(of: declaration, previous: previous, ends: ends, in: context)
      guard declaration.modes?.contains(mode) ?? true else {
        ends[declaration.id] = needs
        continue
      }
      isNeeded.formUnion(needs)
      let added = add(declaration, needs: needs, in: context)
      ends[declaration.id] = added
      all += added
      previous = added
    }
    return all.isEmpty ? context.entryNeeds : all.filter { !isNeeded.contains($0) }
  }

  private mutating func needs(
    of declaration: StepDeclaration, previous: [Int], ends: [String: [Int]], in context: StepContext
  ) -> [Int] {
    for fence in declaration.fencedBy where ends[fence.id] == nil && stepIndex[fence.id] == nil {
      report(fence.mark, .unknownID, .needsUnknownStep(fence.id))
    }
    guard let needs = declaration.needs else { return previous }
    if needs.isEmpty { return context.entryNeeds }
    var indices: [Int] = []
    for need in needs {
      if let own = ends[need.id] {
        indices += own
      } else if let other = stepIndex[need.id] {
        indices += other
      } else {
        report(need.mark, .unknownID, .needsUnknownStep(need.id))
      }
    }
    return indices
  }

  private mutating func add(_ declaration: StepDeclaration, needs: [Int], in context: StepContext) -> [Int] {
    if case .use(let reference, let with) = declaration.kind {
      return expand(reference, with: with, of: declaration, needs: needs, in: context)
    }
    var context = context
    context.conditions += declaration.when
    guard let conditions = resolve(context.conditions, in: context) else { return needs }
    if case .machine(let machines) = declaration.kind {
      return addMachineSteps(machines, declaration, needs: needs, conditions: conditions, in: context)
    }
    guard let step = plannedStep(declaration, needs: needs, conditions: conditions, in: context) else { return needs }
    let index = steps.count
    stepIndex[step.id] = [index]
    steps.append(step)
    return [index]
  }

  private mutating func expand(
    _ reference: Reference, with: [String: Variable], of declaration: StepDeclaration, needs: [Int],
    in context: StepContext
  ) -> [Int] {
    guard let procedure = procedures[reference.id] else {
      report(reference.mark, .unknownID, .usesUnknownProcedure(reference.id))
      return needs
    }
    guard !context.expanding.contains(reference.id) else {
      report(reference.mark, .cycle, .useCycle(context.expanding + [reference.id]))
      return needs
    }
    var inner = context
    inner.prefix += "." + declaration.id
    inner.scope.layers.insert(contentsOf: [with, procedure.variables], at: 0)
    inner.defaultHost = declaration.on ?? procedure.on ?? context.defaultHost
    inner.conditions += declaration.when
    inner.entryNeeds = needs
    inner.expanding.append(reference.id)
    return addSteps(procedure.steps, in: inner)
  }

  /// Decides what can be decided now; what hangs on registered values stays.
  ///
  /// - Returns: nil when a condition can't hold, so that the step isn't part of this plan.
  private mutating func resolve(_ conditions: [Condition], in context: StepContext) -> [PlannedCondition]? {
    var open: [PlannedCondition] = []
    for condition in conditions {
      switch context.scope.value(of: condition.name.id) {
      case .text(let text):
        if !condition.isOneOf.contains(text) { return nil }
      case .registered(let key): open.append(PlannedCondition(key: key, isOneOf: condition.isOneOf))
      case .secret, .runID, nil: report(condition.name.mark, .undefinedName, .unknownName(condition.name.id))
      }
    }
    return open
  }
}
