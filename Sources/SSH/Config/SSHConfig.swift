import Glibc

/// What ssh_config files say (ssh_config(5)), as far as this client goes by it: Host blocks, Include, HostName, Port,
/// User, IdentityFile, IdentitiesOnly, IdentityAgent, ProxyJump, UserKnownHostsFile, GlobalKnownHostsFile, HostKeyAlias,
/// ConnectTimeout, ServerAliveInterval, ServerAliveCountMax, AddressFamily, BindAddress, IgnoreUnknown and the lists of
/// algorithms. Match, ProxyCommand and what would make ssh stricter or fail are refused where they would apply, and words
/// that ssh doesn't know wherever they stand; other keywords are passed over. Host keys are always checked strictly, whatever
/// StrictHostKeyChecking says.
public struct SSHConfig: Sendable {
  let nodes: [ConfigNode]
  /// What the system's `ssh` is told to read with `-F`; nil: the user's and the system's files, as it does by itself.
  let file: String?

  /// Nothing but the defaults of ssh.
  public init() {
    self.init(nodes: [], file: "none")
  }

  /// Reads the user's and the system's files, or only the one given (as `ssh -F`). Files that don't exist say nothing.
  ///
  /// - Throws: `SSHError`: `configurationMissing` for one that was given and isn't there.
  public static func load(_ path: String? = nil) throws(SSHError) -> SSHConfig {
    if let path = path.map(ConfigTokens.home), path != "none", access(path, F_OK) != 0, errno == ENOENT {
      throw SSHError(.configurationMissing(file: path), host: "ssh_config")
    }
    let user = Home.directory() + "/.ssh"
    do throws(ConfigProblem) {
      let reader = ConfigReader(base: user)
      if let path = path.map(ConfigTokens.home) {
        if path == "none" { return SSHConfig() }
        return SSHConfig(nodes: try reader.read(path), file: path)
      }
      try refuseIfOthersMayWrite(user + "/config")
      let system = ConfigReader(base: "/etc/ssh")
      let nodes = try reader.read(user + "/config") + system.read("/etc/ssh/ssh_config")
      return SSHConfig(nodes: nodes, file: nil)
    } catch {
      throw SSHError(.configuration(file: error.file, line: error.line, problem: error.text), host: "ssh_config")
    }
  }

  /// - Parameter file: the name in messages.
  public init(text: String, file: String) throws(SSHError) {
    do throws(ConfigProblem) {
      let reader = ConfigReader(base: Home.directory() + "/.ssh")
      self.init(nodes: try reader.parse(Array(text.utf8), file: file), file: "none")
    } catch {
      throw SSHError(.configuration(file: error.file, line: error.line, problem: error.text), host: "ssh_config")
    }
  }

  private init(nodes: [ConfigNode], file: String?) {
    self.nodes = nodes
    self.file = file
  }

  /// As ssh: somebody else's hand in this file could send us to another host.
  private static func refuseIfOthersMayWrite(_ path: String) throws(ConfigProblem) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    guard status.st_uid == 0 || status.st_uid == getuid(), status.st_mode & 0o022 == 0 else {
      throw ConfigProblem(file: path, line: 0, text: "others may write to it. Run: chmod 600 \(path)")
    }
  }
}
