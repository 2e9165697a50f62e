import Model
import Synchronization

/// The tasks that a run owns.
struct TaskBook {
  enum Key: Hashable, Comparable {
    case step(Int)
    case undo(Int)
    case question(Int)
    case timer
    /// The time that a pause leaves for what is under way.
    case grace
  }

  private var tasks: [Key: Task<Void, Never>] = [:]
  private let clock: any RunClock
  private let executor: (any TaskExecutor)?
  private let alive = Alive()
  private var wakeTime: Duration?

  /// - Parameter executor: on which the tasks run; nil: on those that all share.
  init(_ clock: any RunClock, _ executor: (any TaskExecutor)?) {
    self.clock = clock
    self.executor = executor
  }

  var isEmpty: Bool { tasks.isEmpty }

  func has(_ key: Key) -> Bool { tasks[key] != nil }

  func has(where isMeant: (Key) -> Bool) -> Bool { tasks.keys.contains(where: isMeant) }

  mutating func start(_ key: Key, _ work: @escaping @Sendable () async -> Void) {
    alive.count.withLock { $0 += 1 }
    tasks[key] = Task(executorPreference: executor) { [alive] in
      await work()
      alive.count.withLock { $0 -= 1 }
    }
  }

  mutating func end(_ key: Key) {
    tasks[key] = nil
    if key == .timer { wakeTime = nil }
  }

  mutating func wake(at time: Duration, _ ring: @escaping @Sendable () -> Void) {
    guard wakeTime != time else { return }
    tasks[.timer]?.cancel()
    wakeTime = time
    start(.timer) { [clock] in
      if (try? await clock.sleep(until: time)) != nil { ring() }
    }
  }

  /// What is cancelled first ends first: the same run has to go the same way.
  private var inOrder: [(key: Key, value: Task<Void, Never>)] { tasks.sorted { $0.key < $1.key } }

  func cancel(_ isMeant: (Key) -> Bool) {
    for (key, task) in inOrder where isMeant(key) { task.cancel() }
  }

  /// Cancels tasks, and forgets them: nobody takes in what they still say.
  mutating func abandon(_ isMeant: (Key) -> Bool) {
    cancel(isMeant)
    tasks = tasks.filter { !isMeant($0.key) }
  }

  /// Cancels everything, and waits until it has ended, but not for ever.
  mutating func cancelAll(waiting limit: Duration) async {
    for (_, task) in inOrder { task.cancel() }
    tasks = [:]
    let deadline = clock.now.elapsed + limit
    while alive.count.withLock({ $0 }) > 0, case let now = clock.now.elapsed, now < deadline {
      if (try? await clock.sleep(until: now + .milliseconds(5))) == nil { return }
    }
  }

  /// How many tasks have not ended yet, cancelled ones included.
  private final class Alive: Sendable {
    let count = Mutex(0)
  }
}
