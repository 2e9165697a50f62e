import CLibCurl
import Synchronization

/// Carries any number of transfers side by side on one thread.
///
/// ## Concurrency
/// Tasks put jobs into an inbox that a mutex guards, and wake the thread. libcurl's handles are touched on that thread only;
/// `curl_multi_wakeup` is the one call that libcurl's manual allows from any thread (libcurl-thread(3), curl_multi_wakeup(3)).
final class TransferLoop: Sendable {
  private struct Job {
    var ticket: Int
    var request: Request
    var end: ContinuousClock.Instant
    var continuation: CheckedContinuation<Sight, Never>
  }

  private struct Inbox {
    var jobs: [Job] = []
    var cancelled: [Int] = []
    var lastTicket = 0
    var isRunning = false
    var isClosed = false
  }

  private struct Running {
    var ticket: Int
    var transfer: Transfer
    var continuation: CheckedContinuation<Sight, Never>
  }

  private let userAgent: String
  private let trust: TrustStore
  private let inbox = Mutex(Inbox())
  /// Unsafe because a C pointer isn't Sendable; which thread may do what with it is said above.
  nonisolated(unsafe) private let multi: UnsafeMutableRawPointer?

  init(userAgent: String, trust: TrustStore) {
    self.userAgent = userAgent
    self.trust = trust
    multi = probe_multi_init()
  }

  deinit { if let multi { probe_multi_cleanup(multi) } }

  /// The thread ends; no transfer may be under way.
  func close() {
    inbox.withLock { $0.isClosed = true }
    wake()
  }

  /// Cancelling the task ends the transfer at once.
  func perform(_ request: Request, until end: ContinuousClock.Instant) async -> Sight {
    let ticket = inbox.withLock { inbox in
      inbox.lastTicket += 1
      return inbox.lastTicket
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        enter(Job(ticket: ticket, request: request, end: end, continuation: continuation))
        // The handler may have run before there was anything to cancel.
        if Task.isCancelled { cancel(ticket) }
      }
    } onCancel: {
      cancel(ticket)
    }
  }

  private func enter(_ job: Job) {
    let isRunning = inbox.withLock { inbox in
      inbox.jobs.append(job)
      defer { inbox.isRunning = true }
      return inbox.isRunning
    }
    if isRunning { return wake() }
    if multi == nil || !startThread({ [self] in run() }) { refuse() }
  }

  private func refuse() {
    let jobs = inbox.withLock { inbox in
      defer { (inbox.jobs, inbox.isRunning) = ([], false) }
      return inbox.jobs
    }
    for job in jobs { job.continuation.resume(returning: Sight(end: .notAsked("no thread or memory left"))) }
  }

  private func cancel(_ ticket: Int) {
    inbox.withLock { $0.cancelled.append(ticket) }
    wake()
  }

  private func wake() {
    if let multi { probe_multi_wakeup(multi) }
  }

  private func run() {
    guard let multi else { return }
    var running: [UnsafeMutableRawPointer: Running] = [:]
    while let (jobs, cancelled) = takeInbox() {
      for job in jobs { begin(job, on: multi, &running) }
      for ticket in cancelled {
        guard let handle = running.first(where: { $0.value.ticket == ticket })?.key else { continue }
        finish(handle, on: multi, &running) { _ in Sight(end: .cancelled) }
      }
      var count: Int32 = 0
      probe_multi_perform(multi, &count)
      while let message = probe_multi_info_read(multi, &count)?.pointee {
        guard message.msg == CURLMSG_DONE, let handle = message.easy_handle else { continue }
        finish(handle, on: multi, &running) { $0.sight(message.data.result) }
      }
      // Returns earlier for anything that arrives, for libcurl's own timers and for `wake`.
      probe_multi_poll(multi, 60_000)
    }
  }

  /// nil when it's time to end.
  private func takeInbox() -> (jobs: [Job], cancelled: [Int])? {
    inbox.withLock { inbox in
      if inbox.isClosed { return nil }
      defer { (inbox.jobs, inbox.cancelled) = ([], []) }
      return (inbox.jobs, inbox.cancelled)
    }
  }

  private func begin(_ job: Job, on multi: UnsafeMutableRawPointer, _ running: inout [UnsafeMutableRawPointer: Running])
  {
    let left = job.end - .now
    guard let transfer = Transfer(job.request, userAgent: userAgent, trust: trust, timeout: left) else {
      return job.continuation.resume(returning: Sight(end: .notAsked("no memory left")))
    }
    running[transfer.handle] = Running(ticket: job.ticket, transfer: transfer, continuation: job.continuation)
    let code = probe_multi_add_handle(multi, transfer.handle)
    guard code != CURLM_OK else { return }
    finish(transfer.handle, on: multi, &running) { _ in
      Sight(end: .notAsked(String(cString: probe_multi_strerror(code))))
    }
  }

  private func finish(
    _ handle: UnsafeMutableRawPointer, on multi: UnsafeMutableRawPointer,
    _ running: inout [UnsafeMutableRawPointer: Running], sight: (Transfer) -> Sight
  ) {
    guard let entry = running.removeValue(forKey: handle) else { return }
    // What was seen is read first: taking the handle out closes its connection.
    let seen = sight(entry.transfer)
    probe_multi_remove_handle(multi, handle)
    entry.continuation.resume(returning: seen)
  }
}
