/// Virtual machines, and what is done with them.
extension Phrase {
  // MARK: What is planned and reported

  /// One machine's part of a step that is for several.
  public static func titleOfMachine(ja: String, en: String, _ name: String) -> Phrase {
    Phrase(ja: "\(ja)（\(name)）", en: "\(en) (\(name))")
  }

  public static func machineDeed(_ operation: String, _ name: String, hardAfter: String?) -> Phrase {
    let words = machineOperation(operation)
    guard let hardAfter else { return Phrase(ja: "\(words.ja)：\(name)", en: "\(words.en) \(name)") }
    return Phrase(
      ja: "\(words.ja)：\(name)（\(hardAfter) で止まらなければ電源断）", en: "\(words.en) \(name), power off after \(hardAfter)")
  }

  private static func machineOperation(_ operation: String) -> Phrase {
    switch operation {
    case "start": Phrase(ja: "起動", en: "start")
    case "shutdown": Phrase(ja: "シャットダウン", en: "shut down")
    case "destroy": Phrase(ja: "電源断", en: "power off")
    case "suspend": Phrase(ja: "一時停止", en: "suspend")
    case "delete_clone": Phrase(ja: "複製の削除", en: "delete the clone")
    default: Phrase(ja: "一時停止の解除", en: "resume")
    }
  }

  public static func machineState(_ state: String) -> Phrase {
    switch state {
    case "running": Phrase(ja: "稼働中", en: "running")
    case "off": Phrase(ja: "停止", en: "off")
    case "paused": Phrase(ja: "一時停止中", en: "paused")
    case "saved": Phrase(ja: "状態を保存して停止", en: "saved")
    case "changing": Phrase(ja: "状態の変更中", en: "changing")
    case "failed": Phrase(ja: "異常", en: "failed")
    default: Phrase(ja: "不明な状態", en: "in an unknown state")
    }
  }

  // MARK: Comparing with the inventory

  public static let tableMachine = Phrase(ja: "仮想マシン", en: "Machine")
  public static let tableState = Phrase(ja: "状態", en: "State")
  public static let tableInventory = Phrase(ja: "台帳との違い", en: "Inventory")

  public static func machineStanding(_ word: String) -> Phrase {
    switch word {
    case "expected": Phrase(ja: "台帳のとおり", en: "as expected")
    case "standby": Phrase(ja: "待機（台帳のとおり）", en: "on standby, as expected")
    case "runs_on_standby": Phrase(ja: "待機側で稼働中", en: "runs on its standby, not at home")
    case "runs_twice": Phrase(ja: "複数のホストで同時に稼働中", en: "runs on more than one host")
    case "moved": Phrase(ja: "台帳と違うホストにある", en: "on another host than the inventory's")
    case "ambiguous": Phrase(ja: "同じ名前が複数ある", en: "more than one of this name")
    case "missing": Phrase(ja: "台帳にあるが見つからない", en: "in the inventory, and not found")
    default: Phrase(ja: "台帳にない", en: "not in the inventory")
    }
  }

  public static func discovered(machines: Int, hosts: Int, drift: Int) -> Phrase {
    Phrase(
      ja: "\(hosts) ホストの仮想マシン \(machines) 台を調べました。" + (drift == 0 ? "台帳のとおりです" : "台帳との違いが \(drift) 件あります"),
      en: "\(machines) machines on \(hosts) hosts; "
        + (drift == 0 ? "all as the inventory says" : "\(drift) differ from the inventory"))
  }

  public static let discoverProposal = Phrase(
    ja: "台帳に加えるなら、それぞれのシステムの machines: に次のように書きます（動いたものは on: を直します）。",
    en:
      "to put them into the inventory, write this under their systems' machines: (for one that has moved, mend its on:)"
  )

  /// - Parameter uses: where a procedure counts on which machine, and the scenarios that come by it.
  public static func discoverUnverified(_ uses: [(source: String, machine: String, scenarios: [String])]) -> Phrase {
    let places = uses.map { (place: "\($0.source)  \($0.machine)", scenarios: $0.scenarios.joined(separator: ", ")) }
    return Phrase(
      ja: "次の手順は、台帳と違う仮想マシンを使うので未検証とみなしてください。台帳か手順を直し、訓練で確かめるまでは当てになりません。"
        + places.map { "\n  \($0.place)（シナリオ：\($0.scenarios)）" }.joined(),
      en:
        "These procedures use machines that aren't as the inventory says. Take them for unverified until the inventory or the procedure is "
        + "mended and a drill has shown that they work:"
        + places.map { "\n  \($0.place)  (scenario \($0.scenarios))" }.joined())
  }

