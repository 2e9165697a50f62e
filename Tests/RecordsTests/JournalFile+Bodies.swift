import Engine
import Model

@testable import Records

extension JournalFile {
  /// Numbers and times events as the runner does, and gives back what was written.
  func append(_ bodies: [Event.Body], at now: RunInstant) throws(JournalFailure) -> [Event] {
    let events = bodies.enumerated().map { offset, body in
      Event(
        sequence: position.sequence + 1 + offset, at: now.wall, elapsed: max(position.elapsed, now.elapsed), body: body
      ).inWholeMicroseconds
    }
    try append(events)
    return events
  }
}
