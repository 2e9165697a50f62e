/// One line for a terminal or a file: pieces of text, each with the ink that it is written in.
///
/// Text is made safe when it is added, so a line can hold nothing that drives a terminal.
public struct Line: Sendable, Hashable {
  struct Piece: Sendable, Hashable {
    var text: String
    var ink: Ink
  }

  private(set) var pieces: [Piece] = []
  /// The columns that it takes.
  public private(set) var columns = 0

  public init() {}

  public init(_ text: String, _ ink: Ink = .plain) {
    append(text, ink)
  }

  public mutating func append(_ text: String, _ ink: Ink = .plain) {
    appendSafe(visible(text), ink)
  }

  public mutating func append(_ line: Line) {
    for piece in line.pieces { appendSafe(piece.text, piece.ink) }
  }

  private mutating func appendSafe(_ text: String, _ ink: Ink) {
    if text.isEmpty { return }
    columns += Columns.of(text)
    if let last = pieces.last, last.ink == ink {
      pieces[pieces.count - 1].text += text
    } else {
      pieces.append(Piece(text: text, ink: ink))
    }
  }

  /// Adds spaces until it takes so many columns.
  public mutating func pad(to columns: Int) {
    appendSafe(String(repeating: " ", count: max(0, columns - self.columns)), .plain)
  }

  /// The text without ink.
  public var text: String { pieces.map(\.text).joined() }

  /// Cut to so many columns, with an ellipsis where something was cut.
  public func fitted(to columns: Int, _ style: Style) -> Line {
    guard self.columns > columns else { return self }
    var line = Line()
    for (place, piece) in pieces.enumerated() {
      let room = columns - line.columns
      let isLast = place == pieces.count - 1
      if Columns.of(piece.text) < room || (isLast && Columns.of(piece.text) == room) {
        line.appendSafe(piece.text, piece.ink)
      } else {
        line.appendSafe(
          truncated(piece.text + (isLast ? "" : " "), to: room, ellipsis: style.symbols.ellipsis), piece.ink)
        break
      }
    }
    return line
  }

  /// Broken into lines of at most so many columns, the second and later ones indented.
  public func wrapped(to columns: Int, indent: Int = 0) -> [Line] {
    guard self.columns > columns, columns > indent + 8 else { return [fitted(to: columns, .plain)] }
    let inked = pieces.flatMap { piece in piece.text.map { (character: $0, ink: piece.ink) } }
    let hanging = String(repeating: " ", count: indent)
    var at = 0
    return Terminal.wrapped(text, to: columns, indent: indent).enumerated().map { number, words in
      var line = Line()
      if number > 0 { line.appendSafe(hanging, .plain) }
      for character in words {
        // Only spaces are left out, where a line was broken.
        while at < inked.count, inked[at].character != character { at += 1 }
        line.appendSafe(String(character), at < inked.count ? inked[at].ink : .plain)
        at += 1
      }
      return line
    }
  }

  /// The line with its escape sequences when the style has colour, without any when it hasn't.
  public func rendered(_ style: Style) -> String {
    guard style.colour else { return text.trimmingTrailingSpaces }
    return pieces.map { piece in
      piece.ink.code.isEmpty ? piece.text : "\u{1B}[\(piece.ink.code)m\(piece.text)\u{1B}[0m"
    }.joined().trimmingTrailingSpaces
  }
}

/// What a piece of text means, which decides its colour.
public enum Ink: Sendable, Hashable {
  case plain, strong, quiet, good, bad, warning, active

  /// Select Graphic Rendition (ECMA-48 8.3.117): the sixteen colours, which the person's own palette sets.
  var code: String {
    switch self {
    case .plain: ""
    case .strong: "1"
    case .quiet: "2"
    case .good: "32"
    case .bad: "1;31"
    case .warning: "33"
    case .active: "36"
    }
  }
}
