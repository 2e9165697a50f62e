extension WallTime {
  /// Reads ISO 8601 with a zone: `2026-11-22T10:15:00+09:00`, `…T01:15:00.250Z`, also with a space for the T.
  ///
  /// - Returns: nil when the text is anything else, or names a day or a time that doesn't exist.
  public init?(iso8601 text: some StringProtocol) {
    var scanner = Digits(Array(text.utf8))
    guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
      let day = scanner.number(2), scanner.skip("T") || scanner.skip(" "), let hour = scanner.number(2),
      scanner.skip(":"), let minute = scanner.number(2)
    else { return nil }
    var second = 0
    if scanner.skip(":") {
      guard let read = scanner.number(2) else { return nil }
      second = read
    }
    guard let fraction = scanner.milliseconds(), let offset = scanner.zone(), scanner.atEnd,
      CivilTime.exists(year: year, month: month, day: day), hour < 24, minute < 60, second < 60
    else { return nil }
    let days = CivilTime.daysSinceEpoch(year: year, month: month, day: day)
    let clock = Int64(hour * 3600 + minute * 60 + second - offset)
    self.init(milliseconds: (days * 86_400 + clock) * 1000 + Int64(fraction))
  }
}

extension CivilTime {
  /// Whether the calendar has this day.
  public static func exists(year: Int, month: Int, day: Int) -> Bool {
    guard (1...12).contains(month), day >= 1 else { return false }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }
}

/// A cursor over ASCII digits and separators.
private struct Digits {
  var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  var atEnd: Bool { bytes.isEmpty }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard bytes.first == UInt8(ascii: character) else { return false }
    bytes.removeFirst()
    return true
  }

  mutating func number(_ width: Int) -> Int? {
    guard bytes.count >= width else { return nil }
    var value = 0
    for byte in bytes.prefix(width) {
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    bytes.removeFirst(width)
    return value
  }

  /// An optional fraction of a second, cut to milliseconds; nil when a point is followed by no digit.
  mutating func milliseconds() -> Int? {
    guard skip(".") || skip(",") else { return 0 }
    var value = 0
    var count = 0
    while let digit = number(1) {
      if count < 3 { value = value * 10 + digit }
      count += 1
    }
    guard count > 0 else { return nil }
    return count == 1 ? value * 100 : count == 2 ? value * 10 : value
  }

  /// Seconds ahead of UTC.
  mutating func zone() -> Int? {
    if skip("Z") { return 0 }
    let sign = skip("+") ? 1 : skip("-") ? -1 : 0
    guard sign != 0, let hours = number(2), hours < 24 else { return nil }
    _ = skip(":")
    guard let minutes = atEnd ? 0 : number(2), minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
