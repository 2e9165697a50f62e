/// Lets a limited number in at a time, in order of arrival.
@SSHLoop
final class Turnstile {
  private(set) var limit: Int
  private(set) var inside = 0
  private var queue: [Ticket] = []

  private final class Ticket {
    var isAdmitted = false
    var isTurnedAway = false
    let changed = WakeList()
  }

  nonisolated init(_ limit: Int) {
    self.limit = limit
  }

  enum Entry {
    case admitted
    case turnedAway
    /// The time is over, or the task was cancelled.
    case gaveUp
  }

  /// Waits for a place. Whoever got one must `leave`.
  func enter(within patience: Duration? = nil) async -> Entry {
    if inside < limit, queue.isEmpty {
      inside += 1
      return .admitted
    }
    let ticket = Ticket()
    queue.append(ticket)
    let deadline = Deadline(after: patience, waking: ticket.changed)
    defer { deadline.cancel() }
    await ticket.changed.wait(until: { ticket.isAdmitted || ticket.isTurnedAway }, or: deadline)
    if ticket.isAdmitted { return .admitted }
    queue.removeAll { $0 === ticket }
    return ticket.isTurnedAway ? .turnedAway : .gaveUp
  }

  func leave() {
    inside -= 1
    letIn()
  }

  /// Sends all who wait elsewhere.
  func turnAway() {
    for ticket in queue {
      ticket.isTurnedAway = true
      ticket.changed.wakeAll()
    }
    queue = []
  }

  /// Whether somebody waits for a place.
  var isWanted: Bool { !queue.isEmpty }

  func admit(upTo limit: Int) {
    self.limit = limit
    letIn()
  }

  /// For somebody inside who found that there is room for fewer: gives the place up, lowers the limit and queues again.
  func stepBack(to room: Int) async -> Entry {
    inside -= 1
    limit = max(1, room)
    return await enter()
  }

  private func letIn() {
    var admitted = 0
    while inside < limit, admitted < queue.count {
      let ticket = queue[admitted]
      admitted += 1
      inside += 1
      ticket.isAdmitted = true
      ticket.changed.wakeAll()
    }
    queue.removeFirst(admitted)
  }
}
