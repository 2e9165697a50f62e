import Synchronization

/// Holds back the output of commands whose reader doesn't keep up. While it is closed nothing more of it is read and their hosts wait,
/// as any program does whose pipe is full; deadlines and cancellation go on as always.
///
/// ## Concurrency
/// Opened and closed from anywhere; a mutex guards it.
public final class OutputGate: Sendable {
  private struct State {
    var isOpen = true
    /// Each once, however often it looks.
    var waiting: [ObjectIdentifier: @Sendable @SSHLoop () -> Void] = [:]
  }

  private let state = Mutex(State())

  public init() {}

  public func close() { state.withLock { $0.isOpen = false } }

  public func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
    guard !waiting.isEmpty else { return }
    SSHLoop.task { for wake in waiting { wake() } }
  }

  /// - Parameter session: is woken when it opens, if it is closed now.
  @SSHLoop
  func isOpen(orWake session: any CommandSession) -> Bool {
    let (id, wake) = (ObjectIdentifier(session), { @Sendable @SSHLoop in session.changed.wakeAll() })
    return state.withLock { state in
      if !state.isOpen { state.waiting[id] = wake }
      return state.isOpen
    }
  }
}
