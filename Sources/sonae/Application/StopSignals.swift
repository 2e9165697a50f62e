import Dispatch
import Glibc
import Synchronization

/// Signals that ask a command to end.
///
/// ## Concurrency
/// The handlers run on a queue of their own; the count is guarded by a mutex.
final class StopSignals {
  /// What a signal asks of a run.
  enum Wish: Sendable {
    /// SIGINT. A person is there and decides: undo, and close as aborted.
    case stop(atOnce: Bool)
    /// SIGTERM, SIGHUP. Nobody decides anything about the run, and little time may be left.
    case pause(signal: String)
  }

  private var sources: [Int32: any DispatchSourceSignal] = [:]
  private let registration = DispatchGroup()

  /// Ctrl-C and its like: the first asks, every later one insists.
  init(handler: @escaping @Sendable (_ isFirst: Bool) -> Void) {
    let count = Count()
    for number in [SIGINT, SIGTERM, SIGHUP] { watch(number) { handler(count.next() == 1) } }
    awaitRegistration()
  }

  init(ofRun handler: @escaping @Sendable (Wish) -> Void) {
    let count = Count()
    watch(SIGINT) { handler(.stop(atOnce: count.next() > 1)) }
    watch(SIGTERM) { handler(.pause(signal: "SIGTERM")) }
    if !Self.ignoresHangUp { watch(SIGHUP) { handler(.pause(signal: "SIGHUP")) } }
    awaitRegistration()
  }

  /// Whoever started the process has said that it goes on without its terminal, as nohup(1) and `--detach` do.
  static var ignoresHangUp: Bool {
    var action = sigaction()
    guard sigaction(SIGHUP, nil, &action) == 0 else { return false }
    // C functions can't be compared in Swift, and SIG_IGN is none: it is the number 1 in a function's place.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private func watch(_ number: Int32, _ handler: @escaping @Sendable () -> Void) {
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: Self.queue)
    source.setEventHandler(handler: handler)
    registration.enter()
    source.setRegistrationHandler { [registration] in registration.leave() }
    source.resume()
    sources[number] = source
  }

  /// A signal that comes before its source is registered, which another thread does, would be lost.
  private func awaitRegistration() { _ = registration.wait(timeout: .now() + .seconds(5)) }

  private static let queue = DispatchQueue(label: "signals")

  func end() {
    for (number, source) in sources {
      source.cancel()
      signal(number, SIG_DFL)
    }
  }

  private final class Count: Sendable {
    private let value = Mutex(0)
    func next() -> Int {
      value.withLock {
        $0 += 1
        return $0
      }
    }
  }
}
