/// The lines that a run leaves behind while it goes on.
extension Phrase {
  public static func storyOpened(run: String, scenario: String, mode: Phrase, operatorName: String) -> Phrase {
    Phrase(
      ja: "開始：シナリオ \(scenario)（\(mode.ja)）、実施 \(run)、実施者 \(operatorName)",
      en: "opened: scenario \(scenario) (\(mode.en)), run \(run), operator \(operatorName)")
  }

  /// A time that a clock rule may begin at.
  public static func storyMarked(_ kind: String, at time: String, by person: String) -> Phrase {
    let word =
      switch kind {
      case "onset": Phrase(ja: "発災（事象発生）", en: "disruption onset")
      case "injected": Phrase(ja: "障害注入", en: "fault injection")
      case "detected": Phrase(ja: "検知", en: "detection")
      default: Phrase(ja: "発動", en: "activation")
      }
    return Phrase(ja: "\(word.ja)の時刻：\(time)（\(person)）", en: "\(word.en) at \(time), said by \(person)")
  }

  public static func storyPhase(_ phase: Phrase) -> Phrase {
    Phrase(ja: "段階：\(phase.ja)", en: "phase: \(phase.en)")
  }

  public static let storyStarted = Phrase(ja: "開始", en: "started")
  public static let storyUndoStarted = Phrase(ja: "元に戻しています", en: "undoing")
  public static let storyUndone = Phrase(ja: "元に戻しました", en: "undone")
  public static let storyUndoFailed = Phrase(ja: "元に戻せていません", en: "not undone")
  public static let storyNotApplicable = Phrase(ja: "対象外", en: "not applicable")

  public static func storyRetry(next: Int, of allowed: Int, after pause: String) -> Phrase {
    let number = liveAttempt(next, of: allowed)
    return Phrase(ja: "\(pause) 後に再試行します（\(number.ja)）", en: "trying again in \(pause) (\(number.en))")
  }

  public static let storyAgain = Phrase(ja: "もう一度行います", en: "doing it again")
  public static let storyAsksWhatNow = Phrase(ja: "どうするかを確認します", en: "asking what to do now")

  public static func storyBy(_ person: String) -> Phrase { Phrase(ja: "（\(person)）", en: " (by \(person))") }

  public static func storyNote(_ text: String) -> Phrase { Phrase(ja: "メモ：\(text)", en: "note: \(text)") }

  public static func storyStop(by person: String) -> Phrase {
    Phrase(
      ja: "中止の指示（\(person)）：新しい手順は始めず、実行中の手順を待って元に戻します。もう一度 Ctrl-C で即時停止します",
      en:
        "stop asked by \(person): nothing more is started, what is under way is waited for and undone; Ctrl-C again stops at once"
    )
  }

  /// A person asked for the undo alone, with no signal.
  public static func storyOnlyUndo(by person: String) -> Phrase {
    Phrase(
      ja: "元に戻す作業だけを行います（\(person)）：新しい手順は始めません",
      en: "only the undo, asked for by \(person): nothing else is started")
  }

  public static func storyClockStepped(_ step: String) -> Phrase {
    Phrase(
      ja: "壁時計が \(step) ずれました。所要時間は影響を受けません。時刻同期を確かめてください",
      en: "the wall clock was set by \(step); durations aren't affected. Check the time synchronization")
  }

  public static func storyClosed(_ result: Phrase) -> Phrase {
    Phrase(ja: "終了：\(result.ja)", en: "closed: \(result.en)")
  }

  public static let storyUndoWaived = Phrase(ja: "元に戻す作業を免除", en: "undo waived")

  public static func storyResumed(by person: String, machine: String) -> Phrase {
    Phrase(
      ja: "再開：\(person)（\(machine)）。担当者不在の長さは不明（時計が最後の記録より前を指しています）",
      en:
        "resumed by \(person) on \(machine); for how long nobody was in charge is unknown (the clock stands before the last line of the record)"
    )
  }

  /// - Parameter last: when the record was last written; nobody knows how long the process lived after it.
  public static func storyResumed(by person: String, machine: String, after gap: String, last: String) -> Phrase {
    Phrase(
      ja: "再開：\(person)（\(machine)）。担当者不在は最長 \(gap)（最後の記録は \(last)）",
      en:
        "resumed by \(person) on \(machine), after at most \(gap) without anybody in charge (last sign of life \(last))"
    )
  }

  public static func storyHalted(_ reason: Phrase) -> Phrase {
    Phrase(ja: "停止：\(reason.ja)", en: "halted: \(reason.en)")
  }

  public static func storyPaused(_ reason: Phrase) -> Phrase {
    Phrase(ja: "一時停止：\(reason.ja)", en: "paused: \(reason.en)")
  }

  public static func storySystem(_ name: String, _ result: Phrase) -> Phrase {
    Phrase(ja: "システム \(name)：\(result.ja)", en: "system \(name): \(result.en)")
  }

  /// More steps ended at once than anyone can read.
  public static func storyMorePassed(_ count: Int) -> Phrase {
    Phrase(
      ja: "ほかに \(count) 件の手順が成功しました（全件は sonae runs log で見られます）",
      en: "\(count) more steps passed; see them all with `sonae runs log`")
  }

  /// Steps that aren't run for one and the same reason.
  public static func storyNotRun(first: String, more: Int, why: Phrase) -> Phrase {
    Phrase(
      ja: more == 0 ? "\(first)：\(why.ja)" : "\(first) など \(more + 1) 件の手順：\(why.ja)",
      en: more == 0 ? "\(first): \(why.en)" : "\(first) and \(more) more steps: \(why.en)")
  }
}
