/// The languages in which everything that a person reads exists.
public enum Language: String, Sendable, Hashable, CaseIterable {
  case ja, en
}

/// One text of the catalogue, complete in both languages.
///
/// Every user-facing text of Sonae is a `Phrase` that stands in this room, in a file named after
/// its subject (`Phrase+Validation.swift`, `Phrase+Report.swift`, …); other rooms name it and give the facts. Its
/// initializer is internal, so that none can be written outside.
public struct Phrase: Sendable, Hashable {
  public let ja: String
  public let en: String

  public func text(_ language: Language) -> String {
    language == .ja ? ja : en
  }
}
