extension Phrase {
  /// Words that come from somebody else (a playbook, a server), passed on as they are.
  public static func words(ja: String, en: String) -> Phrase { Phrase(ja: ja, en: en) }

  public static let noObjective = Phrase(
    ja: "目標復旧時間が定められていません。inventory の objectives に rto を書いてください",
    en: "no recovery time objective is set; write one under objectives in the inventory")

  public static let nothingInjected = Phrase(
    ja: "想定の障害が起こされていないため、復旧を測れない", en: "the injection was not carried out, so there was nothing to recover from")
  public static let rpoMissed = Phrase(
    ja: "復旧できたデータが目標復旧時点より古いものでした",
    en: "the recovered data is older than the recovery point objective allows")

  public static func rtoMissed(level: String) -> Phrase {
    Phrase(
      ja: "水準「\(level)」の目標復旧時間を超えました",
      en: "level \(level) was reached after its recovery time objective")
  }

  public static let gapUnknown = Phrase(
    ja: "途中で実行が途切れ、再開したときの時計が最後の記録より前を指していたので、かかった時間が分かりません。時計を合わせてから訓練をやり直してください。",
    en:
      "The run broke off, and the clock stood before its last record when it was resumed, so nobody knows how long it took. "
      + "Set the clocks right and drill again.")

  public static func gapCorrected(seconds: Int, forward: Bool) -> Phrase {
    Phrase(
      ja: "途中で実行が途切れ、その長さは再開した端末の時計で測りましたが、再開後にその時計が\(seconds)秒\(forward ? "進め" : "戻")られたので、"
        + "かかった時間が分かりません。時計を合わせてから訓練をやり直してください。",
      en:
        "The run broke off; how long was measured by the clock of the machine that resumed it, and that clock was corrected by "
        + "\(seconds) s \(forward ? "forward" : "back") after the resume, so nobody knows how long it took. Set the clocks right and drill again."
    )
  }

  /// The first of them are named.
  public static func stepsNotOver(_ steps: [String]) -> Phrase {
    let names = steps.prefix(3)
    let more = steps.count - names.count
    return Phrase(
      ja: "実施が完了しておらず、手順 \(names.joined(separator: "、"))\(more > 0 ? " ほか\(more)件" : "") が終わっていません",
      en: "the run isn't closed: \(names.joined(separator: ", "))\(more > 0 ? " and \(more) more" : "") "
        + "\(steps.count == 1 ? "isn't" : "aren't") over")
  }

  public static func levelNotReached(level: String) -> Phrase {
    Phrase(
      ja: "水準「\(level)」への到達が確認されていません",
      en: "level \(level) was not confirmed")
  }

  /// A step and how it stands, with the reason where there is one.
  public static func stepStands(id: String, result: Phrase, why: Phrase?) -> Phrase {
    Phrase(
      ja: "手順 \(id)：\(result.ja)" + (why.map { "（\($0.ja)）" } ?? ""),
      en: "step \(id): \(result.en)" + (why.map { " (\($0.en))" } ?? ""))
  }

  /// The word for a step's result, by its name in records.
  public static func stepResult(_ name: String) -> Phrase {
    switch name {
    case "passed": Phrase(ja: "成功", en: "passed")
    case "failed": Phrase(ja: "失敗", en: "failed")
    case "skipped": Phrase(ja: "省略", en: "skipped")
    case "timed_out": Phrase(ja: "時間切れ", en: "timed out")
    case "unknown": Phrase(ja: "結果不明", en: "unknown")
    case "by_hand": Phrase(ja: "手作業で実施", en: "done by hand")
    default: Phrase(ja: "未実施", en: "not run")
    }
  }

  public static let resultWithoutObjectives = Phrase(
    ja: "全手順成功（目標がないため未測定）", en: "all steps passed (no objectives to measure)")

  /// The word for a system's or a run's result, by its name in records.
  public static let runIsGoingOn = Phrase(ja: "実施中", en: "going on")
  public static let runNeverBegan = Phrase(ja: "開始前に終了", en: "never began")
  public static let runUnreadable = Phrase(ja: "読めません", en: "unreadable")
  public static func result(_ name: String) -> Phrase {
    switch name {
    case "met": Phrase(ja: "目標達成", en: "objectives met")
    case "missed": Phrase(ja: "目標未達", en: "objective missed")
    case "failed": Phrase(ja: "復旧失敗", en: "failed")
    case "aborted": Phrase(ja: "中止", en: "aborted")
    case "unfinished": Phrase(ja: "未完了", en: "unfinished")
    default: Phrase(ja: "未測定", en: "not measured")
    }
  }
}
