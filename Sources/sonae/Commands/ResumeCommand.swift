import ArgumentParser
import Catalogue
import Model

/// What `resume` and `undo` take.
struct ResumeOptions: ParsableArguments {
  @OptionGroup var course: CourseOptions

  @Argument(help: .init(Words.text(.argumentRun), valueName: "RUN"))
  var run: String

  @Flag(help: .init(Words.text(.optionOtherMachineIsDown)))
  var otherMachineIsDown = false

  @Flag(name: .customLong("hosts-moved"), help: .init(Words.text(.optionHostsMoved)))
  var hostsMoved = false

  func carryOn(
    undoesOnly: Bool, waiving waived: [(step: String, reason: String)] = [],
    undoneByHand: [(step: String, note: String)] = []
  ) async throws {
    let folder = try workspace()
    let settings = folder.settings(course.global, about: [run])
    try course.checkActor(folder.people, waives: !waived.isEmpty)
    let session = ResumeSession(
      folder: folder, settings: settings, options: course.options,
      isAgreed: course.yes, saysOtherIsDown: otherMachineIsDown,
      undoesOnly: undoesOnly, acceptsMoved: hostsMoved, waived: waived, undoneByHand: undoneByHand)
    let exit = try await session.run(run)
    if exit != .done { throw exit }
  }

  /// A run's folder alone is enough to look at it, but not to reach its hosts.
  private func workspace() throws -> WorkspaceFolder {
    do {
      return try WorkspaceFolder.find(course.global)
    } catch let stop as Stop where stop.phrase == .noWorkspaceFound && run.contains("/") {
      throw Stop(stop.exit, .runNeedsWorkspace)
    }
  }
}

/// `sonae resume RUN`
struct ResumeCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "resume", abstract: Words.text(.aboutResume), discussion: Words.text(.exampleResume))
  }

  @OptionGroup var options: ResumeOptions

  func run() async throws { try await options.carryOn(undoesOnly: false) }
}

/// `sonae undo RUN`
struct UndoCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "undo", abstract: Words.text(.aboutUndo), discussion: Words.text(.exampleUndo))
  }

  @OptionGroup var options: ResumeOptions

  @Option(help: .init(Words.text(.optionWaive), valueName: "STEP"))
  var waive: [String] = []

  @Option(help: .init(Words.text(.optionWaiveReason), valueName: "TEXT"))
  var reason: String?

  @Option(help: .init(Words.text(.optionByHand), valueName: "STEP"))
  var byHand: [String] = []

  @Option(help: .init(Words.text(.optionByHandNote), valueName: "TEXT"))
  var note: String?

  func run() async throws {
    let (why, how) = (reason?.trimmed ?? "", note?.trimmed ?? "")
    if !waive.isEmpty, why.isEmpty { throw Stop(.usage, .waiverNeedsReason) }
    if !byHand.isEmpty, how.isEmpty { throw Stop(.usage, .byHandNeedsNote) }
    try await options.carryOn(
      undoesOnly: true, waiving: waive.map { ($0, why) }, undoneByHand: byHand.map { ($0, how) })
  }
}
