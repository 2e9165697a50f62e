/// The one spelling of a time in records, written and read without detours: there is one on every line of a journal.
extension WallTime {
  /// Reads `2026-11-22T01:15:00.000Z`; nil for any other spelling and for times that don't exist, as in the year 0.
  init?(canonical text: String) {
    var text = text
    let parsed = text.withUTF8 { bytes -> WallTime? in
      guard bytes.count == 24, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
        bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
        bytes[19] == UInt8(ascii: "."), bytes[23] == UInt8(ascii: "Z")
      else { return nil }
      func number(_ range: Range<Int>) -> Int? {
        var value = 0
        for index in range {
          let digit = bytes[index] &- UInt8(ascii: "0")
          guard digit < 10 else { return nil }
          value = value * 10 + Int(digit)
        }
        return value
      }
      guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
        let minute = number(14..<16), let second = number(17..<19), let millisecond = number(20..<23),
        year > 0, CivilTime.exists(year: year, month: month, day: day), hour < 24, minute < 60, second < 60
      else { return nil }
      let days = CivilTime.daysSinceEpoch(year: year, month: month, day: day)
      let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second)
      return WallTime(milliseconds: seconds * 1000 + Int64(millisecond))
    }
    guard let parsed else { return nil }
    self = parsed
  }
}
