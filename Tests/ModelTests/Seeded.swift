import Simulation
import TestKit

/// Values of all kinds that a seed decides.
struct Seeded: RandomNumberGenerator {
  private var numbers: SplitMix64

  init(seed: UInt64) { numbers = SplitMix64(seed: seed) }

  mutating func next() -> UInt64 { numbers.next() }

  mutating func chance(_ one: Int, in all: Int) -> Bool { Int.random(in: 0..<all, using: &self) < one }

  mutating func maybe<T>(_ make: (inout Seeded) -> T) -> T? { chance(1, in: 2) ? make(&self) : nil }

  mutating func list<T>(upTo count: Int, _ make: (inout Seeded) -> T) -> [T] {
    (0..<Int.random(in: 0...count, using: &self)).map { _ in make(&self) }
  }

  mutating func one<T: CaseIterable>(of type: T.Type = T.self) -> T where T.AllCases: RandomAccessCollection {
    type.allCases.randomElement(using: &self)!
  }

  /// Texts of the kind that break codecs: quotes, controls, both languages, scalars beyond the basic plane, nothing.
  mutating func text() -> String {
    let pieces = [
      "a", "Z9", "\"", "\\", "\n", "\r\n", "\t", "\u{1}", "\u{1F}", "\u{7F}", "復旧", "が", "か\u{3099}", "𠮷", "🧯",
      "\u{FFFD}", "\u{E000}", "/", "{}", "[,]", " ", "\u{2028}", "\u{0}", "é",
    ]
    return list(upTo: 6) { pieces.randomElement(using: &$0)! }.joined()
  }

  mutating func localized() -> LocalizedTextParts {
    chance(1, in: 3)
      ? LocalizedTextParts(ja: nil, en: nil, both: text())
      : LocalizedTextParts(ja: text(), en: maybe { $0.text() }, both: nil)
  }

  struct LocalizedTextParts {
    var ja: String?
    var en: String?
    var both: String?
  }
}
