/// The one thread on which everything of libssh2 happens.
///
/// ## Concurrency
/// libssh2 says that a session must not be used by two threads at the same time
/// (https://libssh2.org, "Thread safety"); here the compiler holds that: sessions, channels and sockets are
/// `@SSHLoop`, and this actor's executor is a single thread with its own epoll.
/// State that is isolated to it needs no lock. Nothing on it may block.
@globalActor
public actor SSHLoop {
  public static let shared = SSHLoop()

  let executor: LoopExecutor

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  private init() {
    executor = LoopExecutor()
    executor.start {
      // The loop's own life: it waits for sockets and timers whenever no other work is left, as long as the process
      // lives. Begun on the loop's own thread, so that it doesn't hang on a pool whose threads are all busy.
      SSHLoop.task { await SSHLoop.turn() }
    }
  }

  /// A task of the loop. Whoever waits inside a continuation comes back through the task's preferred executor: without
  /// this one that is the shared pool, two changes of thread for every event.
  @discardableResult
  static func task(_ body: @escaping @SSHLoop () async -> Void) -> Task<Void, Never> {
    Task(executorPreference: shared.executor, operation: body)
  }

  @SSHLoop
  private static func turn() async {
    while true {
      await shared.executor.untilIdle()
      Reactor.shared.poll()
    }
  }
}
