import GRDB
import Model

extension HistoryIndex {
  func store(_ entry: RunEntry, _ version: Version, in db: Database) throws {
    let key = entry.run.key
    var problem: Reason?
    if case .unreadable(let reason) = entry.state { problem = reason }
    try db.execute(sql: "DELETE FROM run WHERE key = ?", arguments: [key])
    let run = try db.cachedStatement(sql: "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    try run.execute(arguments: [
      key, version.size, version.modified, entry.run.fiscalYear, entry.run.id, entry.state == .closed, entry.scenario,
      entry.mode?.rawValue, entry.started?.milliseconds, entry.ended?.milliseconds, entry.result.rawValue, entry.owed,
      entry.operatorName, problem?.code, problem?.text.ja, problem?.text.en,
    ])
    let system = try db.cachedStatement(sql: "INSERT INTO system VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    for (place, found) in entry.systems.enumerated() {
      try system.execute(arguments: [
        key, place, found.id, found.result.rawValue, found.rto?.inMicroseconds, found.measuredRTO?.inMicroseconds,
        found.rpo?.inMicroseconds, found.measuredRPO?.inMicroseconds,
      ])
    }
  }

  /// As `RunFolder` orders them.
  private static let newestFirst = "substr(id, 1, 15) DESC, substr(id, -4) DESC, id DESC, key DESC"

  /// The newest first.
  func entries(_ filter: HistoryFilter, in folder: RecordsFolder) throws -> [RunEntry] {
    var conditions: [String] = []
    var arguments = StatementArguments()
    func add(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
      guard let value else { return }
      conditions.append(condition)
      arguments += [value]
    }
    add("scenario = ?", filter.scenario)
    add("result = ?", filter.result?.rawValue)
    add("fiscal_year = ?", filter.fiscalYear)
    add("key IN (SELECT run FROM system WHERE id = ?)", filter.system)
    let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let limit = filter.limit.map { "LIMIT \(max(0, $0))" } ?? ""
    let chosen = "SELECT * FROM run \(condition) ORDER BY \(Self.newestFirst) \(limit)"
    return try database.read { db in
      let rows = try Row.fetchAll(db, sql: chosen, arguments: arguments)
      let systems = try Row.fetchAll(
        db, sql: "SELECT * FROM system WHERE run IN (SELECT key FROM (\(chosen))) ORDER BY run, place",
        arguments: arguments)
      let grouped = Dictionary(grouping: systems) { $0["run"] as String }
      return try rows.map { row in try Self.entry(row, systems: grouped[row["key"]] ?? [], in: folder) }
    }
  }

  private static func entry(_ row: Row, systems: [Row], in folder: RecordsFolder) throws -> RunEntry {
    let (id, year): (String, Int) = (row["id"], row["fiscal_year"])
    let run = RunFolder(id: id, fiscalYear: year, path: "\(folder.path)/\(year)/\(id)")
    let problem = (row["problem_code"] as String?).map { code in
      Reason(code: code, text: LocalizedText(ja: row["problem_ja"], en: row["problem_en"]))
    }
    let mode: String? = row["mode"]
    return RunEntry(
      run: run, state: problem.map { .unreadable($0) } ?? (row["closed"] ? .closed : .died), scenario: row["scenario"],
      mode: try mode.map(word), started: (row["started"] as Int64?).map(WallTime.init(milliseconds:)),
      ended: (row["ended"] as Int64?).map(WallTime.init(milliseconds:)), result: try word(row["result"]),
      owed: row["owed"],
      operatorName: row["operator"], systems: try systems.map(system))
  }

  private static func system(_ row: Row) throws -> SystemEntry {
    func duration(_ name: String) -> Duration? { (row[name] as Int64?).map { .microseconds($0) } }
    return SystemEntry(
      id: row["id"], result: try word(row["result"]), rto: duration("rto_us"), measuredRTO: duration("measured_rto_us"),
      rpo: duration("rpo_us"), measuredRPO: duration("measured_rpo_us"))
  }

  /// A word that isn't one of ours means that the file isn't ours either.
  private static func word<T: RawRepresentable<String>>(_ text: String) throws -> T {
    guard let value = T(rawValue: text) else { throw Stale() }
    return value
  }
}
