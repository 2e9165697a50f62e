import Catalogue

extension Tree {
  /// Says where the same key stood before, for each key of a mapping that stands in it again.
  func repeatedKeys() -> [Diagnostic] {
    var found: [Diagnostic] = []
    for index in nodes.indices where nodes[index].kind == .mapping && nodes[index].count > 2 {
      for (key, first) in repeatedKeys(of: index) where found.count < Ledger.mostFindings {
        let place = nodes[first]
        let phrase = Phrase.duplicateKey(string(key), line: Int(place.line), column: Int(place.column))
        found.append(Diagnostic(.error, .duplicateKey, at: mark(key), path: path(key), phrase))
      }
    }
    return found
  }

  private func repeatedKeys(of mapping: Int) -> [(key: Int, first: Int)] {
    var keys: [Int] = []
    forEachChild(of: mapping) { keys.append($0) }
    // Nearly every mapping is small: comparing its keys with one another costs no allocation.
    guard keys.count > 16 else {
      return keys.indices.compactMap { position in
        keys[..<position].first { isSame(keys[position], $0) }.map { (keys[position], $0) }
      }
    }
    var seen: [String: Int] = [:]
    return keys.compactMap { key in
      if let first = seen[string(key)] { return (key, first) }
      seen[string(key)] = key
      return nil
    }
  }

  private func isSame(_ a: Int, _ b: Int) -> Bool {
    if let word = nodes[a].key { return nodes[b].key == word }
    return nodes[a].count == nodes[b].count && string(a) == string(b)
  }
}
