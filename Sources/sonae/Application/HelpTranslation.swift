import Catalogue

/// The headings that ArgumentParser prints in English only.
enum HelpTranslation {
  private static let headings: [(String, Phrase)] = [
    ("OVERVIEW: ", .helpOverview), ("USAGE: ", .helpUsage), ("Usage: ", .helpUsage), ("ARGUMENTS:", .helpArguments),
    ("OPTIONS:", .helpOptions), ("SUBCOMMANDS:", .helpSubcommands), ("Error: ", .helpError), ("Help: ", .helpHelp),
  ]

  static func translate(_ text: String, _ language: Language) -> String {
    guard language == .ja else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      for (english, phrase) in headings where line.hasPrefix(english) {
        return phrase.ja + line.dropFirst(english.count)
      }
      if let closing = closing(line) { return closing }
      return replace(line, "Show help information.", .helpShowHelp)
    }.joined(separator: "\n")
  }

  /// `  See 'sonae help <subcommand>' for detailed help.`
  private static func closing(_ line: Substring) -> String? {
    guard line.hasPrefix("  See '"), let end = line.dropFirst(7).firstIndex(of: "'") else { return nil }
    return "  " + Phrase.helpSee(String(line.dropFirst(7)[..<end])).ja
  }

  private static func replace(_ line: Substring, _ english: String, _ phrase: Phrase) -> String {
    guard line.hasSuffix(english) else {
      return line.hasSuffix("Show the version.") ? String(line.dropLast(17)) + Phrase.helpShowVersion.ja : String(line)
    }
    return line.dropLast(english.count) + phrase.ja
  }
}
