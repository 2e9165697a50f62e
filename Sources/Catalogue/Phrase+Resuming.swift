/// Runs that are taken up again, undone, or left to go on without a terminal.
extension Phrase {
  public static func willResume(
    _ run: String, undoesOnly: Bool, over: Int, of steps: Int, inDoubt: [String], owed: Int
  ) -> Phrase {
    let doubt = inDoubt.isEmpty ? nil : inDoubt.joined(separator: ", ")
    return Phrase(
      ja: (undoesOnly ? "\(run) の元に戻す作業だけを行い、閉じます。" : "\(run) を再開します。")
        + "手順 \(steps) 件のうち \(over) 件が終わっています。元に戻す作業が残り \(owed) 件"
        + (doubt.map { "、途切れたときに実行中：\($0)" } ?? ""),
      en: (undoesOnly ? "This undoes what is owed by \(run) and closes the run. " : "\(run) will be resumed. ")
        + "\(over) of \(steps) steps are over; \(owed) undo action(s) owed"
        + (doubt.map { "; under way when it broke off: \($0)" } ?? ""))
  }

  public static let waiverNeedsReason = Phrase(
    ja: "元に戻さない理由を --reason で書いてください", en: "say why it needn't be undone, with --reason")

  public static func waiverNeedsAnother(_ person: String) -> Phrase {
    Phrase(
      ja: "\(person) はこの実施の実施者なので、元に戻さないことを一人では決められません。別の人が --as で承認してください",
      en:
        "\(person) carried this run out and can't decide alone that something isn't undone; another person has to, with --as"
    )
  }

  public static func waiverNeedsKnownPerson(_ name: String, known: [String]) -> Phrase {
    Phrase(
      ja: "元に戻さないことを承認できるのは、台帳（inventory の people）にいる人だけです。「\(name)」はいません。--as で指定できる人："
        + known.joined(separator: "、"),
      en:
        "only somebody among the inventory's people can say that something isn't undone, and \(name) isn't; with --as: "
        + known.joined(separator: ", "))
  }

  public static func waiverOfUnknownPerson(_ name: String) -> Phrase {
    Phrase(
      ja: "注意：台帳に people がないため、「\(name)」が承認してよい人かどうかを確かめられません",
      en: "careful: the inventory names no people, so nothing shows that \(name) is somebody who may decide this")
  }

  public static func actorUnknown(_ name: String, known: [String]) -> Phrase {
    Phrase(
      ja: "注意：「\(name)」は台帳（inventory の people）にいません。このまま記録します。いる人：" + known.joined(separator: "、"),
      en: "careful: \(name) is not among the inventory's people, and goes into the record as it stands; there are: "
        + known.joined(separator: ", "))
  }

  public static func noUndoOwed(_ step: String) -> Phrase {
    Phrase(
      ja: "「\(step)」には、元に戻す作業が残っていません。sonae runs show で確かめてください",
      en: "\(step) owes no undo; see what sonae runs show says")
  }

  public static func byHandWhileInDoubt(_ step: String, run: String) -> Phrase {
    Phrase(
      ja:
        "「\(step)」は実施が中断したときに実行中で、まだ動いているかもしれません。先に sonae undo \(run) を --by-hand なしで実行してください。"
        + "どうなったかをホストに確かめ、確かめられなければ尋ねます。そのあとで手作業の報告ができます",
      en:
        "\(step) was under way when the run broke off and may still be at work. First type sonae undo \(run) without --by-hand: the host "
        + "is asked what became of it, or you are. After that you can say that it was undone by hand")
  }

  public static func hostsMoved(_ hosts: [(host: String, then: String, now: String)]) -> Phrase {
    Phrase(
      ja:
        "ホストの接続先が、この実施のときと変わっています：\(hosts.map { "\($0.host) は \($0.then) でしたが、今は \($0.now) です" }.joined(separator: "、"))。"
        + "別の機器を操作しないよう、止めました。inventory と ssh_config（--ssh-config）を実施のときのものに戻してください。"
        + "同じ機器のアドレスが変わっただけだと確かめられたら、--hosts-moved を付けて実行してください",
      en:
        "hosts aren't where they were in this run: \(hosts.map { "\($0.host) was \($0.then) and is now \($0.now)" }.joined(separator: "; ")). "
        + "So that nothing is done on another machine, nothing was. Use the inventory and the ssh_config (--ssh-config) of that time; "
        + "if you have made sure that it is the same machine under a new address, add --hosts-moved")
  }

  public static func resumeElsewhere(_ machine: String) -> Phrase {
    Phrase(
      ja: "注意：この実施は \(machine) で行われていました。そこで動いていないことを、ここからは確かめられません。必ず確認してください",
      en:
        "careful: the run was carried out on \(machine), and it can't be seen from here that nothing goes on there; make sure of it"
    )
  }

  /// Another place of the same name.
  public static func namesake(_ machine: String) -> Phrase {
    Phrase(ja: "同じ名前（\(machine)）の別の端末かコンテナ", en: "another machine or container named \(machine)")
  }

  public static func otherMachineMayLive(_ machine: String, run: String) -> Phrase {
    Phrase(
      ja: "\(machine) でまだ動いているかもしれないので、--yes だけでは引き継ぎません。\(machine) で \(run) のプロセスが動いていないことを確かめてから、"
        + "--other-machine-is-down を付けてください",
      en:
        "it may still go on on \(machine), so --yes alone doesn't take it over. Make sure that no process of \(run) runs on \(machine), then add "
        + "--other-machine-is-down")
  }

