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

  /// Where the first `count` pairs of braces (`{{`) of a scalar stand in the file.
  ///
  /// The scalar's text has lost its folding, escapes and indentation, so the braces are looked for in the source.
  func marksOfBraces(_ count: Int, in index: Int) -> [Mark] {
    let node = nodes[index]
    var marks: [Mark] = []
    source.bytes.withUnsafeBufferPointer { bytes in
      var (at, line, column) = (Int(node.offset), Int(node.line), Int(node.column))
      // The header of a block (`|`, `>-  # {{why}}`) isn't part of its text.
      var isHeader = node.kind == .block
      while marks.count < count, at < bytes.count {
        let length = SourceText.breakLength(bytes, at)
        if length > 0 {
          (at, line, column, isHeader) = (at + length, line + 1, 1, false)
        } else if !isHeader, bytes[at] == UInt8(ascii: "{"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "{") {
          marks.append(Mark(file: file, line: line, column: column))
          (at, column) = (at + 2, column + 2)
        } else {
          at += 1
          // The bytes that continue a character have no column of their own.
          if at >= bytes.count || bytes[at] & 0xC0 != 0x80 { column += 1 }
        }
      }
    }
    return marks + Array(repeating: mark(index), count: count - marks.count)
  }
}
