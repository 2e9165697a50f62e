/// How wide a text will be, in ems: Japanese letters are one em wide, Latin ones a little over half.
///
/// An estimate on the wide side, since the fonts of whoever opens the report aren't known.
enum TextWidth {
  static func ems(_ text: some StringProtocol) -> Double {
    text.unicodeScalars.reduce(0) { $0 + ems($1) }
  }

  private static func ems(_ scalar: Unicode.Scalar) -> Double {
    switch scalar.value {
    case 0x0300...0x036F, 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x200C, 0x200D: 0
    case 0x49, 0x6A, 0x6C, 0x69, 0x2E, 0x2C, 0x3A, 0x7C, 0x21, 0x27, 0x20: 0.32
    case 0x41...0x5A, 0x4D, 0x57, 0x6D, 0x77, 0x40, 0x25: 0.8
    case 0..<0x1100: 0.57
    case 0xFF61...0xFF9F: 0.6
    default: 1
    }
  }

  /// Breaks a text into at most `lines` lines of `ems`; what doesn't fit ends in an ellipsis.
  static func wrapped(_ text: String, ems limit: Double, lines: Int) -> [String] {
    var rest = Substring(text)
    var out: [String] = []
    while !rest.isEmpty, out.count < lines {
      let isLast = out.count == lines - 1
      var line = fitting(rest, ems: limit)
      if line.endIndex == rest.endIndex || !isLast {
        if line.endIndex != rest.endIndex { line = atSpace(line) }
        out.append(String(line))
        rest = rest[line.endIndex...]
        if rest.first == " " { rest = rest.dropFirst() }
      } else {
        out.append(fitting(rest, ems: limit - 1) + "…")
        rest = ""
      }
    }
    return out
  }

  private static func fitting(_ text: Substring, ems limit: Double) -> Substring {
    var width = 0.0
    var end = text.startIndex
    while end < text.endIndex {
      width += ems(text[end...end])
      if width > limit { break }
      end = text.index(after: end)
    }
    return end == text.startIndex && !text.isEmpty ? text.prefix(1) : text[..<end]
  }

  /// Latin words are broken between words where that loses less than half of the line.
  private static func atSpace(_ line: Substring) -> Substring {
    guard let space = line.lastIndex(of: " "), line[..<space].count * 2 > line.count else { return line }
    return line[..<space]
  }
}
