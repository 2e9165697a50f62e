import Catalogue

extension Planner {
  /// Resolves one step; nil after having said why it can't be done.
  ///
  /// - Parameter part: what it does of a step that is about machines.
  mutating func plannedStep(
    _ declaration: StepDeclaration, part: MachinePart? = nil, needs: [Int], conditions: [PlannedCondition],
    in outer: StepContext
  ) -> PlannedStep? {
    let before = problems.count
    var context = outer
    let suffix = part.flatMap { $0.isOneOfSeveral ? $0.machine.id : nil }
    let id = ([context.prefix, declaration.id] + [suffix].compactMap(\.self)).joined(separator: ".")
    context.scope.stepID = id
    let host = host(for: declaration, in: context)
    if let host { context.scope.hostFacts = hostFacts[host] }
    let planned = part.map { .machine($0.machine) } ?? action(of: declaration, host: host, in: context)
    guard let action = planned, problems.count == before else { return nil }
    let undo = undo(of: declaration, part, host: host, in: context)
    let postcondition = declaration.postcondition.flatMap {
      plannedCheck($0, host: host, in: context, fallback: declaration.id)
    }
    let timeout = timeout(of: declaration, action: action)
    if let part { checkHardAfter(part.machine, timeout: timeout, at: declaration.mark) }
    guard problems.count == before else { return nil }
    var title = declaration.title.map { plain($0, in: context) }
    if let suffix { title = title.map { .titleOfMachine($0, suffix) } }
    return PlannedStep(
      id: id, title: title, phase: context.phase,
      system: context.systemIndex,
      action: action, host: host, needs: needs, when: conditions,
      timeout: timeout, retry: declaration.retry ?? defaultRetry(action),
      onFailure: declaration.onFailure, undo: undo, postcondition: postcondition, mandatory: declaration.mandatory,
      destructive: declaration.destructive, sensitive: declaration.sensitive,
      register: declaration.register.map {
        PlannedRegister(key: "\(context.system?.id ?? "scenario").\($0.name)", matches: $0.matches)
      },
      source: "\(declaration.mark.file):\(declaration.mark.line)")
  }

  private func defaultRetry(_ action: PlannedStep.Action) -> Retry {
    switch action {
    case .run, .script, .machine, .check: workspace.settings.defaults.retry
    case .verify, .manual, .wait: Retry()
    }
  }

  private func timeout(of declaration: StepDeclaration, action: PlannedStep.Action) -> Duration {
    switch action {
    case .run, .script, .machine: declaration.timeout ?? workspace.settings.defaults.timeout
    case .check(let check): declaration.timeout ?? check.within ?? check.timeout
    case .verify(_, _, let within): declaration.timeout ?? within
    // A question to a person stays open for a day unless the playbook says less.
    case .manual: declaration.timeout ?? .seconds(86_400)
    case .wait(let duration): duration
    }
  }

  private mutating func action(of declaration: StepDeclaration, host: Int?, in context: StepContext) -> PlannedStep
    .Action?
  {
    switch declaration.kind {
    case .run(let text, let stdin, let expectation):
      guard let command = fill(text, on: host, in: context), requireHost(host, declaration) else { return nil }
      return .run(command, stdin: stdin.flatMap { fill($0, in: context) }, expectation)
    case .script(let script, let stdin, let expectation):
      guard requireHost(host, declaration) else { return nil }
      if let plain = hostWithoutShell(host) { report(script.mark, .noShell, .scriptWithoutShell(host: plain)) }
      let planned = PlannedScript(
        path: script.path, text: script.text, interpreter: script.interpreter,
        arguments: script.arguments.compactMap { fill($0, in: context) })
      return .script(planned, stdin: stdin.flatMap { fill($0, in: context) }, expectation)
    case .check(let check):
      return plannedCheck(check, host: host, in: context, fallback: declaration.id).map { .check($0) }
    case .namedCheck(let reference): return namedCheck(reference, host: host, in: context).map { .check($0) }
    case .verify(let level, let within): return verify(level, within: within, in: context)
    case .manual(let manual):
      return .manual(
        ManualTask(
          instruction: plain(manual.instruction, in: context), items: manual.items.map { plain($0, in: context) },
          role: manual.role, expected: manual.expected))
    case .wait(let duration): return .wait(duration)
    case .machine, .use: return nil
    }
  }

  private mutating func requireHost(_ host: Int?, _ declaration: StepDeclaration) -> Bool {
    if host == nil { report(declaration.mark, .noHost, .stepHasNoHost(declaration.id)) }
    return host != nil
  }

  private mutating func namedCheck(_ reference: Reference, host: Int?, in context: StepContext) -> PlannedCheck? {
    guard let check = context.system?.health.first(where: { $0.id == reference.id }) else {
      report(reference.mark, .unknownID, .unknownCheck(reference.id))
      return nil
    }
    return plannedCheck(check, host: host, in: context, fallback: reference.id)
  }

  private mutating func verify(_ level: Reference, within: Duration?, in context: StepContext) -> PlannedStep.Action? {
    guard let system = context.system, let objective = system.objectives.first(where: { $0.level == level.id }) else {
      report(level.mark, .unknownID, .unknownLevel(level.id))
      return nil
    }
    let wanted = system.health.filter { check in objective.checks.contains { $0.id == check.id } }
    let limit = within ?? workspace.settings.defaults.within
    let checks = (objective.checks.isEmpty ? system.health : wanted).compactMap { check -> PlannedCheck? in
      let host = host(of: check, in: context)
      return plannedCheck(check, host: host, in: context, fallback: check.id ?? level.id)
    }
    if checks.isEmpty { report(level.mark, .levelWithoutChecks, .levelHasNoChecks(level.id)) }
    return .verify(level: level.id, checks: checks, within: limit)
  }

  private mutating func undo(
    of declaration: StepDeclaration, _ part: MachinePart?, host: Int?, in context: StepContext
  ) -> PlannedUndo? {
    if let written = declaration.undo { return plannedUndo(written, host: host, in: context) }
    guard let part, let host else { return nil }
    return undo(of: part.machine, on: host)
  }

  static let undoRetry = Retry(attempts: 3, every: .seconds(5))

  private mutating func plannedUndo(_ undo: UndoDeclaration, host: Int?, in context: StepContext) -> PlannedUndo? {
    let host = undo.on.flatMap { resolveHost($0, in: context) } ?? host
    let timeout = undo.timeout ?? workspace.settings.defaults.timeout
    let retry = undo.retry ?? Self.undoRetry
    switch undo.kind {
    case .manual(let text):
      return PlannedUndo(action: .manual(plain(text, in: context)), host: host, timeout: timeout, retry: retry)
    case .run(let text, let expectation):
      guard let command = fill(text, on: host, in: context) else { return nil }
      if host == nil { report(undo.mark, .noHost, .stepHasNoHost(context.prefix)) }
      return PlannedUndo(action: .run(command, expectation), host: host, timeout: timeout, retry: retry)
    case .machine(let declaration):
      guard let machine = plannedUndo(of: declaration, undo, on: host, in: context) else { return nil }
      checkHardAfter(machine, timeout: timeout, at: undo.mark)
      return PlannedUndo(action: .machine(machine), host: host, timeout: timeout, retry: retry)
    }
  }
}
