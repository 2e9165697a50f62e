import ArgumentParser
import Catalogue
import Engine
import Glibc
import Model
import SSH

/// `sonae exec HOSTS… -- COMMAND`
struct ExecCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "exec", abstract: Words.text(.aboutExec),
      usage: "sonae exec [--stdin] [--timeout DURATION] HOSTS… -- COMMAND", discussion: Words.text(.exampleExec))
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var connection: ConnectionOptions

  @Flag(help: .init(Words.text(.optionStdin)))
  var stdin = false

  @Option(help: .init(Words.text(.optionTimeout), valueName: "DURATION"))
  var timeout: TimeLimit = TimeLimit(duration: .seconds(300))

  @Option(help: .init(Words.text(.optionParallel), valueName: "N"))
  var parallel: Int?

  @Argument(help: .init(Words.text(.argumentHosts), valueName: "HOSTS"))
  var hosts: [String]

  /// What stands behind `--`; the parser knows no command line of two open-ended lists.
  private var command: [String] { CommandWords.afterTerminator }

  func validate() throws {
    if stdin != command.isEmpty { throw ValidationError(Words.text(.execNeedsOneCommand)) }
    if let parallel, parallel < 1 { throw ValidationError(Words.text(.parallelTooSmall)) }
  }

  func run() async throws {
    let chosen = try ChosenHosts(hosts, global)
    let commands = try commandLines()
    let client = try Connections.client(
      chosen.settings.ssh, connection, root: chosen.root, keepsShells: commands.count > 1)
    let shell = HostShell(client: client, chosen)
    let report = ExecReport(isJSON: global.json, labels: chosen.meant.count > 1)
    let limit = parallel ?? chosen.settings.limits.hosts
    let work = Task {
      await SideBySide.run(chosen.meant, limit: limit) { host in
        await execute(commands, on: host, shell, report)
      }
    }
    // Closing a connection doesn't end a command on its host; cancelling does. Who insists goes at once.
    let signals = StopSignals { isFirst in if isFirst { work.cancel() } else { Glibc.exit(130) } }
    Output.whenUnread { work.cancel() }
    await work.value
    signals.end()
    await client.close()
    report.finish(order: chosen.meant.map(\.id))
    if report.verdict != .ok { throw report.verdict.exit }
  }

  /// One after the other; the first that doesn't end with 0 is the host's last.
  private func execute(_ commands: [String], on host: PlannedHost, _ shell: HostShell, _ report: ExecReport) async {
    for (index, text) in commands.enumerated() {
      let command = ShellCommand(text: text, timeout: timeout.duration)
      let end = await shell.run(command, on: host) { report.output(host.id, $0, $1) }
      report.ended(host.id, text, end)
      guard case .exited(0) = end else {
        if commands.count > 1, !global.json {
          let left = commands.count - index - 1
          let phrase: Phrase =
            if case .notStarted = end { .stoppedBefore(text, left: left) } else { .stoppedAfter(text, left: left) }
          Output.complain("\(host.id): " + Words.text(phrase))
        }
        return
      }
    }
  }

  private func commandLines() throws -> [String] {
    // As ssh does: the words are joined, and the host's shell reads them.
    guard stdin else { return [command.joined(separator: " ")] }
    guard let bytes = LocalFile.readAll(0, limit: 16 << 20) else { throw Stop(.usage, .stdinUnreadable) }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

/// A duration on the command line: `30s`, `5m`.
struct TimeLimit: ExpressibleByArgument {
  var duration: Duration

  init(duration: Duration) { self.duration = duration }

  init?(argument: String) {
    guard let duration = Duration(reading: argument), duration > .zero else { return nil }
    self.duration = duration
  }

  var defaultValueDescription: String { "\(duration.components.seconds)s" }
}
