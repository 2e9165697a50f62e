import Catalogue

/// What a procedure asks of the system that it is for and of the scenario that it runs in, collected from its steps and
/// those of the procedures that it uses; so that a pair of system and scenario is checked without walking its steps.
struct Demands {
  /// Names that nothing inside defines, each where it is first used.
  var names: [NameKey: Checker.NameUse] = [:]
  var hosts: [String: HostDemand] = [:]
  /// `host.…` names, with the hosts that they may be about.
  var hostNames: [String: (use: Checker.NameUse, hosts: [HostDemand])] = [:]
  /// The first step that doesn't say where it runs.
  var withoutHost: (mark: Mark, mutates: Bool)?
  var levels: [String: Reference] = [:]
  /// Levels that are verified in drills.
  var verified: Set<String> = []
  /// A step's own check reads the age of the data in drills.
  var measuresData = false
  var checks: [String: Reference] = [:]
  var destructiveWithoutUndo: [Mark] = []

  /// The same name counts apart where its place makes a difference.
  struct NameKey: Hashable {
    var name: String
    var place: Shape.Place
  }

  mutating func ask(_ use: Checker.NameUse) {
    let key = NameKey(name: use.name, place: use.place)
    if names[key] == nil { names[key] = use }
  }

  mutating func ask(_ demand: HostDemand) {
    let key = Self.key(demand)
    if hosts[key] == nil { hosts[key] = demand } else if demand.mutates { hosts[key]?.mutates = true }
  }

  private static func key(_ demand: HostDemand) -> String {
    let names = Template(reading: demand.on.id, at: demand.on.mark).names
    return names.reduce(demand.on.id) { "\($0) \(demand.locals[$1.name]?.value ?? "")" }
  }

  /// Takes over what a used procedure asks for.
  ///
  /// - Parameters:
  ///   - values: what `with` gives it; hides its own.
  ///   - outer: the values of the procedure that uses it; its own hide them.
  ///   - host: where its steps run that name no host.
  mutating func add(
    _ inner: Demands, with values: [String: Variable], outer: [String: Variable], host: Reference?, runsInDrills: Bool,
    isRegistered: (String) -> Bool
  ) {
    for (key, use) in inner.names {
      let isKnown = values[key.name] != nil || outer[key.name] != nil || isRegistered(key.name)
      if !isKnown, names[key] == nil { names[key] = use }
    }
    func placed(_ demand: HostDemand) -> HostDemand {
      var demand = demand
      demand.isInner = true
      demand.locals.merge(outer) { own, _ in own }
      demand.locals.merge(values) { $1 }
      return demand
    }
    for demand in inner.hosts.values { ask(placed(demand)) }
    for (key, demand) in inner.hostNames where hostNames[key] == nil {
      hostNames[key] = (demand.use, demand.hosts.map(placed))
    }
    if let place = inner.withoutHost {
      if let host {
        ask(HostDemand(on: host, locals: outer, mutates: place.mutates))
      } else {
        withoutHost = withoutHost ?? place
      }
    }
    levels.merge(inner.levels) { first, _ in first }
    if runsInDrills {
      verified.formUnion(inner.verified)
      measuresData = measuresData || inner.measuresData
    }
    checks.merge(inner.checks) { first, _ in first }
    destructiveWithoutUndo += inner.destructiveWithoutUndo
  }
}
