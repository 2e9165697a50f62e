import Catalogue

/// Draws one page of a chart as SVG. Colours stand as attributes, so that the picture holds on its own, and as classes,
/// so that a page can give it other ones.
struct ChartDrawing {
  let chart: Chart
  let page: ChartPage
  let number: Int
  let of: Int
  let axis: Axis

  init(_ chart: Chart, _ page: ChartPage, number: Int, of: Int) {
    self.chart = chart
    self.page = page
    self.number = number
    self.of = of
    axis = Axis(low: chart.low, high: chart.high, left: ChartLayout.plotLeft, right: ChartLayout.plotRight)
  }

  private var language: Language { chart.language }

  func write(to out: inout Markup) {
    let title = Phrase.reportChartTitle(page: number, of: of).text(language)
    let description = Phrase.reportChartDescription(from: axis.label(axis.low), to: axis.label(axis.high)).text(
      language)
    out.element(
      "svg", .class("chart"), .attribute("xmlns", "http://www.w3.org/2000/svg"),
      .attribute("viewBox", "0 0 \(ChartLayout.width.short) \(page.height.short)"), .attribute("role", "img"),
      .attribute("aria-labelledby", "chart-\(number)-title chart-\(number)-text"),
      .attribute("font-family", "'Noto Sans CJK JP','Noto Sans JP','Hiragino Sans','Yu Gothic',Meiryo,sans-serif")
    ) { out in
      out.element("title", .id("chart-\(number)-title")) { $0.plainText(title) }
      out.element("desc", .id("chart-\(number)-text")) { $0.plainText(description) }
      writePatterns(&out)
      writeAxis(&out)
      writeUnattended(&out)
      for placed in page.rows { write(placed, &out) }
      writeObjectives(&out)
      writeLegend(&out)
    }
  }

  private func writePatterns(_ out: inout Markup) {
    out.element("defs") { out in
      for (name, turn) in [("failed", "45"), ("people", "0")] {
        out.element(
          "pattern", .id("\(name)-\(number)"), .attribute("width", "5"), .attribute("height", "5"),
          .attribute("patternUnits", "userSpaceOnUse"), .attribute("patternTransform", "rotate(\(turn))")
        ) { out in
          out.single(
            "rect", .attribute("width", "2"), .attribute("height", "5"), .attribute("fill", "#ffffff"),
            .attribute("fill-opacity", "0.55"))
        }
      }
    }
  }

  private func writeAxis(_ out: inout Markup) {
    let unit = Phrase.reportChartAxis.text(language)
    text(&out, unit, x: 4, y: 26, size: 12, kind: .soft)
    for tick in axis.ticks {
      let x = axis.x(tick)
      line(&out, x, ChartLayout.top - 6, x, page.bottom, "grid", color: "#d5dae1", width: tick == 0 ? 2 : 1)
      let label = axis.label(tick)
      let half = TextWidth.ems(label) * 12 / 2
      text(
        &out, label, x: min(max(x, ChartLayout.plotLeft + half - 8), 998 - half), y: 26, size: 12, kind: .soft,
        anchor: "middle")
    }
    if let before = chart.startsBefore {
      let note = Phrase.reportChartStartsBefore(before).text(language)
      text(&out, "← " + note, x: ChartLayout.plotLeft, y: 11, size: 11, kind: .soft)
    }
  }

  private func write(_ placed: PlacedRow, _ out: inout Markup) {
    if placed.row.isGroup { writeGroup(placed, &out) } else { writeStep(placed, &out) }
  }

