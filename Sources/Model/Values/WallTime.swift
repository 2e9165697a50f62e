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
    return "\(civil.dateText)T\(civil.clockText).\(pad(Int(milliseconds.flooredRemainder(1000)), 3))Z"
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

func pad(_ number: Int, _ width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: Swift.max(0, width - text.utf8.count)) + text
}
