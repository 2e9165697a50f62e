import CLibYAML
import Catalogue

/// What each event adds to the tree.
extension YAMLReader {
  typealias ScalarData = yaml_event_t.__Unnamed_union_data.__Unnamed_struct_scalar

  func takeScalar(_ data: inout ScalarData, _ start: yaml_mark_t) throws(Stop) {
    if data.tag != nil { throw stop(.yamlTag, start, .yamlTag) }
    let kind: Node.Kind =
      switch data.style {
      case YAML_PLAIN_SCALAR_STYLE: .plain
      case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
      default: .quoted
      }
    let text = UnsafeBufferPointer(start: data.value, count: data.length)
    let index = append(kind, start)
    tree.nodes[index].start = UInt32(tree.text.count)
    tree.nodes[index].count = UInt32(text.count)
    tree.nodes[index].end = UInt32(index + 1)
    tree.text.append(contentsOf: text)
    if isKey(index) { tree.nodes[index].key = Key.named(text) }
    remember(data.anchor, index)
  }

  func begin(
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

  func end() {
    let index = open.removeLast()
    tree.nodes[index].end = UInt32(tree.nodes.count)
    if tree.nodes[index].kind == .mapping { reportRepeatedKeys(of: index) }
  }

  private func append(_ kind: Node.Kind, _ start: yaml_mark_t) -> Int {
    let index = tree.nodes.count
    var node = Node(
      kind: kind, key: nil, line: UInt32(start.line + 1), column: UInt32(start.column + 1),
      offset: UInt32(byte(of: start)), start: 0, count: 0, end: 0,
      parent: Node.noParent, ordinal: 0)
    if let parent = open.last {
      node.parent = UInt32(parent)
      node.ordinal = tree.nodes[parent].count
      tree.nodes[parent].count += 1
    }
    tree.nodes.append(node)
    return index
  }

  /// libyaml counts characters; its marks only move on, so finding their bytes costs one walk over the file.
  private func byte(of mark: yaml_mark_t) -> Int {
    tree.source.bytes.withUnsafeBufferPointer { bytes in
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
    let node = tree.nodes[index]
    guard node.parent != Node.noParent else { return false }
    return tree.nodes[Int(node.parent)].kind == .mapping && node.ordinal.isMultiple(of: 2)
  }

  private func remember(_ anchor: UnsafeMutablePointer<yaml_char_t>?, _ index: Int) {
    if let anchor { anchors[String(cString: anchor)] = index }
  }

  /// Copies what the alias names to where it stands, as long as the file's allowance lasts.
  func takeAlias(_ name: String, _ start: yaml_mark_t) throws(Stop) {
    guard let source = anchors[name], tree.nodes[source].end != 0 else {
      throw stop(.yamlAliases, start, .unknownAlias(name))
    }
    let length = Int(tree.nodes[source].end) - source
    aliasedNodes += length
    guard aliasedNodes <= Self.mostAliasedNodes else {
      throw stop(.yamlAliases, start, .aliasesExplode(Self.mostAliasedNodes))
    }
    let index = append(tree.nodes[source].kind, start)
    let original = tree.nodes[source]
    if isKey(index), !original.isScalar { throw stop(.yamlKey, start, .yamlKeyNotText) }
    tree.nodes[index].line = original.line
    tree.nodes[index].column = original.column
    tree.nodes[index].offset = original.offset
    tree.nodes[index].start = original.start
    tree.nodes[index].count = original.count
    tree.nodes[index].end = UInt32(index + length)
    if isKey(index) { tree.nodes[index].key = tree.withBytes(index) { Key.named($0) } }
    for inner in source + 1..<source + length {
      var node = tree.nodes[inner]
      node.parent = node.parent - UInt32(source) + UInt32(index)
      node.end = node.end - UInt32(source) + UInt32(index)
      tree.nodes.append(node)
    }
  }
}
