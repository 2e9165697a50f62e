/// In which order the steps of one list come, as far as it is sure.
struct StepOrder {
  /// For each step, the steps of the list that end before it.
  let needs: [[Int]]
  private let registered: Registered

  private enum Registered {
    /// Each step needs the one before: what counts is which step registers a name first.
    case chain([String: Int])
    case sets([Set<String>])
  }

  /// - Parameters:
  ///   - needs: without cycles; with them nothing counts as registered.
  ///   - registers: the names that each step registers.
  init(needs: [[Int]], isChain: Bool, registers: [[String]]) {
    self.needs = needs
    if isChain {
      var first: [String: Int] = [:]
      for (step, names) in registers.enumerated() {
        for name in names where first[name] == nil { first[name] = step }
      }
      registered = .chain(first)
    } else {
      registered = .sets(Self.sets(needs, registers))
    }
  }

  /// Whether a step that surely comes before `step` registers `name`.
  func isRegistered(_ name: String, before step: Int) -> Bool {
    switch registered {
    case .chain(let first): first[name].map { $0 < step } ?? false
    case .sets(let sets): sets[step].contains(name)
    }
  }

  private static func sets(_ needs: [[Int]], _ registers: [[String]]) -> [Set<String>] {
    var sets = [Set<String>](repeating: [], count: needs.count)
    var waiting = needs.map(\.count)
    var followers = [[Int]](repeating: [], count: needs.count)
    for (step, before) in needs.enumerated() {
      for earlier in before { followers[earlier].append(step) }
    }
    var ready = needs.indices.filter { waiting[$0] == 0 }
    while let step = ready.popLast() {
      let known = registers[step].isEmpty ? sets[step] : sets[step].union(registers[step])
      for follower in followers[step] {
        if sets[follower].isEmpty { sets[follower] = known } else { sets[follower].formUnion(known) }
        waiting[follower] -= 1
        if waiting[follower] == 0 { ready.append(follower) }
      }
    }
    return sets
  }
}
