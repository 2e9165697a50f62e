import Model

/// What `--json` gives of a stream: its beginning, and what there was besides.
struct CapturedText: Sendable {
  private var kept: [UInt8] = []
  private var total = 0

  private static let limit = 1 << 20

  mutating func take(_ bytes: [UInt8]) {
    total += bytes.count
    kept += bytes.prefix(Self.limit - kept.count)
  }

  /// The text, how many bytes the stream had, whether the text is only their beginning, and whether that was UTF-8.
  func members(_ name: String) -> [JSON.Member] {
    let isCut = total > kept.count
    // The cut may have gone through a character, which has four bytes at most.
    let exact = (0...(isCut ? 3 : 0)).lazy.compactMap { String(validating: kept.dropLast($0), as: UTF8.self) }.first
    return [
      .init(name, .string(exact ?? String(decoding: kept, as: UTF8.self))),
      .init(name + "_bytes", .integer(Int64(total))), .init(name + "_cut", .bool(isCut)),
      .init(name + "_utf8", .bool(exact != nil)),
    ]
  }
}
