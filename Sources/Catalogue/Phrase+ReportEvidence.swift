/// The evidence of a report, and the columns of its CSV.
extension Phrase {
  public static let reportRunID = Phrase(ja: "実施番号", en: "Run")
  public static let reportJournal = Phrase(ja: "実施記録", en: "Journal")
  public static let reportHead = Phrase(ja: "末尾行のハッシュ値", en: "Head hash")
  public static let reportEventCount = Phrase(ja: "記録の行数", en: "Number of events")
  public static func reportLastEvent(_ time: String) -> Phrase {
    Phrase(ja: "最後の記録 \(time)", en: "the last one at \(time)")
  }
  public static let reportPlanDigest = Phrase(ja: "計画のハッシュ値", en: "Digest of the plan")
  public static let reportVerification = Phrase(ja: "改ざん検知", en: "Integrity")
  public static let reportVerified = Phrase(
    ja: "この報告書の作成時に検査し、連鎖・計画・出力に異常はありませんでした",
    en: "checked when this report was made: chain, plan and outputs are whole")
  public static let reportNotVerified = Phrase(
    ja: "この報告書の作成時には検査していません。下の方法で検査してください。",
    en: "Not checked when this report was made; check it as shown under “Evidence and integrity”.")

  public static func reportTorn(afterEvent last: Int) -> Phrase {
    Phrase(
      ja: "記録は\(last)行目まで正しく、その後が途切れています（書き込み中の停止）。",
      en: "The journal is whole up to line \(last) and torn after it, as when a machine stops while writing.")
  }

  public static func reportBroken(_ why: String) -> Phrase {
    Phrase(
      ja: "記録に異常があります：\(why)。この報告書を証跡として使わないでください。",
      en: "The journal is broken: \(why). Do not use this report as evidence.")
  }

  public static let reportTool = Phrase(ja: "使用したツール", en: "Tool")
  public static let reportMachine = Phrase(ja: "実行した端末", en: "Run from")
  public static func reportProcess(_ number: Int) -> Phrase { Phrase(ja: "プロセス番号 \(number)", en: "process \(number)") }
  public static func reportResumedFrom(_ machine: String, process: Int, by: String, at time: String) -> Phrase {
    Phrase(
      ja: "再開：\(machine)、プロセス番号 \(process)（\(by)、\(time)）",
      en: "resumed from \(machine), process \(process) (\(by), \(time))")
  }
  public static let reportClocks = Phrase(ja: "時計", en: "Clocks")
  public static let reportClockNote = Phrase(
    ja: "所要時間は単調時計、時刻は実行した端末の時計によります。各ホストの時計のずれは測定していません。",
    en:
      "Durations are monotonic; times of day are those of the machine that ran it. The offset of the hosts' clocks was not measured."
  )
  public static let reportNoClockSteps = Phrase(
    ja: "実施中の時計のずれは検出されていません", en: "no step of the wall clock was seen during the run")

  public static let reportHowToCheck = Phrase(ja: "検査の方法", en: "How to check it")
  public static let reportHowToCheckNote = Phrase(
    ja:
      "1行目の結果が上の「末尾行のハッシュ値」と一致することを確かめてください（標準のコマンドだけで検査できます）。2行目と3行目は、互いに独立した二つのプログラムで記録全体を検査します。行がまるごと切り取られていないことは、印刷したこの報告書のハッシュ値との一致でのみ示せます。",
    en:
      "The first command must print the head hash given above; it needs stock tools only. The second and the third check the whole journal with two programs that share no code. Only the hash on this printed report proves that no lines were cut off at the end."
  )

  public static let reportHostsCaption = Phrase(ja: "対象ホスト", en: "Hosts")
  public static let reportAddress = Phrase(ja: "アドレス", en: "Address")
  public static let reportFromSSHConfig = Phrase(ja: "ssh_config による", en: "from ssh_config")
  public static let reportUser = Phrase(ja: "利用者", en: "User")
  public static let reportSegment = Phrase(ja: "ネットワーク", en: "Network")
  public static let reportDrills = Phrase(ja: "訓練での使用", en: "Drills")
  public static let reportFilesCaption = Phrase(ja: "計画のもとになったファイル", en: "Files that the plan was made from")
  public static let reportFile = Phrase(ja: "ファイル", en: "File")

  // MARK: CSV

  public static let reportCSVPhase = Phrase(ja: "段階", en: "Phase")
  public static let reportCSVSystemID = Phrase(ja: "システムID", en: "System ID")
  public static let reportCSVStepID = Phrase(ja: "手順ID", en: "Step ID")
  public static let reportCSVKind = Phrase(ja: "種類", en: "Kind")
  public static let reportCSVStarted = Phrase(ja: "開始時刻（UTC）", en: "Started (UTC)")
  public static let reportCSVElapsed = Phrase(ja: "実施開始からの秒数", en: "Seconds since the run began")
  public static let reportCSVSeconds = Phrase(ja: "所要秒数", en: "Duration in seconds")
  public static let reportCSVResultCode = Phrase(ja: "結果コード", en: "Result code")
  public static let reportCSVExit = Phrase(ja: "終了コード", en: "Exit code")
  public static let reportCSVReasonCode = Phrase(ja: "理由コード", en: "Reason code")
  public static let reportCSVReason = Phrase(ja: "理由", en: "Reason")
  public static let reportCSVVia = Phrase(ja: "回答の経路", en: "Answered by way of")
  public static let reportCSVNote = Phrase(ja: "メモ", en: "Note")
  public static let reportCSVRequired = Phrase(ja: "判定に使う水準か", en: "Level required")
  public static let reportCSVTarget = Phrase(ja: "目標復旧時間（秒）", en: "Recovery time objective in seconds")
  public static let reportCSVMeasured = Phrase(ja: "実測復旧時間（秒）", en: "Measured recovery time in seconds")
  public static let reportCSVSource = Phrase(ja: "目標値の出典", en: "Source of the target")
  public static let reportCSVTargetRPO = Phrase(ja: "目標復旧時点（秒）", en: "Recovery point objective in seconds")
  public static let reportCSVMeasuredRPO = Phrase(ja: "実測復旧時点（秒）", en: "Measured recovery point in seconds")
}
