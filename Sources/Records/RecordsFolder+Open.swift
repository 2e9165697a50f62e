import Glibc
public import Model

/// A run that nobody has closed, and that no process of this machine carries on.
public struct OpenRun: Sendable, Hashable {
  public let folder: RunFolder
  /// Why it ended as it did; nil when its process was killed.
  public var halted: Reason?
  /// The machine that began it.
  public var machine: String
  /// Its record isn't as it was written, or its plan is lost: nobody knows whether anything is owed.
  public var isDamaged = false
}

extension RecordsFolder {
  /// The runs that a person has to see to, the oldest first: few or none, found without reading the record of any other.
  ///
  /// A closed run has a `head`, so one look at each folder is enough; the others' records are verified.
  /// Nothing is kept for it that could be wrong after a kill, or in a copy on another machine.
  public func openRuns() -> [OpenRun] {
    unclosed.compactMap { OpenRun($0) }.sorted { $0.folder < $1.folder }
  }

  /// All but those that are closed for sure, in no order. A copy beside the run that it was made of is no run of its own.
  var unclosed: [RunFolder] {
    let all = folders { (try? disk.list($0)) ?? [] }
    return all.filter { run in
      !run.hasHead && !(run.original.map { name in all.contains { $0.id == name } } ?? false)
    }
  }
}

extension OpenRun {
  /// Enough for the first line, and for the last one of a run that was halted.
  fileprivate static let reach = 64 << 10

  /// Nil for one that is closed, lives, or never began: nothing was done in that.
  init?(_ run: RunFolder) {
    guard run.disk.status(run.journalPath) != nil else { return nil }
    (folder, machine, isDamaged) = (run, "", true)
    guard let file = try? run.disk.open(run.journalPath, .reading) else { return }
    guard (try? file.isLocked()) == false else { return nil }
    guard let size = try? file.status().size, let begin = try? file.read(min(size, Self.reach), from: 0) else { return }
    guard let first = JournalLines(begin).lines.first ?? (size > Self.reach ? begin[...] : nil) else { return nil }
    let end = try? file.read(min(size, Self.reach), from: max(0, size - Self.reach))
    switch end.flatMap({ JournalLines($0).lines.last }).flatMap(Self.event)?.body {
    case .closed: return nil
    case .halted(let reason): halted = reason
    default: halted = nil
    }
    guard case .opened(let header) = Self.event(first)?.body else { return }
    (machine, isDamaged) = (header.machine, (try? run.verify())?.isBroken ?? true)
  }

  /// Nil also for the rest of a line that began before.
  fileprivate static func event(_ line: ArraySlice<UInt8>) -> Event? {
    (try? JSON(reading: line)).flatMap { try? Event(json: $0) }
  }
}

extension RunFolder {
  /// The run that its record names in its first line, if that is another than its folder's name says: it is a copy, or was renamed.
  var original: String? {
    guard let file = try? disk.open(journalPath, .reading), let begin = try? file.read(OpenRun.reach, from: 0),
      let first = JournalLines(begin).lines.first, case .opened(let header) = OpenRun.event(first)?.body
    else { return nil }
    return header.run == id ? nil : header.run
  }
}
