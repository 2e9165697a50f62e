extension Procedure {
  /// Without its steps.
  init(_ value: Value) {
    self.init(id: value[.procedure]?.string ?? "", mark: value.mark)
    title = value[.title]?.localized
    purpose = value[.purpose]?.localized
    author = value[.author]?.string
    reviewedOn = value[.reviewedOn]?.string
    reviewedBy = value[.reviewedBy]?.string
    on = value[.on]?.reference
    variables = value[.vars]?.variables ?? [:]
  }
}

extension Scenario {
  /// Without its steps.
  init(_ value: Value, limits base: Limits) {
    self.init(
      id: value[.scenario]?.string ?? "", type: value[.type]?.choice(DrillType.self) ?? .live,
      clock: value[.clock]?.choice(ClockRule.self) ?? .injected,
      systems: value[.systems].map { SystemSelection($0) } ?? SystemSelection(), mark: value.mark)
    title = value[.title]?.localized
    purpose = value[.purpose]?.localized
    assumptions = value[.assumptions]?.items.compactMap(\.localized) ?? []
    notice = value[.notice]?.choice(Notice.self)
    environment = value[.environment]?.choice(Environment.self)
    objectives = (value[.objectives]?.items ?? []).compactMap { DrillObjective($0) }
    for (key, people) in value[.roles]?.entries ?? [] {
      if let role = key.choice(Inventory.Role.self) { roles[role] = people.references }
    }
    absent = value[.absent]?.references ?? []
    neededRoles = value[.needsPeople]?.choices(Inventory.Role.self) ?? []
    variables = value[.vars]?.variables ?? [:]
    for (key, values) in value[.systemVars]?.entries ?? [] {
      if let system = key.string { systemVariables[system] = values.variables }
    }
    limits = value[.limits].map { Limits($0, over: base) }
  }
}

extension DrillObjective {
  init?(_ value: Value) {
    guard let id = value[.id]?.string, let text = value[.text]?.localized else { return nil }
    self.init(
      id: id, text: text, criterion: value[.criterion]?.localized, capability: value[.capability]?.localized,
      mark: value.mark)
  }
}
