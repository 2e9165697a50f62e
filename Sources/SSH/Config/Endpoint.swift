/// A host with everything decided that a connection needs. Equal endpoints share one connection.
public struct Endpoint: Sendable, Hashable {
  /// The name in messages.
  public var label: String
  /// Name or address to connect to.
  public var hostName: String
  public var port: UInt16
  public var user: String
  public var identities: Identities
  /// Read in this order; what the first and what the last of them says counts the same.
  public var knownHosts: KnownHostsFiles
  /// Stands in known_hosts instead of the host name and port.
  public var hostKeyAlias: String?
  /// For name, TCP connection, banner and key exchange together; as long again for the agent to list its keys.
  public var connectTimeout: Duration
  /// For the login; time in which a person is asked for a passphrase doesn't count.
  public var authenticationTimeout: Duration
  public var keepAlive: KeepAlive
  /// Of the host's addresses, and the address of this machine to come from; both only where no jump host is before it.
  public var addressFamily: AddressFamily
  public var bindAddress: String?
  /// What is offered to the server and taken from it.
  var algorithms: Algorithms
  /// At most one: the host through which this one is reached. (An array because a value can't hold itself.)
  var ways: [Destination]

  public struct Identities: Sendable, Hashable {
    /// Private key files in the order in which they are tried; those that don't exist are passed over.
    public var files: [String]
    /// The user named the files: one that can't be used is an error, not a thing to pass over.
    public var areNamed: Bool
    /// `IdentitiesOnly`: of the agent's keys, only those that are also among the files.
    public var only: Bool
    /// Socket of the ssh-agent; nil for none.
    public var agent: String?
  }

  public struct KnownHostsFiles: Sendable, Hashable {
    public var user: [String]
    public var global: [String]
  }

  public enum AddressFamily: Sendable, Hashable {
    case any, ipv4, ipv6
  }

  /// How long a silent server is believed to be alive: `interval` times `count`.
  public struct KeepAlive: Sendable, Hashable {
    /// nil: never asks.
    public var interval: Duration?
    public var count: Int
  }

  var way: Destination? {
    get { ways.first }
    set { ways = newValue.map { [$0] } ?? [] }
  }

  /// The host before this one, where libssh2 reaches it too.
  public var jump: Endpoint? { if case .libssh2(let endpoint) = way { endpoint } else { nil } }

  /// As it is looked up in known_hosts: `host` for port 22, else `[host]:port`.
  var knownHostsName: String {
    if let hostKeyAlias { return hostKeyAlias }
    return port == 22 ? hostName.lowercased() : "[\(hostName.lowercased())]:\(port)"
  }

  var addressText: String { hostName.contains(":") ? "[\(hostName)]:\(port)" : "\(hostName):\(port)" }
}
