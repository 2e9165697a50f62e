/// What HostKeyAlgorithms and its like make of this client's own algorithms: a list of names or patterns, with `+`, `-` or
/// `^` before it for added to ssh's list, taken out of it, or put first in it.
struct AlgorithmList {
  private let sign: Character?
  private let patterns: [HostPattern]

  init(_ text: String) {
    sign = text.first.flatMap { "+-^".contains($0) ? $0 : nil }
    patterns = text.dropFirst(sign == nil ? 0 : 1).split(separator: ",").map { HostPattern($0) }
  }

  /// The order is somebody's wish, and not to be changed.
  var isRanked: Bool { sign == nil || sign == "^" }

  /// Those of ours that are left. All of them stand in ssh's own lists.
  func applied(to ours: [String]) -> [String] {
    var named: [String] = []
    for pattern in patterns {
      named += ours.filter { !named.contains($0) && HostPattern.matches($0, anyOf: [pattern]) }
    }
    let others = ours.filter { !named.contains($0) }
    return switch sign {
    case "+": ours
    case "-": others
    case "^": named + others
    default: named
    }
  }
}
