extension JSON {
  /// What is not JSON, and at which byte.
  public struct ReadingError: Error, Hashable, CustomStringConvertible {
    public let offset: Int
    public let message: String
    public var description: String { "not valid JSON at byte \(offset): \(message)" }
  }

  /// Reads one JSON text (RFC 8259).
  ///
  /// A number with neither fraction nor exponent that fits in 64 bits is `.integer`, any other is `.number`.
  ///
  /// - Throws: `ReadingError` for anything else, for a name that stands twice in an object, and for more than 64 levels.
  public init(reading bytes: some Collection<UInt8>) throws(ReadingError) {
    var reader = JSONReader(Array(bytes))
    self = try reader.document()
  }
}

struct JSONReader {
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

  /// The byte under the cursor; zero, which no JSON text has, at the end.
  var peek: UInt8 { at < bytes.count ? bytes[at] : 0 }

  mutating func skipSpace() {
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x0A, 0x0D, 0x09: at += 1
      default: return
      }
    }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: character) else { return false }
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

  private mutating func word(_ word: StaticString, _ value: JSON) throws(Failure) -> JSON {
    let matches = word.withUTF8Buffer { bytes[at...].starts(with: $0) }
    guard matches else { throw failure("expected \(word)") }
    at += word.utf8CodeUnitCount
    return value
  }

  private mutating func object(depth: Int) throws(Failure) -> JSON {
    at += 1
    var members: [JSON.Member] = []
    if take("}") { return .object([]) }
    members.reserveCapacity(12)
    var ascending = true
    repeat {
      skipSpace()
      let name = try string()
      if ascending, let last = members.last { ascending = JSON.precedes(last.name, name) }
      guard take(":") else { throw failure("expected a colon") }
      members.append(JSON.Member(name, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw failure("expected , or }") }
    // Names that ascend, as in all canonical texts, are different ones without a further look.
    if !ascending { try refuseNamesStandingTwice(members) }
    return .object(members)
  }

  private func refuseNamesStandingTwice(_ members: [JSON.Member]) throws(Failure) {
    let names = members.map(\.name).sorted(by: JSON.precedes)
    for (name, next) in zip(names, names.dropFirst()) where !JSON.precedes(name, next) {
      throw failure("the name \(name) stands twice")
    }
  }

  private mutating func array(depth: Int) throws(Failure) -> JSON {
    at += 1
    var values: [JSON] = []
    if take("]") { return .array([]) }
    repeat { values.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw failure("expected , or ]") }
    return .array(values)
  }
}
