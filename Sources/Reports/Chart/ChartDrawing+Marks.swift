import Catalogue

extension ChartDrawing {
  /// The objective's line through the rows of its system; an arrow where it lies beyond the axis.
  func writeObjectives(_ out: inout Markup) {
    for (index, placed) in page.rows.enumerated() where placed.row.isGroup {
      let below = page.rows[(index + 1)...].prefix { !$0.row.isGroup }.last
      let bottom = (below ?? placed).top + (below ?? placed).height
      for (line, objective) in placed.row.objectives.prefix(2).enumerated() {
        write(objective, from: placed.top + 2, to: bottom - 1, y: placed.top + 14 + Double(line) * 12, &out)
      }
    }
  }

  private func write(_ objective: Chart.Objective, from top: Double, to bottom: Double, y: Double, _ out: inout Markup)
  {
    guard axis.contains(objective.at) else {
      text(&out, objective.label + " →", x: 998, y: y, size: 11, kind: .bad, anchor: "end", isBold: true)
      return
    }
    let x = axis.x(objective.at)
    line(&out, x, top, x, bottom, "objective", color: "#a3241c", width: 1.8, dash: "6 3")
    let isLeft = x + TextWidth.ems(objective.label) * 11 + 8 > ChartLayout.width
    text(
      &out, objective.label, x: isLeft ? x - 4 : x + 4, y: y, size: 11, kind: .bad, anchor: isLeft ? "end" : "start",
      isBold: true)
  }

  /// A band behind all rows.
  func writeUnattended(_ out: inout Markup) {
    for gap in chart.unattended where gap.to > axis.low && gap.from < axis.high {
      let left = axis.x(max(gap.from, axis.low))
      let width = max(axis.x(min(gap.to, axis.high)) - left, 2)
      out.element("g") { out in
        out.element("title") { $0.plainText(Phrase.reportChartLegend("unattended").text(chart.language)) }
        rectangle(&out, left, ChartLayout.top, width, page.bottom - ChartLayout.top, "unattended", color: "#e3d3b8")
      }
    }
  }

  func writeLegend(_ out: inout Markup) {
    let y = page.bottom + 16
    var x = 6.0
    for kind in Chart.BarKind.allCases {
      rectangle(&out, x, y, 22, 12, "bar-\(kind.rawValue)", color: kind.color)
      if kind == .failed || kind == .people {
        rectangle(&out, x, y, 22, 12, "hatch", color: "url(#\(kind.rawValue)-\(number))")
      }
      x = caption(&out, Phrase.reportChartLegend(kind.rawValue), after: x, y: y)
    }
    line(&out, x, y + 6, x + 22, y + 6, "wait", color: "#767e8a", width: 1.5)
    x = caption(&out, .reportChartLegend("wait"), after: x, y: y)
    line(&out, x, y + 6, x + 22, y + 6, "recovery", color: "#3a4350", width: 3)
    x = caption(&out, .reportChartLegend("recovery"), after: x, y: y)
    line(&out, x, y + 6, x + 22, y + 6, "objective", color: "#a3241c", width: 1.8, dash: "6 3")
    x = caption(&out, .reportChartLegend("objective"), after: x, y: y)
    if chart.unattended.isEmpty { return }
    rectangle(&out, x, y, 22, 12, "unattended", color: "#e3d3b8")
    _ = caption(&out, .reportChartLegend("unattended"), after: x, y: y)
  }

  private func caption(_ out: inout Markup, _ phrase: Phrase, after x: Double, y: Double) -> Double {
    let label = phrase.text(chart.language)
    text(&out, label, x: x + 27, y: y + 10, size: 11)
    return x + 27 + TextWidth.ems(label) * 11 + 12
  }

  // MARK: - Shapes

  enum Ink: String {
    case plain = "#1b1f24"
    case soft = "#4a525e"
    case bad = "#a3241c"

    var name: String {
      switch self {
      case .plain: "ink"
      case .soft: "ink-soft"
      case .bad: "ink-bad"
      }
    }
  }

  func text(
    _ out: inout Markup, _ text: String, x: Double, y: Double, size: Double, kind: Ink = .plain,
    anchor: String = "start",
    isBold: Bool = false
  ) {
    out.element(
      "text", .class(kind.name), .number("x", x), .number("y", y), .number("font-size", size),
      .attribute("fill", kind.rawValue), .attribute("text-anchor", anchor),
      .attribute("font-weight", isBold ? "bold" : "normal")
    ) { $0.plainText(text) }
  }

  func rectangle(
    _ out: inout Markup, _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ name: String, color: String
  ) {
    out.single(
      "rect", .class(name), .number("x", x), .number("y", y), .number("width", width), .number("height", height),
      .attribute("fill", color))
  }

  func line(
    _ out: inout Markup, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ name: String, color: String,
    width: Double, dash: String = "none"
  ) {
    out.single(
      "line", .class(name), .number("x1", x1), .number("y1", y1), .number("x2", x2), .number("y2", y2),
      .attribute("stroke", color), .number("stroke-width", width), .attribute("stroke-dasharray", dash))
  }
}

extension Chart.BarKind {
  /// In light colours; a page's style sheet may say otherwise.
  var color: String {
    switch self {
    case .machine: "#1f5fa8"
    case .people: "#7a3e9d"
    case .verification: "#0f7a55"
    case .failed: "#b3261e"
    case .undo: "#b07d1a"
    }
  }
}
