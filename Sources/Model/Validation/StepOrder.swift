/// Which steps of a list surely end before which others.
///
/// Most steps need exactly one other: those edges make trees, in which "comes before" is one comparison. Only where a
/// step needs several is the search continued from each of them.
struct StepOrder {
  private let needs: [[Int]]
  /// The steps that register each name.
  private let registrars: [String: [Int]]
  /// The tree that a step stands in, by its first step; nil in a circle.
  private var root: [Int?]
  /// When a walk over the trees comes to a step, and when it has left everything that follows it.
  private var enter: [Int]
  private var leave: [Int]

  /// Where a search gives up and believes the playbook: no list that people write joins so often.
  private static let mostJoins = 1_000

  init(needs: [[Int]], registers: [String?]) {
    self.needs = needs
    var registrars: [String: [Int]] = [:]
    for (step, name) in registers.enumerated() {
      if let name { registrars[name, default: []].append(step) }
    }
    self.registrars = registrars
    root = Array(repeating: nil, count: needs.count)
    enter = Array(repeating: 0, count: needs.count)
    leave = enter
    if !registrars.isEmpty { walkTrees() }
  }

  private mutating func walkTrees() {
    var followers = [[Int]](repeating: [], count: needs.count)
    for (step, before) in needs.enumerated() where before.count == 1 { followers[before[0]].append(step) }
    var clock = 0
    for start in needs.indices where needs[start].count != 1 {
      var calls = [(step: start, next: 0)]
      while let (step, next) = calls.last {
        if next == 0 {
          clock += 1
          (root[step], enter[step]) = (start, clock)
        }
        if next < followers[step].count {
          calls[calls.count - 1].next += 1
          calls.append((followers[step][next], 0))
        } else {
          leave[step] = clock
          calls.removeLast()
        }
      }
    }
  }

  /// Whether any step registers `name`.
  func isRegistered(_ name: String) -> Bool { registrars[name] != nil }

  /// Whether a step that surely comes before `step` registers `name`. In a circle, which has been reported, all do.
  func isRegistered(_ name: String, before step: Int) -> Bool {
    guard let registrars = registrars[name] else { return false }
    var waiting = needs[step]
    var joined: Set<Int> = []
    while let earlier = waiting.popLast() {
      guard let tree = root[earlier], joined.count < Self.mostJoins else { return true }
      if registrars.contains(where: { isSame($0, orBefore: earlier) }) { return true }
      if joined.insert(tree).inserted { waiting += needs[tree] }
    }
    return false
  }

  private func isSame(_ a: Int, orBefore b: Int) -> Bool {
    root[a] == root[b] && enter[a] <= enter[b] && leave[b] <= leave[a]
  }
}
