import Catalogue

extension Planner {
  /// A system's health checks outside a scenario, with their names filled in.
  public static func checks(of system: System, in workspace: Workspace) -> (
    checks: [PlannedCheck], problems: [Diagnostic]
  ) {
    let scenario = Scenario(
      id: "check", type: .live, clock: .injected, systems: SystemSelection(), mark: system.mark)
    var planner = Planner(workspace: workspace, scenario: scenario, mode: .drill)
    let scope = PlanScope(
      layers: [system.variables, workspace.settings.variables], facts: ["system.id": system.id],
      secrets: Set(workspace.settings.secrets.keys))
    let context = StepContext(phase: .recover, system: system, prefix: system.id, scope: scope)
    let checks = system.health.compactMap { check in
      planner.plannedCheck(
        check, host: planner.host(of: check, in: context), in: context, fallback: check.id ?? "check")
    }
    return (checks, planner.problems)
  }

  mutating func plannedCheck(_ check: Check, host: Int?, in context: StepContext, fallback: String) -> PlannedCheck? {
    let host = check.on.flatMap { resolveHost($0, in: context) } ?? host
    var context = context
    if let host { context.scope.hostFacts = hostFacts[host] }
    if check.probe.needsHost, host == nil {
      report(check.mark, .noHost, .stepHasNoHost(check.id ?? fallback))
      return nil
    }
    guard let probe = plannedProbe(check, on: host, in: context) else { return nil }
    return PlannedCheck(
      id: check.id ?? fallback, title: check.title.map { plain($0, in: context) }, probe: probe,
      host: probe.needsHost ? host : nil, within: check.within, every: check.every ?? workspace.settings.defaults.every,
      consecutive: check.consecutive, timeout: check.timeout, mandatory: check.mandatory)
  }

  private mutating func plannedProbe(_ check: Check, on host: Int?, in context: StepContext) -> PlannedProbe? {
    func shell(_ text: String) -> ShellText { ShellText(Template(reading: text, at: check.mark)) }
    switch check.probe {
    case .run(let text, let expectation):
      return fill(shell(text), on: host, in: context).map { .run($0, expectation) }
    case .plugin(let text, let accept):
      return fill(shell(text), on: host, in: context).map { .plugin($0, accept: accept) }
    case .dataAsOf(let text): return fill(shell(text), on: host, in: context).map { .dataAsOf($0) }
    case .machine(let reference, let state):
      guard let host, let found = find(reference, on: host, in: context) else { return nil }
      return .machine(
        MachineQuestion(id: found.machine.id, name: found.machine.name, platform: found.platform, state: state))
    case .tcp(let address): return text(address, in: context).map { .tcp($0) }
    case .http(var http):
      guard let url = text(http.url, in: context) else { return nil }
      http.url = url
      http.headers = http.headers.compactMapValues { text($0, in: context) }
      return .http(http)
    case .tls(var tls):
      guard let address = text(tls.address, in: context) else { return nil }
      tls.address = address
      return .tls(tls)
    }
  }

  /// The host of a step: its own `on`, the procedure's, else the only machine that the system has.
  mutating func host(for declaration: StepDeclaration, in context: StepContext) -> Int? {
    if let own = declaration.on ?? context.defaultHost { return resolveHost(own, in: context) }
    return onlyHost(of: context.system)
  }

  mutating func host(of check: Check, in context: StepContext) -> Int? {
    if let own = check.on { return resolveHost(own, in: context) }
    return context.defaultHost.flatMap { resolveHost($0, in: context) } ?? onlyHost(of: context.system)
  }

  private func onlyHost(of system: System?) -> Int? {
    let hosts = Set((system?.machines ?? []).map(\.host.id))
    return hosts.count == 1 ? hosts.first.flatMap { hostIndex[$0] } : nil
  }

  /// A host's id, or the id of one of the system's machines, after its names were filled in.
  mutating func resolveHost(_ reference: Reference, in context: StepContext) -> Int? {
    guard let id = text(reference.id, at: reference.mark, in: context) else { return nil }
    if let host = hostIndex[id] { return host }
    if let machine = context.system?.machines.first(where: { $0.id == id }), let host = hostIndex[machine.host.id] {
      return host
    }
    report(reference.mark, .unknownID, .unknownHost(id))
    return nil
  }

  func hostWithoutShell(_ host: Int?) -> String? {
    guard let host, workspace.inventory.hosts[host].shell == .absent else { return nil }
    return workspace.inventory.hosts[host].id
  }

  // MARK: Texts

  /// A command. Its values are quoted for a POSIX shell, so where there is none it must have none.
  mutating func fill(_ text: ShellText, on host: Int?, in context: StepContext) -> PlannedText? {
    if let plain = hostWithoutShell(host) {
      for (name, mark) in text.template.names { report(mark, .noShell, .valueWithoutShell(name, host: plain)) }
    }
    return fill(text.template, isShell: true, in: context)
  }

  mutating func fill(_ template: Template, in context: StepContext) -> PlannedText? {
    fill(template, isShell: false, in: context)
  }

  private mutating func fill(_ template: Template, isShell: Bool, in context: StepContext) -> PlannedText? {
    var unknown: [(String, Mark)] = []
    let filled = context.scope.fill(template, isShell: isShell) { unknown.append(($0, $1)) }
    for (name, mark) in unknown { report(mark, .undefinedName, .unknownName(name)) }
    return filled
  }

  /// A text that must be known when the plan is made.
  mutating func text(_ text: String, at mark: Mark? = nil, in context: StepContext) -> String? {
    guard text.mayHoldNames else { return text }
    let mark = mark ?? context.system?.mark ?? scenario.mark
    guard let filled = fill(Template(reading: text, at: mark), isShell: false, in: context) else { return nil }
    guard case .text(let known)? = filled.parts.first, filled.parts.count == 1 else {
      report(mark, .valueTooLate, .valueKnownTooLate(text))
      return nil
    }
    return known
  }

  /// Texts for people: names are filled in where they are known, and stay as they are where they aren't.
  mutating func plain(_ text: LocalizedText, in context: StepContext) -> LocalizedText {
    LocalizedText(ja: text.ja.flatMap { plain($0, in: context) }, en: text.en.flatMap { plain($0, in: context) })
  }

  private mutating func plain(_ text: String, in context: StepContext) -> String? {
    guard text.mayHoldNames else { return text }
    let mark = context.system?.mark ?? scenario.mark
    return fill(Template(reading: text, at: mark), isShell: false, in: context)?.display
  }
}

extension PlannedProbe {
  /// Whether it is run on a host; the others are asked from the operator's machine.
  public var needsHost: Bool {
    switch self {
    case .run, .plugin, .dataAsOf, .machine: true
    case .tcp, .http, .tls: false
    }
  }
}
