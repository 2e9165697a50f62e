/// Writing records.
extension Phrase {
  public static func recordFull(path: String) -> Phrase {
    Phrase(
      ja: "記録を書き込めません。\(path) のあるディスクに空きがありません（容量または割り当ての上限）。空きを作ってください",
      en:
        "the record can't be written: the disk that holds \(path) is full or its quota is used up; make room there"
    )
  }

  public static func recordReadOnly(path: String) -> Phrase {
    Phrase(
      ja: "記録を書き込めません。\(path) のあるディスクは読み取り専用です。書き込める場所を sonae.yaml の records に指定してください",
      en:
        "the record can't be written: the disk that holds \(path) is read-only; name a place that can be written under records in sonae.yaml"
    )
  }

  public static func recordDenied(path: String) -> Phrase {
    Phrase(
      ja: "記録を書き込めません。\(path) への書き込みが許可されていません。フォルダーの所有者と権限を確認してください",
      en: "the record can't be written: \(path) may not be written to; check the folder's owner and permissions")
  }

  public static func recordDiskFault(path: String) -> Phrase {
    Phrase(
      ja: "記録を書き込めません。\(path) のあるディスクで入出力エラーが起きました。ディスクを点検し、記録のフォルダを別のディスクにコピーして、その場所を sonae.yaml の records に指定してください",
      en:
        "the record can't be written: the disk that holds \(path) reports an input/output error; have it checked, copy the records folder to another disk, and name that under records in sonae.yaml"
    )
  }

  public static func recordUnwritable(path: String, why: String) -> Phrase {
    Phrase(
      ja: "記録を書き込めません。\(path)：\(why)。原因を取り除いてください",
      en: "the record can't be written: \(path): \(why); remove the cause")
  }

  public static func recordClosed(run: String) -> Phrase {
    Phrase(
      ja: "\(run) の記録は完了しており、書き足せません。新しく実行してください",
      en: "the record of \(run) is closed and takes nothing more; start a new run")
  }
}

/// Reading records.
extension Phrase {
  public static func recordsFileMissing(path: String) -> Phrase {
    Phrase(
      ja: "記録 \(path) がありません。バックアップから戻すか、sonae verify で全体を確認してください",
      en: "\(path) is missing from the records; restore it from a backup, or run sonae verify to see what else is")
  }

  public static func recordsUnreadable(path: String, why: String) -> Phrase {
    Phrase(
      ja: "記録 \(path) を読めません：\(why)。所有者と権限、ディスクの状態を確認してください",
      en: "\(path) can't be read: \(why); check its owner and permissions and the disk")
  }

  public static func recordsNewer(path: String, schema: Int, known: Int) -> Phrase {
    Phrase(
      ja: "\(path) は新しい版の Sonae が書いた記録です（形式 \(schema)、この版が読めるのは \(known) まで）。Sonae を更新してください",
      en: "\(path) was written by a newer Sonae (schema \(schema), this one reads up to \(known)); update Sonae")
  }

  public static func recordsDamaged(path: String, line: Int?, what: String) -> Phrase {
    Phrase(
      ja: "記録 \(path) \(line.map { "の \($0) 行目" } ?? "")が壊れています：\(what)。sonae verify で詳しく確認できます",
      en: "\(path)\(line.map { ", line \($0)," } ?? "") is damaged: \(what); sonae verify says more")
  }

  public static func noRunsYet(path: String) -> Phrase {
    Phrase(
      ja: "\(path) にはまだ記録がありません。sonae drill で訓練を実施すると作られます",
      en: "there are no runs in \(path) yet; sonae drill makes the first")
  }

