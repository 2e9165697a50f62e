/// Drills that keep machines off real networks.
extension Phrase {
  public static func drillsIsolated(_ host: String, scenario: String) -> Phrase {
    Phrase(
      ja:
        "ホスト「\(host)」は drills: isolated です。ここで仮想マシンを起動・再開すると実際のネットワークにつながるので、シナリオ「\(scenario)」の訓練は拒否されます。"
        + "隔離したネットワークがあればホストの isolated_networks: に書いてください。なければ停止（shutdown・destroy・suspend）だけにするか、別のホストを使ってください。",
      en:
        "The host `\(host)` has `drills: isolated`, and a machine that is started or resumed there would be on its real network, so a drill "
        + "of the scenario `\(scenario)` will be refused. Write the host's isolated networks under `isolated_networks:`; where it has none only shutdown, destroy and suspend are possible there."
    )
  }

  // MARK: Refusals before a drill

  public static func drillsIsolatedForbidden(_ steps: [String]) -> Phrase {
    let list = steps.joined(separator: ", ")
    return Phrase(
      ja:
        "訓練を始められません。drills: isolated のホストで仮想マシンを起動・再開すると、実際のネットワークにつながります（\(list)）。"
        + "隔離したネットワークがあればホストの isolated_networks: に書いてください。なければ停止（shutdown・destroy・suspend）だけにするか、別のホストを使ってください",
      en:
        "the drill is refused: on a host with `drills: isolated` a machine that is started or resumed would be on its real network (\(list)). "
        + "Write the host's isolated networks under `isolated_networks:`; where it has none only shutdown, destroy and suspend are possible there"
    )
  }

  // MARK: What happened

  public static func machineNotIsolated(_ name: String, networks: [String], host: String) -> Phrase {
    Phrase(
      ja:
        "仮想マシン「\(name)」は、隔離されていないネットワーク（\(networks.joined(separator: "、"))）につながっています。訓練なので起動していません。"
        + "アダプターを隔離したネットワークにつなぎ替えるか、本当に隔離されているならホスト \(host) の isolated_networks: に書いてください",
      en:
        "the machine \(name) is on a network that isn't isolated (\(networks.joined(separator: ", "))), so the drill didn't start it; "
        + "put its adapters on an isolated one, or, where this network is really cut off, write it under `isolated_networks:` of the host \(host)"
    )
  }

  public static func machineNetworksNotRead(_ why: Phrase) -> Phrase {
    Phrase(
      ja: "仮想マシンがどのネットワークにつながっているか確かめられません（\(why.ja)）。訓練なので起動していません。仮想化基盤のコマンドとアカウントの権限を確かめてください",
      en:
        "nothing tells which networks the machine is on (\(why.en)), so the drill didn't start it; check the platform's command there and the account's rights"
    )
  }
}
