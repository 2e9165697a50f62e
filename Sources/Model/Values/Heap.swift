/// A binary heap: the least element is taken out in logarithmic time.
public struct Heap<Element: Comparable> {
  private var elements: [Element] = []

  public init() {}

  public init(_ elements: some Sequence<Element>) {
    // A sorted list keeps the heap's order.
    self.elements = elements.sorted()
  }

  /// Its elements, in no order that means anything.
  public var unordered: [Element] { elements }

  public var first: Element? { elements.first }
  public var isEmpty: Bool { elements.isEmpty }

  public mutating func insert(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, elements[child] < elements[(child - 1) / 2] {
      elements.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  public mutating func popFirst() -> Element? {
    guard let first = elements.first else { return nil }
    let last = elements.removeLast()
    if !elements.isEmpty {
      elements[0] = last
      sink()
    }
    return first
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < elements.count {
        if elements[child] < elements[least] { least = child }
      }
      if least == parent { return }
      elements.swapAt(parent, least)
      parent = least
    }
  }
}

extension Heap: Sendable where Element: Sendable {}
