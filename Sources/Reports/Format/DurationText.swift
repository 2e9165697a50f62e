import Catalogue
import Model

extension Duration {
  /// In words, for tables and sentences: `42.1秒`, `12 min 05 s`, `3時間`.
  ///
  /// Rounded up to what is shown, so that a time that passed its target by a hair never looks as if it had met it.
  func words(_ language: Language) -> String {
    let milliseconds = magnitudeInMilliseconds
    let sign = self < .zero ? "−" : ""
    let tenths = (milliseconds + 99) / 100
    if tenths < 600 {
      return sign
        + Phrase.reportSeconds(tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)").text(language)
    }
    let seconds = Int((milliseconds + 999) / 1000)
    let days = seconds >= 48 * 3600 ? seconds / 86_400 : 0
    let rest = seconds - days * 86_400
    return sign
      + Phrase.reportLongDuration(days: days, hours: rest / 3600, minutes: rest / 60 % 60, seconds: rest % 60)
      .text(language)
  }

  /// On a stopwatch, cut to tenths: `+0:00:42.1`, `−1:30:00.0`.
  var stopwatch: String {
    let tenths = magnitudeInMilliseconds / 100
    return (self < .zero ? "−" : "+") + Self.clock(tenths / 10) + ".\(tenths % 10)"
  }

  /// Without a sign, rounded up to tenths: `0:00:42.2`.
  var clockTenths: String {
    let tenths = (magnitudeInMilliseconds + 99) / 100
    return Self.clock(tenths / 10) + ".\(tenths % 10)"
  }

  /// `0:00:42`
  var clockFace: String { (self < .zero ? "−" : "") + Self.clock(magnitudeInMilliseconds / 1000) }

  /// Seconds with at most three decimals, rounded up.
  var jsonSeconds: JSON {
    let milliseconds = (inMicroseconds + (self < .zero ? 0 : 999)) / 1000
    return milliseconds % 1000 == 0 ? .integer(milliseconds / 1000) : .number(Double(milliseconds) / 1000)
  }

  private var magnitudeInMilliseconds: Int64 { (abs(inMicroseconds) + 999) / 1000 }

  private static func clock(_ seconds: Int64) -> String {
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }
}