  public static func runUnknown(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」という実施記録はありません。sonae runs list で一覧を確認してください",
      en: "there is no run “\(text)”; sonae runs list shows them all")
  }

  /// - Parameter holder: its process and the machine on which that is; nil where somebody is only about to take it up, or there is
  ///   nothing to tell by.
  public static func runLives(_ run: String, holder: (process: Int, machine: String)?) -> Phrase {
    guard let (process, machine) = holder else {
      return Phrase(
        ja: "\(run) は実施中か、ほかの人が再開しようとしています。様子は sonae runs follow \(run) で見られます。それが終わった後に再開できます",
        en:
          "the run \(run) is going on, or somebody is about to take it up; watch it with sonae runs follow \(run). It can be "
          + "resumed once its process has gone")
    }
    return Phrase(
      ja: """
        \(run) は \(machine) のプロセス \(process) が実施しています。様子は sonae runs follow \(run) で見られます
          中断して元に戻す：kill -INT \(process)　一時停止：kill -TERM \(process)（その後 sonae resume \(run)）
          応答しないとき：kill -KILL \(process) の後に sonae resume \(run)（元に戻すだけなら sonae undo \(run)）
        """,
      en: """
        the run \(run) is going on in process \(process) on \(machine); watch it with sonae runs follow \(run)
          to stop and undo: kill -INT \(process); to pause: kill -TERM \(process), then sonae resume \(run)
          if it hangs: kill -KILL \(process), then sonae resume \(run) (or only to undo: sonae undo \(run))
        """)
  }

  public static func runNotOpened(_ run: String) -> Phrase {
    Phrase(
      ja: "\(run) は何も始めないうちに終わったので、再開するものがありません。新しく実行してください",
      en: "the run \(run) ended before it began anything, so there is nothing to resume; start a new one")
  }

  public static func runTidied(_ run: String) -> Phrase {
    Phrase(
      ja: "\(run) は完了しています。ホストに残っていた控えを消しました。結果は sonae report \(run) で見られます",
      en:
        "the run \(run) is closed; what its hosts still kept of it has been removed. sonae report \(run) shows what came of it"
    )
  }

  public static func runAlreadyClosed(_ run: String) -> Phrase {
    Phrase(
      ja: "\(run) は完了しています。結果は sonae report \(run) で見られます",
      en: "the run \(run) is closed; sonae report \(run) shows what came of it")
  }

  public static func recordChanged(_ run: String) -> Phrase {
    Phrase(
      ja: "注意：\(run) の記録は書かれたときのままではありません。内容を信用せず、sonae verify \(run) で確かめてください",
      en:
        "careful: the record of \(run) is not as it was written; don't trust it, and see what sonae verify \(run) says")
  }

  public static func recordNotTakenUp(_ run: String) -> Phrase {
    Phrase(
      ja: "\(run) の記録は書かれたときのままではないため、続けられません。どこが違うかは sonae verify \(run) で確かめ、控えがあればそれを使ってください",
      en:
        "the record of \(run) is not as it was written, so nothing can be carried on from it. sonae verify \(run) says where; if there is a copy, use that"
    )
  }

  public static func noJournalAt(_ path: String) -> Phrase {
    Phrase(
      ja: "\(path) に journal.jsonl がありません。記録のフォルダ（例：records/2026/…）を指定してください",
      en: "there is no journal.jsonl in \(path); name a run's folder, such as records/2026/…")
  }

  public static func runAmbiguous(_ text: String, candidates: [String]) -> Phrase {
    Phrase(
      ja: "「\(text)」に当てはまる実施記録が複数あります（\(candidates.joined(separator: "、"))）。もう少し長く指定してください",
      en: "several runs begin with “\(text)” (\(candidates.joined(separator: ", "))); give more of the id")
  }
}

/// Locks.
extension Phrase {
  public static func lockedHost(_ id: String) -> Phrase { Phrase(ja: "ホスト \(id)", en: "host \(id)") }
  public static func lockedSystem(_ id: String) -> Phrase { Phrase(ja: "システム \(id)", en: "system \(id)") }

  public static func locked(
    _ what: Phrase, run: String, by: String, machine: String, process: Int, since: String
  ) -> Phrase {
    Phrase(
      ja: "\(what.ja) は実施中の \(run) が使用しています（実施者 \(by)、\(machine)、プロセス \(process)、\(since) から）。"
        + "終了を待つか、実施者に確認してください。様子は sonae runs follow \(run) で見られます",
      en: "\(what.en) is in use by run \(run) (\(by), on \(machine), process \(process), since \(since)); "
        + "wait for its end or ask \(by); sonae runs follow \(run) shows it")
  }

