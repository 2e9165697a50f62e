public import Catalogue

/// Something in the workspace's files that is wrong, or that someone ought to look at.
public struct Diagnostic: Sendable, Hashable {
  public enum Severity: String, Sendable, CaseIterable {
    case error, warning
  }

  public var severity: Severity
  public var code: Code
  public var mark: Mark
  /// Where it stands in the file's tree: `systems[3].objectives[0].rto`; empty for the file as a whole.
  public var path: String
  /// What is wrong and what to do about it.
  public var phrase: Phrase
  /// The nearest word that would be right, when one is near enough.
  public var suggestion: String?

  init(
    _ severity: Severity, _ code: Code, at mark: Mark, path: String = "", _ phrase: Phrase, suggestion: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.mark = mark
    self.path = path
    self.phrase = phrase
    self.suggestion = suggestion
  }

  /// The message with its suggestion, without the place.
  public func message(_ language: Language) -> String {
    guard let suggestion else { return phrase.text(language) }
    return phrase.text(language) + Phrase.didYouMean(suggestion).text(language)
  }

  /// One line as compilers print it: `file:line:column: error: message [code]`.
  public func line(_ language: Language) -> String {
    let place = "\(mark.file):\(mark.line):\(mark.column)"
    let kind = (severity == .error ? Phrase.errorWord : Phrase.warningWord).text(language)
    return "\(place): \(kind): \(message(language)) [\(code.rawValue)]"
  }

  /// For `--json`: both languages, so that a reader needs no catalogue.
  public var json: JSON {
    .members([
      "severity": .string(severity.rawValue), "code": .string(code.rawValue), "file": .string(mark.file),
      "line": .integer(Int64(mark.line)), "column": .integer(Int64(mark.column)), "path": .string(path),
      "ja": .string(phrase.ja), "en": .string(phrase.en), "suggestion": suggestion.map { .string($0) },
    ])
  }

  /// The order in which they are shown: by file and place, errors before warnings.
  static func precedes(_ a: Self, _ b: Self) -> Bool {
    if a.mark != b.mark { return a.mark < b.mark }
    if a.severity != b.severity { return a.severity == .error }
    return (a.code.rawValue, a.phrase.en) < (b.code.rawValue, b.phrase.en)
  }
}
