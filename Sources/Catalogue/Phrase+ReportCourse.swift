/// The chart, the checks, the deviations and the attempts of a report.
extension Phrase {
  public static let reportNothingStarted = Phrase(ja: "実施した手順はありません。", en: "No step was started.")
  public static let reportChartNote = Phrase(
    ja: "横軸は復旧時間の起点（T）からの経過時間です。赤い破線が各システムの目標復旧時間で、図の範囲を超えるときは「→」を付けて値を示します。",
    en:
      "The axis counts from the start of the clock (T). The red dashed line is each system's recovery time objective; one beyond the axis is written out with an arrow (→)."
  )
  public static let reportChartInHTML = Phrase(ja: "（図はHTML版の報告書にあります。）", en: "(The chart stands in the HTML report.)")
  public static let reportChartAxis = Phrase(ja: "Tからの経過（時:分:秒）", en: "from T (h:mm:ss)")

  public static func reportChartStartsBefore(_ duration: String) -> Phrase {
    Phrase(ja: "起点（T）は最初の着手の\(duration)前（図の外）", en: "T lies \(duration) before the first action, outside the chart")
  }

  public static func reportChartTitle(page: Int, of pages: Int) -> Phrase {
    let place = pages > 1 ? (ja: "（\(page)/\(pages)）", en: " (\(page) of \(pages))") : (ja: "", en: "")
    return Phrase(ja: "工程図" + place.ja, en: "Gantt chart" + place.en)
  }

  public static func reportChartDescription(from: String, to: String) -> Phrase {
    Phrase(
      ja: "システムごとの手順を時間軸（\(from)〜\(to)）に並べた図。値は「目標値と実測値」と「全試行」の表にもあります。",
      en:
        "Steps by system on a time axis from \(from) to \(to). All values stand in the tables of targets and of attempts too."
    )
  }

  public static func reportChartMeasured(_ measured: String, target: String) -> Phrase {
    Phrase(ja: "　実測 \(measured)／目標 \(target)", en: ": \(measured) of \(target)")
  }

  public static func reportChartAttempts(_ count: Int) -> Phrase {
    Phrase(ja: "（\(count)回）", en: " (\(count) attempts)")
  }

  public static func reportChartBar(number: Int, result: String, duration: String) -> Phrase {
    Phrase(ja: "\(number)回目：\(result)、\(duration)", en: "attempt \(number): \(result), \(duration)")
  }

  public static func reportChartLegend(_ name: String) -> Phrase {
    switch name {
    case "machine": Phrase(ja: "自動", en: "automated")
    case "people": Phrase(ja: "人", en: "people")
    case "verification": Phrase(ja: "確認", en: "verification")
    case "failed": Phrase(ja: "失敗・不明", en: "failed or unknown")
    case "undo": Phrase(ja: "元に戻す作業", en: "undo")
    case "wait": Phrase(ja: "待ち", en: "waiting")
    case "unattended": Phrase(ja: "担当者不在", en: "nobody in charge")
    case "recovery": Phrase(ja: "起点から復旧まで", en: "clock start to recovery")
    default: Phrase(ja: "目標（RTO）", en: "objective (RTO)")
    }
  }

  public static let reportContinued = Phrase(ja: "（続き）", en: " (continued)")

  /// Beside an attempt that a person asked for when the plan's were used up.
  public static func reportAttemptsPlanned(_ count: Int) -> Phrase {
    Phrase(ja: "計画は\(count)回まで", en: "the plan allows \(count)")
  }

  // MARK: Checks

  public static let reportChecksCaption = Phrase(ja: "確認項目（ヘルスチェック）", en: "Health checks")
  public static let reportCheck = Phrase(ja: "確認項目", en: "Health check")
  public static let reportTries = Phrase(ja: "確認回数", en: "Tries")
  public static let reportSeen = Phrase(ja: "確認した内容", en: "What was seen")
  public static let reportCheckHolds = Phrase(ja: "合格", en: "holds")
  public static let reportCheckDoesNotHold = Phrase(ja: "不合格", en: "does not hold")
  public static let reportCheckNotAsked = Phrase(ja: "確認していない", en: "not carried out")
  public static func reportDataAsOf(_ time: String) -> Phrase { Phrase(ja: "データ時刻 \(time)", en: "data as of \(time)") }

  // MARK: Deviations

  public static let reportDeviationsCaption = Phrase(ja: "計画からの逸脱", en: "Deviations from the plan")
  public static let reportKindOfDeviation = Phrase(ja: "種別", en: "Kind")
  public static let reportWhere = Phrase(ja: "箇所", en: "Where")
  public static let reportNoDeviations = Phrase(
    ja: "記録上、計画からの逸脱はありません。", en: "The record shows no deviation from the plan.")
  public static let reportDeviationRetried = Phrase(ja: "再試行", en: "retried")
  public static let reportDeviationSlow = Phrase(ja: "予定より長い手動ステップ", en: "manual step took longer than expected")
  public static let reportDeviationStop = Phrase(ja: "中止の指示", en: "stop asked for")

  public static func reportAttemptsUntil(_ count: Int, _ result: Phrase) -> Phrase {
    Phrase(ja: "\(count)回試行し、\(result.ja)", en: "\(count) attempts, then \(result.en)")
  }

  public static func reportTookLonger(_ took: String, expected: String) -> Phrase {
    Phrase(ja: "\(took)（予定 \(expected)）", en: "\(took) (expected \(expected))")
  }

  // MARK: Attempts

  public static let reportManualCaption = Phrase(ja: "人が行った手順", en: "Steps done by people")
  public static let reportInstruction = Phrase(ja: "指示", en: "Instruction")
  public static let reportAnsweredByTitle = Phrase(ja: "回答者", en: "Answered by")
  public static func reportExpected(_ duration: String) -> Phrase {
    Phrase(ja: "予定 \(duration)", en: "expected \(duration)")
  }
  public static let reportAttemptsCaption = Phrase(
    ja: "全手順と全試行（実施しなかった手順も含みます）", en: "All steps and all attempts, those not run included")
  public static let reportNeverStarted = Phrase(ja: "着手していません", en: "never started")
  public static let reportOptionalMark = Phrase(ja: "（任意）", en: " (optional)")
  public static let reportWithheld = Phrase(ja: "（機密のため非表示）", en: "(withheld: sensitive)")
}
