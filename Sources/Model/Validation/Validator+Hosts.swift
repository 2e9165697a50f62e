import Catalogue

/// Where a step or check runs: a host, a machine of the system, or a template that gives one of them.
struct HostDemand {
  var on: Reference
  /// The values of the procedure that it stands in.
  var locals: [String: Variable]
  /// A command that may change something runs there.
  var mutates: Bool
  /// It stands in a procedure that another one uses, whose own values come before the scenario's for the system.
  var isInner = false
}

extension Validator {
  enum HostResolution {
    case host(String)
    /// Neither a host nor a machine.
    case unknown(String)
    /// A name in it has no value, which is reported where the name stands.
    case unresolved
  }

  func resolve(_ on: Reference, _ scope: Scope) -> HostResolution {
    guard let text = text(of: on, scope) else { return .unresolved }
    if hosts[text] != nil { return .host(text) }
    guard let machine = scope.system?.machines.first(where: { $0.id == text }) else { return .unknown(text) }
    return .host(machine.host.id)
  }

  /// A template with its values; nil when one of them has none, which is reported where the name stands.
  func text(of reference: Reference, _ scope: Scope) -> String? {
    var text = ""
    for part in Template(reading: reference.id, at: reference.mark).parts {
      switch part {
      case .text(let piece): text += piece
      case .name("system.id", _):
        guard let system = scope.system else { return nil }
        text += system.id
      case .name(let name, _):
        guard let value = scope.variable(name)?.value else { return nil }
        text += value
      }
    }
    return text
  }

  /// The host, when it can be told; says when there is no such host.
  func knownHost(_ on: Reference, _ scope: Scope) -> String? {
    switch resolve(on, scope) {
    case .host(let host): return host
    case .unresolved: return nil
    case .unknown(let text):
      let machines = scope.system?.machines.map(\.id) ?? []
      ledger.reportOnce(
        .unknownID, at: place(of: on, scope), .unknownHost(text, system: scope.system?.id),
        suggestion: ledger.nearest(to: text, among: Array(hosts.keys) + machines))
      return nil
    }
  }

  /// A wrong host that comes from a variable is put right where the variable has its value.
  private func place(of on: Reference, _ scope: Scope) -> Mark {
    let parts = Template(reading: on.id, at: on.mark).parts
    guard parts.count == 1, case .name(let name, _) = parts[0] else { return on.mark }
    return scope.variable(name)?.mark ?? on.mark
  }
}
