extension Phrase {
  // MARK: How a system stands, in a word of at most eight columns

  public static let liveWaiting = Phrase(ja: "待機", en: "waiting")
  public static let liveRunning = Phrase(ja: "復旧中", en: "running")
  public static let liveAsking = Phrase(ja: "確認待ち", en: "asking")
  public static let liveStopped = Phrase(ja: "中止", en: "stopped")
  public static let liveMet = Phrase(ja: "達成", en: "met")
  public static let liveMissed = Phrase(ja: "未達", en: "missed")
  public static let liveFailed = Phrase(ja: "失敗", en: "failed")
  public static let liveNotMeasured = Phrase(ja: "未測定", en: "unmeasured")

  /// The clock nears its objective.
  public static let liveSoon = Phrase(ja: "間近", en: "soon")
  /// The clock has passed its objective.
  public static let liveOver = Phrase(ja: "超過", en: "over")

  // MARK: Header

  public static func liveMode(_ name: String) -> Phrase {
    name == "recovery" ? Phrase(ja: "本番の復旧", en: "recovery") : Phrase(ja: "訓練", en: "drill")
  }

  /// A stretch of a run, by its name in records.
  public static func livePhase(_ name: String) -> Phrase {
    switch name {
    case "before": Phrase(ja: "準備", en: "preparation")
    case "inject": Phrase(ja: "障害注入", en: "fault injection")
    case "recover": Phrase(ja: "復旧", en: "recovery")
    case "undo": Phrase(ja: "元に戻す作業", en: "undo")
    default: Phrase(ja: "事後確認", en: "final checks")
    }
  }

  public static let liveStopping = Phrase(ja: "中止しています", en: "stopping")
  public static let liveClosed = Phrase(ja: "終了", en: "closed")
  public static let liveHalted = Phrase(ja: "停止", en: "halted")
  public static let livePaused = Phrase(ja: "一時停止", en: "paused")
  public static let liveStarting = Phrase(ja: "開始します", en: "starting")

  public static func liveRun(_ id: String, operatorName: String) -> Phrase {
    Phrase(ja: "実施 \(id)　実施者 \(operatorName)", en: "run \(id)  operator \(operatorName)")
  }

  public static func liveSteps(_ over: Int, of all: Int, percent: Int) -> Phrase {
    Phrase(ja: "手順 \(over)/\(all)（\(percent)%）", en: "\(over)/\(all) steps (\(percent)%)")
  }

  public static func liveUndo(owed: Int, paid: Int) -> Phrase {
    Phrase(ja: "元に戻す：残り\(owed)・済み\(paid)", en: "undo: \(owed) owed, \(paid) done")
  }

  public static func liveUndoOwed(_ count: Int) -> Phrase { Phrase(ja: "残り \(count)", en: "\(count) owed") }

  // MARK: Folded lines

  public static func liveFinished(_ parts: [Phrase]) -> Phrase {
    Phrase(
      ja: "終わったシステム：" + parts.map(\.ja).joined(separator: "、"),
      en: "finished: " + parts.map(\.en).joined(separator: ", "))
  }

  public static func liveCount(_ count: Int, _ word: Phrase) -> Phrase {
    Phrase(ja: "\(word.ja) \(count)", en: "\(count) \(word.en)")
  }

  public static func liveMoreWaiting(_ count: Int) -> Phrase {
    Phrase(ja: "ほかに待機中のシステム \(count) 件", en: "\(count) more waiting")
  }

  public static func liveMoreRunning(_ count: Int) -> Phrase {
    Phrase(ja: "ほかに復旧中のシステム \(count) 件", en: "\(count) more running")
  }

  // MARK: Steps under way

  /// A step without a title that proves a recovery level.
  public static func liveProves(level: String) -> Phrase {
    Phrase(ja: "水準「\(level)」の確認", en: "verify \(level)")
  }

  public static func liveAttempt(_ attempt: Int, of allowed: Int) -> Phrase {
    // A person may have it done again more often than the plan allows.
    attempt > allowed
      ? Phrase(ja: "\(attempt)回目", en: "try \(attempt)")
      : Phrase(ja: "\(attempt)/\(allowed)回目", en: "try \(attempt)/\(allowed)")
  }

  public static let liveAwaitsWord = Phrase(ja: "失敗：判断待ち", en: "failed: what now?")
  public static let liveRetrySoon = Phrase(ja: "再試行待ち", en: "retry soon")
}
