import Synchronization

/// Where the steps under way leave their outcomes for the runner.
///
/// ## Concurrency
/// Any task posts; one task takes. A mutex guards it.
final class Mailbox<Message: Sendable>: Sendable {
  private struct State {
    var messages: [Message] = []
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  func post(_ message: Message) {
    let waiter = state.withLock { state in
      state.messages.append(message)
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }

  /// All that has come, at least one; waits for it if need be.
  func take() async -> [Message] {
    await withCheckedContinuation { continuation in
      let isFilled = state.withLock { state in
        if state.messages.isEmpty { state.waiter = continuation }
        return !state.messages.isEmpty
      }
      if isFilled { continuation.resume() }
    }
    return state.withLock { state in
      defer { state.messages = [] }
      return state.messages
    }
  }
}
