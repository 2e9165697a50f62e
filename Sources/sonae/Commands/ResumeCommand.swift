import ArgumentParser
import Catalogue
import Model

/// What `resume` and `undo` take.
struct ResumeOptions: ParsableArguments {
  @OptionGroup var global: GlobalOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var actor: ActorOptions

  @Flag(help: .init(Words.text(.optionYes)))
  var yes = false

  @Flag(help: .init(Words.text(.optionPlain)))
  var plain = false

  @Argument(help: .init(Words.text(.argumentRun), valueName: "RUN"))
  var run: String

  func carryOn(undoesOnly: Bool, waiving waived: [(step: String, reason: String)] = []) async throws {
    let folder = try WorkspaceFolder.find(global)
    // A playbook that has mistakes by now stops no recovery: the run goes by the plan in its record.
    let settings = WorkspaceReader.read(directory: folder.root).workspace.settings
    Words.adopt(settings)
    let session = ResumeSession(
      folder: folder, settings: settings,
      options: .init(global: global, connection: connection, actor: actor.name, isPlain: plain), isAgreed: yes,
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
