import CLibCurl
import Model

/// One thing that the loop asks a server for.
struct Request: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// A TCP connection, nothing more.
    case connection
    /// A TLS handshake, nothing more.
    case handshake
    /// `GET`, with these header lines.
    case page(headers: [String])
  }

  var kind: Kind
  var url: String
  /// `+host:port:address,address`, when the URL's host is a name that has been looked up.
  var addresses: String?
  /// Whether the certificate's chain and name are checked.
  var verifies = true

  /// Of an answer's body, this much is read; the rest is not waited for.
  static let bodyLimit = 1 << 20
}

/// Everything that a transfer saw.
struct Sight: Sendable {
  var end: End
  /// A TCP connection was made.
  var isConnected = false
  /// All that comes before the first byte was done after this long: the connection, and TLS where it is asked for.
  var connected: Duration?
  var total: Duration = .zero
  /// HTTP's status; 0 when none came.
  var status = 0
  /// Where a redirect leads, as an absolute URL.
  var location: String?
  var contentType: String?
  var body: [UInt8] = []
  /// The body is longer than what was read of it.
  var isCut = false
  /// What the server showed, the leaf first.
  var certificates: [Certificate] = []
  /// OpenSSL's `X509_V_ERR_…`.
  var verifyResult = 0

  enum End: Sendable, Hashable {
    case done
    case failed(CURLcode, system: Int32, detail: String)
    case lookupFailed(String)
    case lookupLate
    case cancelled
    /// This machine could not even ask.
    case notAsked(String)
  }
}
