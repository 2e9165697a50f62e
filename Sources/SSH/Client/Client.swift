import Synchronization

/// SSH to any number of hosts: one connection per endpoint, kept and shared; any number of commands on each.
///
///     let client = Client()
///     let end = try await client.run(Command("uptime"), on: target) { stream, bytes in … }
///     await client.close()
///
/// ## Concurrency
/// Call it from anywhere. Everything of SSH happens on one thread (`SSHLoop`); results come back to the caller.
public final class Client: Sendable {
  private let pool: Pool
  let tag: String
  let family: Family?
  private let config: SSHConfig
  /// Worked out once for each target: the configuration doesn't change under a client.
  private let destinations = Mutex<[Target: Destination]>([:])

  /// - Parameters:
  ///   - config: what the user's ssh_config says; `SSHConfig.load()` reads it.
  ///   - passphrases: asked when an encrypted key file is needed.
  public init(
    config: SSHConfig = SSHConfig(), passphrases: any PassphraseSource = NoPassphrase(), limits: Limits = Limits()
  ) {
    self.config = config
    pool = Pool(passphrases, limits)
    tag = limits.tag
    family = limits.family
  }

  public struct Limits: Sendable, Hashable {
    /// Connections in the making at the same time, from name to login, to begin with; see `Pace`.
    public var handshakes: Int
    /// Tries for a server that closes before its banner, as sshd does with MaxStartups.
    public var startAttempts: Int
    /// Whether a host's shell is kept for the next command. Looking whether it may be kept is wasted on a host that gets
    /// one command only.
    public var keepsShells: Bool
    /// Names this client on the hosts, in the argument list of each shell that it starts there. Letters, digits and `-_.:`.
    public var tag: String
    /// Whose commands those are of which hosts keep what becomes of them; nil: they keep nothing.
    public var family: Family?

    public init(
      handshakes: Int = 32, startAttempts: Int = 6, keepsShells: Bool = true, tag: String = "sonae",
      family: Family? = nil
    ) {
      self.keepsShells = keepsShells
      self.tag = tag
      self.family = family
      self.handshakes = max(1, handshakes)
      self.startAttempts = max(1, startAttempts)
    }
  }

  /// Everything that is decided about a target of libssh2, from the target, the configuration and ssh's defaults.
  public func endpoint(for target: Target) throws(SSHError) -> Endpoint {
    try config.resolve(target)
  }

  /// Works out how a target is reached, without the network.
  public func check(_ target: Target) throws(SSHError) {
    _ = try destination(target)
  }

  /// Where a target is, as it is written there, without the network: by its own word, else by ssh_config. For a host of the system's `ssh`
  /// that is asked.
  public func place(of target: Target) async throws(SSHError) -> (name: String, port: Int) {
    switch try destination(target) {
    case .libssh2(let endpoint): return (endpoint.hostName, Int(endpoint.port))
    case .openSSH(let host):
      return try await onLoop { () async throws(SSHError) in
        let said = try await SystemSSH.configuration(of: host)
        return (said["hostname"] ?? host.label, said["port"].flatMap { Int($0) } ?? 22)
      }
    }
  }

  private func destination(_ target: Target) throws(SSHError) -> Destination {
    if let known = destinations.withLock({ $0[target] }) { return known }
    let found: Destination =
      switch target.transport {
      case .libssh2: .libssh2(try config.resolve(target))
      case .openSSH: .openSSH(try OpenSSHTarget(target, config: config.file))
      }
    destinations.withLock { $0[target] = found }
    return found
  }

  /// Connects, logs in and keeps the connection; if there is a living one, that one.
  public func connect(to target: Target) async throws(SSHError) {
    let destination = try destination(target)
    _ = try await onLoop { () async throws(SSHError) in try await pool.connection(to: destination) }
  }

  /// Waits inside come back on the loop's thread and not by way of the shared pool; see `SSHLoop.task`.
  private func onLoop<Value: Sendable>(
    _ body: @SSHLoop () async throws(SSHError) -> Value
  ) async throws(SSHError) -> Value {
    try await withTaskExecutorPreference(SSHLoop.shared.executor) { () async throws(SSHError) in try await body() }
  }

