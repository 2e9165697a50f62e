import CLibCurl
import Catalogue
import Engine
import Glibc
import Model

extension Sight {
  /// Source: OpenSSL, `<openssl/x509_vfy.h>`.
  private enum VerifyError {
    /// libcurl says so (1, "unspecified") or OpenSSL (0) when the chain is in order and the name isn't.
    static let none = 0...1
    static let notYetValid = 9
    static let expired = 10
    static let selfSigned = 18...19
    static let noIssuer = [2, 20, 21]
  }

  var hasExpiredCertificate: Bool {
    guard case .failed(CURLE_PEER_FAILED_VERIFICATION, _, _) = end else { return false }
    return verifyResult == VerifyError.expired
  }

  /// The answer when the transfer didn't come to its end; nil when it did.
  func fault(_ address: String, _ timeout: Duration) -> ProbeAnswer? {
    switch end {
    case .done: nil
    case .cancelled: .fault("interrupted", "interrupted", .interrupted)
    case .notAsked(let detail): .fault("not asked: \(detail)", "not-asked", .probeNotAsked(detail))
    case .lookupFailed(let detail):
      .fault("name not resolved: \(detail)", "name-not-resolved", .probeNameNotResolved(address, detail))
    case .lookupLate:
      .fault("name not resolved in \(timeout.shown)", "name-late", .probeNameLate(address, timeout.shown))
    case .failed(let code, let system, let detail): fault(code, system, ForeignText.excerpt(detail), address, timeout)
    }
  }

  private func fault(
    _ code: CURLcode, _ system: Int32, _ detail: String, _ address: String, _ timeout: Duration
  ) -> ProbeAnswer {
    switch code {
    case CURLE_OPERATION_TIMEDOUT: late(address, timeout)
    case CURLE_COULDNT_CONNECT: unreachable(system, detail, address, timeout)
    case CURLE_COULDNT_RESOLVE_HOST:
      .fault("name not resolved", "name-not-resolved", .probeNameNotResolved(address, detail))
    case CURLE_PEER_FAILED_VERIFICATION: badCertificate(detail, address)
    case CURLE_SSL_CACERT_BADFILE:
      .fault("authorities can't be read", "authorities-unreadable", .probeAuthoritiesUnreadable(detail))
    case CURLE_SSL_CONNECT_ERROR: .fault("TLS failed: \(detail)", "tls-failed", .probeTLSFailed(address, detail))
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE:
      .fault("connection closed: \(detail)", "closed", .probeClosed(address, detail))
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
      .fault("not HTTP: \(detail)", "not-http", .probeNotHTTP(address))
    case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: .fault("not asked: \(detail)", "not-asked", .probeNotAsked(detail))
    default: .fault(detail, "no-good-answer", .probeNoGoodAnswer(address, detail))
    }
  }

  /// How far it had come when the time was over.
  private func late(_ address: String, _ timeout: Duration) -> ProbeAnswer {
    guard isConnected else { return .noAnswer(address, timeout) }
    let state = status == 0 ? "connected, but silent" : "\(status), but its answer has no end"
    return .fault("\(state) in \(timeout.shown)", "unfinished", .probeUnfinished(address, timeout.shown))
  }

  private func unreachable(_ system: Int32, _ detail: String, _ address: String, _ timeout: Duration) -> ProbeAnswer {
    let words = system == 0 ? detail : String(cString: strerror(system))
    switch system {
    case ECONNREFUSED: return .fault("refused", "refused", .probeRefused(address))
    case ETIMEDOUT: return .noAnswer(address, timeout)
    case EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL:
      return .fault("not asked: \(words)", "not-asked", .probeNotAsked(words))
    default: return .fault("unreachable: \(words)", "unreachable", .probeUnreachable(address, words))
    }
  }

  private func badCertificate(_ detail: String, _ address: String) -> ProbeAnswer {
    switch verifyResult {
    case let code where VerifyError.none.contains(code) && !certificates.isEmpty:
      let names = ForeignText.excerpt(certificates.first?.names.joined(separator: ", ") ?? "")
      return .fault("certificate for \(names)", "certificate-name", .probeCertificateName(address, names: names))
    case VerifyError.expired:
      // Whichever in the chain ran out first.
      let until = certificates.compactMap(\.notAfter).min()?.minuteText
      return .fault(
        "certificate expired" + (until.map { " on \($0)" } ?? ""), "certificate-expired",
        .probeCertificateExpired(address, until: until))
    case VerifyError.notYetValid:
      return .fault("certificate not valid yet", "certificate-not-yet-valid", .probeCertificateNotYetValid(address))
    case VerifyError.selfSigned:
      return .fault("self-signed certificate", "certificate-self-signed", .probeCertificateSelfSigned(address))
    case let code where VerifyError.noIssuer.contains(code):
      return .fault("unknown issuer", "certificate-issuer", .probeCertificateIssuer(address))
    default:
      return .fault("certificate refused: \(detail)", "certificate", .probeCertificateRefused(address, detail))
    }
  }
}

extension ProbeAnswer {
  static func fault(_ seen: String, _ code: String, _ phrase: Phrase) -> ProbeAnswer {
    ProbeAnswer(holds: false, seen: seen, reason: Reason(code, phrase))
  }

  static func invalid(_ address: String) -> ProbeAnswer {
    .fault("not asked", "address-invalid", .probeAddressInvalid(ForeignText.excerpt(address)))
  }

  fileprivate static func noAnswer(_ address: String, _ timeout: Duration) -> ProbeAnswer {
    .fault("no answer in \(timeout.shown)", "no-answer", .probeNoAnswer(address, timeout.shown))
  }
}

extension Reason {
  static let notForTheNetwork = Reason("not-a-network-check", .probeNotForTheNetwork)
}
