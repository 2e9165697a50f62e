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

  func write(to out: inout [UInt8]) {
    switch self {
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      var first = true
      for member in Self.sorted(members) {
        if !first { out.append(UInt8(ascii: ",")) }
        first = false
        Self.write(member.name, to: &out)
        out.append(UInt8(ascii: ":"))
        member.value.write(to: &out)
      }
      out.append(UInt8(ascii: "}"))
    case .array(let values):
      out.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        value.write(to: &out)
      }
      out.append(UInt8(ascii: "]"))
    default: writeScalar(to: &out)
    }
  }

  private static func sorted(_ members: [Member]) -> [Member] {
    for index in members.indices.dropFirst() where members[index].name < members[index - 1].name {
      return members.sorted { $0.name < $1.name }
    }
    return members
  }

  private func writePretty(to out: inout [UInt8], indent: Int) {
    let margin = [UInt8(ascii: "\n")] + [UInt8](repeating: UInt8(ascii: " "), count: indent + 2)
    switch self {
    case .object(let members) where !members.isEmpty:
      out.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        out += margin
        Self.write(member.name, to: &out)
        out += Array(": ".utf8)
        member.value.writePretty(to: &out, indent: indent + 2)
      }
      out += margin.dropLast(2) + [UInt8(ascii: "}")]
    case .array(let values) where !values.isEmpty:
      out.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        out += margin
        value.writePretty(to: &out, indent: indent + 2)
      }
      out += margin.dropLast(2) + [UInt8(ascii: "]")]
    default: write(to: &out)
    }
  }

  private func writeScalar(to out: inout [UInt8]) {
    switch self {
    case .null, .object, .array: out += Array("null".utf8)
    case .bool(let value): out += Array((value ? "true" : "false").utf8)
    case .integer(let value): out += Array(String(value).utf8)
    case .number(let value): out += Array((value.isFinite ? Self.text(value) : "null").utf8)
    case .string(let value): Self.write(value, to: &out)
    }
  }

  /// Whole numbers without a point, as JavaScript prints them.
  private static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }

  private static func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
      case 0x0A: out += Array("\\n".utf8)
      case 0x0D: out += Array("\\r".utf8)
      case 0x09: out += Array("\\t".utf8)
      case 0x08: out += Array("\\b".utf8)
      case 0x0C: out += Array("\\f".utf8)
      case 0..<0x20: out += Array("\\u00".utf8) + [hexDigit(byte >> 4), hexDigit(byte & 15)]
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}

/// One lower-case hexadecimal digit.
func hexDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
