/// Everything that was read from a workspace's files: who and what there is, and how it comes back.
public struct Workspace: Sendable {
  public var settings = Settings()
  public var inventory = Inventory()
  public var procedures: [Procedure] = []
  public var scenarios: [Scenario] = []
  /// Each file that was read, by its path relative to the workspace, with the digest of its bytes.
  public var files: [SourceFile] = []

  public init() {}

  public struct SourceFile: Sendable, Hashable {
    public var path: String
    public var digest: Digest

    public init(path: String, digest: Digest) {
      self.path = path
      self.digest = digest
    }
  }
}

/// `sonae.yaml`.
public struct Settings: Sendable {
  public var workspace = ""
  public var title: LocalizedText?
  public var organization: LocalizedText?
  public var language: String?
  public var timeZone = "Asia/Tokyo"
  public var ssh = SSHSettings()
  public var limits = Limits()
  public var defaults = Defaults()
  public var variables: [String: Variable] = [:]
  public var secrets: [String: SecretSource] = [:]
  public var records = "records"

  public init() {}

  public struct SSHSettings: Sendable {
    public var config: String?
    public var knownHosts: [String] = []
    /// Nil: what ssh_config says, else 10 s.
    public var connectTimeout: Duration?
    /// Nil: what ssh_config says, else 15 s.
    public var keepalive: Duration?
    public var passphrase: SecretSource?

    public init() {}
  }

  /// What holds where a step or check says nothing.
  public struct Defaults: Sendable {
    public var timeout: Duration = .seconds(300)
    public var every: Duration = .seconds(2)
    public var within: Duration = .seconds(60)
    public var retry = Retry()

    public init() {}
  }
}

/// How much is done side by side, and how much output is kept.
public struct Limits: Sendable, Hashable {
  /// Steps under way at once, over all hosts.
  public var hosts = 50
  /// Steps under way at once on one host.
  public var perHost = 8
  /// Bytes kept of each output stream of a step; more is cut in the middle.
  public var output = 1 << 20

  public init() {}
}

/// Where a secret comes from; its value is read when a run starts and never written.
public enum SecretSource: Sendable, Hashable {
  case environment(String)
  case file(String)
  case command([String])
}

/// A value that the workspace's authors gave a name.
public struct Variable: Sendable, Hashable {
  public var value: String
  public var mark: Mark

  public init(value: String, mark: Mark) {
    self.value = value
    self.mark = mark
  }
}
