import CLibSSH2
import Glibc
import Synchronization

/// The thread of `SSHLoop`: takes jobs in order; when none is left, it lets the reactor wait for events.
final class LoopExecutor: SerialExecutor, TaskExecutor {
  private struct State {
    var jobs: [UnownedJob] = []
    /// Index of the next job, so that taking one doesn't move the others.
    var next = 0
    /// The reactor's turn, waiting for the queue to run empty.
    var idle: UnsafeContinuation<Void, Never>?
    /// The thread is inside a wait; whoever adds a job must ring.
    var waiting = false
    var mustStop = false
    var hasStopped = false
  }

  private let state = Mutex(State())
  /// An eventfd; the reactor listens to it.
  let bell: Int32

  init() {
    bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
  }

  func start(_ begin: @escaping @Sendable () -> Void) {
    Blocking.spawnThread {
      begin()
      self.run()
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let mustRing = state.withLock { state in
      state.jobs.append(job)
      defer { state.waiting = false }
      return state.waiting
    }
    if mustRing { ring() }
  }

  /// Returns when no job is waiting; the caller then has the thread for a wait of its own.
  /// Isolated, because only on its own thread it can't miss that the queue has run empty.
  @SSHLoop
  func untilIdle() async {
    await withUnsafeContinuation { continuation in
      state.withLock { $0.idle = continuation }
    }
  }

  /// Announces a wait. False: a job came in between, don't wait.
  func mayWait() -> Bool {
    state.withLock { state in
      state.waiting = state.next == state.jobs.count
      return state.waiting
    }
  }

  func endWait() {
    state.withLock { $0.waiting = false }
  }

  func silenceBell() {
    var count: eventfd_t = 0
    _ = eventfd_read(bell, &count)
  }

  /// For the process's exit: the job under way is the last. Waits for it, though not for ever.
  func stop() {
    state.withLock { $0.mustStop = true }
    ring()
    for _ in 0..<2000 where !state.withLock({ $0.hasStopped }) { usleep(500) }
  }

  private func ring() {
    _ = eventfd_write(bell, 1)
  }

  private enum Work {
    case job(UnownedJob)
    case idle(UnsafeContinuation<Void, Never>)
    case none
    case stop
  }

  private func run() {
    let serial = asUnownedSerialExecutor()
    let preferred = asUnownedTaskExecutor()
    while true {
      switch takeWork() {
      case .job(let job): job.runSynchronously(isolatedTo: serial, taskExecutor: preferred)
      case .idle(let turn): turn.resume()
      case .none: waitForBell()
      case .stop: return
      }
    }
  }

  private func takeWork() -> Work {
    state.withLock { state in
      if state.mustStop {
        state.hasStopped = true
        return .stop
      }
      if state.next < state.jobs.count {
        defer { state.next += 1 }
        return .job(state.jobs[state.next])
      }
      state.jobs.removeAll(keepingCapacity: true)
      state.next = 0
      if let turn = state.idle {
        state.idle = nil
        return .idle(turn)
      }
      state.waiting = true
      return .none
    }
  }

  /// Only before the reactor's first turn.
  private func waitForBell() {
    var entry = pollfd(fd: bell, events: Int16(POLLIN), revents: 0)
    _ = Glibc.poll(&entry, 1, -1)
    silenceBell()
    endWait()
  }
}
