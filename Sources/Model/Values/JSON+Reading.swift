extension JSON {
  /// What is not JSON, and at which byte.
  public struct ReadingError: Error, Hashable, CustomStringConvertible {
    public let offset: Int
    public let message: String
    public var description: String { "not valid JSON at byte \(offset): \(message)" }
  }

  /// Reads one JSON text (RFC 8259).
  ///
  /// - Throws: `ReadingError` for anything else, for a name that stands twice in an object, and for more than 64 levels.
  public init(reading bytes: some Collection<UInt8>) throws(ReadingError) {
    var reader = JSONReader(Array(bytes))
    self = try reader.document()
  }
}

private struct JSONReader {
  typealias Failure = JSON.ReadingError
  static let deepest = 64

  let bytes: [UInt8]
  var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(Failure) -> JSON {
    let value = try value(depth: 0)
    skipSpace()
    guard at == bytes.count else { throw failure("something stands after the value") }
    return value
  }

  func failure(_ message: String) -> Failure { Failure(offset: at, message: message) }

  var peek: UInt8 { at < bytes.count ? bytes[at] : 0 }

  mutating func skipSpace() {
    while at < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[at]) { at += 1 }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  mutating func value(depth: Int) throws(Failure) -> JSON {
    guard depth <= Self.deepest else { throw failure("too deep") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  mutating func word(_ word: String, _ value: JSON) throws(Failure) -> JSON {
    guard bytes[at...].starts(with: word.utf8) else { throw failure("expected \(word)") }
    at += word.utf8.count
    return value
  }

  mutating func object(depth: Int) throws(Failure) -> JSON {
    at += 1
    var members: [JSON.Member] = []
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      let name = try string()
      guard !members.contains(where: { $0.name == name }) else { throw failure("the name \(name) stands twice") }
      guard take(":") else { throw failure("expected a colon") }
      members.append(JSON.Member(name, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw failure("expected , or }") }
    return .object(members)
  }

  mutating func array(depth: Int) throws(Failure) -> JSON {
    at += 1
    var values: [JSON] = []
    if take("]") { return .array([]) }
    repeat { values.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw failure("expected , or ]") }
    return .array(values)
  }

  mutating func number() throws(Failure) -> JSON {
    let start = at
    let allowed = Set("+-.0123456789eE".utf8)
    while at < bytes.count, allowed.contains(bytes[at]) { at += 1 }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let shapely =
      digits == "0"
      || (digits.first.map { $0.isNumber } ?? false
        && !(digits.hasPrefix("0") && digits.dropFirst().first?.isNumber ?? false))
    if shapely, let value = Int64(text) { return .integer(value) }
    if shapely, !text.hasSuffix("."), let value = Double(text) { return .number(value) }
    throw failure("expected a value")
  }

  mutating func string() throws(Failure) -> String {
    guard peek == UInt8(ascii: "\"") else { throw failure("expected a string") }
    at += 1
    let start = at
    while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\"), bytes[at] >= 0x20 {
      at += 1
    }
    var text = Array(bytes[start..<at])
    while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
      guard bytes[at] >= 0x20 else { throw failure("a control character inside a string") }
      if bytes[at] == UInt8(ascii: "\\") {
        text += try escape()
      } else {
        text.append(bytes[at])
        at += 1
      }
    }
    guard at < bytes.count else { throw failure("the string has no end") }
    at += 1
    guard let valid = String(validating: text, as: UTF8.self) else { throw failure("not UTF-8") }
    return valid
  }

  mutating func escape() throws(Failure) -> [UInt8] {
    at += 1
    let character = peek
    at += 1
    switch character {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [character]
    case UInt8(ascii: "u"): return try unicode()
    default: throw failure("unknown escape")
    }
  }

  mutating func unicode() throws(Failure) -> [UInt8] {
    var unit = try hex4()
    if (0xD800..<0xDC00).contains(unit) {
      guard bytes[at...].starts(with: "\\u".utf8) else { throw failure("half of a surrogate pair") }
      at += 2
      let low = try hex4()
      guard (0xDC00..<0xE000).contains(low) else { throw failure("half of a surrogate pair") }
      unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(unit) else { throw failure("half of a surrogate pair") }
    return Array(String(Character(scalar)).utf8)
  }

  mutating func hex4() throws(Failure) -> UInt32 {
    guard at + 4 <= bytes.count, let value = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
    else { throw failure("expected four hexadecimal digits") }
    at += 4
    return value
  }
}
