public import Catalogue

/// A text that the workspace's authors wrote: in Japanese, in English or in both.
public struct LocalizedText: Sendable, Hashable {
  public var ja: String?
  public var en: String?

  public init(ja: String? = nil, en: String? = nil) {
    self.ja = ja
    self.en = en
  }

  /// The same text for both languages, as a plain string in YAML gives it.
  public init(_ text: String) {
    self.init(ja: text, en: text)
  }

  /// The text in `language`, else in the other one: a name in the wrong language beats no name.
  public func text(_ language: Language) -> String {
    (language == .ja ? ja ?? en : en ?? ja) ?? ""
  }

  public var isEmpty: Bool { (ja ?? "").isEmpty && (en ?? "").isEmpty }
}
