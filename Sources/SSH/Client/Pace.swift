/// How many connections are in the making at the same time.
///
/// More of them are faster as long as it is the network that they wait for, and slower once it is a processor. So the
/// limit goes up by halves while more of them come through a second, goes back when they don't, and is halved when a
/// server refuses to start one.
struct Pace {
  private(set) var limit: Int
  private let ceiling: Int
  /// What the last level gave, in connections a second.
  private var last: (limit: Int, rate: Double)?
  private var counted: (since: ContinuousClock.Instant, number: Int)?
  /// Rounds in which nothing is tried after a level that gave no more.
  private var rest = 0
  private var lastRefusal: ContinuousClock.Instant?

  /// What counts as more.
  private static let gain = 1.1
  private static let longRest = 8
  private static let together = Duration.milliseconds(500)

  /// - Parameter ceiling: a single server has room for no more that wait to be accepted (sshd listens with a backlog of 128).
  init(_ start: Int, ceiling: Int = 96) {
    limit = start
    self.ceiling = max(start, ceiling)
  }

  /// One came through.
  /// - Parameter othersWait: only while more are wanted than may be made does their number say anything.
  mutating func succeeded(at now: ContinuousClock.Instant = .now, othersWait: Bool) {
    guard othersWait else {
      counted = nil
      return
    }
    guard let (since, number) = counted else {
      counted = (now, 0)
      return
    }
    counted = (since, number + 1)
    guard number + 1 >= limit else { return }
    counted = (now, 0)
    judge(Double(number + 1) / max(0.001, (now - since) / .seconds(1)))
  }

  private mutating func judge(_ rate: Double) {
    if rest > 0 {
      rest -= 1
    } else if let last, rate < last.rate * Self.gain {
      limit = last.limit
      self.last = nil
      rest = Self.longRest
    } else {
      last = (limit, rate)
      limit = min(ceiling, limit + max(1, limit / 2))
    }
  }

  mutating func wasRefused(at now: ContinuousClock.Instant = .now) {
    // Those that were under way together are refused together.
    if let lastRefusal, now - lastRefusal < Self.together { return }
    lastRefusal = now
    limit = max(2, limit / 2)
    last = nil
    counted = nil
    rest = Self.longRest
  }
}

/// A place among the connections in the making. Whoever hasn't come through soon waits for a machine that is slow or
/// dead, and holds up nobody else any longer.
@SSHLoop
final class Place {
  private let turnstile: Turnstile
  private var lapse: TimerHeap.Token?
  private var isHeld = true

  private static let patience = Duration.milliseconds(500)

  /// - Returns: nil when the task was cancelled.
  static func take(in turnstile: Turnstile) async -> Place? {
    await turnstile.enter() == .admitted ? Place(turnstile) : nil
  }

  private init(_ turnstile: Turnstile) {
    self.turnstile = turnstile
    lapse = Reactor.shared.schedule(at: .now + Self.patience) { [weak self] in self?.leave() }
  }

  func leave() {
    guard isHeld else { return }
    isHeld = false
    if let lapse { Reactor.shared.cancel(lapse) }
    turnstile.leave()
  }
}
