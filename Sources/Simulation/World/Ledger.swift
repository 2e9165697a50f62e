import Synchronization

/// What really happened on a world's hosts: the truth that a record is held against.
public final class Ledger: Sendable {
  /// A command that a host has begun to carry out.
  public struct Execution: Sendable {
    public var run: String
    /// The command's key in its run: `life.run|undo.step.attempt`.
    public var key: String
    public var host: String
    public var life: Int
    public var began: Duration
    public var ended: Duration?
    public var end: End?
    var waiters: [@Sendable () -> Void] = []

    public enum End: Sendable, Hashable {
      case exited(Int)
      /// A signal ended it, half-way.
      case killed
    }

    /// Its parts; the step's id has a dot of its own.
    public var isUndo: Bool { key.split(separator: ".")[1] == "undo" }
    public var step: String { key.split(separator: ".").dropFirst(2).dropLast().joined(separator: ".") }
    public var attempt: Int { key.split(separator: ".").last.flatMap { Int($0) } ?? 0 }
    public var processesBefore: Int { key.split(separator: ".").first.flatMap { Int($0) } ?? 0 }
  }

  private let entries = Mutex<[Execution]>([])

  public init() {}

  public var all: [Execution] { entries.withLock { $0 } }

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
