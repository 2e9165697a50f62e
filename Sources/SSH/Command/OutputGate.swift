import Synchronization

/// Holds back the output of commands whose reader doesn't keep up. While it is closed nothing more of it is read and their hosts wait,
/// as any program does whose pipe is full; deadlines and cancellation go on as always.
///
/// ## Concurrency
/// Opened and closed from anywhere; a mutex guards it.
public final class OutputGate: Sendable {
  private struct State {
    var isOpen = true
    var waiting: [@Sendable @SSHLoop () -> Void] = []
  }

  private let state = Mutex(State())

  public init() {}

  public func close() { state.withLock { $0.isOpen = false } }

  public func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    guard !waiting.isEmpty else { return }
    SSHLoop.task { for wake in waiting { wake() } }
  }

  /// - Parameter wake: is called when it opens, if it is closed now.
  @SSHLoop
  func isOpen(orWake wake: @escaping @Sendable @SSHLoop () -> Void) -> Bool {
    state.withLock { state in
      if !state.isOpen { state.waiting.append(wake) }
      return state.isOpen
    }
  }
}
