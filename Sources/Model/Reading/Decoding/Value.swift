/// A node as the decoder sees it. What has the wrong shape, which the checker has reported, counts as not being there.
struct Value {
  let tree: Tree
  let index: Int

  var mark: Mark { tree.mark(index) }

  subscript(key: Key) -> Value? {
    guard let value = tree.value(of: key, in: index), !tree.isNull(value) else { return nil }
    return Value(tree: tree, index: value)
  }

  var isScalar: Bool { tree.nodes[index].isScalar }
  var isList: Bool { tree.nodes[index].kind == .list }
  var isMapping: Bool { tree.nodes[index].kind == .mapping }

  var string: String? { isScalar ? tree.string(index) : nil }

  /// The elements of a list.
  var items: [Value] {
    guard isList else { return [] }
    var items: [Value] = []
    items.reserveCapacity(Int(tree.nodes[index].count))
    tree.forEachChild(of: index) { items.append(Value(tree: tree, index: $0)) }
    return items
  }

  /// The elements of a list, or the one thing that stands there instead of a list.
  var oneOrMore: [Value] { isList ? items : [self] }

  /// The pairs of a mapping.
  var entries: [(key: Value, value: Value)] {
    guard isMapping else { return [] }
    var entries: [(Value, Value)] = []
    tree.forEachChild(of: index) {
      entries.append((Value(tree: tree, index: $0), Value(tree: tree, index: $0 + 1)))
    }
    return entries
  }

  var strings: [String] { oneOrMore.compactMap(\.string) }
  var integer: Int? { string.flatMap { Scalars.integer($0) } }
  var integers: [Int] { oneOrMore.compactMap(\.integer) }
  var number: Double? { string.flatMap { Scalars.number($0) } }
  var bool: Bool? { string == "true" ? true : string == "false" ? false : nil }
  var duration: Duration? { string.flatMap { Duration(reading: $0) } }
  var size: Int? { string.flatMap { Scalars.size($0) } }

  func choice<Word: RawRepresentable>(_: Word.Type) -> Word? where Word.RawValue == String {
    string.flatMap { Word(rawValue: $0) }
  }

  func choices<Word: RawRepresentable>(_ word: Word.Type) -> [Word] where Word.RawValue == String {
    oneOrMore.compactMap { $0.choice(word) }
  }

  var localized: LocalizedText? {
    if let string { return LocalizedText(string) }
    guard isMapping else { return nil }
    return LocalizedText(ja: self[.ja]?.string, en: self[.en]?.string)
  }

  var reference: Reference? { string.map { Reference(id: $0, mark: mark) } }
  var references: [Reference] { oneOrMore.compactMap(\.reference) }

  var variables: [String: Variable] {
    var variables: [String: Variable] = [:]
    for (key, value) in entries {
      guard let name = key.string, let text = value.string, variables[name] == nil else { continue }
      variables[name] = Variable(value: text, mark: value.mark)
    }
    return variables
  }

  var template: Template? {
    guard let string else { return nil }
    let count = tree.withBytes(index) { Braces.find(in: $0).count }
    guard count > 0 else { return Template(parts: [.text(string)]) }
    let marks = tree.marksOfBraces(count, in: index)
    return Template(string) { marks[$0] }
  }

  var shell: ShellText? { template.map { ShellText($0) } }
}
