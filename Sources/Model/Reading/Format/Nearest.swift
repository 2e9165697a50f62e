/// The nearest right word for a wrong one.
enum Nearest {
  /// - Returns: the candidate that takes the fewest slips of the keyboard (a letter too much, too few, another, or two
  ///   swapped), or nil when none takes at most one slip for every three letters.
  static func word(to wrong: String, among candidates: some Sequence<String>) -> String? {
    let wrongLetters = letters(wrong)
    guard !wrongLetters.isEmpty, wrongLetters.count <= 64 else { return nil }
    let most = max(1, wrongLetters.count / 3)
    var best: (word: String, distance: Int)?
    for candidate in candidates where candidate != wrong {
      guard abs(candidate.utf8.count - wrong.utf8.count) <= 4 * most else { continue }
      let other = letters(candidate)
      guard abs(other.count - wrongLetters.count) <= most else { continue }
      let distance = distance(wrongLetters, other)
      let limit = min(most, max(other.count - 1, 0))
      guard distance <= limit else { continue }
      // Of two that are equally near the first in the alphabet, whatever the order of the candidates.
      if let best, (best.distance, best.word) < (distance, candidate) { continue }
      best = (candidate, distance)
    }
    return best?.word
  }

  /// Upper and lower case, `-` and `_` are the same here: `connect-timeout` is no slip away from `connect_timeout`.
  private static func letters(_ word: String) -> [UInt32] {
    word.unicodeScalars.map { scalar in
      switch scalar {
      case "A"..."Z": scalar.value + 32
      case "-": 0x5F
      default: scalar.value
      }
    }
  }

  /// Damerau-Levenshtein (optimal string alignment).
  static func distance(_ a: [UInt32], _ b: [UInt32]) -> Int {
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
        row.append(best)
      }
      (before, last) = (last, row)
    }
    return last[b.count]
  }
}
