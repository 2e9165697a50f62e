/// Snapshots of machines.
extension Phrase {
  public static func snapshotDeed(_ operation: String, _ machine: String, _ snapshot: String) -> Phrase {
    switch operation {
    case "snapshot":
      Phrase(ja: "スナップショットの作成：\(machine)（\(snapshot)）", en: "take the snapshot \(snapshot) of \(machine)")
    case "revert":
      Phrase(ja: "スナップショットに戻す：\(machine)（\(snapshot)）", en: "revert \(machine) to the snapshot \(snapshot)")
    default:
      Phrase(ja: "スナップショットの削除：\(machine)（\(snapshot)）", en: "delete the snapshot \(snapshot) of \(machine)")
    }
  }

  public static func revertHasNoUndo(_ step: String) -> Phrase {
    Phrase(
      ja:
        "ステップ「\(step)」の revert は、スナップショットより後のデータを失わせ、元には戻せません。訓練で使うには、どう戻すかを undo: に書いてください（人が行う manual: でもかまいません）。訓練で使わないなら modes: [recovery] にしてください。",
      en:
        "The `revert` of the step `\(step)` loses all data since the snapshot, and nothing brings it back. In a drill it needs an `undo:` that says how (a `manual:` one will do); where drills don't need it, write `modes: [recovery]`."
    )
  }

  // MARK: What happened

  public static let snapshotIsGone = Phrase(ja: "スナップショットはすでにありませんでした", en: "the snapshot was gone already")

  public static func snapshotMayBeAnothers(_ snapshot: String, of machine: String) -> Phrase {
    Phrase(
      ja:
        "仮想マシン「\(machine)」にスナップショット「\(snapshot)」がありますが、この訓練が作ったものか分からないので削除していません。作られた時刻を見て、訓練のものなら手で消し、sonae undo の --by-hand で記録してください。そうでなければ --waive で記録してください",
      en:
        "the machine \(machine) has a snapshot \(snapshot), and nothing shows that this drill took it, so it isn't deleted; look at its time: delete it by hand and record that with `sonae undo --by-hand`, or keep it and record that with `--waive`"
    )
  }

  public static let snapshotNameIsTaken = Phrase(
    ja: "その名前のスナップショットがすでにあり、今の状態のものではありません。前の訓練の残りなら手で消し、そうでなければ name: を変えてください",
    en:
      "a snapshot of that name is there, and isn't of what the machine is now; delete it by hand if an earlier drill left it, else choose another `name:`"
  )

  public static func snapshotNotFound(said: String) -> Phrase {
    Phrase(
      ja: "その名前のスナップショットがありません。何も変わっていません。name: を確かめてください\(said.isEmpty ? "" : "（\(said)）")",
      en:
        "the machine has no snapshot of that name, and nothing was changed; check `name:`\(said.isEmpty ? "" : " (\(said))")"
    )
  }

  public static func snapshotNotAsWanted(exists: Bool, after time: String) -> Phrase {
    Phrase(
      ja: "指示は受け付けられましたが、\(time) たってもスナップショットが\(exists ? "残っています" : "ありません")。ホストで仮想化基盤のログを確かめてください",
      en:
        "the order was taken, but after \(time) the snapshot is \(exists ? "still there" : "not there"); read the platform's log on its host"
    )
  }

  public static func snapshotsNotListed(_ why: Phrase) -> Phrase {
    Phrase(
      ja: "仮想マシンのスナップショットを調べられませんでした（\(why.ja)）。ホストで確かめてください",
      en: "the machine's snapshots couldn't be listed (\(why.en)); look at them on its host")
  }
}
