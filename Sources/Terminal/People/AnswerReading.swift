import Catalogue
import Engine

/// What a typed line means as an answer.
enum ReadAnswer: Equatable {
  case done(note: String?)
  case failed(note: String?)
  case skip(reason: String)
  case retry
  /// Nothing was typed.
  case nothing
  case unclear(Phrase)

  /// Reads `done [note]`, `failed [note]`, `skip reason` or `retry`, the letters that stand for them, or the Japanese
  /// words, also in full-width letters as an input method leaves them.
  init(_ line: String, to kind: PeopleQuestion.Kind) {
    let line = line.trimmed
    guard !line.isEmpty else {
      self = .nothing
      return
    }
    let end = line.firstIndex(where: \.isSpace) ?? line.endIndex
    let rest = String(line[end...]).trimmed
    let note = rest.isEmpty ? nil : visible(rest)
    switch (Self.word(String(line[..<end])), kind) {
    case (.done, _): self = .done(note: note)
    case (.failed, _): self = .failed(note: note)
    case (.skip, .task), (.skip, .failure), (.skip, .doubt(isUndo: false)):
      self = note.map { .skip(reason: $0) } ?? .unclear(.askReasonMissing)
    case (.retry, .failure), (.retry, .doubt): self = .retry
    default: self = .unclear(.askNotAnAnswer(visible(line)))
    }
  }

  private enum Word { case done, failed, skip, retry }

  private static func word(_ text: String) -> Word? {
    switch text.halfWidth.lowercased() {
    case "d", "done", "h", "hand", "完了", "手作業": .done
    case "f", "fail", "failed", "x", "stop", "失敗", "止める": .failed
    case "s", "skip", "省略": .skip
    case "r", "retry", "再試行": .retry
    default: nil
    }
  }

  /// The answer to the one who asked; nil where the line was none.
  func answer(by person: String, via: String) -> PeopleAnswer? {
    switch self {
    case .done(let note): .done(note: note, by: person, via: via)
    case .failed(let note): .failed(note: note, by: person, via: via)
    case .skip(let reason): .skip(reason: reason, by: person, via: via)
    case .retry: .retry(by: person, via: via)
    case .nothing, .unclear: nil
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
