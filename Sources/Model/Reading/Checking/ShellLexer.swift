/// Tells where in a POSIX shell command a value may be put.
///
/// A value comes in as one single-quoted word. That is right only where the shell would begin a quoted word: inside other
/// quotes, a comment, a heredoc or an expansion the quotes would be text, and a value could break out of them.
/// Where the lexer can't be sure (`$'…'`, `case` inside `$(…)`) it says so instead of guessing.
struct ShellLexer {
  enum Finding: Hashable {
    case template(Int, Surrounding)
    case malformed(Int)
    case unclosed(Surrounding)
  }

  /// What a template stands in, or what has no end.
  enum Surrounding: Hashable, CaseIterable {
    case singleQuotes, doubleQuotes, backticks, heredoc, comment, parameter, arithmetic, substitution
    /// After a backslash or a dollar sign.
    case escape
    /// After something that shells read differently.
    case unclear
  }

  enum Frame {
    case top
    /// `$(`, with the parentheses open in it.
    case substitution(Int)
    case doubleQuotes
    case parameter
    case arithmetic(Int)
  }

  let text: UnsafeBufferPointer<UInt8>
  /// The templates by their first byte.
  let braces: [Braces]
  var nextBraces = 0
  var at = 0
  var frames: [Frame] = [.top]
  var atWordStart = true
  var wordStart = 0
  var isUnclear = false
  var heredocs: [Heredoc] = []
  var findings: [Finding] = []

  struct Heredoc {
    var delimiter: [UInt8]
    var stripsTabs: Bool
  }

  static func findings(in text: UnsafeBufferPointer<UInt8>, braces: [Braces]) -> [Finding] {
    var lexer = ShellLexer(text: text, braces: braces)
    lexer.run()
    return lexer.findings
  }

  private init(text: UnsafeBufferPointer<UInt8>, braces: [Braces]) {
    self.text = text
    self.braces = braces
  }

  mutating func run() {
    while at < text.count {
      if takeBraces() { continue }
      switch frames[frames.count - 1] {
      case .top, .substitution: command()
      case .doubleQuotes: doubleQuoted()
      case .parameter: parameter()
      case .arithmetic(let depth): arithmetic(depth)
      }
    }
    guard frames.count > 1, !isUnclear else { return }
    switch frames[frames.count - 1] {
    case .doubleQuotes: findings.append(.unclosed(.doubleQuotes))
    case .parameter: findings.append(.unclosed(.parameter))
    case .arithmetic: findings.append(.unclosed(.arithmetic))
    default: findings.append(.unclosed(.substitution))
    }
  }

  func byte(_ offset: Int) -> UInt8 { at + offset < text.count ? text[at + offset] : 0 }

  func isAt(_ character: Unicode.Scalar, _ offset: Int = 0) -> Bool { byte(offset) == UInt8(ascii: character) }

  /// A template that begins here is judged by the frame that it stands in.
  private mutating func takeBraces() -> Bool {
    guard let braces = bracesHere else { return false }
    guard braces.name != nil else {
      findings.append(.malformed(nextBraces))
      at += 2
      return true
    }
    switch frames[frames.count - 1] {
    case .doubleQuotes: report(.doubleQuotes)
    case .parameter: report(.parameter)
    case .arithmetic: report(.arithmetic)
    case .top, .substitution: if isUnclear { report(.unclear) }
    }
    at = braces.range.upperBound
    atWordStart = false
    return true
  }

  var bracesHere: Braces? {
    mutating get {
      while nextBraces < braces.count, braces[nextBraces].range.lowerBound < at { nextBraces += 1 }
      guard nextBraces < braces.count, braces[nextBraces].range.lowerBound == at else { return nil }
      return braces[nextBraces]
    }
  }

  mutating func report(_ surrounding: Surrounding) { findings.append(.template(nextBraces, surrounding)) }

  /// Moves to `end`, reporting every template on the way. In single quotes, braces that hold no name are text
  /// (`docker ps --format '{{.Names}}'`).
  mutating func skip(to end: Int, _ surrounding: Surrounding) {
    while at < end {
      if let braces = bracesHere {
        if braces.name != nil { report(surrounding) }
        at = max(at + 1, min(braces.range.upperBound, end))
      } else {
        at += 1
      }
    }
  }
}
