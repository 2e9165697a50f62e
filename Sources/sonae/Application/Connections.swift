import Catalogue
import Engine
import Glibc
import Model
import SSH

/// Puts the SSH client together from the workspace's settings.
enum Connections {
  /// - Parameter keepsShells: false where every host gets one command only.
  static func client(
    _ settings: Settings.SSHSettings, _ options: ConnectionOptions, root: String, keepsShells: Bool = true,
    tag: String = "sonae", family: Family? = nil
  ) throws -> Client {
    let named = namedConfig(settings, options, root: root)
    let config: SSHConfig
    do throws(SSHError) {
      config = try SSHConfig.load(named?.file)
    } catch {
      if case .configurationMissing(let file) = error.reason, let named {
        throw Stop(.invalid, .sshConfigurationMissing(file, namedBy: named.place))
      }
      throw Stop(.invalid, .ssh(error.code, error.facts, english: error.description))
    }
    return Client(
      config: config, passphrases: passphrases(settings, root: root),
      limits: .init(keepsShells: keepsShells, tag: tag, family: family))
  }

  /// The ssh_config that somebody has named, and where.
  private static func namedConfig(
    _ settings: Settings.SSHSettings, _ options: ConnectionOptions, root: String
  ) -> (file: String, place: String)? {
    if let file = options.sshConfig { return (file, "--ssh-config") }
    if let file = environment("SONAE_SSH_CONFIG"), !file.isEmpty { return (file, "SONAE_SSH_CONFIG") }
    return settings.config.map { ($0.hasPrefix("/") ? $0 : root + "/" + $0, root + "/sonae.yaml (ssh.config)") }
  }

  private static func passphrases(_ settings: Settings.SSHSettings, root: String) -> PassphraseSources {
    let asking = TerminalPassphrase { Words.text(.sshPassphrasePrompt($0)) }
    return switch settings.passphrase {
    case .environment(let name): PassphraseSources([EnvironmentPassphrase(name), asking])
    case .command(let words): PassphraseSources([CommandPassphrase(words), asking])
    case .file(let path):
      PassphraseSources([FilePassphrase(path: path.hasPrefix("/") ? path : root + "/" + path), asking])
    case nil: PassphraseSources([asking])
    }
  }
}

/// The first line of a file, for every key file.
private struct FilePassphrase: PassphraseSource {
  let path: String

  func passphrase(forKeyFile _: String) -> Passphrase? {
    guard let bytes = LocalFile.read(path, limit: 64 << 10) else { return nil }
    return Passphrase(String(decoding: bytes.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self))
  }
}
