/// The timeline of a report.
extension Phrase {
  public static let reportTimelineCaption = Phrase(ja: "時刻ごとの記録", en: "What happened when")
  public static let reportJournalLine = Phrase(ja: "記録行", en: "Line")
  public static let reportWork = Phrase(ja: "作業内容・状況", en: "Work and situation")
  public static let reportStumbles = Phrase(ja: "つまずいた工程", en: "Stumbles")

  public static func reportTimelineNote(zone: String, zero: String) -> Phrase {
    Phrase(
      ja: "時刻は\(zone)、Tは\(zero)からの経過時間（時:分:秒）です。記録行は実施記録（journal.jsonl）の行番号です。",
      en:
        "Times are in \(zone); T counts hours, minutes and seconds from \(zero). Lines are those of the journal (journal.jsonl)."
    )
  }

  public static func reportTimelineStep(_ title: Phrase, attempt: Int) -> Phrase {
    attempt == 1 ? title : Phrase(ja: "\(title.ja)（\(attempt)回目）", en: "\(title.en) (attempt \(attempt))")
  }

  /// A verification that has no title of its own.
  public static func reportVerification(of level: Phrase) -> Phrase {
    Phrase(ja: "「\(level.ja)」の確認", en: "Verification of “\(level.en)”")
  }

  public static func reportTimelineUndo(_ title: Phrase, attempt: Int) -> Phrase {
    Phrase(
      ja: "元に戻す作業：\(title.ja)" + (attempt == 1 ? "" : "（\(attempt)回目）"),
      en: "Undo: \(title.en)" + (attempt == 1 ? "" : " (attempt \(attempt))"))
  }

  public static func reportTimelineEnd(result: String, duration: String) -> Phrase {
    Phrase(ja: "\(result)（\(duration)）", en: "\(result) (\(duration))")
  }

  public static func reportOpened(isDrill: Bool, by: String) -> Phrase {
    isDrill
      ? Phrase(ja: "訓練を開始（実施者：\(by)）", en: "Drill started by \(by)")
      : Phrase(ja: "復旧を開始（実施者：\(by)）", en: "Recovery started by \(by)")
  }

  public static func reportMarked(_ rule: Phrase, at: String, by: String) -> Phrase {
    Phrase(ja: "\(rule.ja)の時刻を\(at)と記録（\(by)）", en: "Time of \(rule.en) recorded as \(at) by \(by)")
  }

  public static func reportPhaseBegan(_ phase: String) -> Phrase {
    let name = reportPhase(phase)
    return Phrase(ja: "【\(name.ja)】を開始", en: "Start of \(name.en)")
  }

  public static func reportStopRequested(by: String) -> Phrase {
    Phrase(ja: "中止の指示（\(by)）", en: "Stop asked for by \(by)")
  }

  public static func reportNote(by: String) -> Phrase { Phrase(ja: "メモ（\(by)）", en: "Note by \(by)") }
  public static let reportClockStepped = Phrase(ja: "時計のずれを検出", en: "Wall clock stepped")

  public static func reportClockSteppedBy(_ duration: String, forward: Bool) -> Phrase {
    Phrase(
      ja: forward ? "時計が\(duration)進みました" : "時計が\(duration.drop("−"))戻りました",
      en: forward ? "The wall clock went forward by \(duration)" : "The wall clock went back by \(duration.drop("−"))")
  }

  public static func reportResumed(by person: String) -> Phrase {
    Phrase(ja: "中断から再開（\(person)）", en: "Resumed by \(person)")
  }

  /// - Parameter last: when the record was last written; nobody knows how long the process lived after it.
  public static func reportUnattended(_ gap: String, last: String) -> Phrase {
    Phrase(
      ja: "担当者不在：最長 \(gap)（最後の記録は \(last)）",
      en: "Nobody was in charge for at most \(gap) (last sign of life \(last))")
  }

  public static let reportUnattendedUnknown = Phrase(
    ja: "担当者不在：長さは不明（再開したときの時計が、最後の記録より前を指していました）",
    en:
      "For how long nobody was in charge is unknown (when it was resumed, the clock stood before the last line of the record)"
  )

  /// Beside the duration of a step.
  public static func reportOfThatUnattended(_ gap: String) -> Phrase {
    Phrase(ja: "うち担当者不在 最長 \(gap)", en: "at most \(gap) of it with nobody in charge")
  }

  public static func reportUndoWaived(_ step: String, by person: String) -> Phrase {
    Phrase(ja: "元に戻す作業を免除：\(step)（\(person)）", en: "Undo waived: \(step) (\(person))")
  }

  /// Why a run came to a halt, by its reason's code.
  public static func reportHalted(_ code: String) -> Phrase {
    switch code {
    case "undo-owed": Phrase(ja: "停止：元に戻す作業が残っています", en: "Halted: undo still owed")
    case "host-not-asked": Phrase(ja: "停止：ホストに接続できません", en: "Halted: a host can't be reached")
    case "stopped-at-once": Phrase(ja: "即時停止", en: "Stopped at once")
    case "stuck": Phrase(ja: "停止：進められる手順がありません", en: "Halted: nothing can go on")
    default: Phrase(ja: "停止", en: "Halted")
    }
  }
  public static let reportPaused = Phrase(ja: "一時停止", en: "Paused")
  public static func reportClosed(_ result: Phrase) -> Phrase {
    Phrase(ja: "終了：\(result.ja)", en: "Closed: \(result.en)")
  }
  public static let reportNoEndRecorded = Phrase(
    ja: "終わりの記録がありません（結果不明）。ホストで状態を確かめてください",
    en: "no end is recorded (unknown); look on the host how it stands")

  public static func reportDecidedBy(_ who: String) -> Phrase { Phrase(ja: "決定：\(who)", en: "decided by \(who)") }

  public static func reportAnsweredBy(_ who: String, via: String?) -> Phrase {
    let way = reportVia(via)
    return Phrase(ja: "回答：\(who)（\(way.ja)）", en: "answered by \(who) (\(way.en))")
  }

  public static func reportQuotedNote(_ note: String) -> Phrase { Phrase(ja: "「\(note)」", en: "“\(note)”") }
  public static func reportExitCode(_ code: Int) -> Phrase { Phrase(ja: "（終了コード\(code)）", en: " (exit code \(code))") }
  public static func reportExit(_ code: Int) -> Phrase { Phrase(ja: "終了コード\(code)", en: "exit code \(code)") }

  public static func reportCheckFailed(_ id: String, seen: String) -> Phrase {
    Phrase(ja: "確認項目 \(id) 不合格：\(seen)", en: "check \(id) does not hold: \(seen)")
  }

  public static func reportRetriedAfter(_ pause: String) -> Phrase {
    Phrase(ja: "\(pause)後に再試行", en: "tried again after \(pause)")
  }
}

extension String {
  fileprivate func drop(_ sign: String) -> String { hasPrefix(sign) ? String(dropFirst(sign.count)) : self }
}
