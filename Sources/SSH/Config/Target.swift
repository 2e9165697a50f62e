/// A host as an inventory names it: a label, and what is to be otherwise than ssh_config and ssh's defaults say.
public struct Target: Sendable, Hashable {
  /// Stands in messages, and is the host that ssh_config's patterns are matched against.
  public var label: String
  /// Name or address; nil: ssh_config's HostName, else the label.
  public var address: String?
  public var port: UInt16?
  public var user: String?
  /// Private key files; nil: ssh_config's, else ssh's usual ones. `~` is the home.
  public var identityFiles: [String]?
  /// Instead of the user's and the system's files.
  public var knownHostsFiles: [String]?
  /// Nil: ssh_config's ProxyJump. Empty: none. The first is connected to first.
  public var jump: [Target]?
  public var connectTimeout: Duration?
  /// How long the server may be silent before it is asked whether it lives. Nil: ssh_config's ServerAliveInterval.
  public var keepAlive: Duration?
  /// Nil: ssh_config's IdentityAgent, else the environment's agent.
  public var agent: AgentChoice?

  /// What carries the connection.
  public var transport: Transport

  /// Whether the account's login shell can run /bin/sh. Where it can't, a command's text is the exec request as it stands, and what ends
  /// it is the exit status that the server sends: only with `openSSH`, where one that never came isn't taken for 0.
  public var hasShell: Bool

  public enum Transport: Sendable, Hashable {
    case libssh2
    /// The system's `ssh`, with its own reading of ssh_config: for servers and logins that libssh2 has no algorithms for.
    case openSSH
  }

  public enum AgentChoice: Sendable, Hashable {
    case off
    case socket(String)
  }

  public init(
    _ label: String, address: String? = nil, port: UInt16? = nil, user: String? = nil, identityFiles: [String]? = nil,
    knownHostsFiles: [String]? = nil, jump: [Target]? = nil, connectTimeout: Duration? = nil,
    keepAlive: Duration? = nil,
    agent: AgentChoice? = nil, transport: Transport = .libssh2, hasShell: Bool = true
  ) {
    self.label = label
    self.address = address
    self.port = port
    self.user = user
    self.identityFiles = identityFiles
    self.knownHostsFiles = knownHostsFiles
    self.jump = jump
    self.connectTimeout = connectTimeout
    self.keepAlive = keepAlive
    self.agent = agent
    self.transport = transport
    self.hasShell = hasShell
  }
}
