extension Phrase {
  static func sshHostKey(_ code: String, _ facts: SSHFacts) -> Phrase? {
    switch code {
    case "host-key-unknown":
      sshHostKeyUnknown(
        facts["name"], facts["type"], facts["fingerprint"], facts["file"], facts["line"], host: facts.host)
    case "host-key-changed":
      sshHostKeyChanged(facts["name"], facts["type"], facts["fingerprint"], facts["known"])
    case "host-key-other-type":
      sshHostKeyOtherType(facts["name"], facts["type"], facts["fingerprint"], facts["known"], host: facts.host)
    case "host-key-revoked":
      sshHostKeyRevoked(facts["name"], facts["type"], facts["fingerprint"], facts["at"])
    case "host-certificate-only":
      sshHostCertificateOnly(facts["name"], facts["type"], facts["fingerprint"], facts["at"])
    case "known-hosts-unreadable": sshKnownHostsUnreadable(facts["file"], facts.problem)
    default: nil
    }
  }

  public static func sshHostKeyUnknown(
    _ name: String, _ type: String, _ fingerprint: String, _ file: String, _ line: String, host: String
  ) -> Phrase {
    Phrase(
      ja:
        "\(name) のホスト鍵が未登録です（\(type) \(fingerprint)）。接続先のコンソールで ssh-keygen -lf を実行して指紋を見比べ、一致したら sonae hosts trust \(host) で登録するか、\(file) に次の行を加えてください：\(line)",
      en:
        "the host key of \(name) is not known (\(type) \(fingerprint)); compare it with what ssh-keygen -lf prints on the server's console, and if they agree let sonae hosts trust \(host) add it, or add this line to \(file): \(line)"
    )
  }

  public static func sshHostKeyChanged(
    _ name: String, _ type: String, _ fingerprint: String, _ known: String
  ) -> Phrase {
    Phrase(
      ja:
        "\(name) のホスト鍵が登録と違います。接続先の鍵は \(type) \(fingerprint)、登録は \(known) です。なりすましのおそれがあります。機器を入れ替えた場合に限り、コンソールで指紋を確かめてからその行を書き換えてください",
      en:
        "the host key of \(name) is not the known one: the server shows \(type) \(fingerprint), known is \(known); someone may be listening in. Only if the machine was replaced: compare the fingerprint on its console, then change that line"
    )
  }

  public static func sshHostKeyOtherType(
    _ name: String, _ type: String, _ fingerprint: String, _ known: String, host: String
  ) -> Phrase {
    Phrase(
      ja:
        "\(name) は RSA など、この接続方法では確かめられない種類の鍵だけで登録されています（\(known)）。Ed25519 か ECDSA の鍵が要ります。接続先の鍵は \(type) \(fingerprint) です。コンソールで指紋を見比べて sonae hosts trust \(host) で加えるか、台帳でこのホストに transport: openssh を指定してください（登録済みの鍵で確かめます）",
      en:
        "\(name) is known only by a key of a type that this client can't check (\(known)); it needs Ed25519 or ECDSA. The server shows \(type) \(fingerprint): compare that on its console and let sonae hosts trust \(host) add it, or give the host transport: openssh in the inventory, which checks the key that is known"
    )
  }

  public static func sshHostKeyRevoked(
    _ name: String, _ type: String, _ fingerprint: String, _ at: String
  ) -> Phrase {
    Phrase(
      ja: "\(name) のホスト鍵は失効しています（\(type) \(fingerprint)、\(at)）。接続せず、接続先のホスト鍵を作り直してください",
      en: "the host key of \(name) is revoked (\(type) \(fingerprint), \(at)); don't connect, give the server a new key"
    )
  }

  public static func sshHostCertificateOnly(
    _ name: String, _ type: String, _ fingerprint: String, _ at: String
  ) -> Phrase {
    Phrase(
      ja:
        "\(name) は認証局だけで登録されていますが（\(at)）、ホスト証明書には対応していません。接続先の鍵 \(type) \(fingerprint) をコンソールで確かめ、通常の行として known_hosts に加えるか、台帳でこのホストに transport: openssh を指定してください",
      en:
        "\(name) is known by a certificate authority only (\(at)), and host certificates are not supported; compare the server's key \(type) \(fingerprint) on its console and add it to known_hosts as a plain line, or give the host transport: openssh in the inventory"
    )
  }

  public static func sshKnownHostsUnreadable(_ file: String, _ problem: Phrase) -> Phrase {
    Phrase(
      ja: "\(file) を読めません（\(problem.ja)）。ファイルの権限を直してください",
      en: "\(file) can't be read (\(problem.en)); put its permissions right")
  }
}
