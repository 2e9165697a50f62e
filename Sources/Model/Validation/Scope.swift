import Catalogue

/// Which names mean something at a place.
struct Scope {
  enum Kind {
    case healthCheck, procedureStep, scenarioStep
  }

  var kind: Kind
  var system: System?
  /// The outermost first; an inner value hides an outer one.
  var variables: [[String: Variable]]
  /// What the scenario sets for this one system: hides everything else.
  var overrides: [String: Variable] = [:]
  /// What steps that surely come before have registered.
  var isRegistered: (String) -> Bool = { _ in false }
  /// What any step registers, so that a wrong order can be told from a wrong name.
  var isRegisteredSomewhere: (String) -> Bool = { _ in false }

  init(_ kind: Kind, system: System?, variables: [[String: Variable]]) {
    self.kind = kind
    self.system = system
    self.variables = variables
  }

  func variable(_ name: String) -> Variable? {
    if let value = overrides[name] { return value }
    for values in variables.reversed() {
      if let value = values[name] { return value }
    }
    return nil
  }

  /// What is wrong with a name where it is used.
  enum Problem {
    /// No variable, no builtin, not registered by any step: perhaps defined further out.
    case undefined
    case registeredTooLate
    case knownOnlyInRun
    case secretShown
    case notInScenarioSteps
    case notInHealthChecks
    case unknownSecret
    case undefinedOnHost(String)
  }
}

extension Validator {
  static let builtins = [
    "run.id", "run.mode", "run.scenario", "host.id", "host.address", "host.user", "system.id", "step.id",
  ]

  /// - Parameter hosts: the hosts that the place may run on, as far as they are known; empty when they aren't.
  /// - Returns: nil when the name has a value there.
  func problem(_ use: Checker.NameUse, _ scope: Scope, hosts: [String]) -> Scope.Problem? {
    guard let dot = use.name.firstIndex(of: ".") else { return plainProblem(use, scope) }
    let name = String(use.name[use.name.index(after: dot)...])
    switch use.name[..<dot] {
    case "secret":
      guard workspace.settings.secrets[name] != nil else { return .unknownSecret }
      return use.place == .command ? nil : .secretShown
    case "host":
      if use.place == .host { return .undefined }
      return hostProblem(name, hosts)
    case "run", "step", "system": return builtinProblem(use, scope)
    default: return .undefined
    }
  }

  private func plainProblem(_ use: Checker.NameUse, _ scope: Scope) -> Scope.Problem? {
    // What a step registers hides a variable of the same name, also before it is registered.
    if scope.isRegistered(use.name) { return use.place.comesInRun ? nil : .knownOnlyInRun }
    if scope.isRegisteredSomewhere(use.name) { return .registeredTooLate }
    return scope.variable(use.name) == nil ? .undefined : nil
  }

  private func builtinProblem(_ use: Checker.NameUse, _ scope: Scope) -> Scope.Problem? {
    guard Self.builtins.contains(use.name) else { return .undefined }
    switch (use.name, scope.kind) {
    case ("system.id", .scenarioStep): return .notInScenarioSteps
    case ("run.id", .procedureStep), ("run.id", .scenarioStep):
      return use.place == .command || use.place == .prompt ? nil : .knownOnlyInRun
    case ("system.id", _), (_, .procedureStep), (_, .scenarioStep): return nil
    default: return .notInHealthChecks
    }
  }

  private func hostProblem(_ name: String, _ known: [String]) -> Scope.Problem? {
    if name == "id" || name == "address" { return nil }
    let indices = known.isEmpty ? Array(inventory.hosts.indices) : known.compactMap { hosts[$0] }
    let isKnown = indices.contains { index in
      inventory.hosts[index].variables[name] != nil || name == "user" && inventory.hosts[index].user != nil
    }
    if isKnown { return nil }
    return known.first.map { .undefinedOnHost($0) } ?? .undefined
  }

  func report(_ problem: Scope.Problem, _ use: Checker.NameUse, _ scope: Scope, scenario: String? = nil) {
    let name = use.name
    switch problem {
    case .undefined, .unknownSecret: reportUndefined(use, scope, scenario)
    case .registeredTooLate: ledger.reportOnce(.valueTooLate, at: use.mark, .registeredTooLate(name))
    case .knownOnlyInRun: ledger.reportOnce(.valueTooLate, at: use.mark, .knownOnlyInRun(name))
    case .secretShown: ledger.reportOnce(.secretShown, at: use.mark, .secretShown(name))
    case .notInScenarioSteps: ledger.reportOnce(.undefinedName, at: use.mark, .notInScenarioSteps(name))
    case .notInHealthChecks: ledger.reportOnce(.undefinedName, at: use.mark, .notInHealthChecks(name))
    case .undefinedOnHost(let host):
      let values = hosts[host].map { Array(inventory.hosts[$0].variables.keys) } ?? []
      ledger.reportOnce(
        .undefinedName, at: use.mark, .undefinedHostName(name, host: host),
        suggestion: Nearest.word(to: name, among: values.sorted().map { "host." + $0 } + Self.builtins))
    }
  }

  private func reportUndefined(_ use: Checker.NameUse, _ scope: Scope, _ scenario: String?) {
    let phrase: Phrase =
      switch (scope.system, scenario) {
      case (let system?, let scenario?): .undefinedNameIn(use.name, system: system.id, scenario: scenario)
      case (let system?, nil): .undefinedNameFor(use.name, system: system.id)
      default: .undefinedName(use.name)
      }
    let secrets = workspace.settings.secrets.keys.map { "secret." + $0 }
    let names = scope.variables.flatMap(\.keys) + Self.builtins + secrets
    ledger.reportOnce(
      .undefinedName, at: use.mark, phrase, suggestion: Nearest.word(to: use.name, among: names.sorted()))
  }
}

extension Shape.Place {
  /// Whether the text is filled in while the run goes on, so that registered values are known.
  fileprivate var comesInRun: Bool { self == .command || self == .prompt || self == .condition }
}
