import Glibc

extension Duration {
  /// Reads `500ms`, `30s`, `3m`, `2h`, `1d` or a sum of them from the largest to the smallest unit: `1h30m`.
  ///
  /// - Returns: nil for anything else, for a number without a unit, and for more than a hundred years.
  public init?(reading text: some StringProtocol) {
    var total: Int64 = 0
    var lastUnit = Int64.max
    var rest = Array(text.utf8)[...]
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { (48...57).contains($0) }
      guard !digits.isEmpty, digits.count <= 12, let number = Int64(String(decoding: digits, as: UTF8.self)) else {
        return nil
      }
      rest = rest.dropFirst(digits.count)
      let letters = rest.prefix { !(48...57).contains($0) }
      rest = rest.dropFirst(letters.count)
      guard let unit = Self.milliseconds(in: String(decoding: letters, as: UTF8.self)), unit < lastUnit else {
        return nil
      }
      lastUnit = unit
      let (product, tooLong) = number.multipliedReportingOverflow(by: unit)
      total += tooLong ? Self.mostMilliseconds : min(product, Self.mostMilliseconds)
      guard total < Self.mostMilliseconds else { return nil }
    }
    self = .milliseconds(total)
  }

  private static let mostMilliseconds: Int64 = 100 * 366 * 86_400_000

  private static func milliseconds(in unit: String) -> Int64? {
    switch unit {
    case "ms": 1
    case "s": 1_000
    case "m": 60_000
    case "h": 3_600_000
    case "d": 86_400_000
    default: nil
    }
  }
}

/// How single values are read. Each gives nil for what it can't take.
enum Scalars {
  /// `64KiB`, `1MiB`, `1GiB` or bytes with a `B`.
  static func size(_ text: String) -> Int? {
    for (unit, factor) in [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("B", 1)] where text.hasSuffix(unit) {
      guard let number = integer(String(text.dropLast(unit.count))), (1...1 << 20).contains(number) else { return nil }
      return number * factor
    }
    return nil
  }

  /// Decimal digits without leading zeros: `010` would be eight in YAML 1.1 and ten elsewhere.
  static func integer(_ text: String) -> Int? {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    guard digits.allSatisfy({ (48...57).contains($0) }), digits.count == 1 || digits.first != 48 else { return nil }
    return Int(text)
  }

  static func number(_ text: String) -> Double? {
    let allowed = text.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    let plain = text.utf8.drop { $0 == UInt8(ascii: "-") }
    let isOctal = plain.count > 1 && plain.first == 48 && plain.dropFirst().first != UInt8(ascii: ".")
    guard allowed, !isOctal, plain.first != UInt8(ascii: "."), plain.last != UInt8(ascii: ".") else { return nil }
    return Double(text)
  }

  /// `2027-03-31`, a day that the calendar has.
  static func isDate(_ text: String) -> Bool {
    guard let parts = digits(text, [4, 2, 2]) else { return false }
    return CivilTime.exists(year: parts[0], month: parts[1], day: parts[2])
  }

  /// `2018-12`
  static func isMonth(_ text: String) -> Bool {
    guard let parts = digits(text, [4, 2]) else { return false }
    return (1...12).contains(parts[1])
  }

  private static func digits(_ text: String, _ widths: [Int]) -> [Int]? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == widths, parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    return parts.compactMap { Int($0) }
  }

  /// `[A-Za-z0-9][A-Za-z0-9._-]*`, at most 64 letters.
  static func isID(_ text: String, dots: Bool) -> Bool {
    guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count <= 64 else { return false }
    return text.utf8.allSatisfy {
      isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || dots && $0 == UInt8(ascii: ".")
    }
  }

  /// `[A-Za-z_][A-Za-z0-9_-]*`, at most 64 letters.
  static func isVariable(_ text: some Sequence<UInt8>) -> Bool {
    var count = 0
    for byte in text {
      let isDigit = (48...57).contains(byte) || byte == UInt8(ascii: "-")
      guard isAlphanumeric(byte) || byte == UInt8(ascii: "_") || isDigit, count > 0 || !isDigit else { return false }
      count += 1
    }
    return (1...64).contains(count)
  }

  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }

  /// `host:port`, `[::1]:port`; a template may stand for either.
  static func isAddress(_ text: String) -> Bool {
    guard let colon = text.lastIndex(of: ":") else { return false }
    let (host, port) = (text[..<colon], text[text.index(after: colon)...])
    let named = port.hasPrefix("{{") && port.hasSuffix("}}")
    let hostIsWhole = host.hasPrefix("[") ? host.hasSuffix("]") : !host.contains(":")
    return !host.isEmpty && hostIsWhole && !host.contains(" ") && !host.contains("/")
      && (named || integer(String(port)).map { (1...65_535).contains($0) } ?? false)
  }

  /// `http://host…` or `https://host…`
  static func isURL(_ text: String) -> Bool {
    for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
      let rest = text.dropFirst(scheme.count)
      return !(rest.isEmpty || rest.hasPrefix("/") || rest.contains { $0 == " " || $0 == "\n" })
    }
    return text.hasPrefix("{{")
  }
}

/// POSIX extended regular expressions as the C library compiles them.
enum Regex {
  /// The C library's parser calls itself for each group and builds a node for each repetition, so both are bounded.
  static let mostBytes = 1_000
  static let mostRepetitions = 2_000

  enum Problem: Error, Hashable {
    case tooLarge
    /// In the words of the C library.
    case wrong(String)
    case groups(Int)
  }

  /// What keeps a pattern from being used; nil when nothing does.
  static func problem(_ pattern: String, groups: Int?) -> Problem? {
    guard pattern.utf8.count <= mostBytes, repetitions(pattern) <= mostRepetitions else { return .tooLarge }
    var compiled = regex_t()
    let code = regcomp(&compiled, pattern, REG_EXTENDED)
    guard code == 0 else {
      var text = [CChar](repeating: 0, count: 200)
      regerror(code, &compiled, &text, text.count)
      return .wrong(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    defer { regfree(&compiled) }
    if let groups, compiled.re_nsub != groups { return .groups(Int(compiled.re_nsub)) }
    return nil
  }

  /// The product of all `{n,m}`: how often the innermost part would be copied.
  private static func repetitions(_ pattern: String) -> Int {
    var product = 1
    for part in pattern.split(separator: "{").dropFirst() {
      let bounds = part.prefix { $0 != "}" }.split(separator: ",").compactMap { Int($0) }
      product = min(product * max(bounds.max() ?? 1, 1), mostRepetitions + 1)
    }
    return product
  }
}
