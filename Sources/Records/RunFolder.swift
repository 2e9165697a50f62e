import Catalogue
import Glibc
public import Model

/// The folder of one run: `records/2026/20261122-101500-vhost-loss-7f3a`.
///
/// Of two, the one that was begun earlier comes first: by the time that the id begins with, within one second by its end.
public struct RunFolder: Sendable, Hashable, Comparable {
  public let id: String
  /// April to March, by the time at which the run was opened.
  public let fiscalYear: Int
  public let path: String
  let disk: any Disk

  init(id: String, fiscalYear: Int, path: String, on disk: any Disk = SystemDisk.shared) {
    self.id = id
    self.fiscalYear = fiscalYear
    self.path = path
    self.disk = disk
  }

  /// A run by its place, wherever that is: an auditor's copy needs no workspace around it.
  ///
  /// - Parameter path: the run's folder, or the journal in it.
  /// - Throws: `RecordsError` when there is no journal.
  public init(at path: String) throws(RecordsError) {
    var folder = path
    if folder.hasSuffix("/journal.jsonl") { folder.removeLast("/journal.jsonl".count) }
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    let id = folder.split(separator: "/").last.map(String.init) ?? folder
    let month = Int(id.dropFirst(4).prefix(2)) ?? 4
    self.init(id: id, fiscalYear: (Int(id.prefix(4)) ?? 0) - (month < 4 ? 1 : 0), path: folder)
    guard disk.status(journalPath) != nil else { throw RecordsError("run-unknown", .noJournalAt(path)) }
  }

  public var journalPath: String { path + "/journal.jsonl" }
  /// A journal that is taken up again, until it takes the other's place; a kill may leave it there.
  var newJournalPath: String { path + "/journal.jsonl.new" }
  /// The canonical bytes of the plan; its digest stands in the journal's first line.
  public var planPath: String { path + "/plan.json" }
  /// The digest of the last line of a closed journal.
  public var headPath: String { path + "/head" }
  /// What a run that goes on in the background would have shown on a terminal; no part of the evidence.
  public var screenLogPath: String { path + "/screen.log" }
  /// Only a run that was closed has one.
  public var hasHead: Bool { disk.status(headPath) != nil }
  public var outputsPath: String { path + "/outputs" }

  /// 32 random bytes, by which a later process of the run knows what hosts tell of its commands; until the run is closed.
  var secretPath: String { path + "/secret" }

  /// Nil: there is none (any more), and what hosts tell can't be believed.
  public var secret: [UInt8]? { (try? disk.read(secretPath)).flatMap { $0.count == 32 ? $0 : nil } }

  /// For a run that is closed.
  ///
  /// - Parameter keepsKey: a host still has something of the run.
  public func removeSecret(keepsKey: Bool = false) {
    disk.remove(secretMarksPath)
    if !keepsKey {
      disk.remove(secretPath)
    } else if secret == nil {
      // One that was lost: nobody asks hosts for its commands any more, and any other says as well that something is left. Where
      // it can't be written, the message of the host that is left is all.
      disk.remove(secretPath)
      try? disk.create(secretPath, disk.randomBytes(32))
    }
  }

  public func outputPath(_ digest: Digest) -> String { outputsPath + "/" + digest.hexadecimal }

  /// Whether the process that runs it lives; false once the run is closed or the process has died.
  ///
  /// - Throws: `RecordsError` when the journal can't be opened.
  public func isAlive() throws(RecordsError) -> Bool {
    do throws(FileError) {
      return try disk.open(journalPath, .reading).isLocked()
    } catch { throw RecordsError(error) }
  }

  /// Its first line is written, or its process lives and is about to write it.
  var hasBegun: Bool {
    guard let file = try? disk.open(journalPath, .reading) else { return false }
    return (try? file.isLocked()) == true || (try? file.read(64 << 10, from: 0).contains(UInt8(ascii: "\n"))) == true
  }

  public static func == (a: Self, b: Self) -> Bool { (a.path, a.id) == (b.path, b.id) && a.disk === b.disk }

  public func hash(into hasher: inout Hasher) { hasher.combine(path) }

  public static func < (a: Self, b: Self) -> Bool { (a.order, a.fiscalYear) < (b.order, b.fiscalYear) }

  /// `20261122-101500`, `7f3a` and the whole.
  private var order: String { "\(id.prefix(15)) \(id.suffix(4)) \(id)" }
}
