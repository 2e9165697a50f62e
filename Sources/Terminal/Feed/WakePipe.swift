import Glibc

/// Wakes a thread that waits in poll(2).
///
/// ## Concurrency
/// Any thread wakes; one thread waits. Only descriptors that never change are shared.
final class WakePipe: Sendable {
  private let reader: Int32
  private let writer: Int32

  /// Without descriptors to spare it never wakes, and `wait` lasts as long as it may.
  init() {
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 {
      for end in ends {
        _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      }
    }
    (reader, writer) = (ends[0], ends[1])
  }

  deinit {
    close(reader)
    close(writer)
  }

  func wake() {
    var byte: UInt8 = 1
    // A full pipe wakes as well as one byte more would.
    _ = write(writer, &byte, 1)
  }

  /// Waits for a wake, for input on `other`, or for the time to pass.
  ///
  /// - Parameters:
  ///   - other: a descriptor to watch too; nil or negative: none.
  ///   - limit: nil: as long as it takes, or a second where nothing can wake it.
  /// - Returns: whether `other` has input, or has come to its end.
  @discardableResult
  func wait(alsoFor other: Int32? = nil, within limit: Duration?) -> Bool {
    var watched = [
      pollfd(fd: reader, events: Int16(POLLIN), revents: 0),
      pollfd(fd: other ?? -1, events: Int16(POLLIN), revents: 0),
    ]
    let longest: Int64 = reader < 0 ? 1000 : -1
    let milliseconds = limit.map { max(0, $0.inMillisecondsRoundedUp) } ?? longest
    poll(&watched, 2, Int32(clamping: milliseconds))
    drain()
    return watched[1].revents != 0
  }

  private func drain() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(reader, &bytes, bytes.count) > 0 {}
  }
}

extension Duration {
  /// So that waiting for it never ends just before it.
  fileprivate var inMillisecondsRoundedUp: Int64 {
    components.seconds * 1000 + (components.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }
}

/// Starts a thread of our own for work that may block in a system call, which Swift's thread pool must not.
///
/// A closed pipe shows as an error of write(2) on it, not as a signal that ends the run.
func startThread(_ work: @escaping @Sendable () -> Void) {
  final class Box: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }
  var thread = pthread_t()
  let box = Unmanaged.passRetained(Box(work))
  let error = pthread_create(
    &thread, nil,
    { raw in
      guard let raw else { return nil }
      var signals = sigset_t()
      sigemptyset(&signals)
      sigaddset(&signals, SIGPIPE)
      pthread_sigmask(SIG_BLOCK, &signals, nil)
      Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().work()
      return nil
    }, box.toOpaque())
  if error == 0 { pthread_detach(thread) } else { box.release() }
}