  public static func copyOfLivingRun(_ run: String, process: Int) -> Phrase {
    Phrase(
      ja: "この記録は写しで、元の \(run) はプロセス \(process) がまだ実行しています。終わるのを待つか、kill -TERM \(process) で一時停止させてから、元の記録で続けてください",
      en:
        "this record is a copy, and process \(process) still carries on with \(run). Wait for its end, or pause it with kill -TERM \(process), and go on "
        + "with the original")
  }

  public static let optionOtherMachineIsDown = Phrase(
    ja: "前に実行していた別の機械で、もう動いていないことを確かめた",
    en: "You have made sure that nothing of the run goes on any more on the other machine that had it.")

  public static let optionByHand = Phrase(
    ja: "手作業で元に戻したステップ（--note と一緒に。何度でも書ける）",
    en: "A step whose undo was carried out by hand (with --note; may be given several times).")

  public static let optionByHandNote = Phrase(
    ja: "--by-hand の作業で何をしたか。記録に残る", en: "What was done for --by-hand. It stands in the record.")

  public static let byHandNeedsNote = Phrase(
    ja: "--by-hand には、何をしたかを --note で書いてください", en: "--by-hand needs --note with what was done")

  public static func wentOnInBackground(_ run: String, process: Int, log: String) -> Phrase {
    Phrase(
      ja: """
        バックグラウンドで続けます（プロセス \(process)）。端末を閉じてもかまいません
          様子を見る：sonae runs follow \(run)　画面の記録：\(log)
          中止して元に戻す：kill -INT \(process)　一時停止：kill -TERM \(process)（その後 sonae resume \(run)）
        """,
      en: """
        it goes on in the background (process \(process)); the terminal may be closed
          to follow it: sonae runs follow \(run); its output: \(log)
          to stop and undo: kill -INT \(process); to pause: kill -TERM \(process), then sonae resume \(run)
        """)
  }

  public static func cannotDetach(_ why: String) -> Phrase {
    Phrase(
      ja: "バックグラウンドで始められません（\(why)）。--detach を付けずに実行してください",
      en: "it can't go on in the background (\(why)); run it without --detach")
  }

  public static let changedBeforeDetaching = Phrase(
    ja: "確認の間に計画か実施が変わりました。もう一度実行してください",
    en: "the plan or the run has changed since it was agreed to; try again")

  public static func detachNeedsNobody(_ steps: [String], undos: [String]) -> Phrase {
    let (asked, undone) = (listed(steps), listed(undos))
    return Phrase(
      ja: "--detach では人に尋ねられません。"
        + (steps.isEmpty ? "" : "人が行う手順：\(asked)。") + (undos.isEmpty ? "" : "人が元に戻す手順：\(undone)。")
        + "--detach を付けずに（tmux などの中で）実行してください",
      en: "nobody can be asked with --detach. "
        + (steps.isEmpty ? "" : "Steps for a person: \(asked). ")
        + (undos.isEmpty ? "" : "Steps that a person undoes: \(undone). ")
        + "Run it without --detach, in tmux for example")
  }

  private static func listed(_ ids: [String]) -> String {
    ids.prefix(5).joined(separator: ", ") + (ids.count > 5 ? ", …" : "")
  }

  /// - Parameters:
  ///   - why: what its last event says; nil when its process was killed.
  ///   - elsewhere: the machine that began it, when that is another one.
  public static func damagedRun(_ run: String) -> Phrase {
    Phrase(
      ja:
        "注意：実施 \(run) の記録が読めません。元に戻す作業が残っているかどうか、分かりません\n  確かめる：sonae verify \(run)\n  直す：記録をバックアップから戻す（なければ、ホストの状態を確かめてから、そのフォルダを記録の外へ移す）",
      en: "careful: the record of run \(run) can't be read, so nobody knows whether anything is still to be undone\n"
        + "  to see what is wrong: sonae verify \(run)\n  to mend it: restore the record from a backup; if there is none, look at the hosts, then move its folder out of the records"
    )
  }

  public static func openRun(_ run: String, why: Phrase?, elsewhere: String?) -> Phrase {
    let seen = elsewhere.map { machine in
      Phrase(
        ja: "\(machine) で始まった実施で、そこで続いているかはここからは分かりません",
        en: "it was begun on \(machine), and whether it goes on there can't be seen from here")
    }
    let whole = [why ?? (elsewhere == nil ? Phrase(ja: "プロセスが途中で終わりました", en: "its process has gone") : nil), seen]
    let reasons = whole.compactMap(\.self)
    return Phrase(
      ja: "注意：実施 \(run) が終わっていません（\(reasons.map(\.ja).joined(separator: "。"))）"
        + "\n  続ける：sonae resume \(run)\n  元に戻すだけ：sonae undo \(run)",
      en: "careful: run \(run) isn't finished (\(reasons.map(\.en).joined(separator: "; ")))"
        + "\n  to go on: sonae resume \(run)\n  only to undo: sonae undo \(run)")
  }

  public static func moreOpenRuns(_ count: Int) -> Phrase {
    Phrase(
      ja: "ほかに \(count) 件の実施が終わっていません。sonae runs で確かめてください",
      en: "\(count) more runs aren't finished; see them with sonae runs")
  }
}
