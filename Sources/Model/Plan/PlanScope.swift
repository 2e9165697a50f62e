/// The names that a text may use at one place of a plan, the innermost first.
struct PlanScope {
  /// What a name stands for.
  enum Value {
    case text(String)
    case registered(String)
    case secret(String)
    case runID
  }

  /// Variables, innermost first.
  var layers: [[String: Variable]]
  /// Facts that Sonae knows itself and that hold for a whole list of steps: `system.id`, `run.mode`, …
  var facts: [String: String] = [:]
  /// `host.id`, `host.address`, …: apart from the others, so that no dictionary is copied for each step.
  var hostFacts: [String: String] = [:]
  /// `step.id`
  var stepID: String?
  /// Names that earlier steps register, with their keys.
  var registers: [String: String] = [:]
  var secrets: Set<String> = []

  func value(of name: String) -> Value? {
    if let key = registers[name] { return .registered(key) }
    if name == "run.id" { return .runID }
    if name.hasPrefix("secret."), secrets.contains(String(name.dropFirst(7))) {
      return .secret(String(name.dropFirst(7)))
    }
    if let fact = fact(name) { return .text(fact) }
    return layers.lazy.compactMap { $0[name] }.first.map { .text($0.value) }
  }

  private func fact(_ name: String) -> String? {
    name == "step.id" ? stepID : hostFacts[name] ?? facts[name]
  }
}

extension PlanScope {
  /// Fills in what is known now.
  ///
  /// - Returns: nil, after having told `unknown`, when a name means nothing here.
  func fill(_ template: Template, isShell: Bool, unknown: (String, Mark) -> Void) -> PlannedText? {
    var parts: [PlannedText.Part] = []
    var complete = true
    func append(_ text: String) {
      if case .text(let before)? = parts.last {
        parts[parts.count - 1] = .text(before + text)
      } else {
        parts.append(.text(text))
      }
    }
    for part in template.parts {
      switch part {
      case .text(let text): append(text)
      case .name(let name, let mark):
        switch value(of: name) {
        case .text(let text): append(isShell ? shellQuoted(text) : text)
        case .registered(let key): parts.append(.registered(key))
        case .secret(let name): parts.append(.secret(name))
        case .runID: parts.append(.runID)
        case nil:
          unknown(name, mark)
          complete = false
        }
      }
    }
    return complete ? PlannedText(parts: parts, isShell: isShell) : nil
  }
}
