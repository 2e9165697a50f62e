/// Reads the data types of SSH (RFC 4251, section 5). Every method gives nil at the end of the bytes.
struct WireReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position == bytes.count }
  var rest: [UInt8] { Array(bytes[position...]) }

  mutating func take(_ count: Int) -> [UInt8]? {
    guard count >= 0, count <= bytes.count - position else { return nil }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  mutating func uint32() -> UInt32? {
    take(4)?.reduce(0) { $0 << 8 | UInt32($1) }
  }

  mutating func string() -> [UInt8]? {
    guard let length = uint32() else { return nil }
    return take(Int(length))
  }

  mutating func text() -> String? {
    string().map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Writes the data types of SSH.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  mutating func byte(_ value: UInt8) {
    bytes.append(value)
  }

  mutating func uint32(_ value: UInt32) {
    for shift in stride(from: 24, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(shift)))
    }
  }

  mutating func string(_ value: [UInt8]) {
    uint32(UInt32(value.count))
    bytes += value
  }

  mutating func string(_ value: String) {
    string(Array(value.utf8))
  }

  /// A positive number, given big-endian.
  mutating func mpint(_ magnitude: [UInt8]) {
    let trimmed = Array(magnitude.drop { $0 == 0 })
    string((trimmed.first ?? 0) & 0x80 == 0 ? trimmed : [0] + trimmed)
  }
}
