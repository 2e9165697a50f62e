/// What went wrong with a host, with the facts that a person needs to put it right.
///
/// Thrown by `Client.run`, it certifies that the command was **not started**. Inside `CommandEnd.lost` it says why the
/// end of a started command isn't known.
public struct SSHError: Error, Sendable, Hashable {
  /// The label of the target.
  public let host: String
  /// The jump host at which it happened; nil when it was the target itself.
  public let hop: String?
  public let reason: Reason

  init(_ reason: Reason, host: String, hop: String? = nil) {
    self.reason = reason
    self.host = host
    self.hop = hop
  }

  /// The same failure, seen from a target whose way leads through the host where it happened.
  func seen(from target: String) -> SSHError {
    SSHError(reason, host: target, hop: hop ?? host)
  }

  public enum Reason: Error, Sendable, Hashable {
    // Before the network
    /// A line of an ssh_config file that this client refuses to guess about.
    case configuration(file: String, line: Int, problem: String)
    /// An ssh_config that somebody has named and that isn't there.
    case configurationMissing(file: String)
    case invalidCommand(problem: String)
    case cancelled
    case clientClosed

    // The network
    case nameNotResolved(name: String, problem: String)
    case unreachable(address: String, problem: String)
    case refused(address: String)
    case connectTimedOut(address: String, after: Duration)
    /// The server accepts the connection and never says its SSH banner.
    case bannerTimedOut(address: String, after: Duration)
    case notSSH(address: String, firstLine: String)
    /// Closed before the banner, again and again: MaxStartups, a firewall or tcp wrappers.
    case startRefused(address: String, attempts: Int, said: String)
    case negotiationFailed(subject: String, server: [String], client: [String])
    case handshakeFailed(problem: String)
    case handshakeTimedOut(after: Duration)

    /// A program of this machine is on none of the PATH's folders.
    case programMissing(name: String, path: String)
    /// The system's `ssh` ended in a way that isn't known here.
    case programFailed(said: String)

    // Who the server is
    case hostKeyUnknown(name: String, type: String, fingerprint: String, addTo: String, line: String)
    case hostKeyChanged(name: String, type: String, fingerprint: String, known: [KnownKey])
    /// known_hosts has keys of this host, but none of a type that this client can ask the server for (RSA).
    case hostKeyOtherType(
      name: String, type: String, fingerprint: String, known: [KnownKey], addTo: String, line: String)
    case hostKeyRevoked(name: String, type: String, fingerprint: String, at: FileLine)
    /// known_hosts trusts only a certificate authority for this host, and libssh2 knows no host certificates.
    case hostCertificateOnly(name: String, type: String, fingerprint: String, at: FileLine)
    case knownHostsUnreadable(file: String, problem: String)

    // Who we are
    /// - server: the methods that the server would accept.
    case noKeyAccepted(user: String, tried: [String], server: [String])
    /// The server lets nobody in by a public key alone.
    /// - accepted: the key that it took, if that isn't enough for it.
    /// - server: what it wants instead, or besides.
    case otherMethodsWanted(user: String, accepted: String?, server: [String])
    case rsaKeyUnsupported(user: String, keys: [String], tried: [String])
    case keyFileUnreadable(file: String, problem: String)
    case keyFileTooOpen(file: String, mode: String)
    /// A private key is wanted, and the file is the public one.
    case keyFileIsPublic(file: String)
    case keyFormatUnsupported(file: String, problem: String)
    case passphraseNeeded(file: String)
    case passphraseWrong(file: String)
    case agentFailed(socket: String, problem: String)
    case authenticationTimedOut(user: String, after: Duration)

    // The command
    /// Without a POSIX shell an exit status is all that proves an end, and libssh2 can't tell 0 from none.
    case shellNeedsOpenSSH
    case channelRefused(problem: String)
    case connectionLost(problem: String)
    case keepAliveTimedOut(after: Duration)
    /// The account's login shell didn't run the wrapper. Unless a status other than 0 or a signal says that what ran in its
    /// place has failed, it isn't certain that it won't yet. Status nil: none came, or a 0 that can't be told from that.
    case shellNotPOSIX(status: Int32?, signal: String?, said: String)
    /// The host can't keep what becomes of a command; it wasn't started.
    case stateNotKept(said: String)
    /// The wrapper began the command and was gone without its end mark (killed, or the machine went down).
    case endNotSeen(signal: String?)
    /// A command without our wrapper was sent, and no exit status came that proves its end.
    case statusNotSeen
  }

  /// What a login shell said that sends back what it is given: that isn't shown, a command's text may hold secrets.
  static let echo = "what it was sent"

  /// A key that known_hosts has for a host.
  public struct KnownKey: Sendable, Hashable {
    public let type: String
    /// As ssh prints it: `SHA256:` and unpadded base64.
    public let fingerprint: String
    public let at: FileLine
  }

  public struct FileLine: Sendable, Hashable, CustomStringConvertible {
    public let file: String
    /// 0: it isn't known which.
    public let line: Int
    public var description: String { line == 0 ? file : "\(file):\(line)" }
  }
}
