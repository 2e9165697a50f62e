public import Model

/// Runs commands on hosts.
public protocol Shell: Sendable {
  /// Runs one command and waits for its end; the whole process tree has ended by then, or the result says that it can't be told.
  ///
  /// Cancelling the task ends the command on the host as well.
  func run(_ command: ShellCommand, on host: PlannedHost, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void)
    async -> ShellEnd
}

/// What hosts can tell of commands whose end nobody was told.
public protocol HostMemory: Sendable {
  /// Finds out what became of a command that was sent with this key, and waits for its end if it still runs.
  ///
  /// - Parameters:
  ///   - life: of the process of this run that sent it, which is gone for sure; nil: this one did, and the line broke.
  ///   - limit: the time that it has left; then it is ended.
  ///   - output: takes all that it printed.
  func recall(
    _ command: ShellCommand.Kept, sentIn life: Int?, on host: PlannedHost, within limit: Duration,
    output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellRecollection
  /// Waits until nothing runs on a host any more that an earlier process of this run has started there, and ends what
  /// still runs when the time is over.
  ///
  /// - Returns: it was seen that nothing is left.
  func endLeftovers(on host: PlannedHost, within limit: Duration) async -> Bool
}

/// A command for a POSIX shell on a host.
public struct ShellCommand: Sendable {
  public var text: String
  public var stdin: [UInt8]
  /// For the command itself; connecting has its own deadline.
  public var timeout: Duration
  /// Nil: nobody will ask what became of it.
  public var kept: Kept?

  /// What the host is to keep of it.
  public struct Kept: Sendable, Hashable {
    /// Names it among all commands of the run.
    public var key: String
    /// What it prints as well.
    public var output: Bool

    public init(key: String, output: Bool) {
      self.key = key
      self.output = output
    }
  }

  public init(text: String, stdin: [UInt8] = [], timeout: Duration, kept: Kept? = nil) {
    self.text = text
    self.stdin = stdin
    self.timeout = timeout
    self.kept = kept
  }
}

/// What a host tells of a command.
public enum ShellRecollection: Sendable, Hashable {
  /// - Parameters:
  ///   - wholeOutput: all that it printed has been handed on.
  ///   - took: from its start to its end by the host's clock; nil: the host can't tell.
  ///   - cut: of these the host has kept a part only, or nothing.
  case ended(ShellEnd, wholeOutput: Bool, took: Duration? = nil, cut: Set<OutputStream> = [])
  /// It was not started, and won't be.
  case neverStarted
  /// The host can't be asked now, and why not.
  case unreachable(Reason)
  /// It knows the command, and the line broke before it told the end.
  case lineBroke(Reason)
  /// The host can't tell.
  case untold

  /// Why it is to be asked again; nil: what it said is all that it will say.
  var reasonToAskAgain: Reason? {
    switch self {
    case .unreachable(let why), .lineBroke(let why): why
    case .ended, .neverStarted, .untold: nil
    }
  }
}

public enum OutputStream: Sendable, Hashable {
  case stdout, stderr
}

/// How a command ended, as far as it is proved.
public enum ShellEnd: Sendable, Hashable {
  /// The end marker came, with this exit code.
  case exited(Int)
  /// The deadline passed; `treeEnded` when nothing of it is left on the host for sure.
  case timedOut(treeEnded: Bool)
  case cancelled(treeEnded: Bool)
  /// It is certain that nothing was run.
  case notStarted(Reason)
  /// It may have run; nothing proves how it ended.
  case lost(Reason)

  var isLost: Bool { if case .lost = self { true } else { false } }
}

/// Asks what is asked from the operator's machine.
public protocol Prober: Sendable {
  /// One try of a `tcp`, `http` or `tls` probe, with its deadline.
  func ask(_ probe: PlannedProbe, timeout: Duration) async -> ProbeAnswer
}

/// What one try of a probe saw.
public struct ProbeAnswer: Sendable, Hashable {
  public var holds: Bool
  /// In a few words, for the report.
  public var seen: String
  public var reason: Reason?

  public init(holds: Bool, seen: String, reason: Reason? = nil) {
    self.holds = holds
    self.seen = seen
    self.reason = reason
  }
}

/// Asks people.
public protocol People: Sendable {
  /// Waits for an answer; cancelling the task takes the question back.
  func ask(_ question: PeopleQuestion) async -> PeopleAnswer
}

public struct PeopleQuestion: Sendable {
  public var step: String
  public var title: LocalizedText
  public var kind: Kind
  /// What somebody has to look at to answer; nil where that is told by the kind.
  public var command: Command?

  public init(step: String, title: LocalizedText, kind: Kind, command: Command? = nil) {
    self.step = step
    self.title = title
    self.kind = kind
    self.command = command
  }

  /// A command that was sent to a host, as people may see it.
  public struct Command: Sendable, Hashable {
    public var host: String
    /// Without values that come in later; nil for a sensitive step.
    public var text: String?
    public var startedAt: WallTime

    public init(host: String, text: String?, startedAt: WallTime) {
      self.host = host
      self.text = text
      self.startedAt = startedAt
    }
  }

  public enum Kind: Sendable {
    /// Do this, and say how it went.
    case task(ManualTask)
    /// A step failed; what now?
    case failure(Outcome)
    /// Undo this by hand.
    case undo(LocalizedText)
    /// A command was under way when the run's process went; what became of it?
    case doubt(isUndo: Bool)
  }
}

public enum PeopleAnswer: Sendable, Hashable {
  case done(note: String?, by: String, via: String)
  case failed(note: String?, by: String, via: String)
  case skip(reason: String, by: String, via: String)
  case retry(note: String? = nil, by: String, via: String)
  /// Nobody could be asked, or nobody answered.
  case unanswered(Reason)
}

/// The record of a run.
public protocol Journal: Sendable {
  /// Writes events in their order; they are on disk when it returns.
  ///
  /// - Throws: `JournalFailure`; nothing may be run after that.
  func append(_ events: [Event]) async throws(JournalFailure)
  /// Puts an output that is too long for the journal beside it, on disk when it returns.
  func keep(_ bytes: [UInt8]) async throws(JournalFailure) -> Digest
}

/// The record could not be written.
public struct JournalFailure: Error, Sendable, Hashable {
  public var reason: Reason

  public init(reason: Reason) { self.reason = reason }
}

/// One instant on both clocks.
public struct RunInstant: Sendable, Hashable {
  public var wall: WallTime
  /// On the run's monotonic clock: zero when it was opened.
  public var elapsed: Duration

  public init(wall: WallTime, elapsed: Duration) {
    self.wall = wall
    self.elapsed = elapsed
  }
}

/// The clocks of a run.
public protocol RunClock: Sendable {
  var now: RunInstant { get }
  /// - Throws: `CancellationError`.
  func sleep(until elapsed: Duration) async throws
}
