import GRDB
import Glibc
import Model

/// The history in SQLite: a copy of what the run folders say, which may be thrown away at any time.
///
/// One connection and a rollback journal: SQLite 3.40's write-ahead log can be damaged by two connections at the wrong
/// moment (fixed in 3.51.3), and nothing here is fast enough to need it.
///
/// ## Concurrency
/// GRDB's queue serialises all access in the process, SQLite's locks all processes.
struct HistoryIndex {
  /// Counts up with every change of the tables.
  static let schema: Int64 = 1

  let database: DatabaseQueue

  /// Opens the index, or an empty one in memory without a path.
  ///
  /// - Throws: errors of SQLite; `HistoryIndex.Stale` for the tables of another version.
  init(path: String?) throws {
    var settings = Configuration()
    settings.label = "history"
    settings.busyMode = .timeout(1)
    settings.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    if let path {
      // SQLite would make it readable for everybody; its journal takes the mode from it.
      _ = try? SystemDisk.shared.open(path, .either)
      database = try DatabaseQueue(path: path, configuration: settings)
    } else {
      database = try DatabaseQueue(configuration: settings)
    }
    try database.inDatabase { db in
      try db.inTransaction(.immediate) {
        try Self.prepare(db)
        return .commit
      }
    }
  }

  /// The file has tables of another version.
  struct Stale: Error {}

  private static func prepare(_ db: Database) throws {
    let found = try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    if found == schema { return }
    let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    guard found == 0, tables == 0 else { throw Stale() }
    try db.execute(
      sql: """
        CREATE TABLE run (
          key TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, fiscal_year INTEGER NOT NULL,
          id TEXT NOT NULL, closed INTEGER NOT NULL, scenario TEXT NOT NULL, mode TEXT, started INTEGER, ended INTEGER,
          result TEXT NOT NULL, owed INTEGER NOT NULL, operator TEXT NOT NULL,
          problem_code TEXT, problem_ja TEXT, problem_en TEXT);
        CREATE TABLE system (
          run TEXT NOT NULL REFERENCES run (key) ON DELETE CASCADE, place INTEGER NOT NULL, id TEXT NOT NULL,
          result TEXT NOT NULL, rto_us INTEGER, measured_rto_us INTEGER, rpo_us INTEGER, measured_rpo_us INTEGER,
          PRIMARY KEY (run, place));
        CREATE INDEX system_by_id ON system (id, run);
        PRAGMA user_version = \(schema);
        """)
  }

  /// Brings the index up to the folders: reads what is new or has changed, forgets what has gone.
  func refresh(_ runs: [RunFolder]) throws {
    let known = try database.read { db in
      try Dictionary(
        uniqueKeysWithValues: Row.fetchAll(db, sql: "SELECT key, size, modified FROM run").map { row in
          (row[0] as String, Version(size: row[1], modified: row[2]))
        })
    }
    var changed: [(RunFolder, Version)] = []
    for run in runs {
      guard let status = run.disk.status(run.journalPath) else { continue }
      let version = Version(size: Int64(status.size), modified: status.modified)
      if known[run.key] != version { changed.append((run, version)) }
    }
    let gone = Set(known.keys).subtracting(runs.map(\.key))
    if changed.isEmpty, gone.isEmpty { return }
    // Read before the transaction, which would keep other processes waiting.
    let entries = changed.map { (RunEntry(reading: $0), $1) }
    try database.inDatabase { db in
      try db.inTransaction(.immediate) {
        for key in gone { try db.execute(sql: "DELETE FROM run WHERE key = ?", arguments: [key]) }
        for (entry, version) in entries { try store(entry, version, in: db) }
        return .commit
      }
    }
  }

  /// What tells that a journal is the one that was read.
  struct Version: Equatable {
    var size: Int64
    var modified: Int64
  }
}

extension RunFolder {
  var key: String { "\(fiscalYear)/\(id)" }
}
