import Glibc
import Model

/// The machine's clocks. The monotonic one goes on while the machine sleeps (Linux `CLOCK_BOOTTIME`, clock_gettime(2)).
public struct SystemClock: RunClock {
  private let start: Duration

  /// The run's monotonic clock begins now.
  public init() { start = Self.read(CLOCK_BOOTTIME) }

  public var now: RunInstant {
    RunInstant(
      wall: WallTime(milliseconds: Self.read(CLOCK_REALTIME).inMilliseconds), elapsed: Self.read(CLOCK_BOOTTIME) - start
    )
  }

  public func sleep(until elapsed: Duration) async throws {
    let left = elapsed - now.elapsed
    if left > .zero { try await Task.sleep(for: left) }
  }

  private static func read(_ clock: clockid_t) -> Duration {
    var time = timespec()
    clock_gettime(clock, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
