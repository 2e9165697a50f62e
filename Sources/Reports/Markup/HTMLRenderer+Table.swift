extension HTMLRenderer {
  /// The roles are said once more because narrow screens show a row as a card, which would take them away.
  func write(_ table: Table, _ out: inout Markup) {
    out.element(
      "div", .class("scroll"), .attribute("tabindex", "0"), .attribute("role", "region"),
      .attribute("aria-label", table.caption)
    ) { out in
      out.element("table", .class(table.style.rawValue), .attribute("role", "table")) { out in
        out.element("caption", text: table.caption)
        out.element("thead", .attribute("role", "rowgroup")) { out in
          out.element("tr", .attribute("role", "row")) { out in
            for column in table.columns {
              out.element(
                "th", .scope("col"), .attribute("role", "columnheader"), .class(column.align.rawValue),
                text: column.title)
            }
          }
        }
        out.element("tbody", .attribute("role", "rowgroup")) { out in
          for row in table.rows { write(row, of: table, &out) }
        }
      }
    }
  }

  private func write(_ row: [Cell], of table: Table, _ out: inout Markup) {
    out.newline()
    out.element("tr", .attribute("role", "row")) { out in
      for (index, cell) in row.enumerated() {
        let column = table.columns[index]
        if index == 0 {
          out.element("th", .scope("row"), .attribute("role", "rowheader"), .class(column.align.rawValue)) {
            write(cell, &$0)
          }
        } else {
          out.element(
            "td", .attribute("role", "cell"), .class(column.align.rawValue), .attribute("data-label", column.title)
          ) { write(cell, &$0) }
        }
      }
    }
  }
}
