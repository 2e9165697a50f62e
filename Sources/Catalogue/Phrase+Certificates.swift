extension Phrase {
  public static func probeTLSFailed(_ address: String, _ detail: String) -> Phrase {
    Phrase(
      ja: "\(address) と TLS で通信できません（\(detail)）。ポートが TLS のものか、サーバーが TLS 1.2 以上に対応しているかを確かめてください",
      en:
        "no TLS with \(address) (\(detail)); check that the port speaks TLS and that the server knows TLS 1.2 or newer")
  }

  public static func probeAuthoritiesUnreadable(_ detail: String) -> Phrase {
    Phrase(
      ja: "認証局の証明書を読めません（\(detail)）。ca-certificates を入れるか、SSL_CERT_FILE に正しいファイルを指定してください",
      en:
        "the certificates of the authorities can't be read (\(detail)); install ca-certificates, or point SSL_CERT_FILE to the right file"
    )
  }

  public static let probeCertificateUnreadable = Phrase(
    ja: "サーバー証明書の有効期限を読み取れません。openssl s_client で証明書を確かめてください",
    en: "the date in the server's certificate can't be read; look at it with `openssl s_client`")

  public static func probeDaysLeft(_ days: Int, wanted: String, until: String) -> Phrase {
    Phrase(
      ja: "証明書の残りは \(days) 日です（期待値：\(wanted)、有効期限 \(until)）。証明書を更新してください",
      en: "the certificate has \(days) days left, expected \(wanted) (valid until \(until)); renew it")
  }

  public static func probeCertificateExpired(_ address: String, until: String?) -> Phrase {
    Phrase(
      ja: "\(address) の証明書は期限切れです" + (until.map { "（有効期限 \($0)）" } ?? "") + "。証明書を更新し、操作端末の時計も確かめてください",
      en: "the certificate of \(address) has expired" + (until.map { " (it was valid until \($0))" } ?? "")
        + "; renew it, and check this machine's clock")
  }

  public static func probeCertificateNotYetValid(_ address: String) -> Phrase {
    Phrase(
      ja: "\(address) の証明書はまだ有効期間に入っていません。操作端末の時計と証明書の開始日を確かめてください",
      en: "the certificate of \(address) is not valid yet; check this machine's clock and the certificate's first day")
  }

  public static func probeCertificateSelfSigned(_ address: String) -> Phrase {
    Phrase(
      ja: "\(address) の証明書は自己署名か、庁内の認証局が発行したものです。その認証局の証明書を SSL_CERT_FILE に指定してください",
      en:
        "the certificate of \(address) is self-signed or comes from an internal authority; point SSL_CERT_FILE to that authority's certificate"
    )
  }

  public static func probeCertificateIssuer(_ address: String) -> Phrase {
    Phrase(
      ja: "\(address) の証明書の発行者を確かめられません。サーバーに中間証明書を設定するか、認証局の証明書を SSL_CERT_FILE に指定してください",
      en:
        "the issuer of the certificate of \(address) is not known; install the intermediate certificates on the server, or point SSL_CERT_FILE to the authority's certificate"
    )
  }

  public static func probeCertificateName(_ address: String, names: String) -> Phrase {
    Phrase(
      ja: "\(address) の証明書は別の名前のものです（証明書の名前：\(names)）。宛先の名前か name を直すか、正しい証明書を設定してください",
      en:
        "the certificate of \(address) is for another name (it has: \(names)); correct the address or `name`, or install the right certificate"
    )
  }

  public static func probeCertificateRefused(_ address: String, _ detail: String) -> Phrase {
    Phrase(
      ja: "\(address) の証明書を信頼できません（\(detail)）。openssl s_client で証明書の連なりを確かめてください",
      en: "the certificate of \(address) is not trusted (\(detail)); look at its chain with `openssl s_client`")
  }
}
