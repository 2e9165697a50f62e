import Dispatch
import SSH
import Synchronization

/// Standard output and standard error behind a thread of their own, so that a reader who doesn't read holds up neither deadlines nor
/// other hosts. What waits to be written is bounded: its gate closes meanwhile, and hosts wait.
///
/// ## Concurrency
/// Called from anywhere; pieces are written in the order in which they came.
final class OutputQueue: Sendable {
  let gate = OutputGate()
  private let queue = DispatchQueue(label: "output")
  /// Bytes that wait.
  private let waiting = Mutex(0)

  private static let most = 1 << 20
  private static let few = 1 << 18

  func write(_ bytes: [UInt8], to descriptor: Int32) {
    waiting.withLock { waiting in
      waiting += bytes.count
      if waiting > Self.most { gate.close() }
    }
    queue.async { [self] in
      Output.write(bytes, to: descriptor)
      waiting.withLock { waiting in
        let before = waiting
        waiting -= bytes.count
        if before > Self.few, waiting <= Self.few { gate.open() }
      }
    }
  }

  /// Waits until all is written, or nobody reads any more.
  func drain() { queue.sync {} }
}
