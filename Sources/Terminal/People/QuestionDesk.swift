public import Catalogue
public import Engine
import Model

/// Where questions are laid before people.
public protocol QuestionDesk: Sendable {
  func take(_ change: QuestionChange)
}

/// What becomes of the question that is open; one at a time.
public enum QuestionChange: Sendable {
  case shown(QuestionCard)
  /// A line was typed, of this many columns; the next change tells whether it was an answer.
  case typed(columns: Int)
  /// The question is closed: answered, or taken back.
  case closed
  /// There is nobody to ask, so it isn't.
  case unasked(PeopleQuestion)
  /// Enter was pressed this many times although nothing was asked.
  case stray(lines: Int)
}

/// A question as it is put to people.
public struct QuestionCard: Sendable {
  public var question: PeopleQuestion
  /// Which one it is of those that are asked in one go, from 1.
  public var number: Int
  /// Questions that wait behind this one.
  public var waiting: Int
  /// Why the line before was no answer.
  public var objection: Phrase?

  public init(question: PeopleQuestion, number: Int = 1, waiting: Int, objection: Phrase? = nil) {
    self.question = question
    self.number = number
    self.waiting = waiting
    self.objection = objection
  }
}

extension QuestionCard {
  /// The whole question: what is asked, of whom, and what can be answered.
  func lines(width: Int, _ look: Look) -> [Line] {
    [rule(width, look), Line(look.say(question.title), .strong)].flatMap { $0.wrapped(to: width) }
      + facts(look).wrapped(to: width, indent: 2) + body(width, look) + closing(width, look)
  }

  /// What stays in sight where the whole question has scrolled by.
  func shortLines(width: Int, _ look: Look) -> [Line] {
    [rule(width, look), Line(look.say(question.title), .strong)].map { $0.fitted(to: width, look.style) }
      + command(width, look).map { $0.fitted(to: width, look.style) } + closing(width, look)
  }

  private func rule(_ width: Int, _ look: Look) -> Line {
    let symbol = look.symbols.rule
    var line = Line(String(repeating: symbol, count: 2) + " ", .active)
    line.append(look.say(.askHeading(number: number, of: number + waiting)) + " ", .active)
    line.append(String(repeating: symbol, count: max(0, min(width, 60) - line.columns)), .active)
    return line.fitted(to: width, look.style)
  }

  private func facts(_ look: Look) -> Line {
    var line = Line(look.say(.askStep(question.step)), .quiet)
    guard case .task(let task) = question.kind else { return line }
    if let role = task.role { line.append("  " + look.say(.askRole(.askRoleName(role.rawValue))), .quiet) }
    if let expected = task.expected { line.append("  " + look.say(.askExpected(expected.hours)), .quiet) }
    return line
  }

  private func body(_ width: Int, _ look: Look) -> [Line] {
    func text(_ words: String, _ ink: Ink = .plain) -> [Line] {
      visibleLines(words).flatMap { Line($0, ink).wrapped(to: width) }
    }
    switch question.kind {
    case .task(let task):
      let items = task.items.flatMap { Line("- \(look.say($0))").wrapped(to: width, indent: 2) }
      let instruction = look.say(task.instruction)
      // A title that only repeats the instruction needn't be said twice.
      return (instruction == look.say(question.title) ? [] : text(instruction)) + items
    case .undo(let words): return text(look.say(.askUndo), .warning) + text(look.say(words))
    case .doubt(let isUndo):
      return text(look.say(.askDoubt(isUndo: isUndo)), .warning)
        + command(width, look).flatMap { $0.wrapped(to: width, indent: 2) }
    case .failure(let outcome):
      let word = look.say(.askFailed(.stepResult(outcome.result.rawValue)))
      return text(word, .bad) + (outcome.reason.map { text(look.say($0.text)) } ?? [])
    }
  }

  /// Where to look, and for what.
  private func command(_ width: Int, _ look: Look) -> [Line] {
    guard let command = question.command else { return [] }
    let civil = CivilTime(command.startedAt, offset: look.utcOffset)
    let facts = [
      Phrase.askHost(command.host), .askStarted("\(civil.dateText) \(civil.clockText)"),
      command.text.map { .askCommand($0) } ?? .askCommandHidden,
    ]
    return facts.flatMap { fact in visibleLines(look.say(fact)).map { Line($0) } }
  }

  /// What was wrong with the line before, and what can be answered.
  func closing(_ width: Int, _ look: Look) -> [Line] {
    return (objection.map { Line(look.say($0), .warning).wrapped(to: width) } ?? []) + keys(width, look)
  }

  /// The answers side by side, as many to a line as it holds.
  private func keys(_ width: Int, _ look: Look) -> [Line] {
    let choices = question.kind.choices
    var lines = [Line()]
    for phrase in choices.map(\.label) + [.askKeysEnd(choices.map(\.word))] {
      let key = Line(look.say(phrase), .active)
      if let last = lines.last, last.columns > 0, last.columns + 3 + key.columns > width { lines.append(Line()) }
      if lines[lines.count - 1].columns > 0 { lines[lines.count - 1].append("   ") }
      lines[lines.count - 1].append(key)
    }
    return lines.flatMap { $0.wrapped(to: width) }
  }
}

extension PeopleQuestion {
  /// The one line that stands for a question that nobody is there to be asked.
  func unasked(_ look: Look) -> Line {
    let title = Phrase.words(ja: title.text(.ja), en: title.text(.en))
    let phrase: Phrase =
      switch kind {
      case .task: .askNobodyToAsk(step: step, title: title)
      case .failure: .askNobodyToDecide(step: step, title: title)
      case .undo: .askNobodyToUndo(step: step, title: title)
      case .doubt: .askNobodyToTell(step: step, title: title)
      }
    return Line(look.say(phrase), .warning)
  }
}
