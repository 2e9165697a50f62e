/// The summary of a report: the verdict, what led to it, the counts.
extension Phrase {
  public static let reportVerdictUnfinished = Phrase(
    ja: "この実施は終了していません。記録が途切れた時点までの内容であり、結果を示すものではありません。",
    en:
      "This run has not ended. The report shows what the record holds up to where it breaks off, and proves no result."
  )

  public static func reportVerdictCounts(systems: Int, met: Int, missed: Int, failed: Int, notMeasured: Int) -> Phrase {
    guard systems > 0 else {
      return Phrase(ja: "対象システムはありません（該当なし）。", en: "No system was in scope (none applicable).")
    }
    return Phrase(
      ja: "対象\(systems)システムのうち、目標達成 \(met)、目標未達 \(missed)、復旧失敗 \(failed)、未測定 \(notMeasured)。",
      en:
        "Of \(systems) \(systems == 1 ? "system" : "systems") in scope: objectives met \(met), objective missed \(missed), failed \(failed), not measured \(notMeasured)."
    )
  }

  public static let reportWhyThisResult = Phrase(ja: "この判定になった理由", en: "What led to this result")

  public static func reportSystemStands(_ name: String, _ result: Phrase) -> Phrase {
    Phrase(ja: "\(name)：\(result.ja)", en: "\(name): \(result.en)")
  }

  public static func reportStoppedBecause(by: String, why: String) -> Phrase {
    Phrase(ja: "\(by)が中止を指示：\(why)", en: "\(by) asked for a stop: \(why)")
  }

  public static func reportPausedBecause(_ why: String) -> Phrase {
    Phrase(ja: "一時停止中（再開されていません）：\(why)", en: "Paused, and not resumed yet: \(why)")
  }

  // MARK: Counts

  public static let reportTallyCaption = Phrase(
    ja: "件数（省略・未実施は成功に数えません）", en: "Counts (what was skipped or not run is never counted as passed)")
  public static let reportMeasure = Phrase(ja: "項目", en: "Measure")
  public static let reportCountOfAll = Phrase(ja: "件数／母数", en: "Count / of")
  public static let reportSystemsMet = Phrase(ja: "目標を達成したシステム", en: "Systems that met their objectives")
  public static let reportSystemsMeasured = Phrase(ja: "復旧時間を測定できたシステム", en: "Systems whose recovery time was measured")
  public static let reportRPOMeasured = Phrase(
    ja: "目標復旧時点（RPO）のあるシステムのうち測定できたもの", en: "Systems with a recovery point objective (RPO) in which it was measured")
  public static let reportMandatoryStepsDone = Phrase(ja: "完了した必須手順", en: "Mandatory steps that ended well")
  public static let reportMandatoryChecksHeld = Phrase(ja: "合格した必須の確認項目", en: "Mandatory health checks that held")
  public static let reportMandatoryChecksAsked = Phrase(
    ja: "実施した必須の確認項目", en: "Mandatory health checks that were carried out")
  public static let reportFirstAttempt = Phrase(
    ja: "着手した手順のうち1回目で完了したもの", en: "Steps that ended well at the first attempt, of those started")

  public static let reportStepResultsCaption = Phrase(ja: "手順の結果（件数）", en: "How the steps ended (counts)")
  public static let reportStepCount = Phrase(ja: "手順", en: "Steps")
}
