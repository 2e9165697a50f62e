import Catalogue
import Engine

/// What a typed line means as an answer.
enum ReadAnswer: Equatable {
  case done(note: String?)
  case failed(note: String?)
  case skip(reason: String)
  case retry(note: String?)
  /// Nothing was typed.
  case nothing
  case unclear(Phrase)

  /// Reads a letter or a word that the question lists, and what follows it; also in full-width letters as an input
  /// method leaves them. Nothing else is an answer.
  init(_ line: String, to kind: PeopleQuestion.Kind) {
    let line = line.trimmed
    guard !line.isEmpty else {
      self = .nothing
      return
    }
    let end = line.firstIndex(where: \.isSpace) ?? line.endIndex
    let rest = String(line[end...]).trimmed
    let note = rest.isEmpty ? nil : visible(rest)
    let word = String(line[..<end]).halfWidth.lowercased()
    switch kind.choices.first(where: { $0.spellings.contains(word) })?.meaning {
    case .done: self = .done(note: note)
    case .failed: self = .failed(note: note)
    case .skip: self = note.map { .skip(reason: $0) } ?? .unclear(.askReasonMissing)
    case .retry: self = .retry(note: note)
    case nil: self = .unclear(.askNotAnAnswer(visible(line)))
    }
  }

  /// The answer to the one who asked; nil where the line was none.
  func answer(by person: String, via: String) -> PeopleAnswer? {
    switch self {
    case .done(let note): .done(note: note, by: person, via: via)
    case .failed(let note): .failed(note: note, by: person, via: via)
    case .skip(let reason): .skip(reason: reason, by: person, via: via)
    case .retry(let note): .retry(note: note, by: person, via: via)
    case .nothing, .unclear: nil
    }
  }
}

/// One way to answer a question: what is shown of it is what is read.
struct Choice {
  enum Meaning { case done, failed, skip, retry }

  let meaning: Meaning
  let letter: String
  /// Instead of the letter; in either language.
  let word: Phrase
  let label: Phrase

  var spellings: [String] { [letter, word.ja, word.en] }

  fileprivate static func done(_ label: Phrase) -> Choice { .init(meaning: .done, "d", .askWordDone, label) }
  fileprivate static func failed(_ label: Phrase) -> Choice { .init(meaning: .failed, "f", .askWordFailed, label) }
  fileprivate static func retry(_ label: Phrase) -> Choice { .init(meaning: .retry, "r", .askWordRetry, label) }
  fileprivate static let skip = Choice(meaning: .skip, "s", .askWordSkip, .askKeySkip)
  /// A letter of its own: nobody should take a step that failed for done by habit.
  fileprivate static let byHand = Choice(meaning: .done, "h", .askWordByHand, .askKeyByHand)

  private init(meaning: Meaning, _ letter: String, _ word: Phrase, _ label: Phrase) {
    (self.meaning, self.letter, self.word, self.label) = (meaning, letter, word, label)
  }
}

extension PeopleQuestion.Kind {
  /// A run that is asked to stop needs the answer all the same; the others it takes back.
  var outlastsStop: Bool {
    switch self {
    case .task, .failure: false
    case .undo, .doubt: true
    }
  }

  /// What can be answered.
  var choices: [Choice] {
    switch self {
    case .task: [.done(.askKeyDone), .failed(.askKeyFailed), .skip]
    case .failure: [.retry(.askKeyRetry), .skip, .byHand, .failed(.askKeyStop)]
    case .undo: [.done(.askKeyUndone), .failed(.askKeyNotUndone)]
    case .doubt(isUndo: false): [.done(.askKeyWasDone), .retry(.askKeyRunAgain), .skip, .failed(.askKeyHadFailed)]
    case .doubt(isUndo: true): [.done(.askKeyWasUndone), .retry(.askKeyRunAgain), .failed(.askKeyHadFailed)]
    }
  }
}

extension Character {
  /// Also the wide space of Japanese input.
  fileprivate var isSpace: Bool { isWhitespace }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first?.isSpace == true { text.removeFirst() }
    while text.last?.isSpace == true { text.removeLast() }
    return String(text)
  }

  /// Full-width letters as plain ones (U+FF01 to U+FF5E lie in ASCII's order).
  fileprivate var halfWidth: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          (0xFF01...0xFF5E).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
        }))
  }
}
