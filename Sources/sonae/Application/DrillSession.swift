import Catalogue
import Engine
import Model
import Probes
import Records
import Reports
import SSH
import Terminal

/// A run from the workspace to its record: the main flow of Sonae.
struct DrillSession {
  let folder: WorkspaceFolder
  let workspace: Workspace
  let scenario: Scenario
  let options: Options

  struct Options {
    var global: GlobalOptions
    var connection: ConnectionOptions
    var actor: String
    var isAgreed: Bool
    var isPlain: Bool
    var marks: [(kind: ClockRule, at: WallTime)]
  }

  /// - Returns: the exit code that the run has earned.
  func run() async throws -> Exit {
    let plan = try workspace.plan(scenario, mode: .drill)
    try SafetyRules.check(plan)
    let records = RecordsFolder(folder.path(workspace.settings.records), offset: plan.workspace.offset)
    warnAboutDebts(in: records)
    try Agreement(plan: plan, isGiven: options.isAgreed).ask()
    let secrets = try SecretValues(root: folder.root).read(plan.secrets.filter { plan.secretNames.contains($0.key) })
    let client = try Connections.client(workspace.settings.ssh, options.connection, root: folder.root)
    let shell = HostShell(client: client, hosts: plan.hosts, settings: workspace.settings.ssh, root: folder.root)
    try shell.checkConfiguration(of: Set(plan.steps.flatMap(\.usedHosts)).sorted().map { plan.hosts[$0] })
    let recording = try begin(plan, in: records)
    let run = try await carryOut(plan, recording, shell, secrets)
    await client.close()
    try await tell(run, recording)
    return Exit(run)
  }

  /// Hosts may still be as a run left them that died: whoever starts another one must know.
  private func warnAboutDebts(in records: RecordsFolder) {
    for entry in (try? records.history()) ?? [] where entry.state == .died && entry.owed > 0 {
      Output.complain(Words.text(.earlierRunOwes(entry.run.id, count: entry.owed)))
    }
  }

  /// Locks, plan and journal on disk.
  private func begin(_ plan: Plan, in records: RecordsFolder) throws -> Recording {
    do throws(BeginFailure) {
      return try records.begin(
        plan, as: options.actor, tool: "sonae \(SonaeCommand.version)", at: SystemClock().now.wall)
    } catch {
      switch error {
      case .refused(let refusal): throw Stop(.refused, Phrase(refusal.reason))
      case .unwritable(let failure): throw Stop(.noRecord, Phrase(failure.reason))
      }
    }
  }

  private func carryOut(
    _ plan: Plan, _ recording: Recording, _ shell: HostShell, _ secrets: [String: Secret]
  ) async throws -> Run {
    let clock = SystemClock()
    let view = RunView(plan: plan, options: options, clock: clock)
    let runner = Runner(
      plan: plan, header: recording.header, marks: marks(at: clock.now),
      parts: .init(
        shell: shell, prober: NetworkProber(version: SonaeCommand.version), people: view.people,
        journal: recording.journal,
        clock: clock, secrets: secrets),
      observer: view.observer)
    // The view tells it when it stands in the journal.
    let signals = StopSignals { isFirst in
      runner.requestStop(by: options.actor, atOnce: !isFirst)
    }
    defer { signals.end() }
    do throws(JournalFailure) {
      let run = try await runner.run()
      await view.close()
      return run
    } catch {
      await view.close()
      throw Stop(.noRecord, .recordFailed(Phrase(error.reason), run: recording.folder.id))
    }
  }

  /// Times that were said beforehand, placed on the run's monotonic clock.
  private func marks(at now: RunInstant) -> [ClockMark] {
    options.marks.map { mark in
      ClockMark(kind: mark.kind, at: mark.at, elapsed: now.elapsed - (now.wall - mark.at), by: options.actor)
    }
  }

  private func tell(_ run: Run, _ recording: Recording) async throws {
    Output.complain(Words.text(.runRecorded(recording.folder.id, path: recording.folder.path)))
    Output.complain(Words.text(.nextReport(recording.folder.id)))
    guard options.global.json else { return }
    let head = await recording.journal.head ?? .zero
    Output.json(RunJSON(run, evidence: Evidence(journal: recording.folder.journalPath, head: head)).value)
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

extension Phrase {
  /// A reason's words.
  init(_ reason: Reason) {
    self = .words(ja: reason.text.text(.ja), en: reason.text.text(.en))
  }
}
