/// Why there is no command for a virtualization platform, or no answer.
extension Phrase {
  /// - Parameters:
  ///   - field: of `PlatformError.Field`.
  ///   - problem: in English.
  public static func platformValue(_ field: String, _ value: String, problem: String, ja: String) -> Phrase {
    let fields = [
      "machine": "仮想マシン", "snapshot": "スナップショット", "host": "ホスト", "clone": "複製", "network": "ネットワーク", "uri": "uri:",
    ]
    return Phrase(
      ja: "\(fields[field] ?? field)「\(value)」は\(ja)。インベントリを直してください",
      en: "the \(field) “\(value)” \(problem); correct the inventory")
  }

  /// - Parameter why: in English, as the platform's own words are.
  public static func platformUnsupported(_ why: String) -> Phrase {
    Phrase(ja: "この仮想化基盤ではできません：\(why)", en: "this platform can't do that: \(why)")
  }

  public static func platformCommandTooLong(_ bytes: Int, limit: Int) -> Phrase {
    Phrase(
      ja: "コマンドが \(bytes) バイトになり、ホストの上限 \(limit) を超えます。短い名前にしてください",
      en: "the command has \(bytes) bytes, and the host takes \(limit): use shorter names")
  }

  public static func platformFailed(_ exit: Int32, said: String) -> Phrase {
    Phrase(ja: "終了コード \(exit)：\(said)", en: "exit code \(exit): \(said)")
  }

  public static let platformOutputCut = Phrase(ja: "出力が途中で切れています", en: "the output isn't whole")

  public static func platformOutputTooLong(_ limit: Int) -> Phrase {
    Phrase(ja: "出力が \(limit) バイトを超えています", en: "the output is longer than \(limit) bytes")
  }

  public static let platformNotUTF8 = Phrase(
    ja: "出力が UTF-8 ではありません。ホストのアカウントのロケールを直してください",
    en: "the output isn't UTF-8: set the account's locale on the host")

  public static func platformNotUnderstood(_ line: String, expected: String) -> Phrase {
    Phrase(ja: "「\(line)」を読み取れません（\(expected) のはずの行）", en: "“\(line)” isn't \(expected)")
  }
}
