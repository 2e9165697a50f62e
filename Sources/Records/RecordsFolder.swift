import Catalogue
import Glibc

/// The folder in which all runs are recorded: `records/<fiscal year>/<run id>/`, `records/locks/`, `records/index.sqlite`.
public struct RecordsFolder: Sendable {
  public let path: String
  /// What the clocks of the office are ahead of UTC: says in which fiscal year a run falls and what its id is.
  public let offset: Duration
  let disk: any Disk

  public init(_ path: String, offset: Duration = .seconds(9 * 3600), on disk: any Disk = SystemDisk.shared) {
    self.path = path
    self.offset = offset
    self.disk = disk
  }

  var locksPath: String { path + "/locks" }
  var indexPath: String { path + "/index.sqlite" }

  /// What the folder, or the nearest one above it that is there, lies on (`nfs4`, …), if other machines may write to that too.
  public var sharedFileSystem: String? {
    var place = path
    while disk.status(place) == nil, let slash = place.lastIndex(of: "/"), slash > place.startIndex {
      place = String(place[..<slash])
    }
    return disk.sharedFileSystem(holding: place)
  }

  /// Whether a run has come to its end, by its own folder.
  func isClosed(_ run: String) -> Bool {
    guard let found = try? find(run) else { return false }
    return found.hasHead
  }

  /// Every run that has a journal, the oldest first.
  ///
  /// - Throws: `RecordsError` when the folder can't be read; one that isn't there has no runs.
  public func runs() throws(RecordsError) -> [RunFolder] {
    do throws(FileError) {
      return try folders(list).filter { disk.status($0.journalPath) != nil }.sorted()
    } catch { throw RecordsError(error) }
  }

  /// Whatever lies in the years' folders, in no order.
  func folders<Failure>(_ list: (String) throws(Failure) -> [String]) throws(Failure) -> [RunFolder] {
    var found: [RunFolder] = []
    for year in try list(path) {
      guard year.utf8.count == 4, let number = Int(year) else { continue }
      for id in try list(path + "/" + year) {
        found.append(RunFolder(id: id, fiscalYear: number, path: "\(path)/\(year)/\(id)", on: disk))
      }
    }
    return found
  }

  /// Finds a run by its id, by a begin of it that no other run has, the newest one by `last`, or any by its path.
  /// The newest one that has begun something, if any has: a process that was killed before that left nothing to be seen.
  ///
  /// - Throws: `RecordsError` for none and for several.
  public func find(_ text: String) throws(RecordsError) -> RunFolder {
    if text.contains("/") { return try RunFolder(at: text) }
    let runs = try runs()
    if let run = runs.first(where: { $0.id == text }) { return run }
    if text == "last" {
      guard let last = runs.last(where: \.hasBegun) ?? runs.last else {
        throw RecordsError("run-none", .noRunsYet(path: path))
      }
      return last
    }
    let candidates = text.isEmpty ? [] : runs.filter { $0.id.hasPrefix(text) }
    guard let run = candidates.first else { throw RecordsError("run-unknown", .runUnknown(text)) }
    guard candidates.count == 1 else {
      throw RecordsError("run-ambiguous", .runAmbiguous(text, candidates: candidates.suffix(5).map(\.id)))
    }
    return run
  }

  /// Nothing for a folder that isn't there, and for a file that stands in its place.
  private func list(_ path: String) throws(FileError) -> [String] {
    do throws(FileError) {
      return try disk.list(path)
    } catch {
      if error.code == ENOENT || error.code == ENOTDIR { return [] }
      throw error
    }
  }
}
