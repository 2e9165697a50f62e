import Catalogue

/// A report before it becomes HTML or Markdown: sections of typed blocks, in one language.
struct Document {
  let language: Language
  let organization: String
  let title: String
  let subject: String
  let facts: [Fact]
  let sections: [Section]
}

struct Section {
  let id: String
  let title: String
  let blocks: [Block]
}

/// A name and what it stands for.
struct Fact {
  let name: String
  let value: Cell

  init(_ name: String, _ value: Cell) {
    self.name = name
    self.value = value
  }

  init(_ name: String, _ value: String) { self.init(name, Cell(value)) }
}

enum Block {
  case heading(String)
  case paragraph(String)
  /// The result in large letters, with its sentence.
  case verdict(Tone, word: String, sentence: String)
  /// Something that must not be overlooked.
  case notice(Tone, title: String, lines: [String])
  case facts([Fact])
  case list([Cell])
  case table(Table)
  /// Commands to type.
  case commands([String])
  case chart(Chart)
}

/// How something is to be taken; shown by a sign and words, the colour only helps.
enum Tone: String {
  case plain, good, bad, warning, muted

  /// The sign that goes before the words: in Japanese forms a circle is good and a cross is bad.
  func sign(_ language: Language) -> String? {
    switch self {
    case .plain: nil
    case .good: language == .ja ? "○" : "✓"
    case .bad: language == .ja ? "×" : "✗"
    case .warning: language == .ja ? "△" : "▲"
    case .muted: language == .ja ? "－" : "–"
    }
  }
}

/// A text with its tone, and smaller lines under it.
struct Cell {
  var text: String
  var tone: Tone
  /// What explains the text.
  var details: [String]
  /// A command, path or digest that belongs to it, in fixed-width letters.
  var code: String?

  init(_ text: String, tone: Tone = .plain, details: [String] = [], code: String? = nil) {
    self.text = text
    self.tone = tone
    self.details = details
    self.code = code
  }

  static let empty = Cell("")
}

struct Table {
  var caption: String
  var columns: [Column]
  var rows: [[Cell]]
  var style = Style.data

  enum Style: String {
    case data
    /// Boxes to fill in by hand.
    case form
    /// Boxes of one width for signatures.
    case signatures
    /// Many narrow columns.
    case dense
  }

  struct Column {
    var title: String
    var align: Align

    init(_ title: String, _ align: Align = .text) {
      self.title = title
      self.align = align
    }
  }

  enum Align: String {
    case text, number
    /// The narrow column that names the row.
    case key
    /// Words that stand on one line.
    case short
    /// Room to write by hand.
    case blank
    /// As wide as there is room.
    case wide
  }
}
