import CLibYAML
import Catalogue

/// Reads a file's text into a `Tree` through libyaml's events.
///
/// Not through a package such as Yams: here a key that stands twice is reported with both places, an alias is counted
/// while it is expanded (so that a bomb costs nothing), every scalar stays the text that was written until a key
/// says what it wants (`on: yes`, `0700`, `1e3`), and one array holds all nodes of a file of 100,000 steps.
struct YAMLReader {
  /// Lists and mappings inside one another.
  static let deepest = 64
  /// Nodes that a file's aliases may add to it.
  static let mostAliasedNodes = 200_000

  let file: String
  let source: SourceText
  var nodes: [Node] = []
  var text: [UInt8] = []
  /// The lists and mappings that are open, the innermost last.
  var open: [Int] = []
  var anchors: [String: Int] = [:]
  var aliasedNodes = 0
  var documents = 0
  /// A place of the source as libyaml counts it and as a byte; moves on with the events.
  var cursor = (character: 0, byte: 0)

  private init(_ source: SourceText, file: String) {
    self.file = file
    self.source = source
    text.reserveCapacity(source.bytes.count)
    nodes.reserveCapacity(source.bytes.count / 10)
  }

  /// - Returns: the tree, nil when the text isn't YAML or holds nothing; and what is wrong with it.
  static func read(_ source: SourceText, file: String) -> (Tree?, [Diagnostic]) {
    var reader = YAMLReader(source, file: file)
    do {
      try reader.readEvents()
    } catch {
      return (nil, [error.diagnostic])
    }
    let tree = Tree(file: file, source: source, nodes: reader.nodes, text: reader.text)
    guard !tree.nodes.isEmpty, !tree.isNull(0) else {
      return (nil, [Diagnostic(.error, .fileEmpty, at: Mark(file: file, line: 1, column: 1), .fileEmpty)])
    }
    return (tree, tree.repeatedKeys())
  }

  /// The reading of this file ends here.
  struct Stop: Error {
    let diagnostic: Diagnostic
  }

  func stop(_ code: Diagnostic.Code, _ mark: yaml_mark_t, _ phrase: Phrase) -> Stop {
    Stop(diagnostic: Diagnostic(.error, code, at: place(mark), phrase))
  }

  func place(_ mark: yaml_mark_t) -> Mark {
    Mark(file: file, line: mark.line + 1, column: mark.column + 1)
  }

  private mutating func readEvents() throws(Stop) {
    // libyaml keeps a pointer to its own parser: the parser must not move.
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
    defer {
      parser.deallocate()
      event.deallocate()
    }
    guard yaml_parser_initialize(parser) == 1 else { throw stop(.yamlSyntax, yaml_mark_t(), .outOfMemory) }
    defer { yaml_parser_delete(parser) }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: source.bytes.count)
    defer { bytes.deallocate() }
    _ = bytes.initialize(from: source.bytes)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    while true {
      guard yaml_parser_parse(parser, event) == 1 else { throw problem(parser.pointee) }
      defer { yaml_event_delete(event) }
      if event.pointee.type == YAML_STREAM_END_EVENT { return }
      try take(event)
    }
  }

  private mutating func take(_ event: UnsafeMutablePointer<yaml_event_t>) throws(Stop) {
    let start = event.pointee.start_mark
    switch event.pointee.type {
    case YAML_DOCUMENT_START_EVENT:
      documents += 1
      if documents > 1 { throw stop(.yamlDocuments, start, .severalDocuments) }
    case YAML_SCALAR_EVENT: try takeScalar(&event.pointee.data.scalar, start)
    case YAML_SEQUENCE_START_EVENT:
      let data = event.pointee.data.sequence_start
      try begin(.list, anchor: data.anchor, tag: data.tag, start)
    case YAML_MAPPING_START_EVENT:
      let data = event.pointee.data.mapping_start
      try begin(.mapping, anchor: data.anchor, tag: data.tag, start)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: end()
    case YAML_ALIAS_EVENT: try takeAlias(String(cString: event.pointee.data.alias.anchor), start)
    default: break
    }
  }
}
