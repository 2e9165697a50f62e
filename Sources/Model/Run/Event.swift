/// One thing that happened in a run, as a line of its journal.
public struct Event: Sendable, Hashable {
  /// Counts from 1.
  public var sequence: Int
  public var at: WallTime
  /// Since the run was opened, on the monotonic clock.
  public var elapsed: Duration
  public var body: Body

  public init(sequence: Int, at: WallTime, elapsed: Duration, body: Body) {
    self.sequence = sequence
    self.at = at
    self.elapsed = elapsed
    self.body = body
  }

  public enum Body: Sendable, Hashable {
    case opened(RunHeader)
    /// A time that a clock rule may begin at.
    case marked(ClockMark)
    case phaseBegan(RunPhase)
    /// Intent: the step's effect may happen from here on.
    case stepStarted(step: String, attempt: Int, owesUndo: Bool)
    case stepEnded(step: String, attempt: Int, Outcome)
    /// The step is not done at all, and why.
    case stepSettled(step: String, result: StepResult, Reason, by: String?)
    case undoStarted(step: String, attempt: Int)
    case undoEnded(step: String, attempt: Int, Outcome)
    /// A second person says that the undo needn't be paid.
    case undoWaived(step: String, by: String, reason: String)
    case stopRequested(by: String, Reason)
    case noted(String, by: String)
    /// The wall clock and the monotonic clock went apart by this much since the event before.
    case clockStepped(Duration)
    /// Somebody carries on what the process before left behind.
    case resumed(Takeover)
    /// The runner gave up at once; what was under way is in doubt, what is owed stays owed.
    case halted(Reason)
    case closed(RunResult)
  }
}

/// The stretches of a run.
public enum RunPhase: String, Sendable, Hashable, CaseIterable {
  case before, inject, recover, undo, after

  public func precedes(_ other: Self) -> Bool { order < other.order }

  private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

public struct RunHeader: Sendable, Hashable {
  public var run: String
  public var scenario: String
  public var mode: Mode
  public var clock: ClockRule
  public var plan: Digest
  public var operatorName: String
  public var tool: String
  public var machine: String
  public var process: Int
  /// The kernel's boot id: tells whether the process can still be alive.
  public var boot: String?
  /// See `ProcessPlace`.
  public var machineID: String?
  public var pidNamespace: Int?
  /// A file system that other machines may write to as well (`nfs`, `smb`, …), if the record lies on one.
  public var recordsOn: String?
  /// Where the run's clock stood at zero on the kernel's `CLOCK_BOOTTIME`: a later process of the same boot goes on with it.
  public var clockZero: Duration?
  /// Where the hosts on which anything is run were found, by their ids: `address:port` by inventory and ssh_config. Empty in records
  /// of before it was kept.
  public var hosts: [String: String]

  public init(
    run: String, scenario: String, mode: Mode, clock: ClockRule, plan: Digest, operatorName: String, tool: String,
    machine: String, process: Int, boot: String?, recordsOn: String? = nil, hosts: [String: String] = [:]
  ) {
    self.recordsOn = recordsOn
    self.hosts = hosts
    self.run = run
    self.scenario = scenario
    self.mode = mode
    self.clock = clock
    self.plan = plan
    self.operatorName = operatorName
    self.tool = tool
    self.machine = machine
    self.process = process
    self.boot = boot
  }
}

/// Who carries a run on after its process has gone, and for how long nobody was in charge.
public struct Takeover: Sendable, Hashable {
  public var by: String
  public var tool: String
  public var machine: String
  public var process: Int
  public var boot: String?
  /// See `ProcessPlace`.
  public var machineID: String?
  public var pidNamespace: Int?
  /// Since the last event; nobody knows when after it the process before went. Zero where no clock tells it.
  public var unattended: Duration
  public var gapClock: GapClock
  /// As in `RunHeader`, for this process.
  public var clockZero: Duration?
  /// The machine of the process before, where somebody has said that nothing runs there any more: its lock can't be seen from here.
  public var saidDown: String?

