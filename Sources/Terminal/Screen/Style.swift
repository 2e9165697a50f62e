/// How things are written on a terminal or into a file: with colour or without, in which symbols.
public struct Style: Sendable, Hashable {
  public var colour: Bool
  public var symbols: Symbols

  public init(colour: Bool, symbols: Symbols) {
    self.colour = colour
    self.symbols = symbols
  }

  public static let plain = Style(colour: false, symbols: .unicode)
}

/// The signs that stand before words, none of them of ambiguous width but the ellipsis.
public struct Symbols: Sendable, Hashable {
  public var good: String
  public var bad: String
  public var warning: String
  public var waiting: String
  public var skipped: String
  public var unknown: String
  public var retry: String
  public var asking: String
  public var undo: String
  public var rule: String
  public var ellipsis: String
  /// One sign a second.
  public var spinner: [String]
  /// A progress bar's cell from empty to full.
  public var bar: [String]

  public static let unicode = Symbols(
    good: "✓", bad: "✗", warning: "!", waiting: "◦", skipped: "⊘", unknown: "?", retry: "↻", asking: "▸", undo: "↶",
    rule: "⎯", ellipsis: "…", spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
    bar: ["⣀", "⣄", "⣆", "⣇", "⣧", "⣷", "⣿"])

  /// For a locale that isn't UTF-8.
  public static let ascii = Symbols(
    good: "+", bad: "x", warning: "!", waiting: ".", skipped: "-", unknown: "?", retry: "~", asking: ">", undo: "<",
    rule: "-", ellipsis: "~", spinner: ["|", "/", "-", "\\"], bar: ["-", "#"])
}
