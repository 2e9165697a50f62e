import Testing

@testable import Reports

/// Looks at rendered reports as strictly as a reader's program would.
enum Reading {
  /// Elements that are open at once; a closing tag that doesn't fit is a fault.
  static func faults(inHTML html: String) -> [String] {
    let void: Set<Substring> = ["meta", "!DOCTYPE", "br"]
    var open: [Substring] = []
    var faults: [String] = []
    for piece in html.split(separator: "<").dropFirst(html.hasPrefix("<") ? 0 : 1) {
      guard let end = piece.firstIndex(of: ">") else {
        faults.append("unclosed tag \(piece.prefix(30))")
        continue
      }
      let tag = piece[..<end]
      let name = tag.drop { $0 == "/" }.prefix { !$0.isWhitespace && $0 != "/" }
      if tag.hasPrefix("/") {
        if open.popLast() != name { faults.append("</\(name)> doesn't fit") }
      } else if !tag.hasSuffix("/"), !void.contains(name) {
        open.append(name)
      }
    }
    return faults + open.map { "<\($0)> stays open" }
  }

  /// What a reader sees: no tags, no style sheet, no commands or ids in fixed-width letters.
  static func words(inHTML html: String) -> String {
    var text = html
    for (start, end) in [("<style>", "</style>"), ("<code>", "</code>"), ("<head>", "</head>")] {
      text = text.split(separator: start, omittingEmptySubsequences: false).enumerated()
        .map { $0 == 0 ? $1 : $1.split(separator: end, maxSplits: 1, omittingEmptySubsequences: false).last ?? "" }
        .joined(separator: " ")
    }
    var out = ""
    var inTag = false
    for character in text {
      if character == "<" { inTag = true }
      if !inTag { out.append(character) }
      if character == ">" {
        inTag = false
        out.append(" ")
      }
    }
    return out
  }

  /// RFC 4180; nil for what it doesn't allow.
  static func rows(inCSV text: String) -> [[String]]? {
    var rows: [[String]] = [[]]
    var field = ""
    var quoted = false
    var scalars = text.unicodeScalars.makeIterator()
    var held: Unicode.Scalar?
    while let scalar = held ?? scalars.next() {
      held = nil
      if quoted {
        guard scalar == "\"" else {
          field.unicodeScalars.append(scalar)
          continue
        }
        let next = scalars.next()
        if next == "\"" { field += "\"" } else { (quoted, held) = (false, next) }
        continue
      }
      switch scalar {
      case "\"":
        guard field.isEmpty else { return nil }
        quoted = true
      case ",":
        rows[rows.count - 1].append(field)
        field = ""
      case "\r":
        guard scalars.next() == "\n" else { return nil }
        rows[rows.count - 1].append(field)
        field = ""
        rows.append([])
      case "\n": return nil
      default: field.unicodeScalars.append(scalar)
      }
    }
    return quoted || rows.last != [] ? nil : rows.dropLast()
  }
}
