import Model

/// The text of one event in a journal.
///
/// A line is the canonical JSON of the event with one more member: `prev`, the digest of the line before with its newline.
/// So `head -n 5 journal.jsonl | tail -n 1 | sha256sum` prints what line 6 must name.
enum JournalLine {
  /// The line's bytes with its newline.
  static func bytes(of event: Event, previous: Digest) -> [UInt8] {
    guard case .object(var members) = event.json else { return [] }
    members.append(JSON.Member("prev", .string(previous.description)))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512)
    JSON.object(members).write(to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }
}

/// The whole lines of a journal, and what comes after the last newline.
struct JournalLines {
  /// Each with its newline.
  private(set) var lines: [ArraySlice<UInt8>] = []
  /// Bytes of a line that has no end: the writer was killed, or is just writing.
  private(set) var torn: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    var start = bytes.startIndex
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(bytes[start...end])
      start = end + 1
    }
    torn = bytes[start...]
  }
}
