public import Model

/// The run's state machine: takes events in and decides what comes next. Pure; it does nothing by itself.
///
/// `decide` gives the events to be journaled next. The runner writes them, applies them, and then performs those that
/// are intents (`stepStarted`, `undoStarted`); their outcomes come back as events.
public struct Machine: Sendable {
  public private(set) var run: Run
  var schedule: Schedule
  /// Undos that failed as often as they may in this run, and stay owed.
  var givenUp: Set<Int> = []
  /// Undos' attempts that were made before the run was resumed.
  private var undoAttemptsBefore: [Int: Int] = [:]
  /// When a failed undo may be tried again.
  var undoPause: Duration?

  public init(plan: Plan) {
    run = Run(plan: plan)
    schedule = Schedule(plan)
  }

  /// As a run stands that is taken up: `run.resumed` comes next.
  public init(resuming run: Run) {
    self.run = run
    schedule = Schedule(run)
  }

  var plan: Plan { run.plan }

  public mutating func apply(_ event: Event) throws(HistoryError) {
    try run.apply(event)
    switch event.body {
    case .phaseBegan(let phase): schedule.open(phase)
    case .stepStarted(let id, _, _): run.index(of: id).map { schedule.started($0) }
    case .stepEnded(let id, _, _): run.index(of: id).map { stepEnded($0) }
    case .stepSettled(let id, _, _, _): run.index(of: id).map { schedule.follow($0, run.steps[$0]) }
    case .undoEnded(let id, let attempt, let outcome):
      run.index(of: id).map { undoEnded($0, attempt: attempt, outcome, at: event.elapsed) }
    case .resumed: resumed()
    default: break
    }
  }

  private mutating func stepEnded(_ index: Int) {
    schedule.ended(index)
    schedule.follow(index, run.steps[index])
  }

  private mutating func undoEnded(_ index: Int, attempt: Int, _ outcome: Outcome, at elapsed: Duration) {
    undoPause = nil
    guard !outcome.result.isDone, let undo = plan.steps[index].undo else { return }
    if outcome.interrupted { return }
    let isVain = outcome.result == .unknown || outcome.reason?.code == Reason.valueLostCode
    if isVain || attempt - undoAttemptsBefore[index, default: 0] >= undo.retry.attempts {
      givenUp.insert(index)
    } else {
      undoPause = elapsed + undo.retry.every
    }
  }

  /// Whoever carries the run on tries every undo again.
  private mutating func resumed() {
    givenUp = []
    undoPause = nil
    for index in run.owed { undoAttemptsBefore[index] = run.steps[index].undoAttempts.count }
  }

  /// A person wants one more attempt.
  mutating func retryNow(_ index: Int, at elapsed: Duration) { schedule.retry(index, at: elapsed) }

  /// Indices of steps whose failure waits for a person's word.
  public var awaitingDecision: [Int] {
    run.stop == nil ? schedule.undecided.filter { run.steps[$0].awaitsDecision } : []
  }

  /// The earliest instant at which time alone lets something start.
  public var nextWake: Duration? {
    let retry = run.stop == nil ? schedule.nextRetry : nil
    let undo = undoPause.flatMap { isUndoing ? nil : $0 }
    return [retry, undo].compactMap { $0 }.min()
  }

  /// One is under way: its end is what comes next.
  private var isUndoing: Bool {
    run.owed.contains { index in run.steps[index].undoAttempts.last.map { $0.outcome == nil } ?? false }
  }

  /// Whether there is nothing left to do: closed, or stopped with something owed.
  public var isFinished: Bool { run.closed != nil || run.halted != nil }
}
