import Catalogue

extension Checker {
  mutating func checkMapping(_ index: Int, _ declaration: Declaration) {
    guard tree.nodes[index].kind == .mapping else {
      if !tree.isNull(index) || !declaration.kinds.isEmpty { reportShape(index, wanted: .aMapping) }
      return
    }
    let kind = findKind(of: index, declaration)
    let end = Int(tree.nodes[index].end)
    var key = index + 1
    while key < end {
      if let word = tree.nodes[key].key, let shape = declaration.shape(of: word, in: kind) {
        checkField(key, word, shape, declaration, kind)
      } else {
        reportKey(key, declaration, kind)
      }
      key = Int(tree.nodes[key + 1].end)
    }
    reportMissing(index, declaration.fields)
    if let kind { reportMissing(index, kind.fields) }
    if declaration === Format.range { checkRange(index) }
  }

  private func checkRange(_ index: Int) {
    guard tree.nodes[index].count > 0 else { return report(.emptyValue, index, .rangeEmpty) }
    let range = NumberRange(Value(tree: tree, index: index))
    if let low = range.atLeast, let high = range.atMost, low > high, let node = tree.value(of: .atMost, in: index) {
      report(.rangeUpsideDown, node, .rangeUpsideDown)
    }
  }

  private mutating func checkField(
    _ key: Int, _ word: Key, _ shape: Shape, _ declaration: Declaration, _ kind: Declaration.Kind?
  ) {
    let wasInUndo = isInUndo
    isInUndo = isInUndo || word == .undo
    defer { isInUndo = wasInUndo }
    check(key + 1, shape)
    guard tree.isNull(key + 1) else { return }
    let fields = declaration.fields + (kind?.fields ?? [])
    if fields.contains(where: { $0.key == word && $0.isRequired }), !shape.takes(.plain) {
      report(.emptyValue, key + 1, .emptyValue(shape.phrase))
    }
  }

  /// Which of the exclusive keys makes this mapping what it is; says when there is none or more than one.
  private func findKind(of index: Int, _ declaration: Declaration) -> Declaration.Kind? {
    guard !declaration.kinds.isEmpty else { return nil }
    var present: [(kind: Declaration.Kind, key: Int)] = []
    tree.forEachChild(of: index) { key in
      if let word = tree.nodes[key].key, let kind = declaration.kind(word) { present.append((kind, key)) }
    }
    // `check` beside `run` is the run's postcondition, not a second kind.
    let kinds = present.filter { candidate in
      !present.contains { other in other.kind.fields.contains { $0.key == candidate.kind.key } }
    }
    let words = declaration.kinds.map(\.key.rawValue)
    if kinds.isEmpty {
      // A misspelled one is reported as an unknown key, with the right word.
      if !hasMisspelledKind(index, words) { report(.noKind, index, .noKind(words)) }
    } else if kinds.count > 1 {
      let found = kinds.map(\.kind.key.rawValue)
      report(.severalKinds, kinds[1].key, .severalKinds(found))
    }
    return kinds.first?.kind
  }

  private func hasMisspelledKind(_ index: Int, _ words: [String]) -> Bool {
    var found = false
    tree.forEachChild(of: index) { key in
      found = found || tree.nodes[key].key == nil && ledger.nearest(to: tree.string(key), among: words) != nil
    }
    return found
  }

  /// Says why a key can't stand here.
  private func reportKey(_ key: Int, _ declaration: Declaration, _ kind: Declaration.Kind?) {
    let text = tree.string(key)
    if text == "<<" { return report(.yamlMerge, key, .yamlMerge) }
    let known = declaration.keys
    if let word = tree.nodes[key].key, known.contains(word) {
      if declaration.kind(word) != nil || kind == nil { return }
      let homes = declaration.kinds.filter { $0.fields.contains { $0.key == word } }.map(\.key.rawValue)
      return report(.misplacedKey, key, .misplacedKey(text, with: kind?.key.rawValue ?? "", homes: homes))
    }
    let words = known.map(\.rawValue)
    let suggestion = ledger.nearest(to: text, among: words)
    report(.unknownKey, key, .unknownKey(text, known: suggestion == nil ? words : []), suggestion: suggestion)
  }

  private func reportMissing(_ index: Int, _ fields: [Declaration.Field]) {
    for field in fields where field.isRequired && tree.value(of: field.key, in: index) == nil {
      report(.missingKey, index, .missingKey(field.key.rawValue))
    }
  }
}

extension Format {
  static let localized = Declaration("localized", [.init(.ja, .scalar(.text)), .init(.en, .scalar(.text))])
  static let localizedShown = Declaration(
    "localized", [.init(.ja, .scalar(.template(.shown))), .init(.en, .scalar(.template(.shown)))])
  static let localizedPrompt = Declaration(
    "localized", [.init(.ja, .scalar(.template(.prompt))), .init(.en, .scalar(.template(.prompt)))])
}
