import Dispatch
import Glibc
import SSH
import Synchronization

/// Standard output and standard error for the SSH loop's thread, which must never wait: a reader who doesn't read holds up neither
/// deadlines nor other hosts. What can't be written at once waits for a thread that may, and is bounded: its gate closes
/// meanwhile, and hosts wait.
///
/// ## Concurrency
/// Called from anywhere; pieces are written in the order in which they came.
final class OutputQueue: Sendable {
  let gate = OutputGate()
  private let queue = DispatchQueue(label: "output")
  /// Bytes that wait.
  private let waiting = Mutex(0)
  /// Of the two streams, under which a write takes what there is room for; none for terminals and sockets.
  private let unblocking: [Int32: Int32]

  private static let most = 1 << 20
  private static let few = 1 << 18

  init() {
    var unblocking: [Int32: Int32] = [:]
    for stream: Int32 in [1, 2] { unblocking[stream] = Self.unblocking(stream) }
    self.unblocking = unblocking
  }

  private static func unblocking(_ stream: Int32) -> Int32? {
    var information = stat()
    guard fstat(stream, &information) == 0 else { return nil }
    switch information.st_mode & S_IFMT {
    case S_IFREG: return stream
    case S_IFCHR: return isatty(stream) == 1 ? nil : stream
    // Opened anew: the flag on the stream itself would be everybody's who has it.
    case S_IFIFO:
      let opened = open("/proc/self/fd/\(stream)", O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      return opened < 0 ? nil : opened
    default: return nil
    }
  }

  func write(_ bytes: [UInt8], to descriptor: Int32) {
    let written = writeAtOnce(bytes, to: descriptor)
    if written < bytes.count { write(late: written == 0 ? bytes : Array(bytes[written...]), to: descriptor) }
  }

  /// - Returns: how many bytes were; whatever kept the others shows when they are written late.
  private func writeAtOnce(_ bytes: [UInt8], to stream: Int32) -> Int {
    guard let descriptor = unblocking[stream], !Output.isCut, waiting.withLock({ $0 == 0 }) else { return 0 }
    return max(0, bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) })
  }

  private func write(late bytes: [UInt8], to descriptor: Int32) {
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
