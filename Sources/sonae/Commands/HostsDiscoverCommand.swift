import ArgumentParser
import Catalogue
import Engine
import Model
import Platforms
import SSH
import Terminal

/// `sonae hosts discover [HOSTS…]`
struct HostsDiscoverCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "discover", abstract: Words.text(.aboutHostsDiscover),
      discussion: Words.text(.exampleHostsDiscover))
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var connection: ConnectionOptions

  @Option(help: .init(Words.text(.optionTimeout), valueName: "DURATION"))
  var timeout: TimeLimit?

  @Argument(help: .init(Words.text(.argumentHostsToDiscover), valueName: "HOSTS"))
  var hosts: [String] = []

  func run() async throws {
    let folder = try WorkspaceFolder.find(global)
    let workspace = try folder.read(global, .inventory)
    let asked = try chosen(workspace.inventory)
    let client = try Connections.client(workspace.settings.ssh, connection, root: folder.root)
    let list = MachineList(
      shell: HostShell(
        client: client, hosts: workspace.inventory.hosts.map(PlannedHost.init), settings: workspace.settings.ssh,
        root: folder.root))
    let survey = await PlatformSurvey.ask(asked, by: list, timeout: timeout?.duration ?? .seconds(60))
    await client.close()
    let unknown = survey.unknown.sorted { $0.key < $1.key }
    let comparison = MachineComparison(workspace.inventory.systems.flatMap(\.machines), survey.machines)
    let drift = Drift(comparison, in: folder)
    global.json ? tell(comparison, drift, unknown) : show(comparison, drift, unknown, hosts: asked.count)
    if comparison.rows.contains(where: \.standing.isDrift) { throw Exit.failed }
    if !unknown.isEmpty { throw Exit.open }
  }

  /// Those that are named, else all whose platform the inventory knows.
  private func chosen(_ inventory: Inventory) throws -> [PlatformSurvey.Subject] {
    if hosts.isEmpty {
      let all = inventory.hosts.compactMap { PlatformSurvey.Subject($0, in: inventory) }
      guard !all.isEmpty else { throw Stop(.invalid, .noHostHasAPlatform) }
      return all
    }
    return try HostSelection(hosts: inventory.hosts).matching(HostSelection.words(hosts)).map { host in
      guard let subject = PlatformSurvey.Subject(host, in: inventory) else {
        throw Stop(
          .invalid,
          .noPlatform(host: host.id, platform: host.platform, kinds: PlatformKind.allCases.map(\.rawValue)))
      }
      return subject
    }
  }

  private func show(
    _ comparison: MachineComparison, _ drift: Drift, _ unknown: [(key: String, value: Reason)], hosts: Int
  ) {
    let screen = Screen(1, allowsColour: !global.noColor)
    let look = Look(language: Words.language, style: screen.style, utcOffset: .zero)
    if !comparison.rows.isEmpty {
      Output.table(.machines(comparison.rows.map(\.row), look), look)
    }
    for (host, reason) in unknown { Output.complain(Words.text(.hostNotDiscovered(host, Phrase(reason)))) }
    Output.line(
      Words.text(
        .discovered(
          machines: comparison.rows.count { $0.state != nil }, hosts: hosts - unknown.count,
          drift: comparison.rows.count { $0.standing.isDrift })))
    drift.show()
    let proposal = comparison.proposal
    guard !proposal.isEmpty else { return }
    Output.line(Words.text(.discoverProposal))
    Output.line("machines:")
    for entry in proposal { Output.line("  - " + entry) }
  }

  private func tell(_ comparison: MachineComparison, _ drift: Drift, _ unknown: [(key: String, value: Reason)]) {
    Output.json(
      .members([
        "machines": .array(comparison.rows.map(\.json)),
        "not_asked": .array(
          unknown.map { host, reason in
            .members(["host": .string(host), "reason": .string(Words.text(Phrase(reason)))])
          }),
        "proposal": .array(comparison.proposal.map { .string($0) }),
        "unverified": drift.json,
      ]))
  }
}
