/// Work on many things at once, within a limit.
enum SideBySide {
  static func run<Item: Sendable>(_ items: [Item], limit: Int, _ work: @escaping @Sendable (Item) async -> Void) async {
    await withTaskGroup(of: Void.self) { group in
      var rest = items[...]
      for item in rest.prefix(limit) { group.addTask { await work(item) } }
      rest = rest.dropFirst(limit)
      while await group.next() != nil {
        guard let item = rest.popFirst() else { continue }
        group.addTask { await work(item) }
      }
    }
  }
}
