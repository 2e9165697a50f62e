// For the rounding functions of the C library, which are linked with it.
import Glibc

extension JSON {
  /// The canonical bytes: sorted members, no white space.
  public var canonical: [UInt8] {
    var out: [UInt8] = []
    write(to: &out)
    return out
  }

  /// For people and programs on standard output: members in the order given, two spaces a level.
  public var pretty: String {
    var out: [UInt8] = []
    writePretty(to: &out, indent: 0)
    return String(decoding: out, as: UTF8.self)
  }

  /// Appends the canonical bytes.
  public func write(to out: inout [UInt8]) {
    switch self {
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      let sorted = Self.areSorted(members) ? members : members.sorted { Self.precedes($0.name, $1.name) }
      for index in sorted.indices {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        sorted[index].write(to: &out)
      }
      out.append(UInt8(ascii: "}"))
    case .array(let values):
      out.append(UInt8(ascii: "["))
      for index in values.indices {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        values[index].write(to: &out)
      }
      out.append(UInt8(ascii: "]"))
    default: writeScalar(to: &out)
    }
  }

  private static func areSorted(_ members: [Member]) -> Bool {
    for index in members.indices.dropFirst() where !precedes(members[index - 1].name, members[index].name) {
      return false
    }
    return true
  }

  /// The order of RFC 8785, which is that of UTF-16: like that of UTF-8 bytes, but for surrogates, which UTF-8 puts
  /// behind U+E000 to U+FFFF.
  static func precedes(_ a: String, _ b: String) -> Bool {
    var left = a.utf8.makeIterator()
    var right = b.utf8.makeIterator()
    while let y = right.next() {
      guard let x = left.next() else { return true }
      if x != y { return rank(x) < rank(y) }
    }
    return false
  }

  private static func rank(_ byte: UInt8) -> UInt8 { byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte }

  private func writePretty(to out: inout [UInt8], indent: Int) {
    let margin = [UInt8(ascii: "\n")] + [UInt8](repeating: UInt8(ascii: " "), count: indent + 2)
    switch self {
    case .object(let members) where !members.isEmpty:
      out.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        out += margin
        Self.write(member.name, to: &out)
        out += ": ".utf8
        member.value.writePretty(to: &out, indent: indent + 2)
      }
      out += margin.dropLast(2)
      out.append(UInt8(ascii: "}"))
    case .array(let values) where !values.isEmpty:
      out.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        out += margin
        value.writePretty(to: &out, indent: indent + 2)
      }
      out += margin.dropLast(2)
      out.append(UInt8(ascii: "]"))
    default: write(to: &out)
    }
  }

  private func writeScalar(to out: inout [UInt8]) {
    switch self {
    case .null, .object, .array: out += "null".utf8
    case .bool(let value): out += (value ? "true" : "false").utf8
    case .integer(let value): out += String(value).utf8
    case .number(let value): out += (value.isFinite ? Self.text(value) : "null").utf8
    case .string(let value): Self.write(value, to: &out)
    }
  }

  /// Whole numbers without a point, as JavaScript prints them.
  private static func text(_ value: Double) -> String {
    guard abs(value) < 1e15, let whole = Int64(exactly: value) else { return String(value) }
    return String(whole)
  }

  static func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    // Strings lie in memory as UTF-8; only those of another runtime would not.
    if text.utf8.withContiguousStorageIfAvailable({ writeInside($0, to: &out) }) == nil {
      Array(text.utf8).withUnsafeBufferPointer { writeInside($0, to: &out) }
    }
    out.append(UInt8(ascii: "\""))
  }

  private static func writeInside(_ bytes: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
    var plain = 0
    for index in bytes.indices {
      let byte = bytes[index]
      if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { continue }
      out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[plain..<index]))
      writeEscaped(byte, to: &out)
      plain = index + 1
    }
    out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[plain...]))
  }

  private static func writeEscaped(_ byte: UInt8, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x0A: out.append(UInt8(ascii: "n"))
    case 0x0D: out.append(UInt8(ascii: "r"))
    case 0x09: out.append(UInt8(ascii: "t"))
    case 0x08: out.append(UInt8(ascii: "b"))
    case 0x0C: out.append(UInt8(ascii: "f"))
    case 0..<0x20:
      out += "u00".utf8
      out += [hexDigit(byte >> 4), hexDigit(byte & 15)]
    default: out.append(byte)
    }
  }
}

extension JSON.Member {
  /// Appends `"name":value` in canonical bytes.
  func write(to out: inout [UInt8]) {
    JSON.write(name, to: &out)
    out.append(UInt8(ascii: ":"))
    value.write(to: &out)
  }
}

/// One lower-case hexadecimal digit.
func hexDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
