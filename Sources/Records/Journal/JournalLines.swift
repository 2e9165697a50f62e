import Model

/// The whole lines of a journal, and what comes after the last newline.
package struct JournalLines {
  /// Each with its newline.
  package private(set) var lines: [ArraySlice<UInt8>] = []
  /// Bytes of a line that has no end: the writer was killed, or is just writing.
  package private(set) var torn: ArraySlice<UInt8>

  package init(_ bytes: [UInt8]) {
    var start = bytes.startIndex
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(bytes[start...end])
      start = end + 1
    }
    torn = bytes[start...]
  }
}
