import Catalogue
import Glibc
import Model
import Synchronization

/// The language that this process speaks: `--language`, else what the workspace says once it is read, else the
/// locale: Japanese where it says so, English everywhere else.
///
/// ## Concurrency
/// Shared freely; a mutex guards the workspace's word.
enum Words {
  private static let chosen = chosen(arguments: CommandLine.arguments)
  private static let ofWorkspace = Mutex<Language?>(nil)

  static var language: Language { chosen ?? ofWorkspace.withLock { $0 } ?? locale }

  /// Takes over `language` of a workspace that was read.
  static func adopt(_ settings: Settings) {
    guard let language = settings.language.flatMap({ Language(rawValue: $0) }) else { return }
    ofWorkspace.withLock { $0 = language }
  }

  /// With its commands as they have to be typed.
  static func text(_ phrase: Phrase) -> String { NextCommand.advice.completing(phrase.text(language)) }

  static func chosen(arguments: [String]) -> Language? {
    for (index, argument) in arguments.enumerated() {
      if argument == "--" { return nil }
      if argument == "--language", index + 1 < arguments.count { return Language(rawValue: arguments[index + 1]) }
      if argument.hasPrefix("--language=") { return Language(rawValue: String(argument.dropFirst(11))) }
    }
    return nil
  }

  private static let locale: Language = {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
    let value = names.lazy.compactMap { environment($0) }.first { !$0.isEmpty } ?? ""
    return value.hasPrefix("ja") ? .ja : .en
  }()
}

/// An environment variable's value.
func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