  public static func lockedElsewhere(
    _ what: Phrase, run: String, by: String, machine: String, since: String, file: String
  ) -> Phrase {
    Phrase(
      ja: "\(what.ja) は別の端末 \(machine) の \(run) が使用中と記録されています（実施者 \(by)、\(since) から）。"
        + "今も続いているかは、この端末からは分かりません。\(by) に確認し、終わっていれば sonae resume \(run) か sonae undo \(run) を"
        + "実行してください。その記録がもうなければ、\(file) を削除してください",
      en: "\(what.en) is held by run \(run) on another machine, \(machine) (\(by), since \(since)), and whether that "
        + "goes on can't be seen from here. Ask \(by); once it has ended, sonae resume \(run) or sonae undo \(run). "
        + "If its record is gone, remove \(file)")
  }

  /// - Parameter debts: runs that died or stopped, the one to be undone first at the front.
  public static func stillCarried(_ debts: [(run: String, changes: Int, places: [String])]) -> Phrase {
    let lines = debts.map { run, changes, places in
      Phrase(
        ja: "\(places.joined(separator: "、")) には、実施 \(run) で変更したものが \(changes) 件、元に戻されないまま残っています。"
          + "先に sonae undo \(run) を実行してください（その実施を続けるなら sonae resume \(run)）",
        en: "\(places.joined(separator: ", ")) still \(places.count == 1 ? "carries" : "carry") \(changes) "
          + "change\(changes == 1 ? "" : "s") of run \(run) that \(changes == 1 ? "isn't" : "aren't") undone; first "
          + "sonae undo \(run) (or sonae resume \(run), to go on with it)")
    }
    return Phrase(ja: lines.map(\.ja).joined(separator: "\n"), en: lines.map(\.en).joined(separator: "\n"))
  }

  /// - Parameter place: a host or a system that it shares with the run that was to begin.
  public static func debtsUnreadable(_ run: String, path: String, place: String) -> Phrase {
    Phrase(
      ja: "完了していない実施 \(run) の記録が壊れていて、その計画にあるホストやシステム（\(place) は今回と共通）に元に戻していない変更が残っているかどうか分かりません。"
        + "sonae verify \(run) で何が壊れているかを確かめ、記録をバックアップから戻してください。戻せないときは、"
        + "ホストの状態を確かめてから、フォルダ \(path) を記録の外へ移してください",
      en:
        "the record of the unfinished run \(run) is damaged, so nobody knows whether it has left anything to be undone where "
        + "its plan works, and \(place) is in this plan too. sonae verify \(run) shows what is wrong: restore the record from a backup. If there is none, look at the hosts, "
        + "and then move the folder \(path) out of the records")
  }

  /// - Parameter isThere: the run itself lies in the records too.
  public static func copyOfRun(_ copy: String, of run: String, path: String, isThere: Bool) -> Phrase {
    isThere
      ? Phrase(
        ja: "\(copy) は \(run) の写しなので、続けることも元に戻すこともできません。\(run) の方を使ってください",
        en: "\(copy) is a copy of \(run), and isn't carried on or undone by itself; go on with \(run)")
      : Phrase(
        ja: "\(copy) は \(run) の写しか、名前を変えたものです。元の実施がどこにもないことを確かめ、フォルダ \(path) の名前を \(run) に戻してください",
        en:
          "\(copy) is a copy of \(run), or was renamed. Make sure that the run itself isn't anywhere else, and rename the folder \(path) back to \(run)"
      )
  }

  /// - Parameter system: `nfs`, `smb`, ….
  public static func recordsShared(path: String, system: String) -> Phrase {
    Phrase(
      ja: "注意：記録のフォルダ \(path) は、他の端末と共有されうるファイルシステム（\(system)）にあります。ロックが確実に区別できるのは"
        + "この端末のプロセスだけです。同時に訓練を行う端末は1台にしてください",
      en:
        "careful: the records folder \(path) lies on a file system that other machines may share (\(system)). Its locks tell "
        + "only this machine's processes apart for sure: let one machine at a time run drills")
  }

  public static func lockedByUnknown(_ what: Phrase) -> Phrase {
    Phrase(
      ja: "\(what.ja) は別の実施が使用しています。sonae runs list で実行中のものを確認してください",
      en: "\(what.en) is in use by another run; sonae runs list shows what is running")
  }

  public static func recordOrder(event: Int, after: Int) -> Phrase {
    Phrase(
      ja: "出来事 \(event) は \(after) の次に書けません。内部の誤りです。開発元に知らせてください",
      en: "event \(event) can't be written after \(after); this is an error inside Sonae, please report it")
  }
}
