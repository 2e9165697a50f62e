import Catalogue

/// GitHub-flavoured Markdown with the sections and tables of the HTML report; the chart is left to HTML.
struct MarkdownRenderer {
  private let document: Document
  private var out = ""

  init(_ document: Document) {
    self.document = document
    writeDocument()
  }

  var text: String { out }

  private mutating func writeDocument() {
    out += "# \(escaped(document.title)): \(escaped(document.subject))\n\n\(escaped(document.organization))\n\n"
    write(document.facts)
    for (index, section) in document.sections.enumerated() {
      out += "## \(index + 1). \(escaped(section.title))\n\n"
      for block in section.blocks { write(block) }
    }
    while out.hasSuffix("\n\n") { out.removeLast() }
  }

  private mutating func write(_ block: Block) {
    switch block {
    case .heading(let text): out += "### \(escaped(text))\n\n"
    case .paragraph(let text): out += paragraph(text) + "\n\n"
    case .verdict(let tone, let word, let sentence):
      out += "**\(cell(Cell(word, tone: tone)))**\n\n\(paragraph(sentence))\n\n"
    case .notice(let tone, let title, let lines):
      out += "> **\(cell(Cell(title, tone: tone)))**\n"
      for line in lines { out += ">\n> \(paragraph(line))\n" }
      out += "\n"
    case .facts(let facts): write(facts)
    case .list(let cells):
      for cell in cells { out += "- \(self.cell(cell))\n" }
      out += "\n"
    case .table(let table): write(table)
    case .commands(let lines):
      for line in lines { out += "    \(VisibleText.oneLine(line))\n" }
      out += "\n"
    case .chart: out += paragraph(Phrase.reportChartInHTML.text(document.language)) + "\n\n"
    }
  }

  private mutating func write(_ facts: [Fact]) {
    for fact in facts { out += "- **\(escaped(fact.name))**: \(cell(fact.value))\n" }
    out += "\n"
  }

  private mutating func write(_ table: Table) {
    out += "**\(escaped(table.caption))**\n\n"
    out += "| " + table.columns.map { escaped($0.title) }.joined(separator: " | ") + " |\n"
    out += "|" + table.columns.map { $0.align == .number ? " ---: |" : " --- |" }.joined() + "\n"
    for row in table.rows { out += "| " + row.map(cell).joined(separator: " | ") + " |\n" }
    out += "\n"
  }

  private func cell(_ cell: Cell) -> String {
    var lines: [String] = []
    let sign = cell.tone.sign(document.language).map { $0 + " " } ?? ""
    if !cell.text.isEmpty || !sign.isEmpty { lines.append(sign + escaped(cell.text)) }
    if let code = cell.code { lines.append(Self.code(code)) }
    return (lines + cell.details.map(escaped)).joined(separator: "<br>")
  }

  /// A code span that a table can hold; backticks and bars inside become look-alikes.
  private static func code(_ text: String) -> String {
    let plain = VisibleText.oneLine(text).map { $0 == "`" ? "ˋ" : $0 == "|" ? "∣" : $0 }
    return plain.isEmpty ? "" : "`" + String(plain) + "`"
  }

  /// A text that begins a line must not become a heading, a list or a quotation.
  private func paragraph(_ text: String) -> String {
    let escaped = escaped(text)
    guard let first = escaped.unicodeScalars.first, "+-=".unicodeScalars.contains(first) || ("0"..."9").contains(first)
    else { return escaped }
    let number = escaped.prefix { $0.isASCII && $0.isNumber }
    let isList = number.isEmpty || escaped.dropFirst(number.count).first.map { $0 == "." || $0 == ")" } ?? false
    return isList ? number + "\\" + escaped.dropFirst(number.count) : escaped
  }

  private func escaped(_ text: String) -> String {
    let visible = VisibleText.of(text)
    var out = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    let scalars = Array(visible.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let next = index + 1 < scalars.count ? scalars[index + 1] : nil
      out.append(contentsOf: Self.escaped(scalar, after: previous, before: next).unicodeScalars)
      previous = scalar
    }
    return String(out)
  }

  private static func escaped(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?, before next: Unicode.Scalar?)
    -> String
  {
    func isWord(_ scalar: Unicode.Scalar?) -> Bool {
      scalar?.properties.isAlphabetic ?? false || scalar?.properties.numericType != nil
    }
    switch scalar {
    case "\n": return "<br>"
    case "<": return "&lt;"
    case ">": return "&gt;"
    case "&": return "&amp;"
    case "\\", "`", "*", "[", "]", "|", "~", "#", "!", "$": return "\\" + String(scalar)
    case "_": return isWord(previous) && isWord(next) ? "_" : "\\_"
    default: return String(scalar)
    }
  }
}
