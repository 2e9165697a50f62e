import Catalogue
import Model

/// The lines that are about to go above the live area, bounded so that a fast run doesn't bury what went wrong.
struct Scroll {
  /// More lines of success than this between two drawings can't be read by anyone.
  private static let passedLimit = 200

  private var lines: [Line] = []
  private var passed = 0
  /// Steps that aren't run, by their reasons in the order in which those came.
  private var notRun: [(reason: Reason, first: String, count: Int)] = []

  /// Takes an event in by counting it where more than a count would be too much to read.
  ///
  /// - Returns: whether nothing more is to be told of it.
  mutating func onlyCounts(_ event: Event) -> Bool {
    switch event.body {
    case .stepEnded(_, _, let outcome) where outcome.result.isDone && outcome.note == nil:
      passed += 1
      return passed > Self.passedLimit
    case .stepSettled(let step, .notRun, let reason, _):
      if let place = notRun.firstIndex(where: { $0.reason == reason }) {
        notRun[place].count += 1
      } else {
        notRun.append((reason, step, 1))
      }
      return true
    default: return false
    }
  }

  mutating func add(_ entry: StoryEntry, for event: Event, width: Int, _ look: Look) {
    if case .stepEnded(_, _, let outcome) = event.body, outcome.result.isDone, entry.details.isEmpty {
      lines.append(entry.head.fitted(to: width, look.style))
    } else {
      add(entry, width: width)
    }
  }

  /// Adds an entry in full.
  mutating func add(_ entry: StoryEntry, width: Int) {
    lines += entry.all.flatMap { $0.wrapped(to: width, indent: 4) }
  }

  /// All lines since the last time, to be written now.
  mutating func take(width: Int, _ look: Look) -> [Line] {
    if passed > Self.passedLimit { lines.append(Line(look.say(.storyMorePassed(passed - Self.passedLimit)), .quiet)) }
    for group in notRun {
      let why = Phrase.words(ja: group.reason.text.text(.ja), en: group.reason.text.text(.en))
      var line = Line("\(look.symbols.skipped) ", .warning)
      line.append(look.say(.storyNotRun(first: group.first, more: group.count - 1, why: why)))
      lines.append(line)
    }
    defer { (lines, passed, notRun) = ([], 0, []) }
    return lines.flatMap { $0.wrapped(to: width, indent: 4) }
  }
}
