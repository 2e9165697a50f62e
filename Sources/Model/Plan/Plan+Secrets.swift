/// Which secrets are used, so that only those have to be there.
extension Plan {
  public var secretNames: Set<String> { Set(steps.flatMap(\.secretNames)) }
}

extension PlannedStep {
  fileprivate var secretNames: [String] {
    let own: [String] =
      switch action {
      case .run(let text, let stdin, _): text.secretNames + (stdin?.secretNames ?? [])
      case .script(let script, let stdin, _): script.arguments.flatMap(\.secretNames) + (stdin?.secretNames ?? [])
      case .check(let check): check.secretNames
      case .verify(_, let checks, _): checks.flatMap(\.secretNames)
      case .machine, .manual, .wait: []
      }
    if case .run(let text, _)? = undo?.action { return own + text.secretNames + (postcondition?.secretNames ?? []) }
    return own + (postcondition?.secretNames ?? [])
  }
}

extension PlannedCheck {
  public var secretNames: [String] {
    switch probe {
    case .run(let text, _), .plugin(let text, _), .dataAsOf(let text): text.secretNames
    case .tcp, .http, .tls, .machine: []
    }
  }
}

extension PlannedText {
  fileprivate var secretNames: [String] {
    parts.compactMap { if case .secret(let name) = $0 { name } else { nil } }
  }
}
