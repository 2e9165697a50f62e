/// A pattern as ssh_config and known_hosts use it: `*`, `?`, and `!` in front for "not this".
struct HostPattern: Sendable, Hashable {
  let isNegated: Bool
  private let pattern: [UInt8]

  init(_ text: some StringProtocol) {
    self.init(Array(text.utf8)[...])
  }

  private init(_ text: ArraySlice<UInt8>) {
    isNegated = text.first == UInt8(ascii: "!")
    pattern = Array(text.dropFirst(isNegated ? 1 : 0))
  }

  /// Of known_hosts, where capitals make no difference: names to match are given in lower case. Empty, as in ssh, when
  /// one of them is longer than a pattern can be there.
  static func list(_ commaSeparated: some Sequence<UInt8>) -> [HostPattern] {
    let lower = commaSeparated.map { (65...90).contains($0) ? $0 + 32 : $0 }
    let patterns = lower.split(separator: UInt8(ascii: ",")).map { HostPattern($0) }
    return patterns.allSatisfy { $0.pattern.count < longest } ? patterns : []
  }

  private static let longest = 1023

  /// The name when it is neither negated nor has a `*` or `?`.
  var plainName: [UInt8]? {
    let isPlain = !isNegated && !pattern.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    return isPlain ? pattern : nil
  }

  /// One match without `!` is needed, one with `!` forbids.
  static func matches(_ name: String, anyOf patterns: [HostPattern]) -> Bool {
    var isMatch = false
    let bytes = Array(name.utf8)
    for pattern in patterns where pattern.matchesText(bytes) {
      if pattern.isNegated { return false }
      isMatch = true
    }
    return isMatch
  }

  /// Linear in pattern times name: the last `*` is the only place to come back to.
  private func matchesText(_ text: [UInt8]) -> Bool {
    var place = 0
    var at = 0
    var star: (place: Int, at: Int)?
    while at < text.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        star = (place, at)
        place += 1
      } else if place < pattern.count, pattern[place] == UInt8(ascii: "?") || pattern[place] == text[at] {
        place += 1
        at += 1
      } else if let last = star {
        star = (last.place, last.at + 1)
        place = last.place + 1
        at = last.at + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
