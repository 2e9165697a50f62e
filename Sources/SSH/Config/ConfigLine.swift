/// One `Keyword arguments` line of an ssh_config file, split as ssh does it.
struct ConfigLine: Sendable {
  /// In lower case.
  let keyword: String
  let arguments: [String]
  let file: String
  let number: Int

  /// Nil for empty lines and comments.
  init?(_ text: some StringProtocol, file: String, number: Int) throws(ConfigProblem) {
    let trimmed = text.drop { $0.isWhitespace }
    guard let first = trimmed.first, first != "#" else { return nil }
    let keyword = trimmed.prefix { !$0.isWhitespace && $0 != "=" }
    var rest = trimmed[keyword.endIndex...].drop { $0.isWhitespace }
    if rest.first == "=" { rest = rest.dropFirst() }
    self.keyword = keyword.lowercased()
    self.file = file
    self.number = number
    guard let arguments = Self.split(rest) else {
      throw ConfigProblem(file: file, line: number, text: "a quotation mark is not closed")
    }
    self.arguments = arguments
  }

  /// Words, with `'` and `"` around what has spaces, backslash before a quote, and `#` to end the line.
  private static func split(_ text: some StringProtocol) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var characters = text.makeIterator()
    var next = characters.next()
    while let character = next {
      next = characters.next()
      if character == "\\", let escaped = next, "\"'\\".contains(escaped) || (quote == nil && escaped == " ") {
        word = (word ?? "") + String(escaped)
        next = characters.next()
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let whole = word { words.append(whole) }
        word = nil
      } else if character == "#", word == nil {
        break
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if quote != nil { return nil }
    if let word { words.append(word) }
    return words
  }

  func problem(_ text: String) -> ConfigProblem {
    ConfigProblem(file: file, line: number, text: text)
  }

  func onlyArgument() throws(ConfigProblem) -> String {
    guard let first = arguments.first, !first.isEmpty else { throw problem("\(keyword) has no value") }
    return first
  }
}

/// A line that can't be followed, or that this client refuses to guess about.
struct ConfigProblem: Error, Sendable, Equatable {
  let file: String
  let line: Int
  let text: String
}
