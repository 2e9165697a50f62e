import Model
import Records
import SSH

/// The way to a plan's hosts for one process of a run.
struct HostAccess {
  let plan: Plan
  let settings: Settings.SSHSettings
  let connection: ConnectionOptions
  let root: String

  /// Works out how the hosts are reached, so that a mistake in ssh_config shows before anything is recorded.
  ///
  /// - Throws: `Stop` with `.invalid`.
  func check() throws {
    let shell = HostShell(
      client: try Connections.client(settings, connection, root: root), hosts: plan.hosts, settings: settings,
      root: root)
    try shell.checkConfiguration(of: Set(plan.steps.flatMap(\.usedHosts)).sorted().map { plan.hosts[$0] })
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
