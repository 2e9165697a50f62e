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

  @OptionGroup var course: CourseOptions

  @Option(help: .init(Words.text(.optionOnset), valueName: "TIME"))
  var onset: String?

  @Option(help: .init(Words.text(.optionDetected), valueName: "TIME"))
  var detected: String?

  @Argument(help: .init(Words.text(.argumentScenario), valueName: "SCENARIO"))
  var scenario: String

  func run() async throws {
    let folder = try WorkspaceFolder.find(course.global)
    let workspace = try folder.read(course.global)
    try course.checkActor(workspace.inventory.people)
    let session = DrillSession(
      folder: folder, workspace: workspace, scenario: try workspace.scenario(scenario),
      options: .init(course: course.options, isAgreed: course.yes, marks: try marks()))
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
