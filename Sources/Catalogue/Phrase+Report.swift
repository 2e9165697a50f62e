/// The frame of a report: its title, sections and the names of columns.
extension Phrase {
  public static let reportDrillTitle = Phrase(ja: "訓練実施報告書", en: "Drill report")
  public static let reportRecoveryTitle = Phrase(ja: "復旧実施報告書", en: "Recovery report")
  public static let reportContents = Phrase(ja: "目次", en: "Contents")
  public static let reportNumber = Phrase(ja: "報告書番号", en: "Report number")
  public static let reportDateOfRun = Phrase(ja: "実施日", en: "Date")
  public static let reportHours = Phrase(ja: "実施時間", en: "Time")
  public static let reportNotClosed = Phrase(ja: "終了の記録なし", en: "no end recorded")
  public static let reportDrillType = Phrase(ja: "訓練種別", en: "Type of drill")
  public static let reportOperator = Phrase(ja: "実施者", en: "Operator")

  public static func reportZone(_ name: String, label: String) -> Phrase {
    name == "Asia/Tokyo"
      ? Phrase(ja: "時刻は日本標準時（\(label)）", en: "Times are in Japan Standard Time (\(label))")
      : Phrase(ja: "時刻は\(label)", en: "Times are in \(label)")
  }

  public static func reportZoneUnknown(_ name: String) -> Phrase {
    Phrase(
      ja: "時間帯「\(name)」は扱えないため、協定世界時で記載しています。sonae.yaml の time_zone に Asia/Tokyo か +09:00 のように書いてください",
      en:
        "The time zone \(name) can't be used here, so times are in UTC; write time_zone in sonae.yaml as Asia/Tokyo or +09:00"
    )
  }

  public static func reportLength(_ duration: String) -> Phrase {
    Phrase(ja: "開始から終了まで\(duration)", en: "\(duration) from start to end")
  }

  // MARK: Sections

  public static let reportSummary = Phrase(ja: "要約と判定", en: "Summary and verdict")
  public static let reportObjectives = Phrase(ja: "訓練の目的と評価基準", en: "Objectives and criteria")
  public static let reportScope = Phrase(ja: "想定・範囲・環境・前提", en: "Scenario, scope, environment and assumptions")
  public static let reportPeople = Phrase(ja: "体制と参加者", en: "Organization and participants")
  public static let reportTargets = Phrase(ja: "目標値と実測値", en: "Targets and measured values")
  public static let reportSplit = Phrase(ja: "復旧時間の内訳", en: "Where the recovery time went")
  public static let reportTimeline = Phrase(ja: "実施経過", en: "Timeline")
  public static let reportChart = Phrase(ja: "工程図（ガントチャート）", en: "Gantt chart")
  public static let reportChecks = Phrase(ja: "確認項目・逸脱・全試行", en: "Checks, deviations and all attempts")
  public static let reportUndo = Phrase(ja: "元に戻す作業", en: "Undo")
  public static let reportNotCovered = Phrase(ja: "今回確かめていないこと", en: "What this run did not show")
  public static let reportEvidence = Phrase(ja: "証跡と改ざん検知", en: "Evidence and integrity")
  public static let reportSignOff = Phrase(ja: "決裁欄", en: "Sign-off")

  // MARK: Columns

  public static let reportSystem = Phrase(ja: "システム", en: "System")
  public static let reportDepartment = Phrase(ja: "主管課", en: "Owning department")
  public static let reportTier = Phrase(ja: "優先順位", en: "Priority")
  public static let reportPlatform = Phrase(ja: "基盤", en: "Platform")
  public static let reportDependsOn = Phrase(ja: "前提システム", en: "Depends on")
  public static let reportProcedure = Phrase(ja: "復旧手順書", en: "Playbook")
  public static let reportStep = Phrase(ja: "手順", en: "Step")
  public static let reportHost = Phrase(ja: "ホスト", en: "Host")
  public static let reportAttempt = Phrase(ja: "試行", en: "Attempt")
  public static let reportAttempts = Phrase(ja: "試行回数", en: "Attempts")
  public static let reportStarted = Phrase(ja: "開始", en: "Started")
  public static let reportDuration = Phrase(ja: "所要時間", en: "Duration")
  public static let reportResult = Phrase(ja: "結果", en: "Result")
  public static let reportDetails = Phrase(ja: "内容", en: "Details")
  public static let reportTime = Phrase(ja: "時刻", en: "Time")
  public static let reportMandatory = Phrase(ja: "必須・任意", en: "Mandatory")
  public static let reportState = Phrase(ja: "状態", en: "State")
  public static let reportNumberShort = Phrase(ja: "番号", en: "No.")
  public static let reportRun = Phrase(ja: "実施", en: "Run")
  public static let reportPlan = Phrase(ja: "計画", en: "Plan")
}
