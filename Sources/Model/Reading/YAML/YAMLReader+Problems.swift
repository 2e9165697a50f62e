import CLibYAML
import Catalogue

extension YAMLReader {
  /// What libyaml found wrong, in words that say what to do.
  func problem(_ parser: yaml_parser_t) -> Stop {
    let text = parser.problem.map { String(cString: $0) } ?? ""
    if parser.error == YAML_READER_ERROR {
      let (line, column) = tree.source.place(of: parser.problem_offset)
      let mark = Mark(file: tree.file, line: line, column: column)
      return Stop(
        diagnostic: Diagnostic(.error, .controlCharacter, at: mark, .controlCharacter(Int(parser.problem_value))))
    }
    var mark = parser.problem_mark
    if text.isEmpty || mark.line == 0 && mark.column == 0 && mark.index == 0 { mark = parser.context_mark }
    // Where the file ends there is nothing to look at: what has no end began at the context.
    if offset(of: mark) >= tree.source.bytes.count { mark = parser.context_mark }
    if bytes(at: mark, are: "\t") { return stop(.yamlTab, mark, .yamlTab) }
    if bracesStand(at: parser.context_mark) || bracesStand(at: mark) {
      return stop(.yamlSyntax, mark, .templateWantsQuotes)
    }
    return stop(.yamlSyntax, mark, Self.phrase(for: text, context: parser.context_mark))
  }

  func bracesStand(at mark: yaml_mark_t) -> Bool { bytes(at: mark, are: "{{") }

  private func bytes(at mark: yaml_mark_t, are text: StaticString) -> Bool {
    text.withUTF8Buffer { tree.source.bytes[offset(of: mark)...].starts(with: $0) }
  }

  /// The byte that a mark means, or the end.
  private func offset(of mark: yaml_mark_t) -> Int {
    guard mark.line < tree.lineStarts.count else { return tree.source.bytes.count }
    return tree.source.offset(ofColumn: mark.column + 1, from: tree.lineStarts[mark.line])
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

  /// Says where the same key stood before, for each key of a mapping that stands in it again.
  func reportRepeatedKeys(of mapping: Int) {
    var seen: [[UInt8]: Int] = [:]
    var keys: [Int] = []
    tree.forEachChild(of: mapping) { keys.append($0) }
    for (position, key) in keys.enumerated() {
      let first = keys.count <= 16 ? earlier(key, among: keys[..<position]) : earlier(key, &seen)
      guard let first, diagnostics.count < Ledger.mostFindings else { continue }
      let phrase = Phrase.duplicateKey(
        tree.string(key), line: Int(tree.nodes[first].line), column: Int(tree.nodes[first].column))
      diagnostics.append(
        Diagnostic(.error, .duplicateKey, at: tree.mark(key), path: tree.path(key), phrase))
    }
  }

  private func earlier(_ key: Int, among keys: ArraySlice<Int>) -> Int? {
    keys.first { other in
      if let word = tree.nodes[key].key { return tree.nodes[other].key == word }
      return tree.nodes[other].count == tree.nodes[key].count && tree.string(other) == tree.string(key)
    }
  }

  private func earlier(_ key: Int, _ seen: inout [[UInt8]: Int]) -> Int? {
    let text = tree.withBytes(key) { Array($0) }
    if let first = seen[text] { return first }
    seen[text] = key
    return nil
  }
}
