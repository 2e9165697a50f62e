import Catalogue

/// One HTML file that loads nothing and runs nothing.
struct HTMLRenderer {
  let document: Document

  init(_ document: Document) { self.document = document }

  private var language: Language { document.language }

  var page: String {
    var out = Markup(marksJapanese: language != .ja)
    out.verbatim("<!DOCTYPE html>\n")
    out.element("html", .attribute("lang", language.rawValue)) { out in
      out.newline()
      out.element("head") { writeHead(&$0) }
      out.newline()
      out.element("body") { out in
        out.element("main") { out in
          writeTitle(&out)
          writeContents(&out)
          for (index, section) in document.sections.enumerated() { write(section, number: index + 1, &out) }
        }
      }
      out.newline()
    }
    out.newline()
    return out.string
  }

  private func writeHead(_ out: inout Markup) {
    out.verbatim(
      """

      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="referrer" content="no-referrer">
      <meta name="color-scheme" content="light dark">

      """)
    out.element("title") { $0.plainText("\(document.title) – \(document.subject)") }
    out.newline()
    out.element("style") { $0.verbatim(stylesheet) }
    out.newline()
  }

  private func writeTitle(_ out: inout Markup) {
    out.element("header") { out in
      out.element("p", .class("organization"), text: document.organization)
      out.element("h1") { out in
        out.element("span", .class("kind"), text: document.title)
        out.element("span", .class("subject"), text: document.subject)
      }
      write(document.facts, &out)
    }
    out.newline()
  }

  private func writeContents(_ out: inout Markup) {
    out.element("nav", .attribute("aria-label", Phrase.reportContents.text(language))) { out in
      out.element("ol") { out in
        for section in document.sections {
          out.element("li") { out in
            out.element("a", .attribute("href", "#\(section.id)"), text: section.title)
          }
        }
      }
    }
    out.newline()
  }

  private func write(_ section: Section, number: Int, _ out: inout Markup) {
    out.element("section", .id(section.id), .attribute("aria-labelledby", "\(section.id)-title")) { out in
      out.element("h2", .id("\(section.id)-title"), text: "\(number). \(section.title)")
      for block in section.blocks {
        out.newline()
        write(block, &out)
      }
    }
    out.newline()
  }

  private func write(_ block: Block, _ out: inout Markup) {
    switch block {
    case .heading(let text): out.element("h3", text: text)
    case .paragraph(let text): out.element("p", text: text)
    case .verdict(let tone, let word, let sentence):
      out.element("div", .class("verdict \(tone.rawValue)")) { out in
        out.element("p", .class("word")) { write(Cell(word, tone: tone), &$0) }
        out.element("p", text: sentence)
      }
    case .notice(let tone, let title, let lines):
      out.element("div", .class("notice \(tone.rawValue)")) { out in
        out.element("p", .class("word")) { write(Cell(title, tone: tone), &$0) }
        for line in lines { out.element("p", text: line) }
      }
    case .facts(let facts): write(facts, &out)
    case .list(let cells):
      out.element("ul") { out in
        for cell in cells { out.element("li") { write(cell, &$0) } }
      }
    case .table(let table): write(table, &out)
    case .commands(let lines):
      out.element("pre") { out in
        out.element("code") { $0.plainLines(lines) }
      }
    case .chart(let chart): write(chart, &out)
    }
  }

  private func write(_ facts: [Fact], _ out: inout Markup) {
    out.element("dl") { out in
      for fact in facts {
        out.element("div") { out in
          out.element("dt", text: fact.name)
          out.element("dd") { write(fact.value, &$0) }
        }
      }
    }
  }

  private func write(_ chart: Chart, _ out: inout Markup) {
    let pages = chart.pages
    for (index, page) in pages.enumerated() {
      out.element("figure", .attribute("tabindex", "0")) { out in
        ChartDrawing(chart, page, number: index + 1, of: pages.count).write(to: &out)
      }
      out.newline()
    }
  }

  func write(_ cell: Cell, _ out: inout Markup) {
    if let sign = cell.tone.sign(language) {
      out.element("span", .class(cell.tone.rawValue)) { out in
        out.element("span", .class("sign"), .attribute("aria-hidden", "true"), text: sign)
        out.text(cell.text)
      }
    } else if !cell.text.isEmpty {
      out.text(cell.text)
    }
    if let code = cell.code {
      if !cell.text.isEmpty { out.single("br") }
      out.element("code", text: code)
    }
    for detail in cell.details { out.element("small", text: detail) }
  }
}
