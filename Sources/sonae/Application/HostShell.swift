import Catalogue
import Engine
import Model
import SSH

/// The engine's shell: commands on the inventory's hosts over SSH.
struct HostShell: Shell, HostMemory {
  let client: Client
  private let hosts: [String: PlannedHost]
  private let settings: Settings.SSHSettings
  private let root: String
  /// What the tags of all processes of a run begin with; nil where there is no run.
  private let family: String?
  /// Closed while whoever takes the output doesn't keep up.
  private let gate: OutputGate?

  /// - Parameters:
  ///   - hosts: all that may be named, jump hosts included.
  ///   - root: the workspace, which relative paths start from.
  ///   - run: whose commands they are; see `tag`.
  init(
    client: Client, hosts: [PlannedHost], settings: Settings.SSHSettings, root: String, run: String? = nil,
    gate: OutputGate? = nil
  ) {
    self.gate = gate
    family = run.map(Self.family)
    self.client = client
    self.hosts = Dictionary(hosts.map { ($0.id, $0) }) { first, _ in first }
    self.settings = settings
    self.root = root
  }

  init(client: Client, _ chosen: ChosenHosts, gate: OutputGate? = nil) {
    self.init(client: client, hosts: chosen.all, settings: chosen.settings.ssh, root: chosen.root, gate: gate)
  }

  private static func family(_ run: String) -> String { "sonae:\(run):" }

  /// Names one process of a run on the hosts.
  static func tag(run: String, life: Int) -> String { tag(family(run), life: life) }

  private static func tag(_ family: String, life: Int) -> String { "\(family)\(life):" }

  /// Asks a host for its key and compares it with known_hosts, as every connection does, and goes no further.
  ///
  /// - Throws: `SSHError`, for a host that isn't known too.
  /// - Returns: the key, which is known; nil where the system's `ssh` didn't say which it was.
  func checkHostKey(of host: PlannedHost) async throws(SSHError) -> HostKey? {
    try await client.checkHostKey(of: target(host))
  }

  func run(
    _ command: ShellCommand, on host: PlannedHost, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellEnd {
    let remote = Command(
      command.text, standardInput: command.stdin, timeout: command.timeout,
      kept: command.kept.map { .init(key: $0.key, output: $0.output) }, gate: gate)
    do throws(SSHError) {
      let end = try await client.run(remote, on: target(host)) { stream, bytes in
        output(stream == .standardOutput ? .stdout : .stderr, bytes)
      }
      return ShellEnd(end)
    } catch {
      if case .cancelled = error.reason { return .cancelled(treeEnded: true) }
      return .notStarted(Reason(error))
    }
  }

  func recall(
    _ command: ShellCommand.Kept, sentIn life: Int?, on host: PlannedHost, within limit: Duration,
    output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellRecollection {
    guard let family else { return .untold }
    let sender = life.map { Self.tag(family, life: $0) }
    do throws(SSHError) {
      let found = try await client.recall(
        command.key, sentBy: sender, on: target(host), timeout: limit
      ) { stream, bytes in output(stream == .standardOutput ? .stdout : .stderr, bytes) }
      switch found {
      case .neverStarted: return .neverStarted
      case .ended(let end, let wholeOutput, let took, let cut):
        return .ended(
          ShellEnd(end), wholeOutput: wholeOutput, took: took,
          cut: Set(cut.map { $0 == .standardOutput ? .stdout : .stderr }))
      case .untold: return .untold
      case .lineBroke(let error): return .lineBroke(Reason(error))
      }
    } catch {
      return .unreachable(Reason(error))
    }
  }

  func endLeftovers(on host: PlannedHost, within limit: Duration) async -> Bool {
    guard let family else { return false }
    do throws(SSHError) {
      return try await client.endLeftovers(of: family, on: target(host), within: limit)
    } catch {
      return false
    }
  }

  /// Works out how hosts are reached, so that a mistake in ssh_config shows before anything is run.
  ///
  /// - Throws: `Stop` with `.invalid`.
  func checkConfiguration(of used: [PlannedHost]) throws {
    for host in used {
      do throws(SSHError) {
        try client.check(target(host))
      } catch {
        throw Stop(.invalid, Phrase(Reason(error)))
      }
    }
  }

  func target(_ host: PlannedHost) -> Target {
    Target(
      host.id, address: host.address, port: host.port.map { UInt16($0) }, user: host.user,
      identityFiles: host.identities.isEmpty ? nil : host.identities.map(path),
      knownHostsFiles: knownHosts(host), jump: jump(host, seen: [host.id]),
      connectTimeout: settings.connectTimeout,
      keepAlive: settings.keepalive, transport: host.transport == .openssh ? .openSSH : .libssh2,
      hasShell: host.shell == .posix)
  }

  private func knownHosts(_ host: PlannedHost) -> [String]? {
    let files = host.knownHosts.isEmpty ? settings.knownHosts : host.knownHosts
    return files.isEmpty ? nil : files.map(path)
  }

  /// The chain of jump hosts, the first to be connected to first.
  private func jump(_ host: PlannedHost, seen: Set<String>) -> [Target]? {
    guard let id = host.jump, !seen.contains(id), let next = hosts[id] else { return nil }
    return (jump(next, seen: seen.union([id])) ?? []) + [target(next)]
  }

  private func path(_ path: String) -> String {
    path.hasPrefix("/") || path.hasPrefix("~") ? path : root + "/" + path
  }
}

extension ShellEnd {
  fileprivate init(_ end: CommandEnd) {
    self =
      switch end {
      case .exited(let code): .exited(Int(code))
      case .timedOut(let killed): .timedOut(treeEnded: killed)
      case .cancelled(let killed): .cancelled(treeEnded: killed)
      case .lost(let error): .lost(Reason(error))
      }
  }
}

extension Reason {
  init(_ error: SSHError) {
    self.init("ssh-" + error.code, .ssh(error.code, error.facts, english: error.description))
  }
}
