import Catalogue
import Engine
import Model
import Records

/// A run from the workspace to its record: the main flow of Sonae.
struct DrillSession {
  let folder: WorkspaceFolder
  let workspace: Workspace
  let scenario: Scenario
  let options: Options

  struct Options {
    var course: RunCourse.Options
    var isAgreed: Bool
    var marks: [(kind: ClockRule, at: WallTime)]
  }

  /// - Returns: the exit code that the run has earned.
  func run() async throws -> Exit {
    let plan = try workspace.plan(scenario, mode: .drill)
    try SafetyRules.check(plan)
    let subject = Digest(of: plan.canonical).description
    if options.course.detaches { try Detachment.check(steps: plan.steps, undos: plan.steps) }
    try options.course.handover?.check(subject)
    let records = folder.records(workspace.settings)
    options.course.warnAboutSharing(records)
    let rooms = try await PlanRooms.ask(plan, workspace, options.course.connection, root: folder.root)
    if let refusal = rooms.refusal { throw Stop(.refused, refusal) }
    try Agreement(plan: plan, isGiven: options.isAgreed).ask()
    if options.course.detaches {
      return try Detachment(subject: subject, isJSON: options.course.global.json).start()
    }
    let secrets = try SecretValues(root: folder.root).read(plan.secrets.filter { plan.secretNames.contains($0.key) })
    let hosts = HostAccess(
      plan: plan, settings: workspace.settings.ssh, connection: options.course.connection, root: folder.root)
    let recording = try begin(plan, secrets, at: try await hosts.places(), in: records)
    try options.course.handover?.complete(recording.folder)
    let course = RunCourse(plan: plan, recording: recording, options: options.course)
    return try await hosts.use(run: recording.folder, life: 0) { shell in
      try await course.carryOut(shell, secrets, from: .beginning(marks: options.marks))
    }
  }

  /// Locks, plan and journal on disk.
  private func begin(_ plan: Plan, _ secrets: [String: Secret], at places: [String: String], in records: RecordsFolder)
    throws -> Recording
  {
    do throws(BeginFailure) {
      return try records.begin(
        plan, as: options.course.actor, tool: "sonae \(SonaeCommand.version)", at: SystemClock().now.wall,
        hosts: places, secrets: secrets)
    } catch {
      switch error {
      case .refused(let refusal): throw Stop(.refused, Phrase(refusal.reason))
      case .unwritable(let failure): throw Stop(.noRecord, Phrase(failure.reason))
      }
    }
  }
}

extension Phrase {
  /// A reason's words.
  init(_ reason: Reason) {
    self = .words(ja: reason.text.text(.ja), en: reason.text.text(.en))
  }
}
