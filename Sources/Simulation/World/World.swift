public import Engine
public import Model
import Synchronization

/// Everything that a simulated run lives in: one thread of work whose order a seed chooses, and a time that moves on
/// when nothing is left to be done at its moment.
///
/// Whatever runs on it, with its ports, comes out the same for the same seed.
///
/// ## Concurrency
/// All of it happens on the thread that calls `run`; the mutex is there for the compiler's sake.
public final class World: TaskExecutor {
  private struct State {
    var dice: SplitMix64
    var ready: [Job] = []
    var timers = Heap<Timer>()
    var actions: [Int: @Sendable () -> Void] = [:]
    var timersMade = 0
    /// Since the world began.
    var elapsed = Duration.zero
    /// Jobs done since it last moved on.
    var jobs = 0
    var wall: WallTime
  }

  private enum Job {
    case task(UnownedJob)
    case serial(UnownedJob, UnownedSerialExecutor)
  }

  private struct Timer: Comparable {
    var due: Duration
    var number: Int
    static func < (a: Self, b: Self) -> Bool { (a.due, a.number) < (b.due, b.number) }
  }

  /// The work isn't done, and nothing can ever happen any more, or things happen without end and no time goes by.
  public enum Stuck: Error {
    case nothingLeft, spinning
  }

  /// More work than anything here has for one moment.
  private static let limit = 100_000

  private let state: Mutex<State>

  public init(seed: UInt64, startingAt wall: WallTime = WallTime(milliseconds: 1_795_310_100_000)) {
    state = Mutex(State(dice: SplitMix64(seed: seed), wall: wall))
  }

  /// Throws the dice of this world.
  public func roll<Result: Sendable>(_ throwing: (inout SplitMix64) -> Result) -> Result {
    state.withLock { throwing(&$0.dice) }
  }

  // MARK: Time

  public var now: RunInstant {
    state.withLock { RunInstant(wall: $0.wall + $0.elapsed, elapsed: $0.elapsed) }
  }

  /// Somebody sets the wall clock.
  public func stepWall(by duration: Duration) { state.withLock { $0.wall = $0.wall + duration } }

  /// - Returns: for `cancel`.
  @discardableResult
  func after(_ delay: Duration, _ action: @escaping @Sendable () -> Void) -> Int {
    state.withLock { state in
      state.timersMade += 1
      state.timers.insert(Timer(due: state.elapsed + max(delay, .zero), number: state.timersMade))
      state.actions[state.timersMade] = action
      return state.timersMade
    }
  }

  func cancel(_ timer: Int) { state.withLock { _ = $0.actions.removeValue(forKey: timer) } }

  // MARK: Work

  /// Carries work to its end on this thread, and whatever happens beside it meanwhile.
  ///
  /// - Throws: `Stuck`.
  public func run<Result: Sendable>(_ work: @escaping @Sendable () async -> Result) throws(Stuck) -> Result {
    let result = Mutex<Result?>(nil)
    Task(executorPreference: self) {
      let value = await work()
      result.withLock { $0 = value }
    }
    while true {
      if let value = result.withLock({ $0 }) { return value }
      guard turn() else { throw .nothingLeft }
      guard state.withLock({ $0.jobs }) < Self.limit else { throw .spinning }
    }
  }

  /// Does everything that has been asked for, now and later, until nothing is left.
  public func settle() { while turn() {} }

  private func turn() -> Bool {
    let (job, action) = state.withLock { state -> (Job?, (@Sendable () -> Void)?) in
      if !state.ready.isEmpty {
        state.jobs += 1
        let place = Int.random(in: 0..<state.ready.count, using: &state.dice)
        state.ready.swapAt(place, state.ready.count - 1)
        return (state.ready.removeLast(), nil)
      }
      while let timer = state.timers.popFirst() {
        guard let action = state.actions.removeValue(forKey: timer.number) else { continue }
        if timer.due > state.elapsed { (state.elapsed, state.jobs) = (timer.due, 0) }
        return (nil, action)
      }
      return (nil, nil)
    }
    switch job {
    case .task(let job): job.runSynchronously(on: asUnownedTaskExecutor())
    case .serial(let job, let executor): job.runSynchronously(on: executor)
    case nil:
      guard let action else { return false }
      action()
    }
    return true
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.ready.append(.task(job)) }
  }

  /// For an actor that would have a thread of its own.
  func thread() -> any SerialExecutor { Actor(world: self) }

  private final class Actor: SerialExecutor {
    let world: World
    init(world: World) { self.world = world }
    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      world.state.withLock { $0.ready.append(.serial(job, asUnownedSerialExecutor())) }
    }
  }
}
