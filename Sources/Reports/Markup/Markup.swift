/// Writes HTML and SVG. Names of elements and attributes are literals of the program, and text gets in only through
/// `text` and attribute values, which escape it: nothing from a playbook or a host can become markup.
struct Markup {
  struct Attribute {
    let name: StaticString
    let value: String
  }

  private(set) var bytes: [UInt8] = []
  /// Text in Japanese letters inside a document in another language is marked as Japanese.
  let marksJapanese: Bool

  init(marksJapanese: Bool = false) { self.marksJapanese = marksJapanese }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  mutating func element(_ name: StaticString, _ attributes: Attribute..., body: (inout Markup) -> Void) {
    open(name, attributes)
    body(&self)
    close(name)
  }

  mutating func element(_ name: StaticString, _ attributes: Attribute..., text: String) {
    open(name, attributes)
    self.text(text)
    close(name)
  }

  /// An element without content: `<br>`, `<meta …>`; in SVG `<rect …/>`.
  mutating func single(_ name: StaticString, _ attributes: Attribute...) {
    open(name, attributes, closed: true)
  }

  /// A piece of the program's own text, such as a style sheet.
  mutating func verbatim(_ literal: StaticString) { append(literal) }

  mutating func newline() { bytes.append(0x0A) }

  /// Line breaks become `<br>`.
  mutating func text(_ text: String) {
    let visible = VisibleText.of(text)
    let foreign = marksJapanese && visible.unicodeScalars.contains(where: \.isJapanese)
    if foreign { bytes += Array("<span lang=\"ja\">".utf8) }
    var first = true
    for line in visible.split(separator: "\n", omittingEmptySubsequences: false) {
      if !first { bytes += Array("<br>".utf8) }
      first = false
      escape(line.utf8)
    }
    if foreign { bytes += Array("</span>".utf8) }
  }

  /// Text on one line where no other elements may stand: in SVG, titles and commands.
  mutating func plainText(_ text: String) { escape(VisibleText.oneLine(text).utf8) }

  /// Lines of commands, one under the other.
  mutating func plainLines(_ lines: [String]) {
    for line in lines {
      plainText(line)
      newline()
    }
  }

  private mutating func open(_ name: StaticString, _ attributes: [Attribute], closed: Bool = false) {
    bytes.append(UInt8(ascii: "<"))
    append(name)
    for attribute in attributes {
      bytes.append(UInt8(ascii: " "))
      append(attribute.name)
      bytes += [UInt8(ascii: "="), UInt8(ascii: "\"")]
      escape(VisibleText.oneLine(attribute.value).utf8)
      bytes.append(UInt8(ascii: "\""))
    }
    if closed { bytes.append(UInt8(ascii: "/")) }
    bytes.append(UInt8(ascii: ">"))
  }

  private mutating func close(_ name: StaticString) {
    bytes += [UInt8(ascii: "<"), UInt8(ascii: "/")]
    append(name)
    bytes.append(UInt8(ascii: ">"))
  }

  private mutating func append(_ literal: StaticString) {
    literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private mutating func escape(_ text: some Sequence<UInt8>) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "&"): bytes += Array("&amp;".utf8)
      case UInt8(ascii: "<"): bytes += Array("&lt;".utf8)
      case UInt8(ascii: ">"): bytes += Array("&gt;".utf8)
      case UInt8(ascii: "\""): bytes += Array("&quot;".utf8)
      case UInt8(ascii: "'"): bytes += Array("&#39;".utf8)
      default: bytes.append(byte)
      }
    }
  }
}

extension Markup.Attribute {
  static func `class`(_ value: String) -> Self { .init(name: "class", value: value) }
  static func id(_ value: String) -> Self { .init(name: "id", value: value) }
  static func scope(_ value: String) -> Self { .init(name: "scope", value: value) }
  static func attribute(_ name: StaticString, _ value: String) -> Self { .init(name: name, value: value) }
  static func number(_ name: StaticString, _ value: Double) -> Self { .init(name: name, value: value.short) }
}

extension Unicode.Scalar {
  /// Kana, kanji and Japanese punctuation.
  var isJapanese: Bool {
    switch value {
    case 0x3000...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF00...0xFFEF, 0x20000...0x323AF: true
    default: false
    }
  }
}

extension Double {
  /// At most one decimal, for coordinates.
  var short: String {
    let tenths = Int((self * 10).rounded())
    guard tenths % 10 != 0 else { return String(tenths / 10) }
    return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }
}
