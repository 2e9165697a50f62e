/// A row at its height on a page.
struct PlacedRow {
  var row: Chart.Row
  var top: Double
  var height: Double
}

/// As many rows as fit on a printed page.
struct ChartPage {
  var rows: [PlacedRow] = []
  var bottom = ChartLayout.top
}

enum ChartLayout {
  static let width = 1000.0
  static let labels = 300.0
  static let plotLeft = 308.0
  static let plotRight = 984.0
  static let top = 40.0
  static let footer = 44.0
  /// On A4 upright, with its caption, at the full width of the text.
  static let tallest = 1370.0
  /// On the page that begins with the section's title.
  static let firstTallest = 1230.0
  static let step = 22.0
  static let longStep = 36.0
  static let group = 42.0
  static let plainGroup = 26.0
  static let labelSize = 13.0
  static let noteSize = 11.0
  /// Of a label, at `labelSize`, with the indent of steps.
  static let labelEms = 21.0
}

extension Chart {
  /// A system stays together where it can; one that is longer than a page goes on under its name.
  var pages: [ChartPage] {
    var pages = [ChartPage()]
    var index = 0
    while index < rows.count {
      let end = rows[(index + 1)...].firstIndex(where: \.isGroup) ?? rows.count
      add(Array(rows[index..<end]), to: &pages)
      index = end
    }
    return pages
  }

  private func add(_ group: [Row], to pages: inout [ChartPage]) {
    let height = group.reduce(0) { $0 + Self.height(of: $1) }
    let room = Self.room(pages.count)
    if pages[pages.count - 1].bottom + height > room, !pages[pages.count - 1].rows.isEmpty,
      height <= Self.room(2) - ChartLayout.top || pages[pages.count - 1].bottom > room * 0.7
    {
      pages.append(ChartPage())
    }
    for row in group {
      if pages[pages.count - 1].bottom + Self.height(of: row) > Self.room(pages.count) {
        pages.append(ChartPage())
        var head = group[0]
        head.isContinued = true
        pages[pages.count - 1].add(head, height: Self.height(of: head))
      }
      pages[pages.count - 1].add(row, height: Self.height(of: row))
    }
  }

  private static func room(_ page: Int) -> Double {
    (page == 1 ? ChartLayout.firstTallest : ChartLayout.tallest) - ChartLayout.footer
  }

  static func height(of row: Row) -> Double {
    if row.isGroup { return row.detail.isEmpty ? ChartLayout.plainGroup : ChartLayout.group }
    return TextWidth.ems(VisibleText.oneLine(row.label)) > ChartLayout.labelEms
      ? ChartLayout.longStep : ChartLayout.step
  }
}

extension ChartPage {
  fileprivate mutating func add(_ row: Chart.Row, height: Double) {
    rows.append(PlacedRow(row: row, top: bottom, height: height))
    bottom += height
  }

  var height: Double { bottom + ChartLayout.footer }
}
