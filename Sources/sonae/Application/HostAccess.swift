import Model
import Records
import SSH
import Synchronization

/// The way to a plan's hosts for one process of a run.
struct HostAccess {
  let plan: Plan
  let settings: Settings.SSHSettings
  let connection: ConnectionOptions
  let root: String

  /// Works out how the hosts are reached, so that a mistake in ssh_config shows before anything is recorded.
  ///
  /// - Returns: where those are on which anything is run, by their ids. A host of which the system's `ssh` says nothing is left out.
  ///
  /// - Throws: `Stop` with `.invalid`.
  func places() async throws -> [String: String] {
    let shell = HostShell(
      client: try Connections.client(settings, connection, root: root), hosts: plan.hosts, settings: settings,
      root: root)
    let used = Set(plan.steps.flatMap(\.usedHosts)).sorted().map { plan.hosts[$0] }
    try shell.checkConfiguration(of: used)
    let places = Mutex<[String: String]>([:])
    await SideBySide.run(used, limit: 16) { host in
      guard let place = try? await shell.client.place(of: shell.target(host)) else { return }
      places.withLock { $0[host.id] = NetworkPlace.text(place.name, port: place.port) }
    }
    await shell.client.close()
    return places.withLock { $0 }
  }

  /// - Parameter life: how often the run was taken over before: each process has a name of its own on the hosts.
  func use(run: RunFolder, life: Int, _ body: (HostShell) async throws -> Exit) async throws -> Exit {
    let family = run.secret.map { Family(run.id, secret: $0) }
    let client = try Connections.client(
      settings, connection, root: root, tag: HostShell.tag(run: run.id, life: life), family: family)
    let shell = HostShell(client: client, hosts: plan.hosts, settings: settings, root: root, run: run.id)
    let exit = try await body(shell)
    await client.close()
    return exit
  }
}
