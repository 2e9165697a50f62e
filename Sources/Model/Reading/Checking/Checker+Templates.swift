import Catalogue

extension Checker {
  mutating func checkTemplate(_ index: Int, _ place: Shape.Place) {
    let found = braces(in: index)
    guard !found.isEmpty else { return }
    let marks = tree.marksOfBraces(found.count, in: index)
    for (braces, mark) in zip(found, marks) {
      guard let name = braces.name else {
        ledger.report(.badTemplate, at: mark, path: tree.path(index), .badTemplate)
        continue
      }
      uses.append(NameUse(name: name, mark: mark, place: place, isInUndo: isInUndo, node: index))
    }
  }

  mutating func checkShell(_ index: Int) {
    let braces = braces(in: index)
    let marks = braces.isEmpty ? [] : tree.marksOfBraces(braces.count, in: index)
    for (braces, mark) in zip(braces, marks) {
      guard let name = braces.name else { continue }
      uses.append(NameUse(name: name, mark: mark, place: .command, isInUndo: isInUndo, node: index))
    }
    for finding in tree.withBytes(index, { ShellLexer.findings(in: $0, braces: braces) }) {
      switch finding {
      case .template(let number, let surrounding):
        let phrase = surrounding.phrase(of: braces[number].name ?? "")
        ledger.report(.templateInQuotes, at: marks[number], path: tree.path(index), phrase)
      case .malformed(let number): ledger.report(.badTemplate, at: marks[number], path: tree.path(index), .badTemplate)
      case .unclosed(let surrounding): report(.shellSyntax, index, surrounding.unclosedPhrase)
      }
    }
  }

  private func braces(in index: Int) -> [Braces] { tree.withBytes(index) { Braces.find(in: $0) } }
}

extension ShellLexer.Surrounding {
  fileprivate func phrase(of name: String) -> Phrase {
    switch self {
    case .singleQuotes, .doubleQuotes: .templateInQuotes(name)
    case .backticks: .templateInBackticks(name)
    case .heredoc: .templateInHeredoc(name)
    case .comment: .templateInComment(name)
    case .parameter, .arithmetic, .substitution: .templateInExpansion(name)
    case .escape: .templateAfterEscape(name)
    case .unclear: .templateUnclear(name)
    }
  }

  fileprivate var unclosedPhrase: Phrase {
    switch self {
    case .singleQuotes: .unclosed("'")
    case .doubleQuotes: .unclosed("\"")
    case .backticks: .unclosed("`")
    case .parameter: .unclosed("${")
    case .arithmetic: .unclosed("$((")
    default: .unclosed("$(")
    }
  }
}
