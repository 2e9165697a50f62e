import ArgumentParser
import Catalogue
import Engine
import Model

/// `sonae drill SCENARIO`
struct DrillCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "drill", abstract: Words.text(.aboutDrill), discussion: Words.text(.exampleDrill))
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var actor: ActorOptions

  @Flag(help: .init(Words.text(.optionYes)))
  var yes = false

  @Flag(help: .init(Words.text(.optionPlain)))
  var plain = false

  @Option(help: .init(Words.text(.optionOnset), valueName: "TIME"))
  var onset: String?

  @Option(help: .init(Words.text(.optionDetected), valueName: "TIME"))
  var detected: String?

  @Argument(help: .init(Words.text(.argumentScenario), valueName: "SCENARIO"))
  var scenario: String

  func run() async throws {
    let folder = try WorkspaceFolder.find(global)
    let workspace = try folder.read(global)
    let session = DrillSession(
      folder: folder, workspace: workspace, scenario: try workspace.scenario(scenario),
      options: .init(
        course: .init(global: global, connection: connection, actor: actor.name, isPlain: plain), isAgreed: yes,
        marks: try marks()))
    let exit = try await session.run()
    if exit != .done { throw exit }
  }

  private func marks() throws -> [(kind: ClockRule, at: WallTime)] {
    try [(ClockRule.onset, onset), (.detected, detected)].compactMap { kind, text in
      guard let text else { return nil }
      guard let time = WallTime(iso8601: text) else { throw Stop(.usage, .badTime(text)) }
      guard time <= SystemClock().now.wall else { throw Stop(.usage, .markInFuture(text)) }
      return (kind, time)
    }
  }
}
