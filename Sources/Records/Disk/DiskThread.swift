import Glibc
import Synchronization

/// A thread of its own for calls that wait for the disk, so that a slow or hanging disk never holds up the threads on
/// which everything else runs.
///
/// ## Concurrency
/// An executor: jobs run one after the other in the order in which they came.
final class DiskThread: SerialExecutor {
  private let inbox: Inbox

  /// - Throws: `FileError` when the system has no thread or no descriptor left.
  init() throws(FileError) {
    inbox = Inbox(wake: try Semaphore())
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
    private let wake: Semaphore

    init(wake: Semaphore) { self.wake = wake }

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

/// A counter that threads can wait for; one byte in a pipe for each signal.
private final class Semaphore: Sendable {
  private let reading: Descriptor
  private let writing: Descriptor

  init() throws(FileError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .last("open", "a pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    reading = Descriptor(number: ends[0], path: "a pipe")
    writing = Descriptor(number: ends[1], path: "a pipe")
  }

  func signal() {
    var byte: UInt8 = 1
    _ = write(writing.number, &byte, 1)
  }

  func wait() {
    var bytes: (UInt64, UInt64) = (0, 0)
    _ = read(reading.number, &bytes, 16)
  }
}