  private func writeGroup(_ placed: PlacedRow, _ out: inout Markup) {
    let row = placed.row
    rectangle(&out, 0, placed.top + 2, ChartLayout.width, placed.height - 4, "band", color: "#eef1f5")
    var name = VisibleText.oneLine(row.label)
    if row.isContinued { name += Phrase.reportContinued.text(language) }
    let lines = TextWidth.wrapped(name, ems: roomForName(row) / ChartLayout.labelSize, lines: 1)
    for (index, line) in lines.enumerated() {
      text(&out, line, x: 6, y: placed.top + 17 + Double(index) * 16, size: ChartLayout.labelSize, isBold: true)
    }
    let details = TextWidth.wrapped(row.detail, ems: 26.5, lines: 1)
    if let detail = details.first {
      text(&out, detail, x: 6, y: placed.top + 33, size: ChartLayout.noteSize, kind: row.tone == .bad ? .bad : .plain)
    }
    guard let recovery = row.recovery else { return }
    let y = placed.top + placed.height - 9
    line(&out, axis.x(recovery.from), y, axis.x(recovery.to), y, "recovery", color: "#3a4350", width: 3)
    let x = axis.x(recovery.to)
    out.single(
      "path", .class("recovery"), .attribute("fill", "#3a4350"),
      .attribute("d", "M\(x.short) \((y - 6).short)l6 6l-6 6l-6-6z"))
  }

  /// The name may reach over the plot, up to the first objective's line or label.
  private func roomForName(_ row: Chart.Row) -> Double {
    let lines = row.objectives.map(\.at).filter(axis.contains).map { axis.x($0) - 12 }
    return max(lines.min() ?? ChartLayout.plotRight - 160, ChartLayout.labels - 20)
  }

  private func writeStep(_ placed: PlacedRow, _ out: inout Markup) {
    let row = placed.row
    let lines = TextWidth.wrapped(VisibleText.oneLine(row.label), ems: ChartLayout.labelEms, lines: 2)
    for (index, line) in lines.enumerated() {
      text(&out, line, x: 18, y: placed.top + 15.5 + Double(index) * 14, size: ChartLayout.labelSize)
    }
    let middle = placed.top + placed.height / 2
    for wait in row.waits {
      line(&out, axis.x(wait.from), middle, axis.x(wait.to), middle, "wait", color: "#767e8a", width: 1.5)
    }
    for pause in row.pauses {
      line(&out, axis.x(pause.from), middle, axis.x(pause.to), middle, "pause", color: "#a3241c", width: 2, dash: "2 3")
    }
    for bar in row.bars { write(bar, top: middle - 7, &out) }
    writeNote(row, middle: middle, &out)
  }

  private func write(_ bar: Chart.Bar, top: Double, _ out: inout Markup) {
    let left = axis.x(bar.span.from)
    let width = max(axis.x(bar.span.to) - left, 2)
    out.element("g") { out in
      out.element("title") { $0.plainText(bar.about) }
      rectangle(&out, left, top, width, 14, "bar-\(bar.kind.rawValue)", color: bar.kind.color)
      if bar.kind == .failed || bar.kind == .people {
        rectangle(&out, left, top, width, 14, "hatch", color: "url(#\(bar.kind.rawValue)-\(number))")
      }
    }
  }

  /// Right of the last attempt, else left of the first, else at the edge over the bars.
  private func writeNote(_ row: Chart.Row, middle: Double, _ out: inout Markup) {
    let width = TextWidth.ems(row.note) * ChartLayout.noteSize
    let attempts = row.bars.filter { $0.kind != .undo }
    let undo = row.bars.first { $0.kind == .undo }.map { axis.x($0.span.from) - 4 }
    let first = axis.x((attempts.map(\.span.from) + row.waits.map(\.from)).min() ?? axis.low)
    let last = attempts.isEmpty ? first : max(axis.x(attempts.map(\.span.to).max() ?? axis.low), first + 2)
    let kind: Ink = row.tone == .bad ? .bad : .soft
    let y = middle + 4
    if last + 5 + width < undo ?? ChartLayout.width {
      text(&out, row.note, x: last + 5, y: y, size: ChartLayout.noteSize, kind: kind)
    } else if first - 5 - width > ChartLayout.plotLeft {
      text(&out, row.note, x: first - 5, y: y, size: ChartLayout.noteSize, kind: kind, anchor: "end")
    } else {
      let right = undo ?? ChartLayout.width
      rectangle(&out, right - width - 6, middle - 8, width + 6, 16, "paper", color: "#ffffff")
      text(&out, row.note, x: right - 3, y: y, size: ChartLayout.noteSize, kind: kind, anchor: "end")
    }
  }
}
