import Dispatch
import Glibc
import Synchronization

/// A thread of its own for calls that wait for the disk, so that a slow or hanging disk never holds up the threads on
/// which everything else runs.
///
/// ## Concurrency
/// An executor: jobs run one after the other in the order in which they came.
final class DiskThread: SerialExecutor {
  private let inbox = Inbox()

  /// - Throws: `FileError` when the system has no thread or no descriptor left.
  init() throws(FileError) {
    try inbox.startThread()
  }

  deinit { inbox.end() }

  func enqueue(_ job: consuming ExecutorJob) {
    inbox.put(UnownedJob(job), for: asUnownedSerialExecutor())
  }

  /// Shared by the executor and its thread; the thread ends when the executor has gone.
  private final class Inbox: Sendable {
    private struct Work {
      var jobs: [(UnownedJob, UnownedSerialExecutor)] = []
      var ended = false
    }

    private let work = Mutex(Work())
    private let wake = DispatchSemaphore(value: 0)

    func put(_ job: UnownedJob, for executor: UnownedSerialExecutor) {
      work.withLock { $0.jobs.append((job, executor)) }
      wake.signal()
    }

    func end() {
      work.withLock { $0.ended = true }
      wake.signal()
    }

    func startThread() throws(FileError) {
      var thread = pthread_t()
      let unmanaged = Unmanaged.passRetained(self)
      let code = pthread_create(
        &thread, nil,
        { pointer in
          if let pointer { Unmanaged<Inbox>.fromOpaque(pointer).takeRetainedValue().runUntilEnded() }
          return nil
        }, unmanaged.toOpaque())
      guard code == 0 else {
        unmanaged.release()
        throw FileError(operation: "start a thread for", path: "journal.jsonl", code: code)
      }
      pthread_detach(thread)
    }

    private func runUntilEnded() {
      while true {
        wake.wait()
        let (jobs, ended) = work.withLock { work in
          let jobs = work.jobs
          work.jobs = []
          return (jobs, work.ended)
        }
        for (job, executor) in jobs { job.runSynchronously(on: executor) }
        if ended { return }
      }
    }
  }
}
