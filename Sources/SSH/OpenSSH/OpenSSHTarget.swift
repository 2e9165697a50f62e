/// A host as the system's `ssh` is asked for it. What isn't said here, ssh takes from its own configuration.
struct OpenSSHTarget: Sendable, Hashable {
  let label: String
  /// For the TCP connection and the banner; the login has as long again as libssh2's.
  let connectTimeout: Duration
  /// Where a host key that isn't known would be written; nil: where ssh's configuration says.
  let knownHostsFile: String?
  /// See `Target.hasShell`.
  let hasShell: Bool
  /// How long a silent server is believed to be alive.
  let silence: Duration
  /// All that stands before the host's name.
  private(set) var options: [String]
  /// Private key files of the inventory.
  let identities: [String]
  /// At most one: the host through which this one is reached. (An array because a value can't hold itself.) Nil: what
  /// ssh_config says; see `resolved`.
  private var jumps: [OpenSSHTarget]?
  /// What the hosts of a ProxyJump take over.
  private let connectLimit: Duration?
  private let keepAlive: Duration?
  private let config: String?

  var jump: OpenSSHTarget? { jumps?.first }

  static let defaultConnectTimeout = Duration.seconds(30)

  /// - Parameter config: the file that ssh reads instead of its own; see `SSHConfig.file`.
  /// - Throws: `SSHError` for what can't be said to ssh.
  init(_ target: Target, config: String?) throws(SSHError) {
    label = target.label
    hasShell = target.hasShell
    connectTimeout = target.connectTimeout ?? Self.defaultConnectTimeout
    silence = Self.interval(target) * SSHConfig.defaultKeepAlive.count
    identities = (target.identityFiles ?? []).map(ConfigTokens.home)
    knownHostsFile = target.knownHostsFiles?.first.map(ConfigTokens.home)
    do throws(ConfigProblem) {
      options = try Self.options(target, config)
    } catch {
      throw SSHError(.configuration(file: error.file, line: error.line, problem: error.text), host: target.label)
    }
    (connectLimit, keepAlive, self.config) = (target.connectTimeout, target.keepAlive, config)
    if let chain = target.jump { jumps = try Self.nearest(chain, config).map { [$0] } ?? [] }
  }

  /// Of a value that stands more than once ssh takes the first: nothing in its configuration is laxer than this.
  private static let careful = [
    "BatchMode=yes", "StrictHostKeyChecking=yes", "UpdateHostKeys=no", "NoHostAuthenticationForLocalhost=no",
    "VerifyHostKeyDNS=no", "ProxyUseFdpass=no",
    "ClearAllForwardings=yes", "ForwardAgent=no", "ForwardX11=no", "Tunnel=no", "PermitLocalCommand=no",
    "RemoteCommand=none", "RequestTTY=no", "ForkAfterAuthentication=no", "LogLevel=INFO",
  ]

  private static func options(_ target: Target, _ config: String?) throws(ConfigProblem) -> [String] {
    var options = careful
    options.append("ServerAliveInterval=\(interval(target).wholeSeconds)")
    options.append("ServerAliveCountMax=\(SSHConfig.defaultKeepAlive.count)")
    if let timeout = target.connectTimeout { options.append("ConnectTimeout=\(timeout.wholeSeconds)") }
    if let address = target.address { options.append("HostName=\(escaped(try plain(address)))") }
    if let port = target.port { options.append("Port=\(port)") }
    if let user = target.user { options.append("User=\(try quoted(user, "user"))") }
    for file in target.identityFiles ?? [] {
      options.append("IdentityFile=\(try quoted(escaped(ConfigTokens.home(file)), "identity"))")
    }
    if let files = target.knownHostsFiles {
      var names: [String] = []
      for file in files { names.append(try quoted(escaped(ConfigTokens.home(file)), "known_hosts")) }
      options.append("UserKnownHostsFile=\(names.isEmpty ? "none" : names.joined(separator: " "))")
      options += ["GlobalKnownHostsFile=/dev/null", "KnownHostsCommand=none"]
    }
    switch target.agent {
    case .off: options.append("IdentityAgent=none")
    case .socket(let path): options.append("IdentityAgent=\(try quoted(escaped(ConfigTokens.home(path)), "agent"))")
    case nil: break
    }
    if target.jump?.isEmpty == true { options.append("ProxyJump=none") }
    return (config.map { ["-F", $0] } ?? []) + options.flatMap { ["-o", $0] }
  }

