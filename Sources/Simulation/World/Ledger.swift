import Synchronization

/// What really happened on a world's hosts: the truth that a record is held against.
final class Ledger: Sendable {
  /// A command that a host has begun to carry out.
  struct Execution: Sendable {
    var run: String
    /// The command's key in its run: `life.run|undo.step.attempt`.
    let key: String
    var host: String
    var life: Int
    var began = Duration.zero
    var ended: Duration?
    var end: End?
    /// The exit code that its plan expects.
    var wanted = 0
    var waiters: [@Sendable () -> Void] = []
    /// The parts of its key.
    let step: String
    let isUndo: Bool
    let attempt: Int
    let processesBefore: Int

    init(run: String, key: String, host: String, life: Int) {
      (self.run, self.key, self.host, self.life) = (run, key, host, life)
      let parts = key.split(separator: ".")
      // A step's id has a dot of its own.
      step = parts.dropFirst(2).dropLast().joined(separator: ".")
      isUndo = parts[1] == "undo"
      attempt = parts.last.flatMap { Int($0) } ?? 0
      processesBefore = parts.first.flatMap { Int($0) } ?? 0
    }

    /// It has done what it was to do.
    var isDone: Bool { end == .exited(wanted) }

    enum End: Sendable, Hashable {
      case exited(Int)
      /// A signal ended it, half-way.
      case killed
    }
  }

  private let entries = Mutex<[Execution]>([])

  init() {}

  var all: [Execution] { entries.withLock { $0 } }

  func begin(_ execution: Execution) -> Int {
    entries.withLock { entries in
      entries.append(execution)
      return entries.count - 1
    }
  }

  func end(_ place: Int, _ end: Execution.End, at time: Duration) {
    let waiters = entries.withLock { entries in
      guard entries[place].end == nil else { return [@Sendable () -> Void]() }
      (entries[place].end, entries[place].ended) = (end, time)
      defer { entries[place].waiters = [] }
      return entries[place].waiters
    }
    for wake in waiters { wake() }
  }

  /// Calls back at its end, at once if that was before.
  func atEnd(of place: Int, _ wake: @escaping @Sendable () -> Void) {
    let isOver = entries.withLock { entries in
      if entries[place].end == nil { entries[place].waiters.append(wake) }
      return entries[place].end != nil
    }
    if isOver { wake() }
  }

  subscript(_ place: Int) -> Execution { entries.withLock { $0[place] } }

  func places(where isMeant: (Execution) -> Bool) -> [Int] {
    entries.withLock { entries in entries.indices.filter { isMeant(entries[$0]) } }
  }
}
