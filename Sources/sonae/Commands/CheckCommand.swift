import ArgumentParser
import Catalogue
import Engine
import Glibc
import Model
import Probes
import Reports
import SSH
import Terminal

/// `sonae check`: the exit code follows the monitoring plugins.
struct CheckCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "check", abstract: Words.text(.aboutCheck), discussion: Words.text(.exampleCheck))
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var connection: ConnectionOptions

  @Option(help: .init(Words.text(.optionSystems), valueName: "ID,ID…"))
  var systems: String?

  @Option(help: .init(Words.text(.optionWatch), valueName: "DURATION"))
  var watch: TimeLimit?

  func run() async throws {
    do {
      try await watchOver()
    } catch let stop as Stop where stop.exit == .invalid {
      // 2 would read as critical: what can't be asked at all is unknown.
      throw Stop(.open, stop.phrase)
    }
  }

  private func watchOver() async throws {
    let folder = try WorkspaceFolder.find(global)
    let workspace = try folder.read(global, .inventory)
    let questions = try chosen(workspace).flatMap { system in
      try workspace.checks(of: system).map { HealthQuestion(system: system, check: $0) }
    }
    guard !questions.isEmpty else { throw Stop(.invalid, .noChecks) }
    let client = try Connections.client(workspace.settings.ssh, connection, root: folder.root)
    let round = HealthRound(
      questions: questions, workspace: workspace,
      runner: CheckRunner(
        hosts: workspace.inventory.hosts.map(PlannedHost.init),
        shell: HostShell(
          client: client, hosts: workspace.inventory.hosts.map(PlannedHost.init), settings: workspace.settings.ssh,
          root: folder.root),
        prober: NetworkProber(version: SonaeCommand.version), clock: SystemClock(),
        secrets: try SecretValues(root: folder.root).read(
          workspace.settings.secrets.filter { name, _ in questions.contains { $0.check.secretNames.contains(name) } })))
    var answers = await round.ask()
    show(answers, workspace)
    while let watch, !Output.isCut {
      try await Task.sleep(for: watch.duration)
      answers = await round.ask()
      show(answers, workspace)
    }
    await client.close()
    Glibc.exit(Output.code(answers.map(\.state).max()?.exitCode ?? 3, cut: .open))
  }

  private func chosen(_ workspace: Workspace) throws -> [System] {
    guard let systems else { return workspace.inventory.systems.filter { !$0.health.isEmpty } }
    return try systems.split(separator: ",").map { id in
      guard let system = workspace.inventory.systems.first(where: { $0.id == id }) else {
        throw Stop(.usage, .unknownSystem(String(id)))
      }
      return system
    }
  }

  private func show(_ answers: [HealthAnswer], _ workspace: Workspace) {
    let holding = answers.count { (answer: HealthAnswer) in answer.state == .ok }
    if global.json {
      Output.json(
        .members([
          "state": .string((answers.map(\.state).max() ?? .unknown).rawValue),
          "at": .string(SystemClock().now.wall.iso8601),
          "checks": .array(answers.map(\.json)),
        ]))
      return
    }
    let screen = Screen(1, allowsColour: !global.noColor)
    let offset = LocalZone.offset(of: workspace.settings.timeZone)
    let look = Look(language: Words.language, style: screen.style, utcOffset: offset)
    for line in Table.checks(answers.map { $0.row(Words.language) }, look).lines(width: screen.tableWidth, look.style) {
      Output.line(line.rendered(look.style))
    }
    Output.line(Words.text(.checkSummary(ok: holding, all: answers.count)))
  }
}
