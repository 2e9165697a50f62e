extension Manual {
  /// JSON Schemas (draft 2020-12) of the three kinds of file, for editors, with the paths where the project keeps them.
  ///
  /// They come from the declarations that the checker reads, and say what can be said about one file alone; names that
  /// stand for something in another file are for `sonae validate`.
  public static var schemas: [(path: String, schema: JSON)] {
    let descriptions = descriptions()
    return Format.Document.allCases.map { document in
      ("docs/schema/\(document.rawValue).schema.json", SchemaWriter(descriptions).schema(of: document))
    }
  }

  /// A key of a declaration.
  struct Entry: Hashable {
    var declaration: String
    var key: Key
  }

  /// What the comments behind the sample's keys say.
  static func descriptions() -> [Entry: String] {
    var collector = EntryCollector()
    for file in files where file.path.hasSuffix(".yaml") {
      guard case .success(let text) = SourceText.read(file.bytes, file: file.path),
        let tree = YAMLReader.read(text, file: file.path).0
      else { continue }
      collector.collect(tree)
    }
    return collector.comments
  }
}

/// Walks trees beside their declarations.
struct EntryCollector {
  private(set) var found: Set<Manual.Entry> = []
  /// The first comment behind each key, where the key is the first of its line.
  private(set) var comments: [Manual.Entry: String] = [:]

  mutating func collect(_ tree: Tree) {
    if tree.value(of: .workspace, in: 0) != nil {
      walk(tree, 0, .mapping(Format.settings))
    } else if tree.value(of: .procedure, in: 0) != nil {
      walk(tree, 0, .mapping(Format.procedure))
    } else if tree.value(of: .scenario, in: 0) != nil {
      walk(tree, 0, .mapping(Format.scenario))
    } else {
      walk(tree, 0, .mapping(Format.inventory))
    }
  }

  private mutating func walk(_ tree: Tree, _ index: Int, _ shape: Shape) {
    var children: [Int] = []
    tree.forEachChild(of: index) { children.append($0) }
    switch shape {
    case .scalar: break
    case .localized: if tree.nodes[index].kind == .mapping { walk(tree, index, .mapping(Format.localized)) }
    case .list(let element, _): for child in children { walk(tree, child, element) }
    case .oneOrMore(let element):
      if tree.nodes[index].kind == .list { walk(tree, index, .list(element)) } else { walk(tree, index, element) }
    case .map(_, let value): for key in children { walk(tree, key + 1, value) }
    case .either(let shapes):
      if let shape = shapes.first(where: { $0.takes(tree.nodes[index].kind) }) { walk(tree, index, shape) }
    case .mapping(let declaration): walkMapping(tree, index, declaration, children)
    }
  }

  private mutating func walkMapping(_ tree: Tree, _ index: Int, _ declaration: Declaration, _ keys: [Int]) {
    let words = keys.compactMap { tree.nodes[$0].key }
    let kind = declaration.kinds.first { kind in
      words.contains(kind.key)
        && !declaration.kinds.contains { other in
          words.contains(other.key) && other.fields.contains { $0.key == kind.key }
        }
    }
    for key in keys {
      guard let word = tree.nodes[key].key, let shape = declaration.shape(of: word, in: kind) else { continue }
      let entry = Manual.Entry(declaration: declaration.topic, key: word)
      found.insert(entry)
      if comments[entry] == nil { comments[entry] = tree.comment(behind: key) }
      walk(tree, key + 1, shape)
    }
  }
}

extension Tree {
  /// The comment at the end of a key's line, when the key is the first on it.
  fileprivate func comment(behind key: Int) -> String? {
    let lines = source.lineStarts()
    let line = Int(nodes[key].line) - 1
    let end = line + 1 < lines.count ? lines[line + 1] : source.bytes.count
    let text = String(decoding: source.bytes[lines[line]..<end], as: UTF8.self)
    let margin = text.prefix { $0 == " " || $0 == "-" }.unicodeScalars.count
    guard margin + 1 == Int(nodes[key].column) else { return nil }
    // The first ` # ` outside quotes: the sample has none inside.
    guard let mark = text.firstIndex(of: "#"), mark > text.startIndex else { return nil }
    return String(text[text.index(after: mark)...].drop { $0 == " " }.prefix { $0 != "\n" })
  }
}
