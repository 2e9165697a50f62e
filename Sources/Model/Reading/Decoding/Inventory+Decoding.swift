extension Inventory {
  /// Adds the lists of one file.
  mutating func add(_ value: Value) {
    func list<Element>(_ key: Key, _ make: (Value, String) -> Element) -> [Element] {
      (value[key]?.items ?? []).compactMap { item in item[.id]?.string.map { make(item, $0) } }
    }
    platforms += list(.platforms) { Platform($0, id: $1) }
    sites += list(.sites) { Site($0, id: $1) }
    segments += list(.segments) { Segment($0, id: $1) }
    hosts += list(.hosts) { Host($0, id: $1) }
    systems += list(.systems) { System($0, id: $1) }
    people += list(.people) { Person($0, id: $1) }
    risks += list(.risks) { Risk($0, id: $1) }
  }
}

extension Inventory.Platform {
  init(_ value: Value, id: String) {
    self.init(
      id: id, name: value[.name]?.localized, kind: value[.kind]?.string, sudo: value[.sudo]?.bool ?? false,
      uri: value[.uri]?.string, site: value[.site]?.string, notes: value[.notes]?.localized, mark: value.mark)
  }
}

extension Inventory.Site {
  init(_ value: Value, id: String) {
    self.init(
      id: id, name: value[.name]?.localized, protected: value[.protected]?.bool, notes: value[.notes]?.localized,
      mark: value.mark)
  }
}

extension Inventory.Segment {
  init(_ value: Value, id: String) {
    self.init(id: id, name: value[.name]?.localized, notes: value[.notes]?.localized, mark: value.mark)
  }
}

extension Inventory.Person {
  init(_ value: Value, id: String) {
    self.init(
      id: id, name: value[.name]?.localized, department: value[.department]?.localized,
      company: value[.company]?.localized, roles: value[.roles]?.choices(Inventory.Role.self) ?? [],
      deputies: value[.deputies]?.strings ?? [], phone: value[.contact]?[.phone]?.string,
      email: value[.contact]?[.email]?.string, mark: value.mark)
  }
}

extension Inventory.Risk {
  init(_ value: Value, id: String) {
    self.init(
      id: id, title: value[.title]?.localized ?? LocalizedText(), likelihood: value[.likelihood]?.integer ?? 1,
      impact: value[.impact]?.integer ?? 1, systems: value[.systems].map { SystemSelection($0) } ?? SystemSelection(),
      measures: (value[.measures]?.items ?? []).compactMap { Inventory.Measure($0) },
      scenarios: value[.scenarios]?.strings ?? [], mark: value.mark)
  }
}

extension Inventory.Measure {
  init?(_ value: Value) {
    guard let text = value[.text]?.localized else { return nil }
    self.init(
      text: text, owner: value[.owner]?.localized, due: value[.due]?.string,
      state: value[.state]?.choice(State.self) ?? .planned)
  }
}

extension SystemSelection {
  init(_ value: Value) {
    self.init()
    ids = value.isList ? value.references : []
    onHost = value[.onHost]?.reference
    platform = value[.platform]?.reference
    site = value[.site]?.reference
    allPriority = value[.priority]?.string == "all"
    include = value[.include]?.references ?? []
    exclude = value[.exclude]?.references ?? []
  }
}

extension Host {
  init(_ value: Value, id: String) {
    self.init(id: id, mark: value.mark)
    name = value[.name]?.localized
    address = value[.address]?.string
    port = value[.port]?.integer
    user = value[.user]?.string
    identities = value[.identity]?.strings ?? []
    knownHosts = value[.knownHosts]?.strings ?? []
    jump = value[.jump]?.string
    transport = value[.transport]?.choice(Transport.self) ?? transport
    shell = value[.shell]?.choice(Shell.self) ?? shell
    platform = value[.platform]?.string
    site = value[.site]?.string
    segment = value[.segment]?.string
    drills = value[.drills]?.choice(DrillPolicy.self) ?? drills
    isolatedNetworks = value[.isolatedNetworks]?.strings ?? []
    migrationName = value[.migrationName]?.string
    parallel = value[.parallel]?.integer
    variables = value[.vars]?.variables ?? [:]
    notes = value[.notes]?.localized
  }
}
