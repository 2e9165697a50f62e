/// Copies of machines that drills make and delete.
extension Phrase {
  public static func cloneDeed(_ name: String, as copy: String, network: String) -> Phrase {
    Phrase(
      ja: "複製：\(name) → \(copy)（ネットワーク \(network)）", en: "clone \(name) as \(copy), on the network \(network)")
  }

  // MARK: What can be wrong in files

  public static func cloneNameTaken(_ name: String) -> Phrase {
    Phrase(
      ja: "「\(name)」という仮想マシンがインベントリかほかの clone にあります。複製を取り違えないように、as: に別の名前を書いてください。",
      en:
        "The inventory, or another clone, has a machine `\(name)`. Give this copy a name of its own under `as:`, so that it is never taken for the other."
    )
  }

  public static func networkNotIsolated(_ network: String, host: String, known: [String]) -> Phrase {
    let list = known.isEmpty ? "-" : known.joined(separator: ", ")
    return Phrase(
      ja:
        "訓練で複製をつなげるのは、ホスト「\(host)」の isolated_networks: に書いた隔離ネットワーク（\(list)）だけで、「\(network)」はその中にありません。network: を直すか、本当に隔離されているなら書き加えてください。",
      en:
        "A drill puts clones on the host `\(host)`'s `isolated_networks:` only (\(list)), and `\(network)` isn't one of them. Correct `network:`, or add it there if it is really cut off."
    )
  }

  // MARK: What happened

  public static let cloneIsGone = Phrase(ja: "複製はすでにありませんでした", en: "the clone was gone already")

  public static func cloneNotMade(_ step: String) -> Phrase {
    Phrase(
      ja: "この仮想マシンは \(step) で作る複製ですが、作られたことが確かめられていません。同じ名前の別の仮想マシンかもしれないので操作しません",
      en:
        "this machine is the clone that \(step) makes, and nothing shows that it did: one of that name may be another, so nothing was done"
    )
  }

  public static func cloneStillThere(_ state: Phrase, after time: String) -> Phrase {
    Phrase(
      ja: "指示は受け付けられましたが、\(time) たっても複製が残っています（\(state.ja)）。ホストで仮想化基盤のログを確かめてください",
      en:
        "the order was taken, but after \(time) the clone is still there (\(state.en)); read the platform's log on its host"
    )
  }

  public static let machineNameIsTaken = Phrase(
    ja: "その名前の仮想マシンかディスクがすでにあります。前の訓練の残りなら手で消し、そうでなければ as: の名前を変えてください",
    en:
      "a machine or disk of that name is there; delete it by hand if an earlier drill left it, else choose another name under `as:`"
  )

  public static let machineIsNoClone = Phrase(
    ja: "Sonae が作った複製ではないので削除しません。ホストで仮想マシンを確かめてください",
    en: "it isn't a clone that Sonae made, and is never deleted; look at it on its host")

  public static func machineNetworkNotFound(said: String) -> Phrase {
    Phrase(
      ja:
        "指定したネットワークがホストの仮想化基盤にありません。何も変わっていません。network: とホストの isolated_networks: を確かめてください\(said.isEmpty ? "" : "（\(said)）")",
      en:
        "the host's platform has no such network, and nothing was changed; check `network:` and the host's `isolated_networks:`\(said.isEmpty ? "" : " (\(said))")"
    )
  }
}
