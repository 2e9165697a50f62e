public import Catalogue

extension Plan {
  /// The plan's order as a Mermaid flowchart: systems as boxes, steps inside them, arrows for what waits for what.
  public func mermaid(_ language: Language) -> String {
    var lines = ["flowchart TD"]
    for (index, indices) in stepIndicesBySystem.enumerated() {
      lines.append("  subgraph s\(index)[\"\(mermaidText(systems[index].displayName.text(language)))\"]")
      lines += indices.map { "    \(node($0, language))" }
      lines.append("  end")
    }
    lines += steps.indices.filter { steps[$0].system == nil }.map { "  \(node($0, language))" }
    for (index, needs) in PlanGraph(self).predecessors.enumerated() {
      lines += needs.map { "  n\($0) --> n\(index)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func node(_ index: Int, _ language: Language) -> String {
    let text = mermaidText(steps[index].displayTitle.text(language))
    switch steps[index].kind {
    case .verify, .check: return "n\(index){{\"\(text)\"}}"
    case .manual: return "n\(index)[/\"\(text)\"/]"
    default: return "n\(index)[\"\(text)\"]"
    }
  }
}

/// Mermaid reads `#quot;` and the like inside quoted text; brackets and quotes would end it.
private func mermaidText(_ text: String) -> String {
  text.unicodeScalars.map { scalar in
    switch scalar {
    case "\"": "#quot;"
    case "<": "#lt;"
    case ">": "#gt;"
    case "#": "#35;"
    case "\n", "\r": " "
    default: String(scalar)
    }
  }.joined()
}
