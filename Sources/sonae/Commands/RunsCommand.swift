import ArgumentParser
import Catalogue
import Model
import Records
import Reports
import Terminal

/// `sonae runs list | show | log | follow`
struct RunsCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "runs", abstract: Words.text(.aboutRuns), discussion: Words.text(.exampleRuns),
      subcommands: [RunsListCommand.self, RunsShowCommand.self, RunsLogCommand.self, RunsFollowCommand.self],
      defaultSubcommand: RunsListCommand.self)
  }
}

/// `sonae runs show RUN`
struct RunsShowCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show", abstract: Words.text(.aboutRunsShow), discussion: Words.text(.exampleRunsShow))
  }

  @OptionGroup var global: GlobalOptions

  @Argument(help: .init(Words.text(.argumentRun), valueName: "RUN"))
  var run: String

  func run() async throws {
    let (recorded, _, isGoingOn) = try RecordedRuns(global, naming: [run]).open(run)
    if global.json {
      Output.json(RunJSON(recorded.run, evidence: recorded.evidence(isGoingOn: isGoingOn)).value)
      return
    }
    let screen = Screen(1, allowsColour: !global.noColor)
    let closing = RunClosing(run: recorded.run, look: recorded.look(screen), isGoingOn: isGoingOn)
    for line in closing.lines(width: screen.tableWidth) {
      Output.line(line.rendered(screen.style))
    }
    Output.line(Words.text(.runRecorded(recorded.folder.id, path: recorded.folder.path)))
  }
}

/// `sonae runs log RUN`
struct RunsLogCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "log", abstract: Words.text(.aboutRunsLog), discussion: Words.text(.exampleRunsLog))
  }

  @OptionGroup var global: GlobalOptions

  @Argument(help: .init(Words.text(.argumentRun), valueName: "RUN"))
  var run: String

  func run() async throws {
    let recorded = try RecordedRuns(global, naming: [run]).open(run).recorded
    if global.json {
      Output.json(.array(recorded.events.map(\.json)))
      return
    }
    let screen = Screen(1, whenLost: Output.lose)
    let view = PlainView(plan: recorded.run.plan, screen: screen, look: recorded.look(screen))
    view.recorded(recorded.events)
    await view.close()
  }
}

/// `sonae runs follow RUN`
struct RunsFollowCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "follow", abstract: Words.text(.aboutRunsFollow), discussion: Words.text(.exampleRunsFollow))
  }

  @OptionGroup var global: GlobalOptions

  @Argument(help: .init(Words.text(.argumentRun), valueName: "RUN"))
  var run: String

  func run() async throws {
    let runs = try RecordedRuns(global, naming: [run])
    let recorded = try runs.open(run).recorded
    let screen = Screen(1, whenLost: Output.lose)
    let view =
      global.json ? nil : PlainView(plan: recorded.run.plan, screen: screen, look: recorded.look(screen))
    var reader = JournalReader(recorded.folder)
    do {
      while case let events = try await reader.next(), !events.isEmpty, !Output.isCut {
        if let view { view.recorded(events) } else { Self.show(events) }
      }
    } catch let error as RecordsError {
      await view?.close()
      throw Stop(.noRecord, Phrase(error.reason))
    }
    await view?.close()
  }

  /// A document a line, for what reads them as they come.
  private static func show(_ events: [Event]) {
    for event in events { Output.write(event.json.canonical + [UInt8(ascii: "\n")], to: 1) }
  }
}
