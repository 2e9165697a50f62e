/// A server that commands are run on.
///
/// What isn't given here comes from the user's ssh_config, then from the defaults of ssh.
public struct Host: Sendable {
  public var id: String
  public var name: LocalizedText?
  public var address: String?
  public var port: Int?
  public var user: String?
  public var identities: [String] = []
  public var knownHosts: [String] = []
  /// The host through which this one is reached.
  public var jump: String?
  public var transport = Transport.libssh2
  public var shell = Shell.posix
  public var platform: String?
  public var site: String?
  public var segment: String?
  public var drills: DrillPolicy = .never
  /// Networks of its platform, by the platform's names, on which a drill can hurt nobody.
  public var isolatedNetworks: [String] = []
  /// What the platform of another host calls it when a machine is moved here; nil: its id.
  public var migrationName: String?
  /// Steps under way at once; nil: the workspace's limit.
  public var parallel: Int?
  public var variables: [String: Variable] = [:]
  public var notes: LocalizedText?
  public var mark: Mark

  public init(id: String, mark: Mark) {
    self.id = id
    self.mark = mark
  }

  /// What carries the connection: this program's own client, or the system's `ssh` for what that can't do.
  public enum Transport: String, Sendable, CaseIterable {
    case libssh2, openssh
  }

  /// What reads the commands at the other end.
  public enum Shell: String, Sendable, CaseIterable {
    case posix
    /// The account's login shell can't run /bin/sh: commands go as they are, with nothing around them.
    case absent = "none"
  }

  /// Whether a drill may change anything on a host.
  public enum DrillPolicy: String, Sendable, CaseIterable {
    case never, isolated, allowed
  }
}
