/// What the clocks of a place are ahead of UTC, for zones without summer time.
///
/// Reports must not depend on the machine that renders them, so no zone database is read: Japan's zone, UTC and
/// fixed offsets (`+09:00`) are known, and any other name gives UTC with `isKnown` false, which the report says.
public struct LocalZone: Sendable, Hashable {
  public let name: String
  public let offset: Duration
  public let isKnown: Bool

  public init(_ name: String) {
    let offset = Self.named[name] ?? Self.fixed(name)
    self.name = name
    self.offset = offset ?? .zero
    isKnown = offset != nil
  }

  private static let named: [String: Duration] = [
    "Asia/Tokyo": .seconds(9 * 3600), "Japan": .seconds(9 * 3600), "JST": .seconds(9 * 3600),
    "Asia/Seoul": .seconds(9 * 3600), "UTC": .zero, "Etc/UTC": .zero, "GMT": .zero, "Z": .zero,
  ]

  /// `+09:00`, `-0330`
  private static func fixed(_ name: String) -> Duration? {
    let digits = name.utf8.dropFirst().filter { $0 != UInt8(ascii: ":") }.map { Int($0) - 48 }
    guard let sign = name.first, sign == "+" || sign == "-", digits.count == 4,
      digits.allSatisfy({ (0...9).contains($0) })
    else { return nil }
    let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
    return .seconds((sign == "-" ? -60 : 60) * minutes)
  }

  public func civil(_ time: WallTime) -> CivilTime { CivilTime(time, offset: offset) }

  /// `UTC+9`, `UTC−3:30`, `UTC`
  public var label: String {
    let minutes = Int(offset.inMilliseconds / 60_000)
    guard minutes != 0 else { return "UTC" }
    let rest = abs(minutes) % 60
    return "UTC\(minutes < 0 ? "−" : "+")\(abs(minutes) / 60)" + (rest == 0 ? "" : ":\(rest < 10 ? "0" : "")\(rest)")
  }
}
