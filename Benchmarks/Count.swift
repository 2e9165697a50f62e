import Engine
import Model
import Synchronization

/// Counts the events of a run.
///
/// ## Concurrency
/// The runner tells it from its own task; an atomic number is read after the run.
final class Count: RunObserver {
  private let events = Atomic(0)

  var value: Int { events.load(ordering: .relaxed) }

  func recorded(_ events: [Event]) { self.events.add(events.count, ordering: .relaxed) }
  func output(step: String, _ stream: OutputStream, _ bytes: [UInt8]) {}
}
