/// Targets beside measured values, and where the time went.
extension Phrase {
  public static let reportRecoveryTimesCaption = Phrase(ja: "復旧時間（RTO）", en: "Recovery times (RTO)")
  public static let reportLevel = Phrase(ja: "復旧水準（RLO）", en: "Recovery level (RLO)")
  public static let reportRTO = Phrase(ja: "目標復旧時間", en: "Recovery time objective")
  public static let reportMeasuredTime = Phrase(ja: "実測復旧時間", en: "Measured recovery time")
  public static let reportMargin = Phrase(ja: "実測÷目標", en: "Measured ÷ objective")
  public static let reportLevelResult = Phrase(ja: "水準の判定", en: "Level")
  public static let reportSystemResult = Phrase(ja: "システムの判定と理由", en: "System's result and why")
  public static let reportOptionalLevel = Phrase(ja: "参考の水準", en: "for information")
  public static let reportSampleValue = Phrase(ja: "目標値は見本（未承認）", en: "target is a sample (not approved)")

  public static func reportSource(_ source: String?, approvedOn: String?) -> Phrase {
    let approved =
      approvedOn.map { Phrase(ja: "\($0)承認", en: "approved \($0)") }
      ?? Phrase(ja: "承認日の記載なし", en: "no date of approval")
    guard let source else {
      return Phrase(ja: "目標値の出典の記載なし、\(approved.ja)", en: "source of the target not stated, \(approved.en)")
    }
    return Phrase(ja: "出典：\(source)、\(approved.ja)", en: "source: \(source), \(approved.en)")
  }

  public static func reportMTD(_ duration: String) -> Phrase {
    Phrase(ja: "最大許容停止時間 \(duration)", en: "maximum tolerable downtime \(duration)")
  }

  public static func reportSameSystem(_ name: String) -> Phrase { Phrase(ja: "（\(name)）", en: "(\(name))") }
  public static let reportSeeAbove = Phrase(ja: "上の行と同じ", en: "as above")
  public static let reportWithin = Phrase(ja: "目標以内", en: "within the objective")
  public static let reportExceeded = Phrase(ja: "目標超過", en: "over the objective")
  public static let reportNoTarget = Phrase(ja: "目標なし", en: "no objective")
  public static let reportJudgement = Phrase(ja: "判定", en: "Result")
  public static let reportRoundedUp = Phrase(
    ja: "実測値は、目標より短く見えることがないように切り上げて表示しています。",
    en: "Measured values are rounded up, so that none looks shorter than it was.")
  public static let reportRecoveryPointsCaption = Phrase(ja: "復旧時点（RPO）", en: "Recovery points (RPO)")
  public static let reportRPO = Phrase(ja: "目標復旧時点", en: "Recovery point objective")
  public static let reportMeasuredPoint = Phrase(ja: "実測（失われたデータの期間）", en: "Measured (time of lost data)")

  // MARK: Other clocks

  public static let reportOtherClocksCaption = Phrase(
    ja: "起点ごとの復旧時間（時:分:秒、★が計画で定めた起点）",
    en: "Recovery time by each start of the clock (h:mm:ss, ★ is the plan's)")
  public static let reportFirstAction = Phrase(ja: "最初の着手", en: "First action")
  public static let reportServiceConfirmed = Phrase(ja: "業務再開の確認", en: "Service confirmed")

  public static func reportFromRule(_ rule: Phrase, isPlans: Bool) -> Phrase {
    Phrase(ja: (isPlans ? "★" : "") + "\(rule.ja)から", en: (isPlans ? "★ " : "") + "from \(rule.en)")
  }

  public static let reportStartOfClock = Phrase(ja: "起点の時刻", en: "Start of the clock")
  public static func reportMarkedBy(_ who: String) -> Phrase { Phrase(ja: "記録：\(who)", en: "recorded by \(who)") }
  public static let reportDerivedMark = Phrase(ja: "実施記録から", en: "from the run's record")
  public static let reportNoMark = Phrase(ja: "記録なし", en: "not recorded")
  public static let reportOtherClocksNote = Phrase(
    ja: "発災と検知の時刻が記録されていないときは、障害注入の時刻を用いています。",
    en: "Where onset and detection were not recorded, the time of the fault injection stands for them.")

  // MARK: Split

  public static let reportSplitIntroduction = Phrase(
    ja: "起点から業務再開の確認までを、最も時間のかかった経路に沿って分けたものです。合計は実測復旧時間と一致します。人を待った時間も含みます。",
    en:
      "The time from the start of the clock until the service was confirmed, along the critical path. The parts add up to the measured recovery time; waiting for people is part of it."
  )
  public static let reportSplitCaption = Phrase(
    ja: "復旧時間の内訳（時:分:秒、0.1秒に切り上げ）", en: "Parts of the recovery time (h:mm:ss, rounded up to 0.1 s)")
  public static let reportSplitDecision = Phrase(ja: "発動まで（検知・判断）", en: "Until activation (detection, decision)")
  public static let reportSplitResponse = Phrase(ja: "発動から着手まで", en: "From activation to first action")
  public static let reportSplitPrerequisites = Phrase(ja: "前提システムの復旧", en: "Recovery of prerequisite systems")
  public static let reportSplitQueue = Phrase(ja: "順番待ち", en: "Queueing")
  public static let reportSplitMachine = Phrase(ja: "自動ステップ", en: "Automated steps")
  public static let reportSplitPeople = Phrase(ja: "人の作業・応答", en: "People")
  public static let reportSplitRetry = Phrase(ja: "失敗と再試行", en: "Failures and retries")
  public static let reportSplitVerification = Phrase(ja: "確認", en: "Verification")
  public static let reportSplitUnattended = Phrase(ja: "担当者不在（最長）", en: "Nobody in charge (at most)")
  public static let reportSum = Phrase(ja: "計", en: "Sum")

  public static func reportNoSplitFor(_ systems: String) -> Phrase {
    Phrase(
      ja: "業務再開が確認されていないため内訳のないシステム：\(systems)。", en: "Without a confirmed service there are no parts for: \(systems).")
  }
}
