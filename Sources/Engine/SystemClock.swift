import Glibc
public import Model

/// The machine's clocks. The monotonic one goes on while the machine sleeps (Linux `CLOCK_BOOTTIME`, clock_gettime(2)).
public struct SystemClock: RunClock {
  private let start: Duration

  /// The run's monotonic clock begins now.
  public init() { start = Self.read(CLOCK_BOOTTIME) }

  /// Goes on with the clock of a run whose process has gone, and says by which clock the time since its last event is known: by
  /// this one, as long as the kernel is the same; else by the wall clock, which may be another machine's, and must not go back.
  public init(resuming run: Run, _ takeover: inout Takeover) {
    let (now, last) = (SystemClock().now.wall, run.lastEvent)
    let passed = now - last.at
    let zero = run.clockZero(in: takeover.boot)
    if let zero, case let gap = Self.read(CLOCK_BOOTTIME) - zero - last.elapsed, gap >= .zero {
      (takeover.gapClock, takeover.unattended) = (.boot, gap)
      start = zero
    } else {
      (takeover.gapClock, takeover.unattended) = passed < .zero ? (.none, .zero) : (.wall, passed)
      start = Self.read(CLOCK_BOOTTIME) - last.elapsed - takeover.unattended
    }
    takeover.clockZero = start
  }

  /// Where the run's clock stands at zero on `CLOCK_BOOTTIME`.
  public var zero: Duration { start }

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
