import Catalogue
import Model

/// The headings that ArgumentParser prints in English only.
enum HelpTranslation {
  private static let headings: [(String, Phrase)] = [
    ("OVERVIEW: ", .helpOverview), ("USAGE: ", .helpUsage), ("Usage: ", .helpUsage), ("ARGUMENTS:", .helpArguments),
    ("OPTIONS:", .helpOptions), ("SUBCOMMANDS:", .helpSubcommands), ("Error: ", .helpError), ("Help: ", .helpHelp),
  ]

  /// What the parser says of wrong words, with the facts as groups.
  private static let complaints: [(String, @Sendable ([String]) -> Phrase)] = [
    ("^Missing expected argument '(.*)'$", { .argumentMissing($0[0]) }),
    ("^Unexpected argument '(.*)'$", { .argumentUnexpected($0[0]) }),
    ("^[0-9]+ unexpected arguments: (.*)$", { .argumentUnexpected($0[0]) }),
    ("^Unknown option '(.*)'[.] Did you mean '(.*)'[?]$", { .optionUnknown($0[0], near: $0[1]) }),
    ("^Unknown option '(.*)'$", { .optionUnknown($0[0], near: nil) }),
    ("^Missing value for '(.*)'$", { .optionValueMissing($0[0]) }),
    ("^The value '(.*)' is invalid for '(.*)'[.] (.*)$", { .optionValueInvalid($0[0], option: $0[1]) }),
    ("^The value '(.*)' is invalid for '(.*)'$", { .optionValueInvalid($0[0], option: $0[1]) }),
    ("^The option '(.*)' does not take any value, but '(.*)' was specified[.]$", { .optionTakesNoValue($0[0], $0[1]) }),
  ]

  static func translate(_ text: String, _ language: Language) -> String {
    guard language == .ja else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { translate(line: $0) }
      .joined(separator: "\n")
  }

  private static func translate(line: Substring) -> String {
    for (english, phrase) in headings where line.hasPrefix(english) {
      return phrase.ja + complaint(String(line.dropFirst(english.count)))
    }
    if let closing = closing(line) { return closing }
    var text = String(line)
    for (english, phrase) in endings where text.hasSuffix(english) {
      text = text.dropLast(english.count) + phrase.ja
    }
    for (english, phrase) in marks where text.contains(english) {
      text = text.split(separator: english, omittingEmptySubsequences: false).joined(separator: phrase.ja)
    }
    return text
  }

  /// What the parser adds to an option's own text; a line may end behind any of them.
  private static let marks: [(String, Phrase)] = [
    ("(values:", .helpValues), ("(default:", .helpDefault), ("default:", .helpDefaultAfterValues),
  ]

  private static let endings: [(String, Phrase)] = [
    ("Show help information.", .helpShowHelp), ("Show the version.", .helpShowVersion),
  ]

  private static func complaint(_ text: String) -> String {
    for (pattern, phrase) in complaints {
      if let groups = matchGroups(of: pattern, in: text) { return phrase(groups).ja }
    }
    return text
  }

  /// `  See 'sonae help <subcommand>' for detailed help.`
  private static func closing(_ line: Substring) -> String? {
    guard line.hasPrefix("  See '"), let end = line.dropFirst(7).firstIndex(of: "'") else { return nil }
    return "  " + Phrase.helpSee(String(line.dropFirst(7)[..<end])).ja
  }
}
