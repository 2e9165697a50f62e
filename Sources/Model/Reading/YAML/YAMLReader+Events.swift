import CLibYAML
import Catalogue

/// What each event adds to the tree.
extension YAMLReader {
  typealias ScalarData = yaml_event_t.__Unnamed_union_data.__Unnamed_struct_scalar

  mutating func takeScalar(_ data: inout ScalarData, _ start: yaml_mark_t) throws(Stop) {
    if data.tag != nil { throw stop(.yamlTag, start, .yamlTag) }
    let kind: Node.Kind =
      switch data.style {
      case YAML_PLAIN_SCALAR_STYLE: .plain
      case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
      default: .quoted
      }
    let value = UnsafeBufferPointer(start: data.value, count: data.length)
    let index = append(kind, start)
    nodes[index].start = UInt32(text.count)
    nodes[index].count = UInt32(value.count)
    nodes[index].end = UInt32(index + 1)
    text.append(contentsOf: value)
    if isKey(index) { nodes[index].key = Key.named(value) }
    remember(data.anchor, index)
  }

  mutating func begin(
    _ kind: Node.Kind, anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?,
    _ start: yaml_mark_t
  ) throws(Stop) {
    if tag != nil { throw stop(.yamlTag, start, .yamlTag) }
    guard open.count < Self.deepest else { throw stop(.yamlDepth, start, .yamlDepth(Self.deepest)) }
    let index = append(kind, start)
    if isKey(index) { throw keyProblem(start) }
    remember(anchor, index)
    open.append(index)
  }

  mutating func end() {
    let index = open.removeLast()
    nodes[index].end = UInt32(nodes.count)
  }

  private mutating func append(_ kind: Node.Kind, _ start: yaml_mark_t) -> Int {
    let index = nodes.count
    var node = Node(
      kind: kind, key: nil, line: UInt32(start.line + 1), column: UInt32(start.column + 1),
      offset: UInt32(byte(of: start)), start: 0, count: 0, end: 0,
      parent: Node.noParent, ordinal: 0)
    if let parent = open.last {
      node.parent = UInt32(parent)
      node.ordinal = nodes[parent].count
      nodes[parent].count += 1
    }
    nodes.append(node)
    return index
  }

  /// libyaml counts characters; its marks only move on, so finding their bytes costs one walk over the file.
  private mutating func byte(of mark: yaml_mark_t) -> Int {
    let source = source
    source.bytes.withUnsafeBufferPointer { bytes in
      while cursor.character < mark.index, cursor.byte < bytes.count {
        cursor.byte += 1
        while cursor.byte < bytes.count, bytes[cursor.byte] & 0xC0 == 0x80 { cursor.byte += 1 }
        cursor.character += 1
      }
    }
    return cursor.byte
  }

  /// `{{name}}` without quotes is a mapping inside a mapping for YAML.
  private func keyProblem(_ start: yaml_mark_t) -> Stop {
    var outer = start
    outer.column = max(outer.column - 1, 0)
    guard bracesStand(at: outer) else { return stop(.yamlKey, start, .yamlKeyNotText) }
    return stop(.yamlKey, outer, .templateWantsQuotes)
  }

  private func isKey(_ index: Int) -> Bool {
    let node = nodes[index]
    guard node.parent != Node.noParent else { return false }
    return nodes[Int(node.parent)].kind == .mapping && node.ordinal.isMultiple(of: 2)
  }

  private mutating func remember(_ anchor: UnsafeMutablePointer<yaml_char_t>?, _ index: Int) {
    if let anchor { anchors[String(cString: anchor)] = index }
  }

  /// Copies what the alias names to where it stands, as long as the file's allowance lasts.
  mutating func takeAlias(_ name: String, _ start: yaml_mark_t) throws(Stop) {
    guard let source = anchors[name], nodes[source].end != 0 else {
      throw stop(.yamlAliases, start, .unknownAlias(name))
    }
    let length = Int(nodes[source].end) - source
    aliasedNodes += length
    guard aliasedNodes <= Self.mostAliasedNodes else {
      throw stop(.yamlAliases, start, .aliasesExplode(Self.mostAliasedNodes))
    }
    let index = append(nodes[source].kind, start)
    let original = nodes[source]
    if isKey(index), !original.isScalar { throw stop(.yamlKey, start, .yamlKeyNotText) }
    nodes[index].line = original.line
    nodes[index].column = original.column
    nodes[index].offset = original.offset
    nodes[index].start = original.start
    nodes[index].count = original.count
    nodes[index].end = UInt32(index + length)
    if isKey(index) {
      let word = text[Int(original.start)..<Int(original.start + original.count)]
      nodes[index].key = word.withUnsafeBufferPointer { Key.named($0) }
    }
    for inner in source + 1..<source + length {
      var node = nodes[inner]
      node.parent = node.parent - UInt32(source) + UInt32(index)
      node.end = node.end - UInt32(source) + UInt32(index)
      nodes.append(node)
    }
  }
}
