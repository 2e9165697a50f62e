import Catalogue
import Engine
import Glibc
import Model
import SSH

/// Puts the SSH client together from the workspace's settings.
enum Connections {
  static func client(_ settings: Settings.SSHSettings, _ options: ConnectionOptions, root: String) throws -> Client {
    let named =
      options.sshConfig ?? environment("SONAE_SSH_CONFIG")
      ?? settings.config.map { $0.hasPrefix("/") ? $0 : root + "/" + $0 }
    let config: SSHConfig
    do throws(SSHError) {
      config = try SSHConfig.load(named)
    } catch {
      throw Stop(.invalid, .ssh(error.code, error.facts, english: error.description))
    }
    return Client(config: config, passphrases: passphrases(settings, root: root))
  }

  private static func passphrases(_ settings: Settings.SSHSettings, root: String) -> PassphraseSources {
    let terminal = TerminalPassphrase(prompt: { Words.text(.sshPassphrasePrompt($0)) })
    return switch settings.passphrase {
    case .environment(let name): PassphraseSources([EnvironmentPassphrase(name), terminal])
    case .command(let words): PassphraseSources([CommandPassphrase(words), terminal])
    case .file, nil: PassphraseSources([terminal])
    }
  }
}
