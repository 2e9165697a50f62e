import Engine
import Model
import Synchronization

/// What has reached a view since it looked last.
struct Batch: Sendable {
  var events: [Event] = []
  /// The newest bytes of each step's output.
  var outputs: [String: [UInt8]] = [:]
  var questions: [QuestionChange] = []
  /// The run is over; nothing follows.
  var isLast = false

  var isEmpty: Bool { events.isEmpty && outputs.isEmpty && questions.isEmpty && !isLast }
}

/// Carries what happens to a view's own thread, so that a slow or halted terminal (Ctrl-S) never holds a run up.
///
/// ## Concurrency
/// Any thread posts; the view's thread takes. A mutex guards the batch and is never held while something is written.
final class ViewFeed: Sendable {
  /// Enough of an output's end to show its last line.
  private static let outputLimit = 2048

  private struct State {
    var batch = Batch()
    var isListening = false
    var hasEnded = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())
  private let pipe = WakePipe()

  func post(_ change: (inout Batch) -> Void) {
    let wakes = state.withLock { state in
      change(&state.batch)
      defer { state.isListening = false }
      return state.isListening
    }
    if wakes { pipe.wake() }
  }

  func post(output bytes: [UInt8], of step: String) {
    post { batch in
      let whole = bytes.count >= Self.outputLimit ? bytes : (batch.outputs[step] ?? []) + bytes
      batch.outputs[step] = Array(whole.suffix(Self.outputLimit))
    }
  }

  /// Tells the view that nothing follows, and waits until it has shown all.
  func close() async {
    post { $0.isLast = true }
    await withCheckedContinuation { continuation in
      let hasEnded = state.withLock { state in
        if !state.hasEnded { state.waiters.append(continuation) }
        return state.hasEnded
      }
      if hasEnded { continuation.resume() }
    }
  }

  // MARK: The view's side

  /// Waits for something to happen, then takes all of it.
  ///
  /// - Parameters:
  ///   - limit: the longest to wait; nil: as long as it takes.
  ///   - isDeaf: lets the time pass whatever happens, which costs those who post nothing.
  func next(within limit: Duration?, isDeaf: Bool = false) -> Batch {
    let mustWait = state.withLock { state in
      let mustWait = isDeaf || state.batch.isEmpty
      state.isListening = mustWait && !isDeaf
      return mustWait
    }
    if mustWait { pipe.wait(within: limit) }
    return state.withLock { state in
      defer { state.batch = Batch() }
      state.isListening = false
      return state.batch
    }
  }

  func end() {
    let waiters = state.withLock { state in
      state.hasEnded = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}
