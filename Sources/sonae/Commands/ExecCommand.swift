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
      usage: "sonae exec [--stdin] [--input FILE] [--timeout DURATION] HOSTS… -- COMMAND",
      discussion: Words.text(.exampleExec))
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var connection: ConnectionOptions

  @Flag(help: .init(Words.text(.optionStdin)))
  var stdin = false

  @Option(help: .init(Words.text(.optionInput), valueName: "FILE"))
  var input: String?

  @Option(help: .init(Words.text(.optionTimeout), valueName: "DURATION"))
  var timeout: TimeLimit = TimeLimit(duration: .seconds(300))

  @Option(help: .init(Words.text(.optionParallel), valueName: "N"))
  var parallel: Int?

  @Argument(help: .init(Words.text(.argumentHosts), valueName: "HOSTS"))
  var hosts: [String]

  /// What stands behind `--`; the parser knows no command line of two open-ended lists. As ssh does: the words are
  /// joined, and the host's shell reads them.
  private var command: String { CommandWords.afterTerminator.joined(separator: " ") }

  func validate() throws {
    if stdin == command.contains(where: { !$0.isWhitespace }) {
      throw ValidationError(Words.text(.execNeedsOneCommand))
    }
    if stdin, input == "-" { throw ValidationError(Words.text(.stdinNeededTwice)) }
    if let parallel, parallel < 1 { throw ValidationError(Words.text(.parallelTooSmall)) }
  }

  func run() async throws {
    let readsInput = stdin || input != nil
    if !readsInput, ExecInput.isIgnored { throw Stop(.usage, .inputIgnored) }
    let chosen = try ChosenHosts(hosts, global)
    let commands = stdin ? try ExecInput.commands() : [command]
    let bytes = try input.map { try ExecInput.bytes(of: $0) } ?? []
    let client = try Connections.client(
      chosen.settings.ssh, connection, root: chosen.root, keepsShells: commands.count > 1)
    let report = ExecReport(isJSON: global.json, hosts: chosen.meant.map(\.id))
    let shell = HostShell(client: client, chosen, gate: report.gate)
    let limit = parallel ?? chosen.settings.limits.hosts
    let work = Task {
      await SideBySide.run(chosen.meant, limit: limit) { host in
        await execute(commands, bytes, on: host, shell, report)
      }
    }
    // Closing a connection doesn't end a command on its host; cancelling does. Who insists goes at once.
    let signals = StopSignals { isFirst in if isFirst { work.cancel() } else { report.abandon() } }
    Output.whenUnread { work.cancel() }
    await work.value
    signals.end()
    await client.close()
    report.finish()
    if report.verdict != .ok { throw report.verdict.exit }
    // It came when the commands had begun without it.
    if !readsInput, ExecInput.isIgnored { throw Stop(.usage, .inputCameTooLate) }
  }

  /// One after the other; the first that doesn't end with 0 is the host's last.
  private func execute(
    _ commands: [String], _ input: [UInt8], on host: PlannedHost, _ shell: HostShell, _ report: ExecReport
  ) async {
    defer { report.isDone(with: host.id) }
    for (index, text) in commands.enumerated() {
      let command = ShellCommand(text: text, stdin: input, timeout: timeout.duration)
      let end = await shell.run(command, on: host) { report.output(host.id, $0, $1) }
      report.ended(host.id, text, end)
      guard case .exited(0) = end else {
        if commands.count > 1 { report.stopped(host.id, at: text, end, left: commands[(index + 1)...]) }
        return
      }
    }
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
