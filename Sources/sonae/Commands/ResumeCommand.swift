import ArgumentParser
import Catalogue
import Model

/// What `resume` and `undo` take.
struct ResumeOptions: ParsableArguments {
  @OptionGroup var course: CourseOptions

  @Argument(help: .init(Words.text(.argumentRun), valueName: "RUN"))
  var run: String

  func carryOn(undoesOnly: Bool, waiving waived: [(step: String, reason: String)] = []) async throws {
    let folder = try WorkspaceFolder.find(course.global)
    let session = ResumeSession(
      folder: folder, settings: folder.settings(course.global, about: [run]), options: course.options,
      isAgreed: course.yes,
      undoesOnly: undoesOnly, waived: waived)
    let exit = try await session.run(run)
    if exit != .done { throw exit }
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

  func run() async throws {
    let why = reason?.trimmed ?? ""
    if !waive.isEmpty, why.isEmpty { throw Stop(.usage, .waiverNeedsReason) }
    try await options.carryOn(undoesOnly: true, waiving: waive.map { ($0, why) })
  }
}
