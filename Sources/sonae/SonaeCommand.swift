import ArgumentParser
import Catalogue

/// The command line: `sonae COMMAND …`.
@main
struct SonaeCommand: AsyncParsableCommand {
  static let version = "0.1.0"

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "sonae", abstract: Words.text(.aboutSonae), discussion: Words.text(.aboutExitCodes),
      version: version,
      subcommands: [
        InitCommand.self, ValidateCommand.self, PlanCommand.self, CheckCommand.self, ExecCommand.self,
        DrillCommand.self, ResumeCommand.self, UndoCommand.self, RunsCommand.self, ReportCommand.self,
        VerifyCommand.self, HostsCommand.self,
      ])
  }

  static func main() async {
    await Entry.run(Self.self)
  }
}
