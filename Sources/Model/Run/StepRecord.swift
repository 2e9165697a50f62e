/// What is known of one step.
public struct StepRecord: Sendable, Hashable {
  public internal(set) var attempts: [Attempt] = []
  /// The step was settled without, or after, its attempts: skipped, not run, given up.
  public internal(set) var settlement: Settlement?
  public internal(set) var undo = UndoState.none
  public internal(set) var undoAttempts: [Attempt] = []
  public internal(set) var waiver: Waiver?
  let attemptsAllowed: Int
  /// A last failure waits for a person's word.
  let asksOnFailure: Bool

  init(attemptsAllowed: Int, asksOnFailure: Bool) {
    self.attemptsAllowed = attemptsAllowed
    self.asksOnFailure = asksOnFailure
  }

  public struct Attempt: Sendable, Hashable {
    public var startedAt: WallTime
    /// On the run's monotonic clock.
    public var started: Duration
    /// How often the run had been taken over by then.
    public var life: Int
    public var ended: Duration?
    public var outcome: Outcome?
  }

  public struct Settlement: Sendable, Hashable {
    public var result: StepResult
    public var reason: Reason
    public var by: String?
    public var elapsed: Duration
  }

  /// Who said that the undo needn't be paid, and why.
  public struct Waiver: Sendable, Hashable {
    public var by: String
    public var reason: String
    public var elapsed: Duration
  }

  public enum UndoState: String, Sendable, Hashable {
    case none, owed, paid, waived
    /// Nothing of the step was ever started, so nothing is owed.
    case released
  }

  /// An attempt is under way, or was when the journal ends.
  public var isRunning: Bool { settlement == nil && attempts.last.map { $0.outcome == nil } ?? false }

  /// A failed attempt will be followed by another.
  public var willRetry: Bool {
    guard settlement == nil, let outcome = attempts.last?.outcome else { return false }
    if outcome.interrupted { return true }
    if outcome.reason?.code == Reason.valueLostCode { return false }
    return (outcome.result == .failed || outcome.result == .timedOut)
      && attempts.count(where: { $0.outcome?.interrupted != true }) < attemptsAllowed
  }

  /// The last attempt failed, and a person is to say what now.
  public var awaitsDecision: Bool {
    guard asksOnFailure, settlement == nil, !willRetry, let outcome = attempts.last?.outcome else { return false }
    return !outcome.result.isDone
  }

  /// Nothing more will happen to it.
  public var isOver: Bool {
    settlement != nil || (attempts.last?.outcome != nil && !willRetry && !awaitsDecision)
  }

  /// How it ended; nil while it hasn't.
  public var result: StepResult? {
    settlement?.result ?? (isOver ? attempts.last?.outcome?.result : nil)
  }

  /// How it stands in a record that ends here: started without an end is `unknown`, never passed.
  public var recordedResult: StepResult {
    result ?? (isRunning ? .unknown : attempts.last?.outcome?.result ?? .notRun)
  }

  public var reason: Reason? { settlement?.reason ?? attempts.last?.outcome?.reason }
  public var firstStart: Duration? { attempts.first?.started }
  public var lastEnd: Duration? { settlement?.elapsed ?? attempts.last?.ended }
}
