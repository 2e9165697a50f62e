/// Machines that go on on another host.
extension Phrase {
  public static func moveDeed(_ name: String, to host: String) -> Phrase {
    Phrase(ja: "移動：\(name) → \(host)", en: "move \(name) to \(host)")
  }

  public static func cannotMove(_ machine: String, from host: String, to other: String) -> Phrase {
    Phrase(
      ja: "仮想マシン「\(machine)」を「\(host)」から「\(other)」へは移動できません。移動先は、同じ種類の仮想化基盤の別のホストにしてください。",
      en:
        "The machine `\(machine)` can't be moved from `\(host)` to `\(other)`: it goes to another host with the same kind of platform. Correct `to:` or `on:`."
    )
  }

  // MARK: What happened

  public static let machineHasMoved = Phrase(
    ja: "すでに移動先で稼働していたので、何もしていません", en: "it ran there already: nothing was done")

  public static func machineNotMoved(here: Phrase, there: Phrase, after time: String) -> Phrase {
    Phrase(
      ja: "指示は受け付けられましたが、\(time) たっても移動が終わったことを確かめられません（移動元：\(here.ja)、移動先：\(there.ja)）。両方のホストで確かめてください",
      en:
        "the order was taken, but after \(time) nothing shows that it has moved (where it was: \(here.en); where it goes: \(there.en)); look at both hosts"
    )
  }

  public static func machineKnownThere(_ name: String, host: String) -> Phrase {
    Phrase(
      ja:
        "ホスト \(host) には仮想マシン「\(name)」が（停止した状態で）すでに登録されています。訓練で移動して戻すと、その登録が失われるので、何もしていません。訓練では destroy・shutdown と start で切り替えるか、登録を外してください",
      en:
        "the host \(host) has a machine \(name) already (it is off), and would forget it on the way back, so the drill did nothing; switch over by `shutdown` and `start`, or take that machine off the host first"
    )
  }

  public static let machineNotThere = Phrase(ja: "ありません", en: "not there")
}
