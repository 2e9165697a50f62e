/// What goes wrong between here and a host, by the stable codes of the SSH client's errors.
extension Phrase {
  /// The text for an error of the SSH client.
  ///
  /// - Parameters:
  ///   - code: `SSHError.code`.
  ///   - facts: `SSHError.facts`; `host` always, `hop` for a jump host, the others as the code has them.
  ///   - english: `SSHError.description`, for a code that this catalogue doesn't know yet.
  public static func ssh(_ code: String, _ facts: [String: String], english: String) -> Phrase {
    let facts = SSHFacts(facts)
    let known = sshNetwork(code, facts) ?? sshHostKey(code, facts) ?? sshLogin(code, facts) ?? sshCommand(code, facts)
    guard let phrase = known else {
      return Phrase(ja: "SSH のエラーが発生しました（\(english)）。接続先のログを確かめてください", en: english)
    }
    guard let hop = facts.hop else {
      return Phrase(ja: "\(facts.host)：\(phrase.ja)", en: "\(facts.host): \(phrase.en)")
    }
    return Phrase(
      ja: "\(facts.host)（中継ホスト \(hop) で）：\(phrase.ja)", en: "\(facts.host) (at the jump host \(hop)): \(phrase.en)")
  }

  /// What stands before the cursor when a key file's passphrase is asked for on the terminal.
  public static func sshPassphrasePrompt(_ file: String) -> Phrase {
    Phrase(ja: "鍵ファイル \(file) のパスフレーズ: ", en: "Passphrase for the key file \(file): ")
  }
}

/// The facts of an SSH error by name; one that is missing reads `-`.
struct SSHFacts {
  private let facts: [String: String]

  init(_ facts: [String: String]) { self.facts = facts }

  subscript(name: String) -> String {
    guard let value = facts[name], !value.isEmpty else { return "-" }
    return value
  }

  /// A reason that the client or the system gives.
  var problem: Phrase { .detail(self["problem"]) }

  var host: String { self["host"] }
  var hop: String? { facts["hop"] }

  func has(_ name: String) -> Bool { facts[name]?.isEmpty == false }
}
