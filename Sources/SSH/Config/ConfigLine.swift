/// One `Keyword arguments` line of an ssh_config file, split as ssh does it.
struct ConfigLine: Sendable {
  /// In lower case, and the same for all names of it.
  let keyword: String
  /// Whether the keyword is one of ssh's.
  let isKnown: Bool
  let arguments: [String]
  let file: String
  let number: Int

  /// Nil for empty lines and comments. Byte by byte as in ssh: only blanks separate, and a zero byte ends the line.
  init?(_ text: some Sequence<UInt8>, file: String, number: Int) throws(ConfigProblem) {
    var line = Array(text.prefix { $0 != 0 })[...]
    while let last = line.last, Self.isBlank(last) || last == 13 || last == 12 { line.removeLast() }
    line = line.drop(while: Self.isBlank)
    guard let first = line.first, first != UInt8(ascii: "#") else { return nil }
    let word = line.prefix { !Self.isBlank($0) && $0 != 13 && $0 != UInt8(ascii: "=") }
    var rest = line[word.endIndex...].drop { Self.isBlank($0) || $0 == 13 }
    if rest.first == UInt8(ascii: "=") { rest = rest.dropFirst() }
    keyword = ConfigKeyword.plain(String(decoding: word, as: UTF8.self).lowercased())
    isKnown = ConfigKeyword.isKnown(keyword)
    self.file = file
    self.number = number
    guard !keyword.isEmpty, keyword.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) }) else {
      throw ConfigProblem(file: file, line: number, text: "\(printable(Array(word), limit: 80)) is not a keyword")
    }
    guard let arguments = Self.split(rest) else {
      throw ConfigProblem(file: file, line: number, text: "a quotation mark is not closed")
    }
    self.arguments = arguments
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

  /// Words, with `'` and `"` around what has spaces, backslash before a quote, and `#` to end the line.
  private static func split(_ text: ArraySlice<UInt8>) -> [String]? {
    let (backslash, double, single) = (UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"))
    var words: [String] = []
    var word: [UInt8]?
    var quote: UInt8?
    var bytes = text.makeIterator()
    var next = bytes.next()
    while let byte = next {
      next = bytes.next()
      if byte == backslash, let escaped = next,
        [double, single, backslash].contains(escaped) || (quote == nil && escaped == 32)
      {
        word = (word ?? []) + [escaped]
        next = bytes.next()
      } else if let open = quote {
        if byte == open { quote = nil } else { word = (word ?? []) + [byte] }
      } else if byte == double || byte == single {
        quote = byte
        word = word ?? []
      } else if isBlank(byte) {
        if let whole = word { words.append(String(decoding: whole, as: UTF8.self)) }
        word = nil
      } else if byte == UInt8(ascii: "#"), word == nil {
        break
      } else {
        word = (word ?? []) + [byte]
      }
    }
    if quote != nil { return nil }
    if let word { words.append(String(decoding: word, as: UTF8.self)) }
    return words
  }

  func problem(_ text: String) -> ConfigProblem {
    ConfigProblem(file: file, line: number, text: text)
  }

  func onlyArgument() throws(ConfigProblem) -> String {
    guard let first = arguments.first, !first.isEmpty else { throw problem("\(keyword) has no value") }
    guard arguments.count == 1 else {
      throw problem("\(keyword) has more than one value. Put quotation marks around it.")
    }
    return first
  }
}

/// A line that can't be followed, or that this client refuses to guess about.
struct ConfigProblem: Error, Sendable, Equatable {
  let file: String
  let line: Int
  let text: String
}
