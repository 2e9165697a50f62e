/// What people are asked on a terminal.
extension Phrase {
  public static func askHeading(number: Int, of all: Int) -> Phrase {
    all == 1
      ? Phrase(ja: "確認", en: "Your turn")
      : Phrase(ja: "確認（\(all) 件中 \(number) 件目）", en: "Your turn (\(number) of \(all))")
  }

  public static func askHost(_ id: String) -> Phrase { Phrase(ja: "ホスト：\(id)", en: "host: \(id)") }
  public static func askStarted(_ time: String) -> Phrase { Phrase(ja: "開始：\(time)", en: "started: \(time)") }
  public static func askCommand(_ text: String) -> Phrase { Phrase(ja: "コマンド：\(text)", en: "command: \(text)") }
  public static let askCommandHidden = Phrase(ja: "コマンド：（sensitive のため表示しません）", en: "command: (sensitive, not shown)")

  public static func askStep(_ id: String) -> Phrase { Phrase(ja: "手順 \(id)", en: "step \(id)") }
  public static func askRole(_ role: Phrase) -> Phrase { Phrase(ja: "担当：\(role.ja)", en: "role: \(role.en)") }
  public static func askExpected(_ time: String) -> Phrase { Phrase(ja: "目安：\(time)", en: "expected: \(time)") }

  public static func askRoleName(_ name: String) -> Phrase {
    switch name {
    case "director": Phrase(ja: "訓練統括者", en: "drill director")
    case "controller": Phrase(ja: "コントローラー", en: "controller")
    case "operator": Phrase(ja: "実施者", en: "operator")
    case "approver": Phrase(ja: "承認者", en: "approver")
    case "evaluator": Phrase(ja: "評価者", en: "evaluator")
    case "recorder": Phrase(ja: "記録者", en: "recorder")
    default: Phrase(ja: "監査人", en: "auditor")
    }
  }

  public static let askUndo = Phrase(ja: "次の作業で元に戻してください", en: "Undo this by hand:")

  public static func askFailed(_ result: Phrase) -> Phrase {
    Phrase(ja: "結果：\(result.ja)。どうしますか", en: "It ended as: \(result.en). What now?")
  }

  public static func askDoubt(isUndo: Bool) -> Phrase {
    isUndo
      ? Phrase(
        ja: "元に戻すコマンドの実行中に実施が中断し、結果が分かりません。ホストを確かめて答えてください",
        en: "The run was interrupted while this undo's command was under way. Look at the host: what became of it?")
      : Phrase(
        ja: "コマンドの実行中に実施が中断し、結果が分かりません。ホストを確かめて答えてください",
        en: "The run was interrupted while this command was under way. Look at the host: what became of it?")
  }

  // MARK: What can be answered

  public static let askKeyDone = Phrase(ja: "d [メモ] 完了", en: "d [note] done")
  public static let askKeyFailed = Phrase(ja: "f [メモ] 失敗", en: "f [note] failed")
  public static let askKeySkip = Phrase(ja: "s 理由 省略", en: "s reason skip")
  public static let askKeyRetry = Phrase(ja: "r 再試行", en: "r retry")
  public static let askKeyByHand = Phrase(ja: "h [メモ] 手作業で実施済み", en: "h [note] done by hand")
  public static let askKeyStop = Phrase(ja: "f 失敗として止める", en: "f stop here as failed")
  public static let askKeyUndone = Phrase(ja: "d [メモ] 元に戻した", en: "d [note] undone")
  public static let askKeyNotUndone = Phrase(ja: "f [メモ] 戻せない", en: "f [note] could not be undone")
  public static let askKeyWasDone = Phrase(ja: "d [メモ] 完了していた", en: "d [note] it was done")
  public static let askKeyRunAgain = Phrase(ja: "r もう一度実行", en: "r run it again")
  public static let askKeyHadFailed = Phrase(ja: "f [メモ] 失敗していた", en: "f [note] it had failed")
  public static let askKeyWasUndone = Phrase(ja: "d [メモ] 元に戻っていた", en: "d [note] it was undone")

