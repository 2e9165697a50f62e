public import ArgumentParser
import Catalogue
import Model
import Records
import Reports

/// `sonae report RUN`
struct ReportCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "report", abstract: Words.text(.aboutReport), discussion: Words.text(.exampleReport))
  }

  @OptionGroup var global: GlobalOptions

  @Option(help: .init(Words.text(.optionFormat)))
  var format: Report.Format?

  @Option(name: .shortAndLong, help: .init(Words.text(.optionOutput), valueName: "FILE"))
  var output: String?

  @Argument(help: .init(Words.text(.argumentRun), valueName: "RUN"))
  var run: String

  func run() async throws {
    let (recorded, verification, isGoingOn) = try RecordedRuns(global, naming: [run]).open(run)
    var evidence = recorded.evidence(isGoingOn: isGoingOn)
    evidence.verification = verification.evidence
    let report = Report(run: recorded.run, events: recorded.events, evidence: evidence)
    let text = report.rendered(as: chosenFormat, in: Words.language)
    guard let output else { return Output.write(text, to: 1) }
    guard LocalFile.write(output, Array(text.utf8), mode: 0o600, replacing: true) else {
      throw Stop(.noRecord, .fileUnwritable(output, why: LocalFile.lastError))
    }
    Output.complain(Words.text(.reportWritten(output)))
  }

  /// `--format`, else what the file's name says, else HTML.
  private var chosenFormat: Report.Format {
    if let format { return format }
    if global.json { return .json }
    let ending = output?.split(separator: ".").last.map(String.init)
    return Report.Format.allCases.first { $0.fileExtension == ending } ?? .html
  }
}

extension Report.Format: ExpressibleByArgument {}
