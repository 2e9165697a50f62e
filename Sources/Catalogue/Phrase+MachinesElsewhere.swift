/// A machine that may be running on another host than the one on which it is to be started.
extension Phrase {
  // MARK: What can be wrong in files

  public static func placeNotAsked(_ machine: String, host: String) -> Phrase {
    Phrase(
      ja:
        "仮想マシン「\(machine)」はホスト「\(host)」でも動くことがありますが、そのホストの仮想化基盤が分からないので、動いていないことを確かめられません。"
        + "「\(host)」に platform: と kind: を書くか、動いていないことを確かめるステップを fenced_by: に書いてください。",
      en:
        "The machine `\(machine)` may be running on `\(host)`, whose platform nothing tells, so it can't be asked before the machine is started. "
        + "Give `\(host)` a `platform:` with a `kind:`, or name a step that makes sure under `fenced_by:`."
    )
  }

  public static func fenceShowsNothing(_ step: String) -> Phrase {
    Phrase(
      ja:
        "ステップ「\(step)」が終わっても、ほかのホストで動いていないことは分かりません。fenced_by: には、それを確かめるか止めるステップ（check・run・script・machine・manual）を書いてください。",
      en:
        "That the step `\(step)` is over shows nothing about other hosts. `fenced_by:` takes a step that looks or stops: a check, run, script, machine or manual one."
    )
  }

  // MARK: What happened

  public static func machineRunsElsewhere(_ name: String, host: String, _ state: Phrase) -> Phrase {
    Phrase(
      ja:
        "仮想マシン「\(name)」はホスト \(host) で\(state.ja)です。2か所で動くとデータが壊れるので、起動していません。\(host) で止めてから（shutdown か destroy）、もう一度実行してください",
      en:
        "the machine \(name) is \(state.en) on \(host), and two at once would destroy its data, so nothing was started; stop it on \(host) first (`shutdown` or `destroy`), then try again"
    )
  }

  public static func machineElsewhereUnknown(_ name: String, host: String, _ why: Phrase) -> Phrase {
    Phrase(
      ja:
        "仮想マシン「\(name)」がホスト \(host) で動いていないことを確かめられません（\(why.ja)）。2か所で動くとデータが壊れるので、起動していません。"
        + "\(host) の電源が切れていることなどを確かめるステップを手順書に置き、fenced_by: に書いてください。今すぐ必要なら、\(host) で動いていないことを自分で確かめてから手で起動してください",
      en:
        "nothing tells whether the machine \(name) runs on \(host) (\(why.en)), and two at once would destroy its data, so nothing was started; "
        + "put a step that makes sure, for instance that \(host) has no power, into the playbook and name it under `fenced_by:`; where it can't wait, make sure yourself and start it by hand"
    )
  }

  public static func machineElsewhereUnknownInUndo(_ name: String, host: String, _ why: Phrase) -> Phrase {
    Phrase(
      ja:
        "仮想マシン「\(name)」がホスト \(host) で動いていないことを確かめられず（\(why.ja)）、\(host) にはこの実行で元に戻していないものがあります。2か所で動くとデータが壊れるので、起動していません。"
        + "\(host) に接続できるようにしてから sonae undo をもう一度実行してください",
      en:
        "nothing tells whether the machine \(name) runs on \(host) (\(why.en)), where this run still has something to undo; two at once would destroy its data, so nothing was started; "
        + "make \(host) reachable and run `sonae undo` again"
    )
  }

  public static func machineStateNotClear(_ state: Phrase) -> Phrase {
    Phrase(ja: "そこでは\(state.ja)です", en: "it is \(state.en) there")
  }

  public static let hostHasNoPlatformToAsk = Phrase(
    ja: "仮想化基盤が分かりません", en: "nothing says what it runs its machines with")

  public static func machineFenced(_ hosts: [String], by steps: [String]) -> Phrase {
    Phrase(
      ja:
        "\(hosts.joined(separator: "、")) には尋ねられませんでしたが、そこで動いていないことは \(steps.joined(separator: "、")) で確かめてありました（fenced_by）",
      en:
        "\(hosts.joined(separator: ", ")) couldn't be asked; that it doesn't run there had been made sure by \(steps.joined(separator: ", ")) (fenced_by)"
    )
  }

  public static func machineNotStartedThere(on hosts: [String]) -> Phrase {
    Phrase(
      ja: "\(hosts.joined(separator: "、")) には尋ねられませんでしたが、この実行でそこに残っている変更はありません",
      en: "\(hosts.joined(separator: ", ")) couldn't be asked; this run has left nothing there to undo")
  }
}
