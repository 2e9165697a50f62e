/// Numbers and strings.
extension JSONReader {
  /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
  mutating func number() throws(Failure) -> JSON {
    let start = at
    if peek == UInt8(ascii: "-") { at += 1 }
    let leading = peek
    let digits = skipDigits()
    guard digits > 0 else { throw failure("expected a value") }
    guard digits == 1 || leading != UInt8(ascii: "0") else { throw failure("a number with a leading zero") }
    let whole = try !skipFraction()
    let plain = try !skipExponent() && whole
    if plain, let value = integer(start..<at) { return .integer(value) }
    guard let value = Double(String(decoding: bytes[start..<at], as: UTF8.self)), value.isFinite else {
      throw failure("a number that is too large")
    }
    return .number(value)
  }

  private mutating func skipDigits() -> Int {
    let start = at
    while peek &- UInt8(ascii: "0") < 10 { at += 1 }
    return at - start
  }

  private mutating func skipFraction() throws(Failure) -> Bool {
    guard peek == UInt8(ascii: ".") else { return false }
    at += 1
    guard skipDigits() > 0 else { throw failure("expected a digit after the point") }
    return true
  }

  private mutating func skipExponent() throws(Failure) -> Bool {
    guard peek | 0x20 == UInt8(ascii: "e") else { return false }
    at += 1
    if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { at += 1 }
    guard skipDigits() > 0 else { throw failure("expected a digit in the exponent") }
    return true
  }

  /// The value of a run of digits with or without a sign; nil when it doesn't fit.
  private func integer(_ range: Range<Int>) -> Int64? {
    let negative = bytes[range.lowerBound] == UInt8(ascii: "-")
    var value: Int64 = 0
    for index in range.dropFirst(negative ? 1 : 0) {
      let digit = Int64(bytes[index] - UInt8(ascii: "0"))
      let (tens, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, alsoTooLarge) =
        negative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
      guard !tooLarge, !alsoTooLarge else { return nil }
      value = sum
    }
    return value
  }

  mutating func string() throws(Failure) -> String {
    guard peek == UInt8(ascii: "\"") else { throw failure("expected a string") }
    at += 1
    let start = at
    skipPlain()
    guard peek != UInt8(ascii: "\"") else {
      defer { at += 1 }
      return try text(bytes[start..<at])
    }
    var unescaped = Array(bytes[start..<at])
    while peek == UInt8(ascii: "\\") {
      at += 1
      try appendEscaped(to: &unescaped)
      let plain = at
      skipPlain()
      unescaped += bytes[plain..<at]
    }
    guard at < bytes.count else { throw failure("the string has no end") }
    guard peek == UInt8(ascii: "\"") else { throw failure("a control character inside a string") }
    at += 1
    return try text(unescaped[...])
  }

  /// Goes on to the next quotation mark, backslash, control character or the end.
  private mutating func skipPlain() {
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return }
      at += 1
    }
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws(Failure) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw failure("not UTF-8") }
    return text
  }

  private mutating func appendEscaped(to text: inout [UInt8]) throws(Failure) {
    let character = peek
    at += 1
    switch character {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(character)
    case UInt8(ascii: "u"): text += UTF8.encode(try scalar()).map(Array.init) ?? []
    default:
      at -= 1
      throw failure("unknown escape")
    }
  }

  private mutating func scalar() throws(Failure) -> Unicode.Scalar {
    var unit = try hex4()
    if (0xD800..<0xDC00).contains(unit) {
      guard peek == UInt8(ascii: "\\"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "u") else {
        throw failure("half of a surrogate pair")
      }
      at += 2
      let low = try hex4()
      guard (0xDC00..<0xE000).contains(low) else { throw failure("half of a surrogate pair") }
      unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(unit) else { throw failure("half of a surrogate pair") }
    return scalar
  }

  private mutating func hex4() throws(Failure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      switch peek {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(peek - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
        value = value << 4 | UInt32(peek | 0x20 - UInt8(ascii: "a") + 10)
      default: throw failure("expected four hexadecimal digits")
      }
      at += 1
    }
    return value
  }
}