  private static func interval(_ target: Target) -> Duration {
    target.keepAlive ?? SSHConfig.defaultKeepAlive.interval ?? .zero
  }

  // MARK: jump hosts

  /// Nothing of the way is left to ssh's own reading of its configuration.
  var isResolved: Bool { jumps?.allSatisfy(\.isResolved) ?? false }

  /// The same with the jump hosts of ssh_config's ProxyJump, by ssh's own reading. They are reached by us, one after the
  /// other, and as strictly as the host itself: ssh would go by what its configuration says for them.
  ///
  /// - Parameter chain: the labels of the hosts whose way leads through this one.
  @SSHLoop
  func resolved(through chain: [String] = []) async throws(SSHError) -> OpenSSHTarget {
    let passed = chain + [label]
    var target = self
    if jumps == nil {
      let said = try await SystemSSH.configuration(of: self)
      if let line = said["proxyjump"] {
        target.jumps = try Self.nearest(hops(line, said, passed), config).map { [$0] } ?? []
      } else {
        target.jumps = []
        // What was said once holds: a `Match exec` may say otherwise the next time.
        if said["proxycommand"] == nil { target.options += ["-o", "ProxyJump=none"] }
      }
    }
    if let jump = target.jump { target.jumps = [try await jump.resolved(through: passed)] }
    return target
  }

  private func hops(
    _ line: String, _ said: [String: String], _ passed: [String]
  ) throws(SSHError) -> [Target] {
    let tokens = ConfigTokens(values: [
      "h": said["hostname"] ?? label, "n": label, "p": said["port"] ?? "22", "r": said["user"] ?? "",
    ])
    var hops: [Target] = []
    for part in line.split(separator: ",", omittingEmptySubsequences: false) {
      guard let text = try? tokens.expand(String(part)), var hop = Target(jumpSpecification: text) else {
        throw cannotFollow(line, "\(part) is not a jump host")
      }
      if passed.contains(hop.label) { throw cannotFollow(line, "it leads in a circle by \(hop.label)") }
      (hop.connectTimeout, hop.keepAlive) = (connectLimit, keepAlive)
      hops.append(hop)
    }
    return hops
  }

  private func cannotFollow(_ line: String, _ why: String) -> SSHError {
    let problem = "ProxyJump \(line) for \(label): \(why). Correct it, or name the jump host in the inventory."
    return SSHError(.configuration(file: config ?? "ssh_config", line: 0, problem: problem), host: label)
  }

  /// The last of the chain, which has the others as its way.
  private static func nearest(_ chain: [Target], _ config: String?) throws(SSHError) -> OpenSSHTarget? {
    var nearest: OpenSSHTarget?
    for (index, hop) in chain.enumerated() {
      var hop = hop
      if index > 0 { hop.jump = [] }
      var target = try OpenSSHTarget(hop, config: config)
      if let nearest { target.jumps = [nearest] }
      nearest = target
    }
    return nearest
  }

  // MARK: quoting

  /// ssh expands `%` in paths.
  private static func escaped(_ text: String) -> String {
    text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
  }

  /// An address comes into the command of a jump host, too.
  private static func plain(_ address: String) throws(ConfigProblem) -> String {
    let isPlain = address.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || "._:%-".utf8.contains(byte)
    }
    guard isPlain, !address.isEmpty, !address.hasPrefix("-") else {
      throw ConfigProblem(file: "inventory", line: 0, text: "the address \(address) is neither a name nor an address.")
    }
    return address
  }

  /// One argument of an ssh_config line.
  private static func quoted(_ text: String, _ what: String) throws(ConfigProblem) -> String {
    let isSafe = !text.contains("${") && !text.unicodeScalars.contains { $0.value < 32 || $0 == "\"" || $0 == "\\" }
    guard isSafe else {
      throw ConfigProblem(
        file: "inventory", line: 0,
        text: "the \(what) \(text) can't be handed to ssh: no quotes, backslashes, ${…} or control characters, please.")
    }
    return "\"" + text + "\""
  }
}

extension Duration {
  /// Rounded up, at least one: ssh knows no parts of a second.
  fileprivate var wholeSeconds: Int64 {
    self == .zero ? 0 : max(1, components.seconds + (components.attoseconds > 0 ? 1 : 0))
  }
}
