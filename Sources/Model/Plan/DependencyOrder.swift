/// An order in which everything comes after what it needs, the lowest rank first where there is a choice.
///
/// - Returns: nil when the needs go round in a circle.
func dependencyOrder(_ needs: [[Int]], rank: (Int) -> Int) -> [Int]? {
  var open = needs.map { Set($0).count }
  var dependents = [[Int]](repeating: [], count: needs.count)
  for (index, needed) in needs.enumerated() {
    for need in Set(needed) { dependents[need].append(index) }
  }
  var ready = Heap<Ranked>()
  for index in needs.indices where open[index] == 0 { ready.insert(Ranked(rank: rank(index), index: index)) }
  var order: [Int] = []
  while let next = ready.popFirst()?.index {
    order.append(next)
    for dependent in dependents[next] {
      open[dependent] -= 1
      if open[dependent] == 0 { ready.insert(Ranked(rank: rank(dependent), index: dependent)) }
    }
  }
  return order.count == needs.count ? order : nil
}

/// Something's place in an order: by rank, then as it stood.
private struct Ranked: Comparable {
  var rank: Int
  var index: Int

  static func < (a: Self, b: Self) -> Bool { (a.rank, a.index) < (b.rank, b.index) }
}
