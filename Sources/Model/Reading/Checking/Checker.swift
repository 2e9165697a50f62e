import Catalogue

/// Compares a file's tree with the format, and says everything that doesn't fit.
struct Checker {
  let tree: Tree
  let ledger: Ledger
  /// Every name that a template or condition of the file uses, in the order of its nodes.
  var uses: [NameUse] = []
  var isInUndo = false

  /// A value's name where it is used.
  struct NameUse {
    var name: String
    var mark: Mark
    var place: Shape.Place
    /// Undo comes after the step, so it may use what the step itself registers.
    var isInUndo: Bool
    var node: Int
  }

  init(_ tree: Tree, _ ledger: Ledger) {
    self.tree = tree
    self.ledger = ledger
  }

  mutating func check(_ index: Int, _ shape: Shape) {
    switch shape {
    case .scalar(let scalar): checkScalar(index, scalar)
    case .localized(let place): checkLocalized(index, place)
    case .list(let element, let unique): checkList(index, element, unique)
    case .oneOrMore(let element):
      if tree.nodes[index].kind == .list { checkList(index, element, nil) } else { check(index, element) }
    case .map(let keys, let value): checkMap(index, keys, value)
    case .mapping(let declaration): checkMapping(index, declaration)
    case .either(let shapes): checkEither(index, shapes)
    }
  }

  func report(
    _ code: Diagnostic.Code, _ index: Int, _ phrase: @autoclosure () -> Phrase,
    suggestion: @autoclosure () -> String? = nil
  ) {
    ledger.report(code, at: tree.mark(index), path: tree.path(index), phrase(), suggestion: suggestion())
  }

  /// Says that something else is wanted here.
  func reportShape(_ index: Int, wanted: Phrase) {
    if tree.isNull(index) {
      report(.emptyValue, index, .emptyValue(wanted))
    } else {
      report(.wrongShape, index, .wrongShape(wanted: wanted, found: tree.nodes[index].kind.phrase))
    }
  }

  private mutating func checkList(_ index: Int, _ element: Shape, _ unique: Key?) {
    guard tree.nodes[index].kind == .list else {
      // A key with nothing under it, or with all of it commented out, is an empty list.
      if !tree.isNull(index) { reportShape(index, wanted: .aList) }
      return
    }
    let end = Int(tree.nodes[index].end)
    var child = index + 1
    while child < end {
      check(child, element)
      child = Int(tree.nodes[child].end)
    }
    if let unique { checkUnique(index, unique) }
  }

  private func checkUnique(_ list: Int, _ key: Key) {
    var seen: [String: Int] = [:]
    tree.forEachChild(of: list) { element in
      guard let node = nameNode(of: element, key) else { return }
      let name = tree.string(node)
      if let first = seen[name] {
        report(.duplicateID, node, .duplicateID(name, first: tree.mark(first).place))
      } else {
        seen[name] = node
      }
    }
  }

  /// What names an element of a list: its id, or the level that a `verify` step without an id is called after.
  private func nameNode(of element: Int, _ key: Key) -> Int? {
    if let node = tree.value(of: key, in: element) { return tree.nodes[node].isScalar ? node : nil }
    guard key == .id, let verify = tree.value(of: .verify, in: element) else { return nil }
    if tree.nodes[verify].isScalar { return verify }
    return tree.value(of: .level, in: verify).flatMap { tree.nodes[$0].isScalar ? $0 : nil }
  }

  private mutating func checkMap(_ index: Int, _ keys: Shape.Scalar, _ value: Shape) {
    guard tree.nodes[index].kind == .mapping else {
      if !tree.isNull(index) { reportShape(index, wanted: .aMapping) }
      return
    }
    let end = Int(tree.nodes[index].end)
    var child = index + 1
    while child < end {
      checkScalar(child, keys)
      check(child + 1, value)
      child = Int(tree.nodes[child + 1].end)
    }
  }

  private mutating func checkEither(_ index: Int, _ shapes: [Shape]) {
    let kind = tree.nodes[index].kind
    let shape = tree.isNull(index) ? nil : shapes.first { $0.takes(kind) }
    guard let shape else {
      return reportShape(index, wanted: .either(shapes.map(\.phrase)))
    }
    check(index, shape)
  }

  private mutating func checkLocalized(_ index: Int, _ place: Shape.Place?) {
    let scalar: Shape.Scalar = place.map { .template($0) } ?? .text
    guard tree.nodes[index].kind == .mapping else {
      if tree.nodes[index].kind == .list || tree.isNull(index) { return reportShape(index, wanted: .aTextInLanguages) }
      return checkScalar(index, scalar)
    }
    switch place {
    case nil: checkMapping(index, Format.localized)
    case .prompt: checkMapping(index, Format.localizedPrompt)
    default: checkMapping(index, Format.localizedShown)
    }
    if tree.nodes[index].count == 0 { report(.emptyValue, index, .emptyValue(.aTextInLanguages)) }
  }
}

extension Shape {
  func takes(_ kind: Node.Kind) -> Bool {
    switch self {
    case .scalar: kind != .list && kind != .mapping
    case .localized: kind != .list
    case .list: kind == .list
    case .map, .mapping: kind == .mapping
    case .oneOrMore, .either: true
    }
  }

  var phrase: Phrase {
    switch self {
    case .scalar: .aText
    case .localized: .aTextInLanguages
    case .list: .aList
    case .map, .mapping: .aMapping
    case .oneOrMore: .either([.aText, .aList])
    case .either(let shapes): .either(shapes.map(\.phrase))
    }
  }
}

extension Node.Kind {
  fileprivate var phrase: Phrase {
    switch self {
    case .plain, .quoted, .block: .aText
    case .list: .aList
    case .mapping: .aMapping
    }
  }
}
