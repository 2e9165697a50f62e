/// A wall time as a calendar and a clock on the wall show it, in the proleptic Gregorian calendar.
///
/// Source of the day arithmetic: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
public struct CivilTime: Sendable, Hashable {
  public var year: Int
  public var month: Int
  public var day: Int
  public var hour: Int
  public var minute: Int
  public var second: Int

  /// - Parameter offset: what the place's clocks are ahead of UTC; Japan's are 9 hours, all year.
  public init(_ time: WallTime, offset: Duration) {
    let seconds = (time.milliseconds + offset.inMilliseconds).flooredQuotient(1000)
    let days = seconds.flooredQuotient(86_400)
    let clock = Int(seconds.flooredRemainder(86_400))
    (year, month, day) = Self.date(daysSinceEpoch: days)
    (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60)
  }

  /// `2026-11-22`
  public var dateText: String { "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))" }

  /// `10:15:00`
  public var clockText: String { "\(pad(hour, 2)):\(pad(minute, 2)):\(pad(second, 2))" }

  /// The fiscal year of a Japanese city, April to March.
  public var fiscalYear: Int { month >= 4 ? year : year - 1 }

  static func date(daysSinceEpoch: Int64) -> (Int, Int, Int) {
    let z = daysSinceEpoch + 719_468
    let era = z.flooredQuotient(146_097)
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (Int(year), Int(month), Int(dayOfYear - (153 * shifted + 2) / 5 + 1))
  }

  /// Days from 1970-01-01 to a date.
  public static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int64 {
    let y = Int64(month <= 2 ? year - 1 : year)
    let era = y.flooredQuotient(400)
    let yearOfEra = y - era * 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
