/// Finds what waits for itself.
enum Cycles {
  /// - Parameter edges: for each node, the nodes that it waits for.
  /// - Returns: one cycle for each knot of nodes that all wait for one another, without its first node at the end;
  ///   each begins with its smallest node.
  ///
  /// Takes time linear in nodes and edges, and no recursion: a chain of 100,000 steps is an ordinary one.
  static func find(in edges: [[Int]]) -> [[Int]] {
    var search = Search(edges: edges)
    for node in edges.indices where search.order[node] == 0 { search.visit(from: node) }
    return search.knots.map { cycle(in: Set($0), edges) }.sorted { $0[0] < $1[0] }
  }

  /// The shortest way from a knot's smallest node back to it.
  private static func cycle(in knot: Set<Int>, _ edges: [[Int]]) -> [Int] {
    guard let start = knot.min() else { return [] }
    var cameFrom: [Int: Int] = [:]
    var queue = [start]
    var next = 0
    while next < queue.count {
      let node = queue[next]
      next += 1
      for target in edges[node] where knot.contains(target) {
        if target == start { return path(to: node, cameFrom, from: start) }
        guard cameFrom[target] == nil else { continue }
        cameFrom[target] = node
        queue.append(target)
      }
    }
    return [start]
  }

  private static func path(to end: Int, _ cameFrom: [Int: Int], from start: Int) -> [Int] {
    var path = [end]
    while let last = path.last, last != start, let before = cameFrom[last] { path.append(before) }
    return path.reversed()
  }

  /// Tarjan's strongly connected components, with its stack of calls kept by hand.
  private struct Search {
    let edges: [[Int]]
    /// When a node was first seen, from 1; 0: not yet.
    var order: [Int]
    var low: [Int]
    var isOpen: [Bool]
    var open: [Int] = []
    var calls: [(node: Int, edge: Int)] = []
    var count = 0
    var knots: [[Int]] = []

    init(edges: [[Int]]) {
      self.edges = edges
      order = Array(repeating: 0, count: edges.count)
      low = order
      isOpen = Array(repeating: false, count: edges.count)
    }

    mutating func visit(from start: Int) {
      enter(start)
      while let (node, edge) = calls.last {
        if edge < edges[node].count {
          calls[calls.count - 1].edge += 1
          let target = edges[node][edge]
          if order[target] == 0 { enter(target) } else if isOpen[target] { low[node] = min(low[node], order[target]) }
        } else {
          leave(node)
        }
      }
    }

    private mutating func enter(_ node: Int) {
      count += 1
      order[node] = count
      low[node] = count
      isOpen[node] = true
      open.append(node)
      calls.append((node, 0))
    }

    private mutating func leave(_ node: Int) {
      calls.removeLast()
      if let (caller, _) = calls.last { low[caller] = min(low[caller], low[node]) }
      guard low[node] == order[node] else { return }
      var knot: [Int] = []
      while let last = open.popLast() {
        isOpen[last] = false
        knot.append(last)
        if last == node { break }
      }
      if knot.count > 1 || edges[node].contains(node) { knots.append(knot) }
    }
  }
}
