import Glibc
public import Model

/// The machine's clocks. The monotonic one goes on while the machine sleeps (Linux `CLOCK_BOOTTIME`, clock_gettime(2)).
public struct SystemClock: RunClock {
  private let start: Duration

  /// The run's monotonic clock begins now.
  public init() { start = Self.read(CLOCK_BOOTTIME) }

  /// Goes on with a run whose last event stands at `elapsed`, at that wall time: what has passed since is known by the
  /// wall clock only, and never negative.
  public init(after elapsed: Duration, at wall: WallTime) {
    let passed = max(.zero, SystemClock().now.wall - wall)
    start = Self.read(CLOCK_BOOTTIME) - elapsed - passed
  }

  public var now: RunInstant {
    var before = Self.read(CLOCK_BOOTTIME)
    var wall = Self.read(CLOCK_REALTIME)
    var after = Self.read(CLOCK_BOOTTIME)
    // A pause between the two looks would pass for a stepped wall clock.
    while after - before > .milliseconds(100) {
      before = after
      wall = Self.read(CLOCK_REALTIME)
      after = Self.read(CLOCK_BOOTTIME)
    }
    return RunInstant(wall: WallTime(milliseconds: wall.inMilliseconds), elapsed: before - start)
  }

  /// In short turns: the timers of Swift's runtime stand still while the machine sleeps (they are timerfds of
  /// `CLOCK_MONOTONIC`), and this clock doesn't. A deadline that passes meanwhile is noticed within one turn.
  public func sleep(until elapsed: Duration) async throws {
    while case let left = elapsed - now.elapsed, left > .zero { try await Task.sleep(for: min(left, Self.turn)) }
  }

  private static let turn = Duration.seconds(5)

  private static func read(_ clock: clockid_t) -> Duration {
    var time = timespec()
    clock_gettime(clock, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
