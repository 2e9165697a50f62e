/// The words for what stands in a workspace's files.
extension Phrase {
  public static let errorWord = Phrase(ja: "エラー", en: "error")
  public static let warningWord = Phrase(ja: "警告", en: "warning")

  public static func didYouMean(_ word: String) -> Phrase {
    Phrase(ja: "「\(word)」ではありませんか。", en: " Did you mean `\(word)`?")
  }

  public static let aText = Phrase(ja: "文字列", en: "a text")
  public static let aTextInLanguages = Phrase(ja: "文字列または {ja: …, en: …}", en: "a text or {ja: …, en: …}")
  public static let aList = Phrase(ja: "リスト（- …）", en: "a list (- …)")
  public static let aMapping = Phrase(ja: "マッピング（キー: 値）", en: "a mapping (key: value)")
  public static let aBoolean = Phrase(ja: "true または false", en: "true or false")
  public static let aNumber = Phrase(ja: "数値", en: "a number")
  public static let aDuration = Phrase(ja: "時間（30s、3m、1h30m など）", en: "a duration such as 30s, 3m or 1h30m")
  public static let aSize = Phrase(ja: "大きさ（64KiB、1MiB など）", en: "a size such as 64KiB or 1MiB")
  public static let aDate = Phrase(ja: "日付（2027-03-31 など）", en: "a date such as 2027-03-31")
  public static let aMonth = Phrase(ja: "年月（2018-12 など）", en: "a month such as 2018-12")
  public static let aTimeZone = Phrase(ja: "時刻帯（Asia/Tokyo など）", en: "a time zone such as Asia/Tokyo")
  public static let aCommand = Phrase(ja: "コマンド", en: "a command")

  public static func either(_ choices: [Phrase]) -> Phrase {
    Phrase(ja: choices.map(\.ja).joined(separator: "、または"), en: choices.map(\.en).joined(separator: " or "))
  }

  public static let host = Phrase(ja: "ホスト", en: "host")
  public static let system = Phrase(ja: "システム", en: "system")
  public static let person = Phrase(ja: "要員", en: "person")
  public static let procedure = Phrase(ja: "手順書", en: "procedure")
  public static let platform = Phrase(ja: "仮想化基盤", en: "platform")
  public static let site = Phrase(ja: "設置場所", en: "site")
  public static let segment = Phrase(ja: "ネットワークセグメント", en: "segment")
  public static let scenario = Phrase(ja: "シナリオ", en: "scenario")
  public static let risk = Phrase(ja: "リスク", en: "risk")
  public static let step = Phrase(ja: "ステップ", en: "step")
  public static let healthCheck = Phrase(ja: "確認項目", en: "health check")
  public static let level = Phrase(ja: "復旧レベル", en: "level")
  public static let machine = Phrase(ja: "仮想マシン", en: "machine")
  public static let drillObjective = Phrase(ja: "訓練目標", en: "objective")
}
