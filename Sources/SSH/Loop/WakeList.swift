/// Tasks that wait for a change, in the manner of a condition variable: whoever wakes looks again at what it waits for.
@SSHLoop
final class WakeList {
  private var waiters: [UnsafeContinuation<Void, Never>] = []

  nonisolated init() {}

  func wait() async {
    await withUnsafeContinuation { waiters.append($0) }
  }

  func wakeAll() {
    guard !waiters.isEmpty else { return }
    let woken = waiters
    waiters.removeAll(keepingCapacity: true)
    for waiter in woken { waiter.resume() }
  }

  /// Waits for one wake, the deadline or the task's cancellation.
  func waitOnce(before deadline: Deadline) async {
    if deadline.hasPassed { return }
    await withTaskCancellationHandler {
      if !Task.isCancelled { await wait() }
    } onCancel: {
      Task { @SSHLoop in self.wakeAll() }
    }
  }

  /// Waits until `isDone`; also wakes at the deadline and when the task is cancelled, which the caller then sees.
  func wait(until isDone: @SSHLoop () -> Bool, or deadline: Deadline) async {
    await withTaskCancellationHandler {
      while !isDone(), !deadline.hasPassed, !Task.isCancelled { await wait() }
    } onCancel: {
      Task { @SSHLoop in self.wakeAll() }
    }
  }
}

/// The end of an operation's time. It wakes the list when it comes, and must be cancelled when the operation ends before.
@SSHLoop
final class Deadline {
  private(set) var hasPassed = false
  let duration: Duration?
  private let list: WakeList
  private var token: TimerHeap.Token?

  /// - Parameter duration: nil for an operation without a deadline.
  init(after duration: Duration?, waking list: WakeList) {
    self.duration = duration
    self.list = list
    start()
  }

  private func start() {
    guard let duration else { return }
    token = Reactor.shared.schedule(at: .now + duration) { [weak self] in
      self?.hasPassed = true
      self?.list.wakeAll()
    }
  }

  func cancel() {
    if let token { Reactor.shared.cancel(token) }
    token = nil
  }

  /// Begins anew, for a wait on a person that must not count against the server.
  func restart() {
    cancel()
    hasPassed = false
    start()
  }
}

/// A value that comes later, from another thread or task.
@SSHLoop
final class Promise<Value> {
  private(set) var value: Value?
  /// Nobody waits any more: whoever fulfils it has to put away what it made.
  var isAbandoned = false
  let changed: WakeList

  nonisolated init(waking list: WakeList = WakeList()) {
    changed = list
  }

  func fulfil(_ value: Value) {
    guard self.value == nil else { return }
    self.value = value
    changed.wakeAll()
  }

  func get() async -> Value {
    while true {
      if let value { return value }
      await changed.wait()
    }
  }
}
