extension SystemSelection {
  /// Whether it names anything at all.
  public var isEmpty: Bool {
    ids.isEmpty && onHost == nil && platform == nil && site == nil && !allPriority && include.isEmpty
  }

  /// The systems that it means, as indices into the inventory's systems, in the inventory's order.
  ///
  /// Unknown ids select nothing; the validator has reported them.
  public func resolve(in inventory: Inventory) -> [Int] {
    let named = Set(ids.map(\.id)).union(include.map(\.id))
    let excluded = Set(exclude.map(\.id))
    return inventory.systems.indices.filter { index in
      let system = inventory.systems[index]
      return !excluded.contains(system.id) && (named.contains(system.id) || isMeant(system))
    }
  }

  private func isMeant(_ system: System) -> Bool {
    if allPriority, system.tier != nil { return true }
    if let platform, system.platform == platform.id { return true }
    if let site, system.site == site.id { return true }
    guard let onHost else { return false }
    return system.machines.contains { $0.host.id == onHost.id }
  }
}
