/// Lets a limited number through at a time, in order of arrival.
@SSHLoop
final class Turnstile {
  private(set) var limit: Int
  private(set) var inside = 0
  private var queue: [UnsafeContinuation<Void, Never>?] = []
  private var first = 0

  nonisolated init(_ limit: Int) {
    self.limit = limit
  }

  /// Waits for a place. Whoever enters must `leave`.
  func enter() async {
    if inside < limit, first == queue.count {
      inside += 1
      return
    }
    // The place is handed over by whoever leaves, so that no newcomer slips in between.
    await withUnsafeContinuation { queue.append($0) }
  }

  func leave() {
    inside -= 1
    letNextIn()
  }

  /// Whoever is inside and found that there is room for fewer gives the place up, lowers the limit and queues again.
  func stepBack(to room: Int) async {
    inside -= 1
    limit = max(1, room)
    await enter()
  }

  private func letNextIn() {
    while inside < limit, first < queue.count {
      let next = queue[first]
      queue[first] = nil
      first += 1
      inside += 1
      next?.resume()
    }
    if first == queue.count {
      queue.removeAll(keepingCapacity: true)
      first = 0
    }
  }
}
