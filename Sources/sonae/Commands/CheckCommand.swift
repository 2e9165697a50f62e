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
    let systems = try chosen(workspace)
    let questions = try systems.flatMap { system in
      try workspace.checks(of: system).map { HealthQuestion(system: system, check: $0) }
    }
    guard !questions.isEmpty else { throw Stop(.invalid, .noChecks) }
    let client = try Connections.client(workspace.settings.ssh, connection, root: folder.root)
    let hosts = workspace.inventory.hosts.map(PlannedHost.init)
    let shell = HostShell(client: client, hosts: hosts, settings: workspace.settings.ssh, root: folder.root)
    let round = HealthRound(
      questions: questions, workspace: workspace,
      runner: CheckRunner(
        hosts: hosts, shell: shell, prober: NetworkProber(version: SonaeCommand.version), clock: SystemClock(),
        secrets: try SecretValues(root: folder.root).read(
          workspace.settings.secrets.filter { name, _ in questions.contains { $0.check.secretNames.contains(name) } })))
    let rooms = RoomRound(
      RoomQuestion.standbys(of: systems, in: workspace.inventory), workspace.inventory, MachineList(shell: shell))
    var state = await ask(round, rooms)
    while let watch, !Output.isCut {
      try await Task.sleep(for: watch.duration)
      state = await ask(round, rooms)
    }
    await client.close()
    Glibc.exit(Output.code(state.exitCode, cut: .open))
  }

  /// One round.
  private func ask(_ health: HealthRound, _ rooms: RoomRound) async -> HealthAnswer.State {
    async let room = rooms.ask().answers
    let answers = Answers(health: await health.ask(), rooms: await room)
    show(answers, health.workspace)
    return answers.worst
  }

  private struct Answers {
    let health: [HealthAnswer]
    let rooms: [RoomAnswer]

    private var states: [HealthAnswer.State] { health.map(\.state) + rooms.map(\.state) }
    /// A host whose platform can't be asked is shown, and doesn't make unknown what the health checks know.
    var worst: HealthAnswer.State {
      (health.map(\.state) + rooms.map(\.state).filter { $0 != .unknown }).max() ?? .unknown
    }
    var holding: Int { states.count { $0 == .ok } }
    var count: Int { states.count }
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

  private func show(_ answers: Answers, _ workspace: Workspace) {
    if global.json {
      Output.json(
        .members([
          "state": .string(answers.worst.rawValue),
          "at": .string(SystemClock().now.wall.iso8601),
          "checks": .array(answers.health.map(\.json)),
          "room": .array(answers.rooms.map(\.json)),
        ]))
      return
    }
    let screen = Screen(1, allowsColour: !global.noColor)
    let offset = LocalZone.offset(of: workspace.settings.timeZone)
    let look = Look(language: Words.language, style: screen.style, utcOffset: offset)
    let rows = answers.health.map { $0.row(Words.language) } + answers.rooms.map(\.row)
    Output.table(.checks(rows, look), look)
    Output.line(Words.text(.checkSummary(ok: answers.holding, all: answers.count)))
  }
}
