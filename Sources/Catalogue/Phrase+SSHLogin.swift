extension Phrase {
  static func sshLogin(_ code: String, _ facts: SSHFacts) -> Phrase? {
    switch code {
    case "no-key-accepted": sshNoKeyAccepted(facts["user"], facts["tried"], facts["server"])
    case "other-methods-wanted":
      sshOtherMethodsWanted(facts["user"], facts.has("accepted") ? facts["accepted"] : nil, facts["server"])
    case "rsa-key-unsupported": sshRSAKeyUnsupported(facts["user"], facts["keys"])
    case "key-file-unreadable": sshKeyFileUnreadable(facts["file"], facts.problem)
    case "key-file-too-open": sshKeyFileTooOpen(facts["file"], facts["mode"])
    case "key-file-is-public": sshKeyFileIsPublic(facts["file"])
    case "key-format-unsupported": sshKeyFormatUnsupported(facts["file"], facts.problem)
    case "passphrase-needed": sshPassphraseNeeded(facts["file"])
    case "passphrase-wrong": sshPassphraseWrong(facts["file"])
    case "agent-failed": sshAgentFailed(facts["socket"], facts.problem)
    case "authentication-timed-out": sshAuthenticationTimedOut(facts["user"], facts["after"])
    default: nil
    }
  }

  public static func sshNoKeyAccepted(_ user: String, _ tried: String, _ server: String) -> Phrase {
    let (ja, en) = tried == "-" ? ("鍵ファイルなし", "no key file") : (tried, tried)
    return Phrase(
      ja:
        "利用者 \(user) で受け入れられる鍵がありません（試した鍵：\(ja)、接続先が受け付ける方法：\(server)）。公開鍵を接続先の authorized_keys に加えるか、正しい鍵を台帳に書いてください。登録済みなら、アカウントのロックや期限切れも考えられます。接続先のログを確かめてください",
      en:
        "no key was accepted for the user \(user) (tried: \(en); the server accepts: \(server)); put one of these public keys into the server's authorized_keys, or name the right key in the inventory; if it stands there already, the account may be locked or expired: the server's log tells"
    )
  }

  /// - Parameter key: the key that was accepted and isn't enough; nil: none was.
  private static func sshOtherMethodsWanted(_ user: String, _ key: String?, _ server: String) -> Phrase {
    guard let key else {
      return Phrase(
        ja:
          "利用者 \(user) では、接続先は公開鍵だけのログインを認めません（求める方法：\(server)）。鍵を加えても変わりません。接続先の sshd_config（PubkeyAuthentication、AuthenticationMethods）で、この利用者に公開鍵でのログインを認めてください",
        en:
          "the server lets the user \(user) in by no public key alone, it wants: \(server); adding a key changes nothing: allow public keys for this account in its sshd_config (PubkeyAuthentication, AuthenticationMethods)"
      )
    }
    return Phrase(
      ja:
        "利用者 \(user) の鍵 \(key) は受け入れられましたが、接続先はほかの方法も求めます（\(server)）。対応しているのは公開鍵だけです。接続先の sshd_config（AuthenticationMethods）で、この利用者は公開鍵だけでログインできるようにしてください",
      en:
        "the key \(key) of the user \(user) was accepted, but the server asks for more (\(server)), and only keys are supported; let a public key be enough for this account in its sshd_config (AuthenticationMethods)"
    )
  }

  public static func sshRSAKeyUnsupported(_ user: String, _ keys: String) -> Phrase {
    Phrase(
      ja:
        "利用者 \(user) の鍵は RSA です（\(keys)）。RSA 鍵には対応していません。ssh-keygen -t ed25519 で Ed25519 鍵（または ECDSA 鍵）を作って公開鍵を authorized_keys に加えるか、台帳でこのホストに transport: openssh を指定してください",
      en:
        "the keys of the user \(user) are RSA (\(keys)), which is not supported; make an Ed25519 key with ssh-keygen -t ed25519 (or an ECDSA key) and put its public part into authorized_keys, or give the host transport: openssh in the inventory"
    )
  }

  public static func sshKeyFileUnreadable(_ file: String, _ problem: Phrase) -> Phrase {
    Phrase(
      ja: "鍵ファイル \(file) を読めません（\(problem.ja)）。パスと所有者を確かめてください",
      en: "the key file \(file) can't be read (\(problem.en)); check its path and its owner")
  }

  public static func sshKeyFileTooOpen(_ file: String, _ mode: String) -> Phrase {
    Phrase(
      ja: "鍵ファイル \(file) を他の利用者も読めます（権限 \(mode)）。chmod 600 \(file) を実行してください",
      en: "the key file \(file) can be read by others (mode \(mode)); run chmod 600 \(file)")
  }

  private static func sshKeyFileIsPublic(_ file: String) -> Phrase {
    Phrase(
      ja: "\(file) は公開鍵です。秘密鍵のファイルを指定するか、その秘密鍵を ssh-add で ssh-agent に登録してください",
      en: "\(file) is a public key; name the private key's file, or load that key into ssh-agent with ssh-add")
  }

  public static func sshKeyFormatUnsupported(_ file: String, _ problem: Phrase) -> Phrase {
    Phrase(
      ja: "鍵ファイル \(file) は使えません（\(problem.ja)）。ssh-keygen -t ed25519 で鍵を作り直してください",
      en: "the key file \(file) can't be used (\(problem.en)); make a key with ssh-keygen -t ed25519")
  }

  public static func sshPassphraseNeeded(_ file: String) -> Phrase {
    Phrase(
      ja: "鍵ファイル \(file) にはパスフレーズが要ります。ssh-add で ssh-agent に登録するか、端末から実行してください",
      en: "the key file \(file) needs its passphrase; load it into ssh-agent with ssh-add, or run on a terminal")
  }

  public static func sshPassphraseWrong(_ file: String) -> Phrase {
    Phrase(
      ja: "鍵ファイル \(file) のパスフレーズが違います。もう一度入力するか、ssh-add で ssh-agent に登録してください",
      en: "the passphrase of the key file \(file) is wrong; try again, or load the key into ssh-agent with ssh-add")
  }

  public static func sshAgentFailed(_ socket: String, _ problem: Phrase) -> Phrase {
    Phrase(
      ja: "ssh-agent（\(socket)）を使えません（\(problem.ja)）。SSH_AUTH_SOCK か IdentityAgent を確かめてください",
      en: "the ssh-agent at \(socket) can't be used (\(problem.en)); check SSH_AUTH_SOCK or IdentityAgent")
  }

  public static func sshAuthenticationTimedOut(_ user: String, _ time: String) -> Phrase {
    Phrase(
      ja: "利用者 \(user) のログインが \(time) 以内に終わりませんでした。接続先の負荷と、利用者情報の参照先を確かめてください",
      en: "logging in as \(user) did not end within \(time); check the server's load and its name service")
  }
}