  /// Connects as far as the host's key, compares that with known_hosts, and hangs up.
  ///
  /// - Throws: `SSHError`: `hostKeyUnknown` has the line that would make the host known.
  /// - Returns: the key, which is known; nil where the system's `ssh` didn't say which it was.
  @discardableResult
  public func checkHostKey(of target: Target) async throws(SSHError) -> HostKey? {
    let destination = try destination(target)
    return try await onLoop { () async throws(SSHError) in try await Connection.checkHostKey(of: destination, in: pool)
    }
  }

  /// Runs one command. A connection that is gone is made anew first.
  /// - Throws: `SSHError` when the command was certainly not started.
  /// - Returns: how the command came to its end; see `CommandEnd.lost`.
  public func run(
    _ command: Command, on target: Target, output: @escaping OutputSink = { _, _ in }
  ) async throws(SSHError) -> CommandEnd {
    try await run(command, on: destination(target), output)
  }

  /// The same for an endpoint whose values were decided before; see `endpoint(for:)`.
  public func run(
    _ command: Command, on endpoint: Endpoint, output: @escaping OutputSink = { _, _ in }
  ) async throws(SSHError) -> CommandEnd {
    try await run(command, on: .libssh2(endpoint), output)
  }

  private func run(
    _ command: Command, on destination: Destination, _ output: @escaping OutputSink
  ) async throws(SSHError) -> CommandEnd {
    try await onLoop { () async throws(SSHError) in try await pool.run(command, on: destination, output) }
  }

  /// Waits until nothing runs on a host any more that other clients have started there whose tags begin alike, and ends
  /// what still runs when the time is over. For a program that takes over from one that was killed: its commands may go on.
  ///
  /// - Parameter family: the beginning of the tags; this client's own isn't meant.
  /// - Throws: `SSHError` when the host can't be asked.
  /// - Returns: it was seen that nothing is left; never so on a host without a POSIX shell, where nothing can look.
  public func endLeftovers(of family: String, on target: Target, within limit: Duration) async throws(SSHError) -> Bool
  {
    guard target.hasShell else { return false }
    // As they are, and after each of two attempts to end them.
    for attempt in 0...2 {
      guard let pids = try await leftovers(of: family, on: target, within: limit) else { return false }
      if pids.isEmpty { return true }
      for pid in pids where attempt < 2 {
        _ = try await run(Command(TreeKill.script(wrapper: String(pid), mark: "-"), timeout: .seconds(15)), on: target)
      }
    }
    return false
  }

  /// What there still is after that time; nil when it can't be seen.
  func leftovers(of family: String, on target: Target, within limit: Duration) async throws(SSHError) -> [Int32]? {
    let script = Leftovers.script(family, but: tag, seconds: limit.components.seconds)
    return try await answer(to: script, on: target, within: limit + .seconds(30)).flatMap(Leftovers.pids)
  }

  /// What a script of ours prints on a host; nil unless it ends with 0.
  ///
  /// - Throws: `SSHError` also when the line breaks meanwhile: that is no answer.
  func answer(to script: String, on target: Target, within limit: Duration) async throws(SSHError) -> [UInt8]? {
    let said = OutputBuffer()
    let end = try await run(Command(script, timeout: limit), on: target) { said.append($1, from: $0) }
    if case .lost(let error) = end { throw error }
    return end == .exited(code: 0) ? said.standardOutput : nil
  }

  /// Closes all connections; commands under way end as `lost`. Nothing can be run afterwards.
  public func close() async {
    await pool.close()
  }
}

/// What a server showed.
public struct HostKey: Sendable, Hashable {
  /// `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, …
  public let type: String
  /// As ssh prints it: `SHA256:` and unpadded base64.
  public let fingerprint: String
}

/// For programs that have nobody to ask.
public struct NoPassphrase: PassphraseSource {
  public init() {}
  public func passphrase(forKeyFile path: String) -> Passphrase? { nil }
}
