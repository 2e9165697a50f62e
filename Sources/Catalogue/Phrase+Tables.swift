/// Tables on a terminal, and what a run leaves there.
extension Phrase {
  public static let tableSystem = Phrase(ja: "システム", en: "System")
  public static let tableResult = Phrase(ja: "結果", en: "Result")
  public static let tableMeasured = Phrase(ja: "実測", en: "Measured")
  public static let tableTarget = Phrase(ja: "目標", en: "RTO")
  public static let tableReason = Phrase(ja: "理由", en: "Reason")
  public static let tableStep = Phrase(ja: "手順", en: "Step")
  public static let tableKind = Phrase(ja: "種別", en: "Kind")
  public static let tableHost = Phrase(ja: "ホスト", en: "Host")
  public static let tableAtWorst = Phrase(ja: "最長", en: "At worst")
  public static let tableRun = Phrase(ja: "実施", en: "Run")
  public static let tableStarted = Phrase(ja: "開始", en: "Started")
  public static let tableScenario = Phrase(ja: "シナリオ", en: "Scenario")
  public static let tableMode = Phrase(ja: "区分", en: "Mode")
  public static let tableOwed = Phrase(ja: "残り", en: "Owed")
  public static let tableOperator = Phrase(ja: "実施者", en: "Operator")
  public static let tableCheck = Phrase(ja: "確認項目", en: "Health check")
  public static let tableSeen = Phrase(ja: "内容", en: "Seen")

  public static let checkHolds = Phrase(ja: "正常", en: "holds")
  public static let checkUnknown = Phrase(ja: "不明", en: "unknown")
  public static let checkFails = Phrase(ja: "異常", en: "fails")

  public static func closingFailures(_ count: Int) -> Phrase {
    Phrase(ja: "失敗した手順（\(count) 件）", en: "Failed steps (\(count))")
  }

  public static func closingMoreFailures(_ count: Int) -> Phrase {
    Phrase(
      ja: "ほかに \(count) 件。sonae runs show で全件を見られます", en: "\(count) more; see them all with `sonae runs show`")
  }

  public static func closingMoreMet(_ count: Int) -> Phrase {
    Phrase(
      ja: "目標を達成したシステム \(count) 件は省略しました。sonae runs show で全件を見られます",
      en: "\(count) systems that met their objectives aren't listed; see them all with `sonae runs show`")
  }

  public static func closingClockSteps(_ count: Int, largest: String) -> Phrase {
    Phrase(
      ja: "実施中に壁時計が \(count) 回ずれました（最大 \(largest)）。所要時間は影響を受けません。時刻同期を確かめてください",
      en: "the wall clock was set \(count) time(s) meanwhile, by \(largest) at most; durations aren't affected. "
        + "Check the time synchronization")
  }

  public static func closingUndone(_ count: Int) -> Phrase {
    Phrase(ja: "元に戻す作業 \(count) 件はすべて済みました", en: "all \(count) undo action(s) were carried out")
  }

  public static func closingUndone(_ count: Int, waived: Int) -> Phrase {
    Phrase(ja: "元に戻す作業：済み \(count) 件、免除 \(waived) 件", en: "undo: \(count) undone, \(waived) waived")
  }

  public static func closingWaived(_ step: String, by person: String, why: String) -> Phrase {
    Phrase(ja: "\(step)　免除：\(person)（\(why)）", en: "\(step)  waived by \(person) (\(why))")
  }
}
