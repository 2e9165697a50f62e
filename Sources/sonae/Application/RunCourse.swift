import Catalogue
import Dispatch
import Engine
import Glibc
import Model
import Probes
import Records
import Reports

/// Carries a run through under its record, shows it while it goes on, and tells what came of it: a new run, and one that
/// is taken up again.
struct RunCourse {
  let plan: Plan
  let recording: Recording
  let options: Options

  struct Options {
    var global: GlobalOptions
    var connection: ConnectionOptions
    var actor: String
    var isPlain: Bool
    /// `--detach`
    var detaches: Bool
    /// This is the process that goes on in the background.
    var handover: Handover?
  }

  enum Start {
    /// - marks: times that were said beforehand.
    case beginning(marks: [(kind: ClockRule, at: WallTime)])
    case resuming(Runner.Resumption, history: [Event])
  }

  /// - Returns: the exit code that the run has earned.
  func carryOut(_ shell: HostShell, _ secrets: [String: Secret], from start: Start) async throws -> Exit {
    let (clock, start) = clock(start)
    let view = RunView(plan: plan, history: start.history, options: options, clock: clock)
    var header = recording.header
    header.clockZero = clock.zero
    let runner = Runner(
      plan: plan, header: header, marks: marks(start, at: clock.now), resumption: start.resumption,
      parts: .init(
        shell: shell, prober: NetworkProber(version: SonaeCommand.version), people: view.people,
        journal: recording.journal, clock: clock, secrets: secrets),
      observer: view.observer)
    // The view tells it when it stands in the journal.
    let signals = StopSignals(ofRun: { wish in
      switch wish {
      case .stop(let atOnce):
        runner.requestStop(by: options.actor, atOnce: atOnce)
        if !atOnce { view.stopWasAsked() }
      case .pause(let signal): runner.requestPause(.paused(by: signal))
      }
    })
    do throws(JournalFailure) {
      let run = try await runner.run()
      // Whoever shuts the machine down may signal again, and the record is complete: nothing is left that could be cut off.
      if run.isPaused { LastWords.arm() } else { signals.end() }
      await view.close()
      if run.closed != nil { await shell.sweep(after: run, recording.folder) }
      await tell(run)
      return Exit(run)
    } catch {
      signals.end()
      await view.close()
      throw Stop(.noRecord, .recordFailed(Phrase(error.reason), run: recording.folder.id))
    }
  }

  /// The run's clock; and a run that is resumed knows by which clock its gap was measured.
  private func clock(_ start: Start) -> (SystemClock, Start) {
    guard case .resuming(var resumption, let history) = start else { return (SystemClock(), start) }
    let clock = SystemClock(resuming: resumption.run, &resumption.takeover)
    return (clock, .resuming(resumption, history: history))
  }

  /// Times that were said beforehand, placed on the run's monotonic clock.
  private func marks(_ start: Start, at now: RunInstant) -> [ClockMark] {
    guard case .beginning(let marks) = start else { return [] }
    return marks.map { mark in
      ClockMark(kind: mark.kind, at: mark.at, elapsed: now.elapsed - (now.wall - mark.at), by: options.actor)
    }
  }

  private func tell(_ run: Run) async {
    Output.complain(Words.text(.runRecorded(recording.folder.id, path: recording.folder.path)))
    if let failure = await recording.journal.unplacedHead {
      Output.complain(Words.text(.headNotPlaced(Phrase(failure.reason), run: recording.folder.id)))
    }
    // How to go on with a run that isn't closed stands in what the view has left behind.
    if run.closed != nil { Output.complain(Words.text(.nextReport(recording.folder.id))) }
    guard options.global.json else { return }
    let head = await recording.journal.head ?? .zero
    Output.json(RunJSON(run, evidence: Evidence(journal: recording.folder.journalPath, head: head)).value)
  }
}

extension RunCourse.Start {
  fileprivate var resumption: Runner.Resumption? {
    if case .resuming(let resumption, _) = self { resumption } else { nil }
  }

  fileprivate var history: [Event] {
    if case .resuming(_, let history) = self { history } else { [] }
  }
}

extension RunCourse.Options {
  /// What the locks can't promise is said before anything is agreed to.
  func warnAboutSharing(_ records: RecordsFolder) {
    guard handover == nil, let system = records.sharedFileSystem else { return }
    Output.complain(Words.text(.recordsShared(path: records.path, system: system)))
  }
}

/// A terminal that takes nothing (Ctrl-S, a hung pipe) must not hold up a process that was asked to end.
private enum LastWords {
  private static let limit = 2

  static func arm() {
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(limit)) { _exit(Exit.open.rawValue) }
  }
}

extension Reason {
  fileprivate static func paused(by signal: String) -> Reason {
    paused(by: signal, signal == "SIGHUP" ? .pausedForHangUp : .pausedForTermination)
  }
}

extension Exit {
  /// What a run has earned: open where something is unknown or owed, failed where something failed or was missed.
  init(_ run: Run) {
    let isUnknown = run.steps.contains { $0.recordedResult == .unknown }
    if run.closed == nil || !run.owed.isEmpty || isUnknown {
      self = .open
    } else {
      self = run.closed?.result == .met ? .done : .failed
    }
  }
}
