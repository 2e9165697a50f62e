public import Engine
public import Model
import Synchronization

/// A clock that nobody has to wait for: sleeping moves it on at once.
public final class SimulatedClock: RunClock {
  private struct State {
    var elapsed: Duration = .zero
    var wall: WallTime
  }

  private let state: Mutex<State>

  public init(startingAt wall: WallTime = WallTime(milliseconds: 1_795_310_100_000)) {
    state = Mutex(State(wall: wall))
  }

  public var now: RunInstant {
    state.withLock { RunInstant(wall: $0.wall + $0.elapsed, elapsed: $0.elapsed) }
  }

  public func sleep(until elapsed: Duration) async throws {
    try Task.checkCancellation()
    state.withLock { $0.elapsed = max($0.elapsed, elapsed) }
    await Task.yield()
  }

  /// Lets time pass.
  public func advance(by duration: Duration) {
    state.withLock { $0.elapsed += duration }
  }

  /// Someone sets the wall clock.
  public func stepWall(by duration: Duration) {
    state.withLock { $0.wall = $0.wall + duration }
  }
}
