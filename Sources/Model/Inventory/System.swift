/// A row of the continuity plan's table: something that people depend on and that has to come back.
public struct System: Sendable {
  public var id: String
  /// The row in the plan's table.
  public var number: Int?
  public var name: LocalizedText?
  public var department: LocalizedText?
  /// Smaller comes back first; nil: not a priority system.
  public var tier: Int?
  public var platform: String?
  public var site: String?
  public var dependsOn: [Reference] = []
  public var machines: [Machine] = []
  /// In the order of recovery; the first is the one that the result hangs on unless others are `required`.
  public var objectives: [Objective] = []
  /// Maximum tolerable downtime.
  public var maximumTolerableDowntime: Duration?
  public var health: [Check] = []
  public var lifecycle = Lifecycle()
  /// The id of the procedure that brings it back; nil: the one with the system's own id.
  public var procedure: Reference?
  public var variables: [String: Variable] = [:]
  public var notes: LocalizedText?
  public var mark: Mark

  public init(id: String, mark: Mark) {
    self.id = id
    self.mark = mark
  }

  public struct Machine: Sendable, Hashable {
    public var id: String
    /// What its platform calls it.
    public var name: String
    /// The host that it runs on in normal operation.
    public var host: Reference
    public var standby: [Reference]
    public var mark: Mark
  }
}

/// A name that stands somewhere for something that is declared elsewhere.
public struct Reference: Sendable, Hashable {
  public var id: String
  public var mark: Mark

  public init(id: String, mark: Mark) {
    self.id = id
    self.mark = mark
  }
}

/// What a system owes at one level of recovery.
public struct Objective: Sendable, Hashable {
  public var level: String
  public var name: LocalizedText?
  /// Recovery time objective.
  public var rto: Duration
  /// Recovery point objective.
  public var rpo: Duration?
  /// Recovery level objective: what works again at this level.
  public var rlo: LocalizedText?
  /// Ids of the health checks that prove the level; all of the system's when the file names none.
  public var checks: [Reference]
  /// The result of a run hangs on it.
  public var required: Bool
  /// Where the figures come from, `sample` for those that nobody has approved.
  public var source: String?
  public var approvedOn: String?
  public var mark: Mark
}

/// Dates as the plan prints them, with their ISO month.
public struct Lifecycle: Sendable, Hashable {
  public var endOfOperation: PrintedMonth?
  public var nextStudyStarts: PrintedMonth?
  public var nextProcurement: PrintedYear?
  public var nextOperationStarts: PrintedMonth?

  public init() {}

  public struct PrintedMonth: Sendable, Hashable {
    /// `H31/8`
    public var printed: String
    /// `2019-08`
    public var month: String
  }

  public struct PrintedYear: Sendable, Hashable {
    /// `H31`
    public var printed: String
    public var fiscalYear: Int
  }
}
