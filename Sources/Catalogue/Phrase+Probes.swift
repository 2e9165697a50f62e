extension Phrase {
  public static let probeNotForTheNetwork = Phrase(
    ja: "この種類の確認項目は操作端末からは確認できません。on にホストを書いてください",
    en: "a check of this kind is not asked from the operator's machine; give it a host with `on`")

  public static func probeAddressInvalid(_ text: String) -> Phrase {
    Phrase(
      ja: "宛先「\(text)」を読み取れません。tcp と tls は host:port または [IPv6]:port、http は http:// か https:// で始まる URL で書いてください",
      en:
        "the address \"\(text)\" can't be read; write host:port or [IPv6]:port for tcp and tls, and a URL that begins with http:// or https:// for http"
    )
  }

  public static func probeHeaderInvalid(_ name: String) -> Phrase {
    Phrase(
      ja: "HTTP ヘッダー「\(name)」は送れません。名前は英数字と -、値は改行や制御文字のない文字列にしてください（値は表示しません）",
      en:
        "the HTTP header \"\(name)\" can't be sent; use letters, digits and - in its name, and no line break or control character in its value (which is not shown)"
    )
  }

  public static func probeNotAsked(_ detail: String) -> Phrase {
    Phrase(
      ja: "操作端末側の原因で確認できませんでした（\(detail)）。不要なプログラムを終了するか ulimit -n を増やして、もう一度確認してください",
      en:
        "this machine could not ask (\(detail)); end programs that aren't needed or raise `ulimit -n`, then check again"
    )
  }

  public static func probeLibraryMissing(_ detail: String) -> Phrase {
    Phrase(
      ja: "この端末で libcurl を使えないため確認できませんでした（\(detail)）。libcurl を入れて（Debian では apt-get install libcurl4）、もう一度確認してください",
      en:
        "libcurl can't be used on this machine (\(detail)); install it (on Debian: apt-get install libcurl4), then check again"
    )
  }

  public static func probeNameNotResolved(_ address: String, _ detail: String) -> Phrase {
    Phrase(
      ja: "\(address) の名前を解決できません（\(detail)）。綴りと DNS を確かめ、DNS が止まっている間は IP アドレスか /etc/hosts を使ってください",
      en:
        "the name in \(address) can't be resolved (\(detail)); check its spelling and the name servers, and while they are down use an IP address or /etc/hosts"
    )
  }

  public static func probeNameLate(_ address: String, _ time: String) -> Phrase {
    Phrase(
      ja: "\(address) の名前を \(time) 以内に解決できませんでした。DNS サーバーの稼働を確かめ、止まっている間は IP アドレスか /etc/hosts を使ってください",
      en:
        "the name in \(address) was not resolved within \(time); check that the name servers are up, and while they are down use an IP address or /etc/hosts"
    )
  }

  public static func probeRefused(_ address: String) -> Phrase {
    Phrase(
      ja: "\(address) は接続を拒否しました。機器は応答しています。サービスが起動しているか、ポート番号が正しいかを確かめてください",
      en:
        "\(address) refused the connection; the machine is up, so check that the service runs and that the port is right"
    )
  }

  public static func probeNoAnswer(_ address: String, _ time: String) -> Phrase {
    Phrase(
      ja: "\(address) から \(time) 以内に応答がありません。機器の電源、経路、ファイアウォールを確かめてください",
      en: "no answer from \(address) within \(time); check that the machine is on, the route to it and the firewalls")
  }

  public static func probeUnreachable(_ address: String, _ detail: String) -> Phrase {
    Phrase(
      ja: "\(address) に届きません（\(detail)）。操作端末のネットワークと経路を確かめてください",
      en: "\(address) can't be reached (\(detail)); check this machine's network and the route")
  }

  public static func probeUnfinished(_ address: String, _ time: String) -> Phrase {
    Phrase(
      ja: "\(address) に接続できましたが、\(time) 以内に応答が終わりませんでした。サービスが固まっていないか確かめ、遅いだけなら timeout を延ばしてください",
      en:
        "\(address) took the connection, but did not finish its answer within \(time); check whether the service hangs, or give the check a longer timeout"
    )
  }

  public static func probeClosed(_ address: String, _ detail: String) -> Phrase {
    Phrase(
      ja: "\(address) は応答の途中で接続を切りました（\(detail)）。サービスのログを確かめてください",
      en: "\(address) closed the connection before its answer was complete (\(detail)); look at the service's log")
  }

  public static func probeNotHTTP(_ address: String) -> Phrase {
    Phrase(
      ja: "\(address) の応答は HTTP ではありません。ポート番号と http・https の別を確かめるか、tcp の確認項目にしてください",
      en: "\(address) does not answer in HTTP; check the port and whether it is http or https, or use a tcp check")
  }

  public static func probeNoGoodAnswer(_ address: String, _ detail: String) -> Phrase {
    Phrase(
      ja: "\(address) から正しい応答を得られませんでした（\(detail)）。サービスのログを確かめてください",
      en: "no proper answer from \(address) (\(detail)); look at the service's log")
  }

  public static func probeStatusWrong(_ status: Int, wanted: String, location: String?) -> Phrase {
    let to = location ?? ""
    return Phrase(
      ja: "HTTP ステータスが \(status) でした（期待値：\(wanted)）。"
        + (to.isEmpty ? "サービスのログを確かめてください" : "転送先は \(to) です。転送は追わないので、正しい URL を書くか status に \(status) を加えてください"),
      en: "HTTP status \(status), expected \(wanted); "
        + (to.isEmpty
          ? "look at the service's log"
          : "it redirects to \(to). Redirects are not followed: write the right URL, or add \(status) to status"))
  }

  public static func probeBodyWrong(_ wanted: Phrase) -> Phrase {
    Phrase(
      ja: "応答の本文が期待と違います（\(wanted.ja)）。サービスの状態を確かめてください",
      en: "the answer's body is not as expected (\(wanted.en)); check the state of the service")
  }

  public static func probeBodyTooLong(bytes: Int) -> Phrase {
    Phrase(
      ja: "本文が \(bytes) バイトより長く、含まれないことを最後まで確かめられません。短いページを使うか、contains で確かめてください",
      en:
        "the body is longer than \(bytes) bytes, so nothing proves what it does not contain; use a shorter page, or `contains`"
    )
  }
}
