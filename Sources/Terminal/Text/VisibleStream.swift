/// Makes a stream of bytes safe to print on a terminal, piece by piece as it comes.
///
/// The same as `visible` makes of a line, except that tabs stay and a carriage return before a line feed, which drives
/// nothing, goes unseen; bytes that aren't UTF-8 become U+FFFD. What only the next piece can tell is held back.
public struct VisibleStream: Sendable {
  /// The beginning of a character, or a carriage return.
  private var held: [UInt8] = []
  private var filter = VisibleFilter(keepsTabs: true)

  public init() {}

  /// - Returns: what can be printed of it now.
  public mutating func pass(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    let all = held + bytes
    held = Array(all.suffix(Self.unfinished(all)))
    return shown(all.dropLast(held.count))
  }

  /// - Returns: the rest.
  public mutating func finish() -> [UInt8] {
    defer { held = [] }
    return shown(held[...])
  }

  private mutating func shown(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result = String.UnicodeScalarView()
    let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
    for (scalar, next) in zip(scalars, scalars.dropFirst().map(Optional.some) + [nil]) {
      if scalar == "\r", next == "\n" { continue }
      if scalar == "\n" { result.append(scalar) } else { filter.pass(scalar, into: &result) }
    }
    return Array(String(result).utf8)
  }

  /// How many bytes at the end may belong together with what comes next.
  private static func unfinished(_ bytes: [UInt8]) -> Int {
    if bytes.last == 13 { return 1 }
    for (index, byte) in bytes.suffix(3).reversed().enumerated() where byte & 0xC0 != 0x80 {
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return length > index + 1 ? index + 1 : 0
    }
    return 0
  }
}
