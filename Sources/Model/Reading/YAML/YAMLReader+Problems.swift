import CLibYAML
import Catalogue

extension YAMLReader {
  /// What libyaml found wrong, in words that say what to do.
  func problem(_ parser: yaml_parser_t) -> Stop {
    let text = parser.problem.map { String(cString: $0) } ?? ""
    if parser.error == YAML_READER_ERROR {
      let (line, column) = source.place(of: parser.problem_offset)
      let mark = Mark(file: file, line: line, column: column)
      return Stop(
        diagnostic: Diagnostic(.error, .controlCharacter, at: mark, .controlCharacter(Int(parser.problem_value))))
    }
    var mark = parser.problem_mark
    if text.isEmpty || mark.line == 0 && mark.column == 0 && mark.index == 0 { mark = parser.context_mark }
    // Where the file ends there is nothing to look at: what has no end began at the context.
    if offset(of: mark) >= source.bytes.count { mark = parser.context_mark }
    if bytes(at: mark, are: "\t") { return stop(.yamlTab, mark, .yamlTab) }
    if bracesStand(at: parser.context_mark) || bracesStand(at: mark) {
      return stop(.yamlSyntax, mark, .templateWantsQuotes)
    }
    return stop(.yamlSyntax, mark, Self.phrase(for: text, context: parser.context_mark))
  }

  func bracesStand(at mark: yaml_mark_t) -> Bool { bytes(at: mark, are: "{{") }

  private func bytes(at mark: yaml_mark_t, are text: StaticString) -> Bool {
    text.withUTF8Buffer { source.bytes[offset(of: mark)...].starts(with: $0) }
  }

  /// The byte that a mark means, or the end.
  private func offset(of mark: yaml_mark_t) -> Int {
    let starts = source.lineStarts()
    guard mark.line < starts.count else { return source.bytes.count }
    return source.offset(ofColumn: mark.column + 1, from: starts[mark.line])
  }

  private static func phrase(for problem: String, context: yaml_mark_t) -> Phrase {
    switch problem {
    case "mapping values are not allowed in this context": .yamlColon
    case "could not find expected ':'": .yamlColonMissing
    case "did not find expected key", "did not find expected '-' indicator": .yamlIndentation(context.line + 1)
    case "found character that cannot start any token": .yamlCharacter
    case "found unexpected end of stream": .yamlQuoteOpen(context.line + 1)
    case "did not find expected ',' or ']'", "did not find expected ',' or '}'": .yamlBracketOpen(context.line + 1)
    case "found undefined tag handle", "did not find expected tag URI": .yamlTag
    case "found unknown escape character": .yamlEscape
    case "block sequence entries are not allowed in this context": .yamlDash
    default: .yamlOther(problem)
    }
  }
}