  public static let discoverPlaybooksUnread = Phrase(
    ja: "手順書に誤りがあるため、どの手順が影響を受けるかは分かりません。sonae validate で確かめてください",
    en: "the playbooks have errors, so it isn't known which procedures this concerns; see `sonae validate`")

  public static let noHostHasAPlatform = Phrase(
    ja: "仮想化基盤（platform:）の書かれたホストが台帳にありません。ホストに platform: を、その基盤に kind: を書いてください",
    en: "no host of the inventory has a platform; give the hosts a `platform:`, and that platform a `kind:`")

  public static func hostNotDiscovered(_ host: String, _ why: Phrase) -> Phrase {
    .words(
      ja: "\(host) の仮想マシンを調べられませんでした。\(why.text(.ja))", en: "the machines of \(host) are not known: \(why.text(.en))")
  }

  // MARK: What can be wrong in files

  public static func unknownMachine(_ id: String) -> Phrase {
    Phrase(
      ja: "仮想マシン「\(id)」はインベントリにありません。インベントリにないものは操作しません。綴りを直すか、システムの machines: に書いてください。",
      en:
        "The inventory has no machine `\(id)`, and what isn't in it is never touched. Correct the name, or add it to a system's `machines:`."
    )
  }

  public static func ambiguousMachine(_ id: String) -> Phrase {
    Phrase(
      ja: "「\(id)」という仮想マシンが、別々のホストか別々の名前で2つ以上あります。どちらのことか決まるように、machines: の id を変えてください。",
      en:
        "Several systems have a machine `\(id)`, on different hosts or with different names. Give them different ids under `machines:`."
    )
  }

  public static func machineElsewhere(_ id: String, host: String, places: [String]) -> Phrase {
    let known = places.map { "`\($0)`" }.joined(separator: ", ")
    return Phrase(
      ja:
        "仮想マシン「\(id)」が動くホストは \(places.joined(separator: "、")) で、「\(host)」ではありません。同じ名前の別の仮想マシンかもしれないので操作しません。on: を直すか、machines: の standby: に書き加えてください。",
      en:
        "The machine `\(id)` runs on \(known), not on `\(host)`: one of that name there may be another. Correct `on:`, or add the host to its `standby:`."
    )
  }

  public static func noMachines(host: String) -> Phrase {
    Phrase(
      ja: "通常「\(host)」で動く仮想マシンがインベントリにありません。machines: に書き加えるか、on: を直してください。",
      en: "No machine of the inventory has its home on `\(host)`. Add them under `machines:`, or correct `on:`.")
  }

  public static let machineListEmpty = Phrase(
    ja: "仮想マシンが1つも書かれていません。id を書いてください。", en: "This names no machine. Write their ids.")

  public static let machineCalledAll = Phrase(
    ja: "all は「すべて」の意味で使うので、仮想マシンの id にはできません。別の id にして、実際の名前は name: に書いてください。",
    en:
      "`all` means all machines, so none can have it as its id. Choose another, and write its real name under `name:`.")

  public static func noPlatform(host: String, platform: String?, kinds: [String]) -> Phrase {
    let words = kinds.joined(separator: " | ")
    guard let platform else {
      return Phrase(
        ja: "ホスト「\(host)」の仮想化基盤が分からないので、仮想マシンを操作できません。ホストに platform: を書き、その基盤に kind: \(words) を書いてください。",
        en:
          "Nothing says what the host `\(host)` runs its machines with. Give it a `platform:` whose `kind:` is \(words)."
      )
    }
    return Phrase(
      ja:
        "仮想化基盤「\(platform)」（ホスト「\(host)」）の kind: がないか other なので、仮想マシンを操作できません。kind: \(words) のどれかを書くか、run: でコマンドを書いてください。",
      en:
        "The platform `\(platform)` of the host `\(host)` has no kind whose machines can be driven. Give it `kind:` \(words), or write the commands with `run:`."
    )
  }

  public static func platformShell(_ kind: String, host: String, shell: String) -> Phrase {
    let keys = shell == "none" ? "shell: none と transport: openssh" : "shell: \(shell)"
    let words = shell == "none" ? "`shell: none` and `transport: openssh`" : "`shell: \(shell)`"
    return Phrase(
      ja: "ホスト「\(host)」の仮想化基盤（kind: \(kind)）のコマンドには \(keys) が必要です。台帳のホストに書いてください。",
      en:
        "The commands of the host `\(host)`'s platform (kind \(kind)) need \(words). Write that for the host in the inventory."
    )
  }

