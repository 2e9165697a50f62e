extension Tree {
  /// `systems[3].objectives[0].rto`; empty for the file's own node.
  func path(_ index: Int) -> String {
    var parts: [String] = []
    var current = index
    while nodes[current].parent != Node.noParent {
      let parent = Int(nodes[current].parent)
      let ordinal = Int(nodes[current].ordinal)
      if nodes[parent].kind == .list {
        parts.append("[\(ordinal)]")
      } else {
        parts.append(string(ordinal.isMultiple(of: 2) ? current : current - 1))
      }
      current = parent
    }
    return parts.reversed().reduce(into: "") { path, part in
      path += part.hasPrefix("[") || path.isEmpty ? part : "." + part
    }
  }

  /// The paths of what stands at these lines and columns, or begins last before them.
  func paths(at places: Set<Place>) -> [Place: String] {
    // Only aliases put nodes out of order; of equal places the outermost node comes first.
    var starts = nodes.indices.map {
      (place: Place(line: Int(nodes[$0].line), column: Int(nodes[$0].column)), node: $0)
    }
    starts.sort { ($0.place, $0.node) < ($1.place, $1.node) }
    var paths: [Place: String] = [:]
    for place in places {
      var (low, high) = (0, starts.count)
      while low < high {
        let middle = (low + high) / 2
        if starts[middle].place < place { low = middle + 1 } else { high = middle }
      }
      let isExact = low < starts.count && starts[low].place == place
      paths[place] = path(starts[isExact ? low : max(low - 1, 0)].node)
    }
    return paths
  }

  struct Place: Hashable, Comparable {
    var line: Int
    var column: Int

    static func < (a: Self, b: Self) -> Bool { (a.line, a.column) < (b.line, b.column) }
  }

  /// Where the `number`th `{{` of a scalar stands in the file.
  ///
  /// The scalar's text has lost its folding, escapes and indentation, so the braces are counted in the source instead.
  func markOfBraces(_ number: Int, in index: Int) -> Mark {
    let node = nodes[index]
    var line = Int(node.line) - 1
    guard line < lineStarts.count else { return mark(index) }
    var at = source.offset(ofColumn: Int(node.column), from: lineStarts[line])
    if node.kind == .block, line + 1 < lineStarts.count {
      line += 1
      at = lineStarts[line]
    }
    var left = number
    let bytes = source.bytes
    while at + 1 < bytes.count {
      if bytes[at] == UInt8(ascii: "{"), bytes[at + 1] == UInt8(ascii: "{") {
        if left == 0 { return place(ofByte: at, notBefore: line) }
        left -= 1
        at += 2
      } else {
        at += 1
      }
    }
    return mark(index)
  }

  /// The line and column of a byte of the source.
  private func place(ofByte offset: Int, notBefore first: Int) -> Mark {
    var line = first
    while line + 1 < lineStarts.count, lineStarts[line + 1] <= offset { line += 1 }
    return Mark(file: file, line: line + 1, column: source.columns(from: lineStarts[line], to: offset) + 1)
  }
}
