/// Durations, dates and counts, as a report writes them.
extension Phrase {
  /// Below a minute; `number` as it is to be shown.
  public static func reportSeconds(_ number: String) -> Phrase { Phrase(ja: "\(number)秒", en: "\(number) s") }

  /// From a minute on; parts that are zero at either end are left out.
  public static func reportLongDuration(days: Int, hours: Int, minutes: Int, seconds: Int) -> Phrase {
    let parts = [(days, "日", "d"), (hours, "時間", "h"), (minutes, "分", "min"), (seconds, "秒", "s")]
    let first = parts.firstIndex { $0.0 > 0 } ?? 3
    let last = parts.lastIndex { $0.0 > 0 } ?? 3
    let shown = parts[first...max(first, last)].enumerated().map { place, part in
      let number = place > 0 && part.0 < 10 ? "0\(part.0)" : String(part.0)
      return (number + part.1, "\(number) \(part.2)")
    }
    return Phrase(ja: shown.map(\.0).joined(), en: shown.map(\.1).joined(separator: " "))
  }

  /// - Parameter weekday: 0 is Sunday.
  public static func reportDate(year: Int, month: Int, day: Int, weekday: Int, eraJa: String?, eraEn: String?) -> Phrase
  {
    let ja = ["日", "月", "火", "水", "木", "金", "土"]
    let en = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    return Phrase(
      ja: (eraJa.map { "\($0)年" } ?? "\(year)年") + "\(month)月\(day)日（\(ja[weekday])）"
        + (eraJa == nil ? "" : "〔\(year)年〕"),
      en: "\(en[weekday]), \(day) \(months[month - 1]) \(year)" + (eraEn.map { " (\($0))" } ?? ""))
  }

  /// `令和8年度（2026年度）`; FY2019 is `令和元年度（平成31年度）`.
  public static func reportFiscalYear(_ year: Int, eraJa: String?, eraEn: String?) -> Phrase {
    let other = year == 2019 ? "平成31年度" : "\(year)年度"
    return Phrase(
      ja: eraJa.map { "\($0)年度（\(other)）" } ?? "\(year)年度",
      en: "fiscal year \(year)" + (eraEn.map { " (\($0))" } ?? ""))
  }

  public static let reportNoneApplicable = Phrase(ja: "該当なし", en: "none applicable")

  public static func reportAndMore(_ count: Int) -> Phrase { Phrase(ja: "ほか\(count)件", en: "and \(count) more") }
}
