import Glibc

/// What ssh_config files say (ssh_config(5)), as far as this client goes by it: Host blocks, Include, HostName, Port,
/// User, IdentityFile, IdentitiesOnly, IdentityAgent, ProxyJump, UserKnownHostsFile, GlobalKnownHostsFile, HostKeyAlias,
/// ConnectTimeout, ServerAliveInterval and ServerAliveCountMax. Match and ProxyCommand are refused where they would
/// apply; other keywords are passed over. Host keys are always checked strictly, whatever StrictHostKeyChecking says.
public struct SSHConfig: Sendable {
  let nodes: [ConfigNode]

  /// Nothing but the defaults of ssh.
  public init() {
    nodes = []
  }

  /// Reads the user's and the system's files, or only the one given (as `ssh -F`). Files that don't exist say nothing.
  public static func load(_ path: String? = nil) throws(SSHError) -> SSHConfig {
    let user = Home.directory() + "/.ssh"
    do throws(ConfigProblem) {
      let reader = ConfigReader(base: user)
      if let path { return SSHConfig(nodes: try reader.read(ConfigTokens.home(path))) }
      try refuseIfOthersMayWrite(user + "/config")
      let system = ConfigReader(base: "/etc/ssh")
      return SSHConfig(nodes: try reader.read(user + "/config") + system.read("/etc/ssh/ssh_config"))
    } catch {
      throw SSHError(.configuration(file: error.file, line: error.line, problem: error.text), host: "ssh_config")
    }
  }

  /// - Parameter file: the name in messages.
  public init(text: String, file: String) throws(SSHError) {
    do throws(ConfigProblem) {
      nodes = try ConfigReader(base: Home.directory() + "/.ssh").parse(text, file: file)
    } catch {
      throw SSHError(.configuration(file: error.file, line: error.line, problem: error.text), host: "ssh_config")
    }
  }

  private init(nodes: [ConfigNode]) {
    self.nodes = nodes
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
