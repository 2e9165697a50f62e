import Catalogue
import Glibc

/// The language that this process speaks, fixed before anything is said.
enum Words {
  /// `--language`, else the locale: Japanese where it says so, English everywhere else.
  static let language: Language = chosen(arguments: CommandLine.arguments) ?? locale

  /// Whether `--language` chose it.
  static let isChosen = chosen(arguments: CommandLine.arguments) != nil

  static func text(_ phrase: Phrase) -> String { phrase.text(language) }

  static func chosen(arguments: [String]) -> Language? {
    for (index, argument) in arguments.enumerated() {
      if argument == "--" { return nil }
      if argument == "--language", index + 1 < arguments.count { return Language(rawValue: arguments[index + 1]) }
      if argument.hasPrefix("--language=") { return Language(rawValue: String(argument.dropFirst(11))) }
    }
    return nil
  }

  private static var locale: Language {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
    let value = names.lazy.compactMap { environment($0) }.first { !$0.isEmpty } ?? ""
    return value.hasPrefix("ja") ? .ja : .en
  }
}

/// An environment variable's value.
func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
