/// A Japanese era, for dates and fiscal years as a city office writes them.
public struct Era: Sendable, Hashable {
  public let ja: String
  public let en: String
  /// The Gregorian year that the era counts as its first.
  public let firstYear: Int
  /// Its first day.
  public let month: Int
  public let day: Int

  /// Newest first. Sources: 元号法 (1979) and the cabinet orders of 1989-01-07 and 2019-04-01.
  public static let table = [
    Era(ja: "令和", en: "Reiwa", firstYear: 2019, month: 5, day: 1),
    Era(ja: "平成", en: "Heisei", firstYear: 1989, month: 1, day: 8),
    Era(ja: "昭和", en: "Showa", firstYear: 1926, month: 12, day: 25),
  ]

  /// The era of a day and the year within it; nil before 1926-12-25.
  public static func year(_ year: Int, month: Int, day: Int) -> EraYear? {
    let era = table.first { (year, month, day) >= ($0.firstYear, $0.month, $0.day) }
    return era.map { EraYear(era: $0, number: year - $0.firstYear + 1) }
  }

  /// The era by which a fiscal year (April to March) is named: the one of its last April day, save that
  /// FY2019 is called Reiwa 1 as well as Heisei 31.
  public static func fiscalYear(_ fiscalYear: Int) -> EraYear? {
    fiscalYear == 2019 ? EraYear(era: table[0], number: 1) : year(fiscalYear, month: 4, day: 30)
  }
}

/// `令和8`, `Reiwa 8`.
public struct EraYear: Sendable, Hashable {
  public let era: Era
  /// Counts from 1.
  public let number: Int

  /// 令和元年 has no 1 in it.
  public var ja: String { era.ja + (number == 1 ? "元" : String(number)) }
  public var en: String { "\(era.en) \(number)" }
}
