extension ShellLexer {
  /// Outside all quotes.
  mutating func command() {
    let character = Unicode.Scalar(text[at])
    if !isWord(text[at]) { endWord() }
    switch character {
    case "\\": escape()
    case "'": singleQuoted()
    case "\"":
      atWordStart = false
      open(.doubleQuotes, 1)
    case "`": backticks()
    case "$": dollar()
    case "#" where atWordStart: skip(to: lineEnd, .comment)
    case "<" where isAt("<", 1): heredocOperator()
    case "\n":
      at += 1
      atWordStart = true
      readHeredocs()
    case "(", ")": parenthesis(character)
    case " ", "\t", ";", "&", "|", "<", ">":
      at += 1
      atWordStart = true
    default:
      if atWordStart { wordStart = at }
      atWordStart = false
      at += 1
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A].contains(byte) }

  private func isWord(_ byte: UInt8) -> Bool { Scalars.isAlphanumeric(byte) || byte == UInt8(ascii: "_") }

  /// `case` inside `$(…)`: its patterns end in parentheses that can't be told from the end without parsing all of it.
  private mutating func endWord() {
    guard !atWordStart, case .substitution = frames[frames.count - 1], wordStart < at else { return }
    if text[wordStart..<at].elementsEqual("case".utf8) { isUnclear = true }
  }

  private mutating func open(_ frame: Frame, _ length: Int) {
    frames.append(frame)
    at += length
    if case .substitution = frame { atWordStart = true }
  }

  private mutating func close(_ length: Int) {
    frames.removeLast()
    at += length
    atWordStart = false
  }

  private mutating func escape() {
    at += 1
    atWordStart = false
    guard at < text.count else { return }
    // The shell joins lines before it looks: what is a reserved word or an operator then (`ca\⏎se`, `<\⏎<`) isn't seen here.
    if isAt("\n"), at > 1, !Self.isBlank(text[at - 2]), !Self.isBlank(byte(1)) { isUnclear = true }
    if bracesHere?.name != nil {
      report(.escape)
      at += 2
    } else {
      at += 1
    }
  }

  private mutating func singleQuoted() {
    atWordStart = false
    at += 1
    let end = text[at...].firstIndex(of: UInt8(ascii: "'"))
    skip(to: end ?? text.count, .singleQuotes)
    if end == nil, !isUnclear { findings.append(.unclosed(.singleQuotes)) }
    at = min(at + 1, text.count)
  }

  private mutating func backticks() {
    atWordStart = false
    at += 1
    var end = at
    while end < text.count, text[end] != UInt8(ascii: "`") { end += text[end] == UInt8(ascii: "\\") ? 2 : 1 }
    if end >= text.count, !isUnclear { findings.append(.unclosed(.backticks)) }
    skip(to: min(end, text.count), .backticks)
    at = min(at + 1, text.count)
  }

  private mutating func dollar() {
    at += 1
    let isQuoted = if case .doubleQuotes = frames[frames.count - 1] { true } else { false }
    atWordStart = false
    if bracesHere?.name != nil {
      report(isQuoted ? .doubleQuotes : .escape)
      at += 2
    } else if isAt("("), isAt("(", 1) {
      open(.arithmetic(0), 2)
    } else if isAt("(") {
      open(.substitution(0), 1)
    } else if isAt("{") {
      open(.parameter, 1)
    } else if !isQuoted, isAt("'") || isAt("\"") {
      isUnclear = true
    }
  }

  private mutating func parenthesis(_ character: Unicode.Scalar) {
    atWordStart = true
    guard case .substitution(let depth) = frames[frames.count - 1] else {
      at += 1
      return
    }
    if character == ")", depth == 0 { return close(1) }
    frames[frames.count - 1] = .substitution(depth + (character == "(" ? 1 : -1))
    at += 1
  }

  mutating func doubleQuoted() {
    switch Unicode.Scalar(text[at]) {
    case "\\": at += bracesFollow ? 1 : 2
    case "\"": close(1)
    case "`": backticks()
    case "$": dollar()
    default: at += 1
    }
  }

  private var bracesFollow: Bool {
    isAt("{", 1) && isAt("{", 2)
  }

  mutating func parameter() {
    let isQuoted = frames.dropLast().contains { if case .doubleQuotes = $0 { true } else { false } }
    switch Unicode.Scalar(text[at]) {
    case "\\": at += bracesFollow ? 1 : 2
    case "}": close(1)
    case "'" where !isQuoted: singleQuoted()
    case "\"": open(.doubleQuotes, 1)
    case "`": backticks()
    case "$": dollar()
    default: at += 1
    }
  }

  mutating func arithmetic(_ depth: Int) {
    switch Unicode.Scalar(text[at]) {
    case "$": dollar()
    case "`": backticks()
    case "(":
      frames[frames.count - 1] = .arithmetic(depth + 1)
      at += 1
    case ")" where depth == 0: close(isAt(")", 1) ? 2 : 1)
    case ")":
      frames[frames.count - 1] = .arithmetic(depth - 1)
      at += 1
    default: at += 1
    }
  }

  // MARK: Heredocs

  private var lineEnd: Int { text[at...].firstIndex(of: 0x0A) ?? text.count }

  private mutating func heredocOperator() {
    at += 2
    atWordStart = true
    if isAt("<") {
      at += 1
      return
    }
    let stripsTabs = isAt("-")
    if stripsTabs { at += 1 }
    while isAt(" ") || isAt("\t") { at += 1 }
    heredocs.append(Heredoc(delimiter: delimiter(), stripsTabs: stripsTabs))
    atWordStart = false
  }

  /// The word after `<<`, without its quotes.
  private mutating func delimiter() -> [UInt8] {
    var word: [UInt8] = []
    while at < text.count, !" \t\n;&|<>()".utf8.contains(text[at]) {
      if bracesHere?.name != nil { report(.heredoc) }
      if isAt("'") || isAt("\"") {
        let quote = text[at]
        at += 1
        while at < text.count, text[at] != quote {
          word.append(text[at])
          at += 1
        }
      } else if !isAt("\\") {
        word.append(text[at])
      }
      at += 1
    }
    at = min(at, text.count)
    return word
  }

  /// The bodies begin after the line that announces them.
  private mutating func readHeredocs() {
    for heredoc in heredocs {
      while at < text.count {
        let end = lineEnd
        var line = text[at..<end]
        while heredoc.stripsTabs, line.first == 0x09 { line.removeFirst() }
        let isLast = line.elementsEqual(heredoc.delimiter)
        skip(to: end, .heredoc)
        at = min(end + 1, text.count)
        if isLast { break }
      }
    }
    heredocs = []
  }
}
