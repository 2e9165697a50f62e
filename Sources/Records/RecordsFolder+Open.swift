import Glibc
public import Model

/// A run that nobody has closed, and that no process of this machine carries on.
public struct OpenRun: Sendable, Hashable {
  public let folder: RunFolder
  /// Why it ended as it did; nil when its process was killed.
  public var halted: Reason?
  /// The machine that began it.
  public var machine: String
}

extension RecordsFolder {
  /// The runs that a person has to see to, the oldest first: few or none, found without reading the record of any other.
  ///
  /// A closed run has a `head`, so one look at each folder is enough; of the others the first line and the last tell.
  /// Nothing is kept for it that could be wrong after a kill, or in a copy on another machine. What can't be read is left
  /// out: `history` and `verify` speak of that.
  public func openRuns() -> [OpenRun] {
    unclosed.compactMap { OpenRun($0) }.sorted { $0.folder < $1.folder }
  }

  /// All but those that are closed for sure, in no order.
  var unclosed: [RunFolder] { folders { (try? disk.list($0)) ?? [] }.filter { !$0.hasHead } }
}

extension OpenRun {
  /// Enough for the first line, and for the last one of a run that was halted.
  private static let reach = 64 << 10

  /// Nil for one that is closed, lives, or never began: nothing was done in that.
  init?(_ run: RunFolder) {
    let path = run.journalPath
    guard let file = try? run.disk.open(path, .reading), (try? file.isLocked()) == false,
      let size = try? file.status().size, let begin = try? file.read(min(size, Self.reach), from: 0),
      let first = JournalLines(begin).lines.first, let opened = Self.event(first)
    else { return nil }
    guard case .opened(let header) = opened.body else { return nil }
    (folder, machine) = (run, header.machine)
    let end = try? file.read(min(size, Self.reach), from: max(0, size - Self.reach))
    switch end.flatMap({ JournalLines($0).lines.last }).flatMap(Self.event)?.body {
    case .closed: return nil
    case .halted(let reason): halted = reason
    default: halted = nil
    }
  }

  /// Nil also for the rest of a line that began before.
  private static func event(_ line: ArraySlice<UInt8>) -> Event? {
    (try? JSON(reading: line)).flatMap { try? Event(json: $0) }
  }
}
