public import Model

/// A run in the history, as lists show it.
public struct RunEntry: Sendable, Hashable {
  public let run: RunFolder
  public var state: State
  public var scenario: String
  public var mode: Mode?
  public var started: WallTime?
  public var ended: WallTime?
  /// `unfinished` for a run that isn't closed.
  public var result: RunResult
  /// Undos that are still owed.
  public var owed: Int
  public var operatorName: String
  /// In the plan's order.
  public var systems: [SystemEntry] = []

  public enum State: Sendable, Hashable {
    case closed
    /// Its process lives.
    case running
    /// Its process ended without closing it: a person is needed.
    case died
    /// Its files can't be read; the reason says what to do.
    case unreadable(Reason)
  }
}

/// How one system came out of a run.
public struct SystemEntry: Sendable, Hashable {
  public var id: String
  public var result: SystemResult
  /// Of the level that the result hangs on.
  public var rto: Duration?
  /// In whole microseconds.
  public var measuredRTO: Duration?
  public var rpo: Duration?
  public var measuredRPO: Duration?
}

/// Which runs are asked for; all that is given must hold.
public struct HistoryFilter: Sendable, Hashable {
  public var scenario: String?
  /// Runs in which this system took part.
  public var system: String?
  public var result: RunResult?
  public var fiscalYear: Int?
  public var limit: Int?

  public init(
    scenario: String? = nil, system: String? = nil, result: RunResult? = nil, fiscalYear: Int? = nil, limit: Int? = nil
  ) {
    self.scenario = scenario
    self.system = system
    self.result = result
    self.fiscalYear = fiscalYear
    self.limit = limit
  }
}

extension RunEntry {
  /// Reads the run's own files.
  init(reading folder: RunFolder) {
    run = folder
    do throws(RecordsError) {
      let recorded = try folder.read()
      let summary = RunSummary(recorded.run)
      let header = recorded.run.header
      state = recorded.run.closed == nil ? .died : .closed
      scenario = recorded.run.plan.scenario.id
      mode = recorded.run.plan.mode
      started = recorded.events.isEmpty ? nil : recorded.run.openedAt
      ended = recorded.run.closed?.at
      result = summary.result
      owed = summary.undo.owed
      operatorName = header?.operatorName ?? ""
      systems = summary.systems.map(SystemEntry.init)
    } catch {
      state = .unreadable(error.reason)
      (scenario, result, owed, operatorName) = ("", .unfinished, 0, "")
    }
  }
}

extension SystemEntry {
  init(_ summary: SystemSummary) {
    let level = summary.headline
    self.init(
      id: summary.id, result: summary.result, rto: level?.objective.rto,
      measuredRTO: level?.measured.map { .microseconds($0.inMicroseconds) },
      rpo: summary.levels.filter(\.objective.required).compactMap(\.objective.rpo).min(),
      measuredRPO: summary.measuredRPO.map { .microseconds($0.inMicroseconds) })
  }
}