  public static let undoOfSeveralMachines = Phrase(
    ja: "仮想マシンを2台以上まとめて扱うステップには undo: を書けません。1台ずつ元の状態に戻すので、undo: を削除するか、1台ずつのステップに分けてください。",
    en:
      "A step for several machines takes no `undo:`: each is put back by itself. Delete it, or write one step for each machine."
  )

  public static let undoIsForOneMachine = Phrase(
    ja: "undo: の machine: には1台だけ書けます。machine: のステップなら undo: を書かなくても元の状態に戻ります。",
    en: "The `machine:` of an undo takes one machine. A machine step needs no undo: what it changed is put back.")

  public static func hardAfterTooLate(timeout: String) -> Phrase {
    Phrase(
      ja: "hard_after: がステップの制限時間（\(timeout)）以上なので、電源断は行われません。hard_after: を短くするか、timeout: を長くしてください。",
      en:
        "`hard_after:` isn't shorter than the step's timeout (\(timeout)), so it would never come to that. Shorten it, or lengthen `timeout:`."
    )
  }

  // MARK: What happened

  public static func machineAlreadySo(_ state: Phrase) -> Phrase {
    Phrase(
      ja: "すでに\(state.ja)だったので何もしていません。元に戻すこともありません",
      en: "it was \(state.en) already: nothing was done, and nothing is to be undone")
  }

  public static func machineRequested(said: String) -> Phrase {
    Phrase(
      ja: "仮想化基盤のクラスタ管理に引き渡し、仮想マシンの状態で完了を確かめました\(quotedJa(said))",
      en: "handed over to the platform's cluster manager; the machine's state told when it was done\(quotedEn(said))")
  }

  public static func machineNotFound(_ name: String, said: String) -> Phrase {
    Phrase(
      ja: "仮想マシン「\(name)」がこのホストにありません。名前（machines の name）と on: を確かめてください\(quotedJa(said))",
      en: "the host has no machine \(name); check its name (`name` under machines) and `on`\(quotedEn(said))")
  }

  public static func machineNameTwice(_ name: String, _ count: Int) -> Phrase {
    Phrase(
      ja: "このホストには「\(name)」という仮想マシンが \(count) 台あり、どれか決められないので操作しません。名前を変えてください",
      en: "the host has \(count) machines called \(name), and nothing tells which is meant; rename them")
  }

  public static func machineRefused(next: Phrase, said: String) -> Phrase {
    Phrase(
      ja: "仮想化基盤が受け付けませんでした。何も変わっていません。\(next.ja)\(quotedJa(said))",
      en: "the platform refused, and nothing was changed; \(next.en)\(quotedEn(said))")
  }

  public static let machineIsBusy = Phrase(
    ja: "ほかの処理が終わってから、もう一度試してください", en: "try again when whatever else is being done with the machine has ended")
  public static let machineNeedsRights = Phrase(
    ja: "アカウントの権限（必要なら platforms: の sudo: true）を確かめてください",
    en: "check the account's rights (or write `sudo: true` under platforms)")
  public static let machineNeedsRoom = Phrase(
    ja: "ホストの空きメモリとディスク、装置の使用状況を確かめてください", en: "check the host's free memory and disk, and who has its devices")
  public static let machineNeedsPlatform = Phrase(
    ja: "仮想化基盤のコマンドがあり、サービスが動いているか確かめてください", en: "see whether the platform's command is there and its service runs")
  public static let machineLookAtIt = Phrase(ja: "ホストで仮想マシンを確かめてください", en: "look at the machine on its host")

  public static func machineWrongState(_ state: Phrase, isPaused: Bool, said: String) -> Phrase {
    Phrase(
      ja: "仮想マシンが\(state.ja)なので、この操作はできません。何も変わっていません。"
        + "\(isPaused ? "resume で一時停止を解いてください" : "ホストで仮想マシンを確かめてください")\(quotedJa(said))",
      en: "the machine is \(state.en), in which this can't be done, and nothing was changed; "
        + "\(isPaused ? "`resume` it first" : "look at the machine on its host")\(quotedEn(said))")
  }

  public static func machineUnsupported(said: String) -> Phrase {
    Phrase(
      ja: "この仮想化基盤では、この仮想マシンに対してこの操作はできません。run: でコマンドを書くか、手作業のステップにしてください\(quotedJa(said))",
      en:
        "the platform can't do this with this machine; write the commands with `run:`, or a manual step\(quotedEn(said))"
    )
  }