  /// Words instead of the letters. Both languages' are read; `exampleDrill` has them all.
  public static let askWordDone = Phrase(ja: "完了", en: "done")
  public static let askWordFailed = Phrase(ja: "失敗", en: "failed")
  public static let askWordSkip = Phrase(ja: "省略", en: "skip")
  public static let askWordRetry = Phrase(ja: "再試行", en: "retry")
  public static let askWordByHand = Phrase(ja: "手作業", en: "hand")

  /// - Parameter words: of the letters that stand before, in their order.
  public static func askKeysEnd(_ words: [Phrase]) -> Phrase {
    Phrase(
      ja: "（入力して Enter。" + words.map(\.ja).joined(separator: "・") + " とも書けます）",
      en: "(then Enter; or the words " + words.map(\.en).joined(separator: ", ") + ")")
  }

  /// What would have been asked where nobody is there, what counts instead, and what to do.
  public static func askNobodyToAsk(step: String, title: Phrase) -> Phrase {
    unasked(
      step, title, ja: "担当者に実施を頼めません", en: "nobody is there to do it by hand",
      counts: Phrase(ja: "実施しなかったものとして記録します", en: "it counts as not carried out"))
  }

  public static func askNobodyToDecide(step: String, title: Phrase) -> Phrase {
    unasked(
      step, title, ja: "失敗後の判断を求められる人がいません", en: "nobody is there to decide what comes after its failure",
      counts: Phrase(ja: "失敗のままとします", en: "it stays as it ended"))
  }

  public static func askNobodyToUndo(step: String, title: Phrase) -> Phrase {
    unasked(
      step, title, ja: "手作業で元に戻すよう頼める人がいません", en: "nobody is there to undo it by hand",
      counts: Phrase(ja: "元に戻す作業が残ります", en: "its undo stays owed"))
  }

  public static func askNobodyToTell(step: String, title: Phrase) -> Phrase {
    unasked(
      step, title, ja: "中断時に実行中だったコマンドの結果を答えられる人がいません",
      en: "nobody is there to tell what became of its command", counts: Phrase(ja: "不明のままとします", en: "it stays unknown"))
  }

  private static func unasked(_ step: String, _ title: Phrase, ja: String, en: String, counts: Phrase) -> Phrase {
    Phrase(
      ja: "\(step)（\(title.ja)）：\(ja)。\(counts.ja)。端末から実行するか、標準入力に回答を1行ずつ渡してください",
      en: "\(step) (\(title.en)): \(en), so \(counts.en); run it on a terminal, or give one answer a line on "
        + "standard input")
  }

  /// What can be answered follows on the next line.
  public static func askNotAnAnswer(_ line: String) -> Phrase {
    Phrase(
      ja: "「\(line)」は回答として読めません。次のどれかを入力してください", en: "\"\(line)\" is not an answer; type one of these")
  }

  public static let askReasonMissing = Phrase(
    ja: "省略には理由が要ります。「s 理由」の形で入力してください", en: "skipping needs a reason; type it after the s")

  public static let askPrompt = Phrase(ja: "回答>", en: "answer>")

  public static let askNobodyThere = Phrase(
    ja: "回答できる人がいませんでした（標準入力が終わっています）。端末から実行するか、標準入力に回答を1行ずつ渡してください",
    en: "nobody was there to answer (standard input has ended); run it on a terminal, or give one answer a line on "
      + "standard input")

  public static let askStopNeedsAnswer = Phrase(
    ja: "中断の指示を受けました。続けて元に戻すには、この質問への回答が要ります（もう一度 Ctrl-C で、答えずにただちに停止します）",
    en:
      "asked to stop; before anything is undone this has to be answered (Ctrl-C again stops at once and leaves it open)"
  )

  public static let askEndIsNoAnswer = Phrase(
    ja: "Ctrl-D は回答になりません。中止するには Ctrl-C を押してください", en: "Ctrl-D is no answer; press Ctrl-C to stop the run")
}
