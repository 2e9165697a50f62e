/// One scalar, list or mapping of a file.
///
/// Nodes lie in one array in the order of the file, each before what it holds, so that a file of a million nodes costs
/// one allocation and walking it is walking memory. A mapping holds key, value, key, value; keys are scalars.
struct Node {
  enum Kind: UInt8 {
    case plain, quoted, block, list, mapping
  }

  var kind: Kind
  /// Set on a mapping's keys, when the format has such a word.
  var key: Key?
  /// Counted from 1.
  var line: UInt32
  /// In characters (Unicode scalars), counted from 1.
  var column: UInt32
  /// The byte of the source at which it begins.
  var offset: UInt32
  /// Where a scalar's text begins in the tree's `text`.
  var start: UInt32
  /// Bytes of a scalar's text; nodes that a list holds, keys and values counted apart, for a mapping.
  var count: UInt32
  /// The index after the last node that stands inside this one.
  var end: UInt32
  var parent: UInt32
  /// Which of its parent's nodes it is, from 0.
  var ordinal: UInt32

  static let noParent = UInt32.max

  var isScalar: Bool { kind != .list && kind != .mapping }
}

/// A file's nodes and texts, with the source that they were read from.
final class Tree {
  let file: String
  let source: SourceText
  let nodes: [Node]
  /// The texts of all scalars, one after the other, valid UTF-8.
  let text: [UInt8]

  init(file: String, source: SourceText, nodes: [Node], text: [UInt8]) {
    self.file = file
    self.source = source
    self.nodes = nodes
    self.text = text
  }

  func string(_ index: Int) -> String {
    withBytes(index) { String(decoding: $0, as: UTF8.self) }
  }

  func withBytes<R>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    let node = nodes[index]
    return text.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[Int(node.start)..<Int(node.start + node.count)]))
    }
  }

  func mark(_ index: Int) -> Mark {
    Mark(file: file, line: Int(nodes[index].line), column: Int(nodes[index].column))
  }

  /// Nothing, `~` or `null` stands there.
  func isNull(_ index: Int) -> Bool {
    guard nodes[index].kind == .plain else { return false }
    return withBytes(index) { bytes in
      bytes.isEmpty || bytes.elementsEqual("~".utf8) || bytes.elementsEqual("null".utf8)
    }
  }

  /// Calls `body` with each node that a list holds, or each key of a mapping.
  func forEachChild(of index: Int, _ body: (Int) -> Void) {
    let end = Int(nodes[index].end)
    let isMapping = nodes[index].kind == .mapping
    var child = index + 1
    while child < end {
      body(child)
      child = isMapping ? Int(nodes[child + 1].end) : Int(nodes[child].end)
    }
  }

  /// The value of a mapping's key; of two equal keys the first, the second has been reported.
  func value(of key: Key, in index: Int) -> Int? {
    guard nodes[index].kind == .mapping else { return nil }
    let end = Int(nodes[index].end)
    var child = index + 1
    while child < end {
      if nodes[child].key == key { return child + 1 }
      child = Int(nodes[child + 1].end)
    }
    return nil
  }
}
