import Glibc

/// Whose certificates are trusted.
public struct TrustStore: Sendable, Hashable {
  /// PEM certificates of authorities.
  public var file: String?
  /// A folder of them, prepared with `openssl rehash`.
  public var folder: String?

  /// Both nil: the system's authorities.
  public init(file: String? = nil, folder: String? = nil) {
    self.file = file
    self.folder = folder
  }

  /// `SSL_CERT_FILE` and `SSL_CERT_DIR` stand in the place of the system's authorities, as they do for OpenSSL: for a city
  /// with an authority of its own.
  public init(environment: (String) -> String?) {
    self.init(
      file: environment("SSL_CERT_FILE").flatMap { $0.isEmpty ? nil : $0 },
      folder: environment("SSL_CERT_DIR").flatMap { $0.isEmpty ? nil : $0 })
  }

  public static var fromEnvironment: TrustStore {
    TrustStore { name in getenv(name).map { String(cString: $0) } }
  }
}
