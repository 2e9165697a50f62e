public import Engine
public import Model
import Synchronization

/// A process of Sonae in a world, from its start to its death.
///
/// After its death nothing that it still tries has any effect: its waits end, its calls fail, and so its tasks come to their end.
public final class Life: Sendable {
  private struct State {
    var isDead = false
    var waits: [Int: @Sendable () -> Void] = [:]
    var waitsMade = 0
  }

  public let world: World
  public let number: Int
  private let state = Mutex(State())

  public init(_ number: Int, in world: World) {
    self.number = number
    self.world = world
  }

  public var isDead: Bool { state.withLock { $0.isDead } }

  /// Kill -9, or the end of a process that went by itself.
  public func end() {
    let waits = state.withLock { state in
      state.isDead = true
      defer { state.waits = [:] }
      return state.waits
    }
    for (_, wake) in waits.sorted(by: { $0.key < $1.key }) { wake() }
  }

  /// Calls back when it ends.
  func atEnd(_ wake: @escaping @Sendable () -> Void) {
    state.withLock { state in
      state.waitsMade += 1
      state.waits[state.waitsMade] = wake
    }
  }

  /// How a wait ended.
  enum Waited {
    case over, cancelled, dead
  }

  /// Waits for a time, or for something that `begin` makes call back; ends early with the task or with the life.
  func wait(_ limit: Duration, for begin: (@escaping @Sendable () -> Void) -> Void = { _ in }) async -> Waited {
    if isDead { return .dead }
    let wait = Wait()
    let number = state.withLock { state in
      state.waitsMade += 1
      state.waits[state.waitsMade] = { wait.end(.dead) }
      return state.waitsMade
    }
    let timer = world.after(limit) { wait.end(.over) }
    begin { wait.end(.over) }
    let waited = await withTaskCancellationHandler {
      await wait.value()
    } onCancel: {
      wait.end(.cancelled)
    }
    world.cancel(timer)
    state.withLock { _ = $0.waits.removeValue(forKey: number) }
    return waited
  }

  private final class Wait: Sendable {
    private let state = Mutex<(waited: Waited?, waiter: CheckedContinuation<Waited, Never>?)>((nil, nil))

    func end(_ waited: Waited) {
      let waiter = state.withLock { state in
        guard state.waited == nil else { return nil as CheckedContinuation<Waited, Never>? }
        state.waited = waited
        defer { state.waiter = nil }
        return state.waiter
      }
      waiter?.resume(returning: waited)
    }

    func value() async -> Waited {
      await withCheckedContinuation { continuation in
        let waited = state.withLock { state in
          if state.waited == nil { state.waiter = continuation }
          return state.waited
        }
        if let waited { continuation.resume(returning: waited) }
      }
    }
  }
}

/// The clocks of one process, which begin where the run's history ends.
public struct LifeClock: RunClock {
  private let life: Life
  private let start: Duration

  public init(_ life: Life) {
    self.life = life
    start = life.world.now.elapsed
  }

  /// Goes on with a run as `SystemClock` does: what has passed since its last event is known by the wall clock only.
  public init(_ life: Life, after elapsed: Duration, at wall: WallTime) {
    self.life = life
    let now = life.world.now
    start = now.elapsed - elapsed - max(.zero, now.wall - wall)
  }

  public var now: RunInstant {
    let now = life.world.now
    return RunInstant(wall: now.wall, elapsed: now.elapsed - start)
  }

  public func sleep(until elapsed: Duration) async throws {
    try Task.checkCancellation()
    if await life.wait(elapsed - now.elapsed) != .over { throw CancellationError() }
  }
}
