extension Phrase {
  static func sshNetwork(_ code: String, _ facts: SSHFacts) -> Phrase? {
    switch code {
    case "name-not-resolved": sshNameNotResolved(facts["name"], facts.problem)
    case "unreachable": sshUnreachable(facts["address"], facts.problem)
    case "refused": sshRefused(facts["address"])
    case "connect-timed-out": sshConnectTimedOut(facts["address"], facts["after"])
    case "banner-timed-out": sshBannerTimedOut(facts["address"], facts["after"])
    case "not-ssh": sshNotSSH(facts["address"], facts["said"])
    case "start-refused": sshStartRefused(facts["address"], facts["attempts"], facts["said"])
    case "negotiation-failed": sshNegotiationFailed(facts["subject"], facts["server"], facts["client"])
    case "handshake-failed": sshHandshakeFailed(facts.problem)
    case "handshake-timed-out": sshHandshakeTimedOut(facts["after"])
    case "program-missing": sshProgramMissing(facts["name"], facts["path"])
    case "program-failed": sshProgramFailed(facts["said"])
    default: nil
    }
  }

  public static func sshNameNotResolved(_ name: String, _ problem: Phrase) -> Phrase {
    Phrase(
      ja: "\(name) の名前を解決できません（\(problem.ja)）。綴りと DNS を確かめ、DNS が止まっている間は台帳に IP アドレスを書いてください",
      en:
        "the name \(name) can't be resolved (\(problem.en)); check its spelling and the name servers, and while they are down give an IP address in the inventory"
    )
  }

  public static func sshUnreachable(_ address: String, _ problem: Phrase) -> Phrase {
    Phrase(
      ja: "\(address) に到達できません（\(problem.ja)）。機器の電源と、そこまでの経路を確かめてください",
      en: "\(address) can't be reached (\(problem.en)); check that the machine is on and that a route leads there")
  }

  public static func sshRefused(_ address: String) -> Phrase {
    Phrase(
      ja: "\(address) が接続を拒否しました。sshd が動いているか、ポート番号が正しいかを確かめてください",
      en: "\(address) refused the connection; check that sshd runs there, and the port")
  }

  public static func sshConnectTimedOut(_ address: String, _ time: String) -> Phrase {
    Phrase(
      ja: "\(address) が \(time) 以内に応答しませんでした。機器の電源と、途中のファイアウォールを確かめてください",
      en:
        "\(address) did not answer within \(time); check that the machine is on and that no firewall drops the packets"
    )
  }

  public static func sshBannerTimedOut(_ address: String, _ time: String) -> Phrase {
    Phrase(
      ja: "\(address) は接続を受け付けますが、\(time) 待っても SSH の応答がありません。コンソールで機器が固まっていないか、負荷が高くないかを確かめてください",
      en:
        "\(address) accepts connections and says nothing (waited \(time)); check on its console whether it hangs or is overloaded"
    )
  }

  public static func sshNotSSH(_ address: String, _ said: String) -> Phrase {
    Phrase(
      ja: "\(address) で待ち受けているのは SSH サーバーではありません（応答：\(said)）。ポート番号を確かめてください",
      en: "what listens on \(address) is not an SSH server (it said: \(said)); check the port")
  }

  public static func sshStartRefused(_ address: String, _ attempts: String, _ said: String) -> Phrase {
    Phrase(
      ja:
        "\(address) は\(attempts == "1" ? "" : " \(attempts) 回とも ")SSH の開始前に接続を切りました（応答：\(said)）。同時接続の上限（MaxStartups）か接続元の制限が考えられます。しばらく待って再実施するか、接続先の sshd のログを確かめてください",
      en:
        "\(address) closed \(attempts == "1" ? "the connection" : "\(attempts) connections") before SSH began (it said: \(said)); that is the limit of connections at once (MaxStartups) or a rule that bars this machine: try again later, or look into its sshd log"
    )
  }

  public static func sshNegotiationFailed(_ subject: String, _ server: String, _ client: String) -> Phrase {
    let word =
      ["key exchange": "鍵交換方式", "host key type": "ホスト鍵の種類", "cipher": "暗号", "MAC": "MAC（改ざん検知の方式）"][subject]
      ?? subject
    return Phrase(
      ja:
        "双方で使える\(word)がありません（接続先：\(server)、こちら：\(client)）。接続先の sshd_config で、こちらのどれかを許可するか、台帳でこのホストに transport: openssh を指定してください",
      en:
        "no \(subject) that both sides know: the server offers \(server), this client knows \(client); allow one of those in the server's sshd_config, or give the host transport: openssh in the inventory"
    )
  }

  public static func sshProgramMissing(_ name: String, _ path: String) -> Phrase {
    Phrase(
      ja:
        "transport: openssh に要る \(name) が、このコンピューターの PATH（\(path)）にありません。openssh-client を導入するか、\(name) のあるフォルダーを PATH に加えてください",
      en:
        "transport: openssh needs \(name), and there is none on this computer's PATH (\(path)); install openssh-client, or add the folder that has \(name) to PATH"
    )
  }

  public static func sshProgramFailed(_ said: String) -> Phrase {
    Phrase(
      ja: "このコンピューターの ssh で接続できませんでした（ssh の出力：\(said)）。同じ接続を端末から ssh で試してください",
      en: "this computer's ssh could not connect (it said: \(said)); try the same connection with ssh on a terminal")
  }

  public static func sshHandshakeFailed(_ problem: Phrase) -> Phrase {
    Phrase(
      ja: "SSH の接続手順が失敗しました（\(problem.ja)）。接続先の sshd のログを確かめてください",
      en: "the SSH handshake failed (\(problem.en)); look into the server's sshd log")
  }

  public static func sshHandshakeTimedOut(_ time: String) -> Phrase {
    Phrase(
      ja: "SSH の接続手順が \(time) 以内に終わりませんでした。回線と接続先の負荷を確かめてください",
      en: "the SSH handshake did not end within \(time); check the network and the server's load")
  }
}
