/// Undo, what was left open, evidence and sign-off.
extension Phrase {
  public static func reportUndoCounts(owed: Int, paid: Int, waived: Int) -> Phrase {
    Phrase(
      ja: "元に戻す作業：済み \(paid)件、免除 \(waived)件、残り \(owed)件。",
      en: "Undo: done \(paid), waived \(waived), still owed \(owed).")
  }

  public static let reportNothingToUndo = Phrase(
    ja: "元に戻す必要のある手順は実施していません（該当なし）。", en: "No step that has to be undone was run (none applicable).")
  public static let reportUndoCaption = Phrase(ja: "元に戻す作業の一覧", en: "What had to be undone")
  public static let reportUndoHow = Phrase(ja: "戻し方", en: "How it is undone")
  public static let reportUndoOwed = Phrase(ja: "残り（まだ戻していません）", en: "still owed")
  public static let reportUndoIsWaived = Phrase(ja: "免除", en: "waived")
  public static let reportUndoPaid = Phrase(ja: "済み", en: "done")
  public static let reportUndoReleased = Phrase(ja: "不要（手順が始まっていない）", en: "not needed (the step never started)")

  public static func reportOwedTitle(_ count: Int) -> Phrase {
    Phrase(ja: "元に戻す作業が\(count)件残っています", en: "\(count) undo \(count == 1 ? "action is" : "actions are") still owed")
  }

  public static func reportOwedAdvice(run: String) -> Phrase {
    Phrase(
      ja: "ホストは実施中の状態のままです。sonae undo \(run) で元に戻せます。Sonae が使えないときに限り、次の順に手作業で戻し、結果を確認してください。",
      en:
        "Hosts are still as the run left them; sonae undo \(run) undoes it. Only where Sonae can't be used: by hand in this order, and confirm the outcome:"
    )
  }

  public static func reportOwedLine(_ title: String, step: String, host: String?, undo: String) -> Phrase {
    Phrase(
      ja: "\(title)（\(step)）" + (host.map { "、ホスト \($0)" } ?? "") + "：\(undo)",
      en: "\(title) (\(step))" + (host.map { " on \($0)" } ?? "") + ": \(undo)")
  }

  // MARK: What was left open

  public static func reportNotCoveredIntroduction(systems: Int) -> Phrase {
    Phrase(
      ja: "計画にある\(systems)システムのうち、今回の実施では示せなかったことです。計画にないシステムは対象外であり、この報告書は何も示しません。",
      en:
        "Of the \(systems) \(systems == 1 ? "system" : "systems") in the plan, this is what the run did not show. Nothing is said here of systems outside the plan."
    )
  }

  public static let reportAllCovered = Phrase(
    ja: "計画にあるシステム・水準・手順に、未測定・未実施のものはありません。",
    en: "No system, level or step of the plan was left unmeasured or not run.")

  public static func reportLevelNotShown(_ system: String, level: String) -> Phrase {
    Phrase(ja: "\(system)：水準「\(level)」への到達は確かめていません", en: "\(system): level “\(level)” was not shown to be reached")
  }

  public static func reportStepNotRun(_ title: String, step: String) -> Phrase {
    Phrase(ja: "手順 \(title)（\(step)）は未実施です", en: "step \(title) (\(step)) was not run")
  }

  // MARK: Sign-off

  public static func reportSignOffNote(run: String) -> Phrase {
    Phrase(
      ja: "報告書番号 \(run) の内容を確認しました。評価者は実施者・手順書作成者以外の者とします。",
      en:
        "The contents of report \(run) have been checked. The evaluator is neither an operator nor an author of the playbooks."
    )
  }

  public static let reportSignOffCaption = Phrase(ja: "決裁", en: "Signatures")
  public static let reportSignRow = Phrase(ja: "区分", en: "Item")
  public static let reportSignerInCharge = Phrase(ja: "実施責任者", en: "Person in charge of the drill")
  public static let reportSignerEvaluator = Phrase(ja: "評価者", en: "Evaluator")
  public static let reportSignerOwner = Phrase(ja: "主管課長", en: "Head of the owning department")
  public static let reportSignerInformation = Phrase(ja: "情報管理課長", en: "Head of the Information Management Section")
  public static let reportSignName = Phrase(ja: "氏名", en: "Name")
  public static let reportSignDate = Phrase(ja: "年月日", en: "Date")
  public static let reportSignSeal = Phrase(ja: "印", en: "Signature or seal")
}
