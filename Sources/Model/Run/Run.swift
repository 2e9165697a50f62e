/// The state of a run: the fold of its events over its plan. Everything that anyone sees of a run is read off this.
public struct Run: Sendable {
  public let plan: Plan
  public internal(set) var header: RunHeader?
  public internal(set) var openedAt = WallTime(milliseconds: 0)
  /// What the wall clock showed when it was looked at first, and since it was set or another one: later instants are counted from there.
  var wallAnchors: [(elapsed: Duration, at: WallTime)] = []
  /// In the plan's order of steps.
  public internal(set) var steps: [StepRecord]
  /// What steps have registered, by their keys; sensitive values are not among them.
  public internal(set) var values: [String: String] = [:]
  public internal(set) var marks: [ClockRule: ClockMark] = [:]
  public internal(set) var phase: RunPhase?
  public internal(set) var phaseBegan: [RunPhase: Duration] = [:]
  /// Indices of steps whose undo is owed, in the order in which they started.
  public internal(set) var owed: [Int] = []
  public internal(set) var stop: StopRequest?
  public internal(set) var halted: Reason?
  public internal(set) var takeovers: [TakeoverRecord] = []
  public internal(set) var notes: [Note] = []
  public internal(set) var clockSteps: [ClockStep] = []
  public internal(set) var closed: Closing?
  public internal(set) var lastEvent: (sequence: Int, at: WallTime, elapsed: Duration) = (
    0, WallTime(milliseconds: 0), .zero
  )

  private let indices: [String: Int]

  public struct StopRequest: Sendable, Hashable {
    public var by: String
    public var reason: Reason
    public var elapsed: Duration
  }

  public struct Note: Sendable, Hashable {
    public var text: String
    public var by: String
    public var elapsed: Duration
  }

  public struct TakeoverRecord: Sendable, Hashable {
    public var takeover: Takeover
    public var at: WallTime
    public var elapsed: Duration
    /// By how much at most the gap was longer, and shorter, than the wall clock said that has measured it: it was set afterwards.
    public private(set) var longer = Duration.zero
    public private(set) var shorter = Duration.zero
    private var set = Duration.zero

    /// For how long nobody was in charge, at most; nil: no clock tells.
    public var unattendedAtMost: Duration? {
      takeover.gapClock == .none ? nil : takeover.unattended + longer
    }

    init(takeover: Takeover, at: WallTime, elapsed: Duration) {
      (self.takeover, self.at, self.elapsed) = (takeover, at, elapsed)
    }

    mutating func correct(by step: Duration) {
      set += step
      (longer, shorter) = (max(longer, set), max(shorter, .zero - set))
    }
  }

  /// The wall clock and the monotonic clock went apart.
  public struct ClockStep: Sendable, Hashable {
    public var step: Duration
    public var elapsed: Duration
  }

  public struct Closing: Sendable, Hashable {
    public var result: RunResult
    public var at: WallTime
    public var elapsed: Duration
  }

  public init(plan: Plan) {
    self.plan = plan
    steps = plan.steps.map { StepRecord(attemptsAllowed: $0.retry.attempts, asksOnFailure: $0.onFailure == .ask) }
    indices = Dictionary(uniqueKeysWithValues: plan.steps.enumerated().map { ($1.id, $0) })
  }

  /// Folds a whole history.
  public init(plan: Plan, events: some Sequence<Event>) throws(HistoryError) {
    self.init(plan: plan)
    for event in events { try apply(event) }
  }

  /// Put down by a signal, and not resumed since.
  public var isPaused: Bool { halted?.isPause == true }

  /// A step has registered a value that isn't in the record: only the process that read it knew it.
  public var hasLostValues: Bool {
    zip(plan.steps, steps).contains { step, record in
      step.register != nil && record.attempts.contains { $0.outcome.map(\.lostItsValue) ?? false }
    }
  }

  /// Those of them that were read for sure, by their keys.
  public var lostValues: Set<String> {
    Set(
      zip(plan.steps, steps).compactMap { step, record in
        let isLost = record.attempts.contains { $0.outcome.map { $0.result.isDone && $0.lostItsValue } ?? false }
        return isLost ? step.register?.key : nil
      })
  }

  /// Where its hosts were last, by their ids, as far as the record says.
  public var places: [String: String] {
    takeovers.reduce(header?.hosts ?? [:]) { $0.merging($1.takeover.movedHosts) { $1 } }
  }

  public func index(of step: String) -> Int? { indices[step] }
}

/// A history that can't have happened.
public struct HistoryError: Error, Hashable, CustomStringConvertible {
  public let sequence: Int
  public let message: String
  public var description: String { "event \(sequence): \(message)" }
}

extension Outcome {
  fileprivate var lostItsValue: Bool { started && registered == nil && stdout == .withheld }
}
