/// A run's measured times and results, worked out from its events by the plan's rules alone.
public struct RunSummary: Sendable, Hashable {
  public var run: String
  public var result: RunResult
  public var systems: [SystemSummary]
  public var steps: [StepSummary]
  public var undo: UndoSummary
  public var times: RunTimes

  public struct UndoSummary: Sendable, Hashable {
    public var owed: Int
    public var paid: Int
    public var waived: Int
  }

  /// On the run's monotonic clock; onset and detection may lie before it was opened.
  public struct RunTimes: Sendable, Hashable {
    public var onset: Duration?
    public var injected: Duration?
    public var detected: Duration?
    public var activated: Duration?
    /// Where the RTO's interval begins by the plan's clock rule.
    public var clockStart: Duration?
  }
}

/// One system's part in a run.
public struct SystemSummary: Sendable, Hashable {
  public var index: Int
  public var id: String
  public var result: SystemResult
  /// Why the result isn't `met`, in the order of weight.
  public var reasons: [Reason]
  public var levels: [LevelSummary]
  public var firstAction: Duration?
  /// The last required level was reached.
  public var serviceConfirmed: Duration?
  /// The measured RPO: the clock's start less the newest verified data.
  public var measuredRPO: Duration?

  /// The level that the result hangs on: the first required one that wasn't reached, else the first that was missed,
  /// else the one that was reached last.
  public var headline: LevelSummary? {
    let required = levels.filter(\.objective.required)
    return required.first { $0.reached == nil } ?? required.first { $0.isMet == false }
      ?? required.max { ($0.measured ?? .zero) < ($1.measured ?? .zero) }
  }
}

public enum SystemResult: String, Sendable, Hashable, CaseIterable {
  case met, missed, failed
  case notMeasured = "not_measured"
  /// The run isn't closed, and something of the system is still to come.
  case unfinished
}

public struct LevelSummary: Sendable, Hashable {
  public var objective: PlannedObjective
  /// On the run's monotonic clock.
  public var reached: Duration?
  /// From the clock's start until the level was reached.
  public var measured: Duration?
  /// Why nothing is measured though the level was reached.
  public var unmeasured: Reason?

  public var isMet: Bool? { measured.map { $0 <= objective.rto } }
}

public struct StepSummary: Sendable, Hashable {
  public var index: Int
  public var id: String
  public var result: StepResult
  public var attempts: Int
  public var exit: Int?
  public var started: Duration?
  public var ended: Duration?
  public var reason: Reason?
}
