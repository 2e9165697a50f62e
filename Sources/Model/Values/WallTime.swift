/// An instant of the wall clock in milliseconds since 1970-01-01T00:00:00Z.
///
/// Wall time says when something happened; how long it took is measured on the monotonic clock.
public struct WallTime: Sendable, Hashable, Comparable {
  public var milliseconds: Int64

  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  public static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

  public static func - (a: Self, b: Self) -> Duration { .milliseconds(a.milliseconds - b.milliseconds) }

  public static func + (a: Self, b: Duration) -> Self {
    Self(milliseconds: a.milliseconds + b.inMilliseconds)
  }

  /// ISO 8601 in UTC with milliseconds: `2026-11-22T01:15:00.000Z`.
  public var iso8601: String {
    let civil = CivilTime(self, offset: .zero)
    var text: [UInt8] = []
    text.reserveCapacity(24)
    text.append(civil.year, atLeast: 4, then: "-")
    text.append(civil.month, atLeast: 2, then: "-")
    text.append(civil.day, atLeast: 2, then: "T")
    text.append(civil.hour, atLeast: 2, then: ":")
    text.append(civil.minute, atLeast: 2, then: ":")
    text.append(civil.second, atLeast: 2, then: ".")
    text.append(Int(milliseconds.flooredRemainder(1000)), atLeast: 3, then: "Z")
    return String(decoding: text, as: UTF8.self)
  }
}

extension Duration {
  /// Whole milliseconds, rounded towards zero.
  public var inMilliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }

  /// Whole microseconds, rounded towards zero.
  public var inMicroseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }

  /// Seconds as a number, for JSON and charts only.
  public var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}

extension FixedWidthInteger {
  func flooredRemainder(_ divisor: Self) -> Self {
    let remainder = self % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }

  func flooredQuotient(_ divisor: Self) -> Self {
    (self - flooredRemainder(divisor)) / divisor
  }
}

extension [UInt8] {
  /// Appends decimal digits, with zeros before them, and a mark.
  fileprivate mutating func append(_ number: Int, atLeast width: Int, then mark: Unicode.Scalar) {
    if number < 0 { append(UInt8(ascii: "-")) }
    let digits = number.magnitude
    var divisor: UInt = 1
    for _ in 1..<width { divisor *= 10 }
    while digits / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(ascii: "0") + UInt8(digits / divisor % 10))
      divisor /= 10
    }
    append(UInt8(ascii: mark))
  }
}

func pad(_ number: Int, _ width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: Swift.max(0, width - text.utf8.count)) + text
}
