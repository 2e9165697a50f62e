extension Phrase {
  static func sshCommand(_ code: String, _ facts: SSHFacts) -> Phrase? {
    switch code {
    case "configuration": sshConfiguration(facts["file"], facts["line"], facts.problem)
    case "configuration-missing": sshConfigurationMissing(facts["file"])
    case "invalid-command": sshInvalidCommand
    case "cancelled": sshCancelled
    case "client-closed": sshClientClosed
    case "channel-refused": sshChannelRefused(facts.problem)
    case "connection-lost": sshConnectionLost(facts.problem)
    case "keepalive-timed-out": sshKeepAliveTimedOut(facts["after"])
    case "state-not-kept": sshStateNotKept(facts["said"])
    case "shell-not-posix": sshShellNotPOSIX(facts)
    case "end-not-seen": sshEndNotSeen(facts.has("signal") ? facts["signal"] : nil)
    case "shell-needs-openssh": sshShellNeedsOpenSSH
    case "status-not-seen": sshStatusNotSeen
    default: nil
    }
  }

  public static func sshConfiguration(_ file: String, _ line: String, _ problem: Phrase) -> Phrase {
    if line == "0" {
      return Phrase(
        ja: "\(file) に従えません（\(problem.ja)）。直すか、台帳に接続先の値を書いてください",
        en: "\(file) can't be followed (\(problem.en)); correct it, or give the host's values in the inventory")
    }
    return Phrase(
      ja: "\(file) の \(line) 行目に従えません（\(problem.ja)）。その行を直すか、台帳に接続先の値を書いてください",
      en:
        "line \(line) of \(file) can't be followed (\(problem.en)); correct it, or give the host's values in the inventory"
    )
  }

  private static func sshConfigurationMissing(_ file: String) -> Phrase {
    Phrase(
      ja: "ssh_config の \(file) がありません。作るか、別のファイルを指定してください",
      en: "the ssh_config \(file) does not exist; make it, or name another one")
  }

  /// - Parameter place: where somebody has named it.
  public static func sshConfigurationMissing(_ file: String, namedBy place: String) -> Phrase {
    Phrase(
      ja: "\(place) が指す ssh_config の \(file) がありません。作るか、その指定を外してください（外せば ~/.ssh/config を使います）",
      en:
        "the ssh_config \(file), which \(place) names, does not exist; make it, or take that away (then ~/.ssh/config is used)"
    )
  }

  public static let sshInvalidCommand = Phrase(
    ja: "コマンドを送れません。1 MiB 以内で、ゼロバイトを含まず、制御文字の少ない文字列にしてください",
    en: "the command can't be sent; make it a text of at most 1 MiB without a zero byte and with few control characters"
  )

  public static let sshCancelled = Phrase(
    ja: "コマンドを始める前に取り消されました。必要なら再実施してください",
    en: "cancelled before the command was started; run it again if it is needed")

  public static let sshClientClosed = Phrase(
    ja: "接続を終了したため、コマンドは実行していません。必要なら再実施してください",
    en: "the connections are closed, so nothing was run; run it again if it is needed")

  public static func sshChannelRefused(_ problem: Phrase) -> Phrase {
    Phrase(
      ja: "接続先がセッションを拒否しました（\(problem.ja)）。接続先の MaxSessions と、利用者の制限を確かめてください",
      en: "the server refused a session (\(problem.en)); check its MaxSessions and what the account may do")
  }

  public static func sshConnectionLost(_ problem: Phrase) -> Phrase {
    Phrase(
      ja: "接続が切れました（\(problem.ja)）。機器と回線を確かめ、コマンドがどうなったかを接続先で確認してください",
      en: "the connection was lost (\(problem.en)); check the machine and the network, then what became of the command")
  }

  public static func sshKeepAliveTimedOut(_ time: String) -> Phrase {
    Phrase(
      ja: "接続先から \(time) 応答がありません。機器と回線を確かめ、コマンドがどうなったかを接続先で確認してください",
      en: "the server has been silent for \(time); check the machine and the network, then what became of the command")
  }

  public static func sshStateNotKept(_ said: String) -> Phrase {
    Phrase(
      ja:
        "コマンドの結果を接続先に残せないため、実行していません（\(said)）。接続先のホームディレクトリか /var/tmp に空きを作り、mkdir・mkfifo・tee があることを確かめてください",
      en:
        "the host can't keep what becomes of the command, so it wasn't run (\(said)); make room in the account's home or in /var/tmp there, and see that it has mkdir, mkfifo and tee"
    )
  }

  private static func sshSaid(_ facts: SSHFacts) -> Phrase {
    if facts.has("echoed") { return Phrase(ja: "送った内容をそのまま返しました", en: "it sent back what it was sent") }
    guard facts.has("said") else { return Phrase(ja: "出力なし", en: "it said nothing") }
    return Phrase(ja: "出力：\(facts["said"])", en: "it said: \(facts["said"])")
  }

  private static func sshShellNotPOSIX(_ facts: SSHFacts) -> Phrase {
    let said = sshSaid(facts)
    let signal = facts.has("signal") ? facts["signal"] : nil
    if signal == nil, !facts.has("status") || facts["status"] == "0" {
      return sshMaybeNoShell(knowsStatus: facts.has("status"), said)
    }
    let end =
      signal.map { Phrase(ja: "シグナル \($0) で", en: "with the signal \($0)") }
      ?? Phrase(ja: "終了コード \(facts["status"]) で", en: "with exit code \(facts["status"])")
    return Phrase(
      ja:
        "コマンドは実行していません。この利用者では /bin/sh の代わりに別のものが動き、\(end.ja)終わりました（\(said.ja)）。強制コマンドか、制限付きのシェルと思われます。接続先で通常のログインシェルを設定し（chsh -s /bin/sh）、authorized_keys と sshd_config の強制コマンドを外してください。ネットワーク機器や Windows なら、台帳のホストに shell: none と transport: openssh を書くか、手作業の手順（manual）にしてください",
      en:
        "the command was not run: something else runs for this account instead of /bin/sh, and it ended \(end.en) (\(said.en)), probably a forced command or a restricted shell; give the account a usual login shell (chsh -s /bin/sh) and no forced command in authorized_keys or sshd_config; on a network device or Windows give the host `shell: none` and `transport: openssh` in the inventory, or make it a manual step"
    )
  }

  /// What ended well may have been closed by the server's time limit: then the command may still be run.
  private static func sshMaybeNoShell(knowsStatus: Bool, _ said: Phrase) -> Phrase {
    let end =
      knowsStatus
      ? Phrase(ja: "終了コード 0 で", en: "with exit code 0")
      : Phrase(ja: "終了コード 0 で、または終了コードなしで", en: "with exit code 0, or without one,")
    return Phrase(
      ja:
        "/bin/sh が始まる前に、\(end.ja)セッションが終わりました（\(said.ja)）。強制コマンドか、制限付きのシェルと思われますが、コマンドが実行されない証拠にはなりません。コマンドが動いていないかを接続先で確認し、利用者のログインシェル・強制コマンド・時間制限を確かめてください",
      en:
        "the session ended \(end.en) before /bin/sh began (\(said.en)), probably by a forced command or a restricted shell; that doesn't prove that the command won't run: check on the host that it doesn't, then the account's login shell, forced command and time limits"
    )
  }

  public static let sshShellNeedsOpenSSH = Phrase(
    ja: "POSIX シェルのないホスト（shell: none）には transport: openssh が要ります。台帳のホストに transport: openssh を書いてください",
    en: "a host without a POSIX shell (`shell: none`) needs `transport: openssh`; add that to the host in the inventory"
  )

  public static let sshStatusNotSeen = Phrase(
    ja: "コマンドを送りましたが、終了を示す終了コードが届きませんでした（終了コードなし、または 255）。コマンドがどうなったかを接続先で確認してください",
    en:
      "the command was sent, but no exit code came that proves its end (none, or 255); check on the host what became of it"
  )

  public static func sshEndNotSeen(_ signal: String?) -> Phrase {
    Phrase(
      ja: "コマンドは始まりましたが、終わりを確認できませんでした\(signal.map { "（シグナル \($0) で停止）" } ?? "")。コマンドがどうなったかを接続先で確認してください",
      en:
        "the command began, but its end was not seen\(signal.map { " (stopped by the signal \($0))" } ?? ""); check on the host what became of it"
    )
  }
}