  /// What has measured the gap.
  public enum GapClock: String, Sendable, Hashable, CaseIterable {
    /// The kernel's: it is the same boot.
    case boot
    /// The wall clocks before and after, of two boots or two machines.
    case wall
    /// None: the wall clock stands before the last event. No time across the gap is known.
    case none
  }

  /// Where hosts are found now that were somewhere else before; the person says that they are the same machines.
  public var movedHosts: [String: String]

  public init(
    by: String, tool: String, machine: String, process: Int, boot: String?, unattended: Duration,
    gapClock: GapClock = .wall, movedHosts: [String: String] = [:]
  ) {
    self.gapClock = gapClock
    self.movedHosts = movedHosts
    self.by = by
    self.tool = tool
    self.machine = machine
    self.process = process
    self.boot = boot
    self.unattended = unattended
  }
}

/// When something began or was noticed, said by a person or by the run itself.
public struct ClockMark: Sendable, Hashable {
  public var kind: ClockRule
  public var at: WallTime
  /// Where `at` stands on the run's monotonic clock; negative before the run was opened.
  public var elapsed: Duration
  public var by: String

  public init(kind: ClockRule, at: WallTime, elapsed: Duration, by: String) {
    self.kind = kind
    self.at = at
    self.elapsed = elapsed
    self.by = by
  }
}

/// Why something is as it is: a stable code for programs and the words for people.
public struct Reason: Sendable, Hashable {
  public var code: String
  public var text: LocalizedText

  public init(code: String, text: LocalizedText) {
    self.code = code
    self.text = text
  }
}

public enum StepResult: String, Sendable, Hashable, CaseIterable {
  case passed, failed, skipped
  case timedOut = "timed_out"
  /// It may have happened; nothing proves how it ended.
  case unknown
  case notRun = "not_run"
  case byHand = "by_hand"

  /// The step's work was done.
  public var isDone: Bool { self == .passed || self == .byHand }
}

public enum RunResult: String, Sendable, Hashable, CaseIterable {
  case met, missed, failed, aborted, unfinished
}

/// How an attempt ended.
public struct Outcome: Sendable, Hashable {
  /// `passed`, `failed`, `skipped`, `timed_out`, `unknown` or `by_hand`.
  public var result: StepResult
  /// False only when it is certain that nothing was run.
  public var started = true
  /// The attempt was cut off together with its runner, and may be made again: it only looked, waited or asked, or its
  /// host says that it never began, or a person says so. It doesn't count among the attempts.
  public var interrupted = false
  public var exit: Int?
  public var duration: Duration = .zero
  public var reason: Reason?
  public var stdout: KeptOutput?
  public var stderr: KeptOutput?
  /// The value for the step's `register`; nil for sensitive ones too, which live in memory only.
  public var registered: String?
  public var checks: [CheckOutcome] = []
  /// Who answered, for steps that people do.
  public var by: String?
  /// How the answer came: `terminal` or `stdin`.
  public var via: String?
  public var note: String?

  public init(_ result: StepResult) { self.result = result }
}

/// What a check said when it was asked for the last time.
public struct CheckOutcome: Sendable, Hashable {
  public var id: String
  public var holds: Bool
  public var tries: Int
  public var mandatory: Bool
  /// What was seen, in a few words, for the report.
  public var seen: String
  /// The time that `data_as_of` printed.
  public var dataAsOf: WallTime?
  public var reason: Reason?

  public init(id: String, holds: Bool, tries: Int, mandatory: Bool, seen: String) {
    self.id = id
    self.holds = holds
    self.tries = tries
    self.mandatory = mandatory
    self.seen = seen
  }
}

/// A stream's output as the record keeps it.
public enum KeptOutput: Sendable, Hashable {
  /// Short text, whole, in the journal itself.
  case inline(String, digest: Digest)
  /// In `outputs/` under the digest of the file; `bytes` and `whole` speak of all that came, also where the middle was cut.
  /// `isPartial`: it came from what its host had kept, and that wasn't all; how much more was printed, nobody knows.
  case file(digest: Digest, kept: Int, bytes: Int, whole: Digest, isPartial: Bool = false)
  /// The step is sensitive: nothing of it is kept.
  case withheld
}
