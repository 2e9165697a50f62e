/// Timers by instant: a binary heap with lazy removal.
@SSHLoop
struct TimerHeap {
  struct Token: Hashable, Sendable {
    fileprivate let number: UInt64
  }

  private struct Entry {
    let instant: ContinuousClock.Instant
    let number: UInt64
  }

  private var heap: [Entry] = []
  private var actions: [UInt64: @SSHLoop () -> Void] = [:]
  private var nextNumber: UInt64 = 0

  mutating func add(_ instant: ContinuousClock.Instant, _ action: @escaping @SSHLoop () -> Void) -> Token {
    nextNumber += 1
    actions[nextNumber] = action
    heap.append(Entry(instant: instant, number: nextNumber))
    siftUp(heap.count - 1)
    return Token(number: nextNumber)
  }

  mutating func cancel(_ token: Token) {
    actions[token.number] = nil
    // Entries of cancelled timers stay until they come up; many of them are swept out at once.
    if heap.count > 64, heap.count > 2 * actions.count { sweep() }
  }

  /// For epoll: -1 waits without end. Rounded up, so that a timer is due when its wait ends.
  mutating func millisecondsToNext() -> Int32 {
    dropCancelled()
    guard let first = heap.first else { return -1 }
    let parts = (first.instant - .now).components
    if parts.seconds < 0 || parts.attoseconds < 0 { return 0 }
    let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000 + 1
    return Int32(clamping: milliseconds)
  }

  mutating func takeDue() -> (@SSHLoop () -> Void)? {
    dropCancelled()
    guard let first = heap.first, first.instant <= .now else { return nil }
    removeFirst()
    return actions.removeValue(forKey: first.number)
  }

  private mutating func dropCancelled() {
    while let first = heap.first, actions[first.number] == nil { removeFirst() }
  }

  private mutating func sweep() {
    let kept = heap.filter { actions[$0.number] != nil }
    heap = kept.sorted { $0.instant < $1.instant }
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child].instant < heap[smallest].instant {
        smallest = child
      }
      if smallest == parent { return }
      heap.swapAt(parent, smallest)
      parent = smallest
    }
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0, heap[child].instant < heap[(child - 1) / 2].instant {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }
}
