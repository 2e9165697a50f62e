import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and its like: the first asks, every later one insists.
///
/// ## Concurrency
/// The handlers run on a queue of their own; the count is guarded by a mutex.
final class StopSignals {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private var sources: [any DispatchSourceSignal] = []

  init(handler: @escaping @Sendable (_ isFirst: Bool) -> Void) {
    let count = Count()
    let queue = DispatchQueue(label: "signals")
    for number in Self.signals {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { handler(count.next() == 1) }
      source.resume()
      sources.append(source)
    }
  }

  func end() {
    for source in sources { source.cancel() }
    for number in Self.signals { signal(number, SIG_DFL) }
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
