extension Phrase {
  public static func ssh(_ code: String, _ facts: [String: String], english: String) -> Phrase {
    Phrase(ja: english, en: english)
  }
}
