import GRDB
import Glibc

extension RecordsFolder {
  /// The runs, the newest first, through the index where it can be used.
  ///
  /// The folders are the truth: the index is brought up to them first. One that is damaged or of another version is made
  /// anew, and where none can be written (a read-only disk, a full one, one that another process keeps locked) the
  /// answer comes from memory.
  ///
  /// - Throws: `RecordsError` when the folders can't be listed. A run that can't be read is an entry that says so.
  public func history(_ filter: HistoryFilter = HistoryFilter()) throws(RecordsError) -> [RunEntry] {
    let runs = try runs()
    guard !runs.isEmpty else { return [] }
    var entries = indexed(runs, filter) ?? fromFolders(runs, filter)
    for index in entries.indices where entries[index].state == .died {
      if (try? entries[index].run.isAlive()) == true { entries[index].state = .running }
    }
    return entries
  }

  private func indexed(_ runs: [RunFolder], _ filter: HistoryFilter) -> [RunEntry]? {
    do {
      return try query(HistoryIndex(path: indexPath), runs, filter)
    } catch {
      if Self.isDamage(error) {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(indexPath + suffix) }
        if let entries = try? query(HistoryIndex(path: indexPath), runs, filter) { return entries }
      }
      return try? query(HistoryIndex(path: nil), runs, filter)
    }
  }

  private func query(_ index: HistoryIndex, _ runs: [RunFolder], _ filter: HistoryFilter) throws -> [RunEntry] {
    try index.refresh(runs)
    return try index.entries(filter, in: self)
  }

  /// Whether throwing the file away helps. It doesn't against full disks and locks.
  private static func isDamage(_ error: any Error) -> Bool {
    guard let error = error as? DatabaseError else { return true }
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_PERM,
      .SQLITE_NOMEM:
      return false
    default: return true
    }
  }

  /// Without SQLite altogether.
  func fromFolders(_ runs: [RunFolder], _ filter: HistoryFilter) -> [RunEntry] {
    let fitting = runs.reversed().lazy.map(RunEntry.init(reading:)).filter { entry in
      (filter.scenario == nil || filter.scenario == entry.scenario)
        && (filter.result == nil || filter.result == entry.result)
        && (filter.fiscalYear == nil || filter.fiscalYear == entry.run.fiscalYear)
        && (filter.system == nil || entry.systems.contains { $0.id == filter.system })
    }
    return Array(fitting.prefix(max(0, filter.limit ?? .max)))
  }
}
