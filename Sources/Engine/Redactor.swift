import Model

/// Takes secret values out of a stream of bytes that comes in pieces.
struct Redactor {
  private static let mark = Array("[REDACTED]".utf8)
  /// A shorter value can't be told from ordinary text; such secrets are refused before a run.
  private static let shortest = Secret.shortest

  private let values: [[UInt8]]
  private let longest: Int
  private var held: [UInt8] = []

  init(_ values: [String]) {
    // As it is, line by line (whatever ends its lines), and as shells print a quoted word.
    let lines = values.flatMap { [$0] + $0.split(whereSeparator: \.isNewline).map(String.init) }
    let forms = Set(lines + lines.map { $0.replacing("'", with: "'\\''") })
    let bytes: [[UInt8]] = forms.map { Array($0.utf8) }
    self.values = bytes.filter { $0.count >= Self.shortest }.sorted { $0.count > $1.count }
    longest = self.values.first?.count ?? 0
  }

  /// The bytes that are safe to show; those that may begin a secret are held back.
  mutating func pass(_ bytes: [UInt8]) -> [UInt8] {
    guard longest > 0 else { return bytes }
    return sift(held + bytes, isEnd: false)
  }

  /// What was held back, at the end of the stream.
  mutating func finish() -> [UInt8] {
    sift(held, isEnd: true)
  }

  private mutating func sift(_ bytes: [UInt8], isEnd: Bool) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var at = 0
    let stop = isEnd ? bytes.count : bytes.count - longest + 1
    while at < stop {
      if let value = values.first(where: { bytes[at...].starts(with: $0) }) {
        out += Self.mark
        at += value.count
      } else {
        out.append(bytes[at])
        at += 1
      }
    }
    held = Array(bytes[min(at, bytes.count)...])
    return out
  }
}
