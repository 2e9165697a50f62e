import ArgumentParser
import Catalogue
import Engine
import Model
import Platforms
import SSH
import Synchronization
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

  /// At most so many hosts are asked at once.
  private static let limit = 32

  private struct Asked: Sendable {
    let host: PlannedHost
    let platform: PlannedPlatform
  }

  private struct Found {
    var machines: [String: [VirtualMachine]] = [:]
    var unknown: [String: Reason] = [:]
  }

  func run() async throws {
    let folder = try WorkspaceFolder.find(global)
    let workspace = try folder.read(global, .inventory)
    let asked = try chosen(workspace.inventory)
    let client = try Connections.client(workspace.settings.ssh, connection, root: folder.root)
    let list = MachineList(
      shell: HostShell(
        client: client, hosts: workspace.inventory.hosts.map(PlannedHost.init), settings: workspace.settings.ssh,
        root: folder.root))
    let found = Mutex(Found())
    let limit = timeout?.duration ?? .seconds(60)
    await SideBySide.run(asked, limit: Self.limit) { one in
      let answer = await list.ask(one.platform, on: one.host, timeout: limit)
      found.withLock { found in
        switch answer {
        case .machines(let machines): found.machines[one.host.id] = machines
        case .unknown(let reason): found.unknown[one.host.id] = reason
        }
      }
    }
    await client.close()
    let (machines, unknown) = found.withLock { ($0.machines, $0.unknown.sorted { $0.key < $1.key }) }
    let comparison = MachineComparison(workspace.inventory.systems.flatMap(\.machines), machines)
    global.json ? tell(comparison, unknown) : show(comparison, unknown, hosts: asked.count)
    if comparison.rows.contains(where: \.standing.isDrift) { throw Exit.failed }
    if !unknown.isEmpty { throw Exit.open }
  }

  /// Those that are named, else all whose platform the inventory knows.
  private func chosen(_ inventory: Inventory) throws -> [Asked] {
    if hosts.isEmpty {
      let all = inventory.hosts.compactMap { host in
        inventory.machinePlatform(of: host).map { Asked(host: PlannedHost(host), platform: $0) }
      }
      guard !all.isEmpty else { throw Stop(.invalid, .noHostHasAPlatform) }
      return all
    }
    return try HostSelection(hosts: inventory.hosts).matching(HostSelection.words(hosts)).map { host in
      guard let platform = inventory.machinePlatform(of: host) else {
        throw Stop(
          .invalid,
          .noPlatform(host: host.id, platform: host.platform, kinds: PlatformKind.allCases.map(\.rawValue)))
      }
      return Asked(host: PlannedHost(host), platform: platform)
    }
  }

  private func show(_ comparison: MachineComparison, _ unknown: [(key: String, value: Reason)], hosts: Int) {
    let screen = Screen(1, allowsColour: !global.noColor)
    let look = Look(language: Words.language, style: screen.style, utcOffset: .zero)
    if !comparison.rows.isEmpty {
      for line in Table.machines(comparison.rows.map(\.row), look).lines(width: screen.tableWidth, look.style) {
        Output.line(line.rendered(look.style))
      }
    }
    for (host, reason) in unknown { Output.complain(Words.text(.hostNotDiscovered(host, Phrase(reason)))) }
    let drift = comparison.rows.count { $0.standing.isDrift }
    Output.line(
      Words.text(
        .discovered(machines: comparison.rows.count { $0.state != nil }, hosts: hosts - unknown.count, drift: drift)))
    let proposal = comparison.proposal
    guard !proposal.isEmpty else { return }
    Output.line(Words.text(.discoverProposal))
    Output.line("machines:")
    for entry in proposal { Output.line("  - " + entry) }
  }

  private func tell(_ comparison: MachineComparison, _ unknown: [(key: String, value: Reason)]) {
    Output.json(
      .members([
        "machines": .array(comparison.rows.map(\.json)),
        "not_asked": .array(
          unknown.map { host, reason in
            .members(["host": .string(host), "reason": .string(Words.text(Phrase(reason)))])
          }),
        "proposal": .array(comparison.proposal.map { .string($0) }),
      ]))
  }
}

extension MachineComparison.Row {
  fileprivate var row: MachineRow {
    MachineRow(
      host: host, name: name, state: state.map { .machineState($0.word) },
      standing: .machineStanding(standing.rawValue),
      isDrift: standing.isDrift)
  }

  fileprivate var json: JSON {
    .members([
      "host": .string(host), "name": .string(name), "id": id.map { .string($0) } ?? .null,
      "state": state.map { .string($0.word) } ?? .null,
      "standing": .string(standing.rawValue), "drift": .bool(standing.isDrift),
    ])
  }
}