  /// There is no command for it.
  public static func machineNotOrdered(_ why: Phrase) -> Phrase {
    Phrase(
      ja: "仮想化基盤への指示を作れませんでした。何も送っていません（\(why.ja)）",
      en: "nothing was sent: there is no order for the platform (\(why.en))")
  }

  public static func machineFailed(said: String) -> Phrase {
    Phrase(
      ja: "仮想化基盤が失敗を返しました。途中まで行われた可能性があるので、ホストで仮想マシンを確かめてください\(quotedJa(said))",
      en:
        "the platform says that it failed, and something may have been done; look at the machine on its host\(quotedEn(said))"
    )
  }

  public static func machineNotUnderstood(said: String) -> Phrase {
    Phrase(
      ja: "仮想化基盤の答えから、行われたかどうか判断できません。ホストで仮想マシンの状態を確かめてください\(quotedJa(said))",
      en: "what the platform said doesn't tell whether it was done; look at the machine on its host\(quotedEn(said))")
  }

  public static func machineNotListed(_ why: Phrase) -> Phrase {
    Phrase(
      ja: "ホストの仮想マシンの一覧を取得できませんでした（\(why.ja)）。仮想化基盤のコマンドとアカウントの権限を確かめてください",
      en:
        "the host's machines couldn't be listed (\(why.en)); check the platform's command there and the account's rights"
    )
  }

  public static func machineWouldNotComeBack(_ state: Phrase) -> Phrase {
    Phrase(
      ja: "仮想マシンが\(state.ja)です。訓練で止めると、起動しても元の状態には戻らないため、何もしていません。先に稼働状態にするか停止してください",
      en:
        "the machine is \(state.en): after being stopped in a drill a start wouldn't bring it back as it was, so nothing was done; resume it or shut it down first"
    )
  }

  public static func machineIs(_ state: Phrase, wanted: Phrase) -> Phrase {
    Phrase(ja: "仮想マシンは\(state.ja)です（期待：\(wanted.ja)）", en: "the machine is \(state.en), expected \(wanted.en)")
  }

  public static func machineStill(_ state: Phrase, after time: String) -> Phrase {
    Phrase(
      ja: "\(time) たっても仮想マシンが\(state.ja)のままです。ゲストが電源ボタンに応じているか確かめるか、hard_after: を書いてください",
      en:
        "the machine is still \(state.en) after \(time); see whether its guest heeds the power button, or write `hard_after:`"
    )
  }

  public static func machineNotSeen(after time: String, ja: String, en: String) -> Phrase {
    Phrase(
      ja: "指示は受け付けられましたが、\(time) 以内に仮想マシンの状態を確かめられませんでした（\(ja)）。ホストで確かめてください",
      en: "the order was taken, but the machine's state couldn't be seen within \(time) (\(en)); look at it on its host"
    )
  }

  public static func machineIsNot(_ wanted: Phrase, but state: Phrase, after time: String) -> Phrase {
    Phrase(
      ja: "指示は受け付けられましたが、\(time) たっても仮想マシンは\(wanted.ja)ではなく\(state.ja)です。ホストで仮想化基盤のログを確かめてください",
      en:
        "the order was taken, but after \(time) the machine is \(state.en), not \(wanted.en); read the platform's log on its host"
    )
  }

  public static let machineHeededLate = Phrase(
    ja: "シャットダウンの指示に遅れて応じ、仮想マシンが止まりました。もう一度起動します（再試行）。止まったままなら手で起動してください",
    en:
      "its guest heeded the shutdown late, and the machine went off: it is started by the next attempt; start it by hand if it stays off"
  )

  public static let machineStartedLate = Phrase(
    ja: "起動の指示が遅れて実行され、仮想マシンが動き出しました。もう一度停止します（再試行）。動いたままなら手で停止してください",
    en:
      "the start was carried out late, and the machine runs: it is shut down by the next attempt; shut it down by hand if it stays up"
  )

  public static func machinePoweredOff(after time: String) -> Phrase {
    Phrase(
      ja: "\(time) たっても止まらなかったので、電源を切りました（hard_after）",
      en: "it didn't shut down within \(time), so its power was cut (hard_after)")
  }

  private static func quotedJa(_ said: String) -> String { said.isEmpty ? "" : "（\(said)）" }
  private static func quotedEn(_ said: String) -> String { said.isEmpty ? "" : " (\(said))" }
}
