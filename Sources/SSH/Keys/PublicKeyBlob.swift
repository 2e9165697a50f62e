/// A public key as it travels: its type and the rest, still encoded.
struct PublicKeyBlob: Hashable, Sendable {
  let bytes: [UInt8]
  /// `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, …
  let type: String

  init?(_ bytes: [UInt8]) {
    var reader = WireReader(bytes)
    guard let type = reader.text(), !type.isEmpty, !reader.isAtEnd else { return nil }
    self.bytes = bytes
    self.type = type
  }

  /// `SHA256:` and unpadded base64, as ssh prints it.
  var fingerprint: String {
    "SHA256:" + Base64.encode(Digest.sha256(bytes)).prefix { $0 != "=" }
  }

  /// For known_hosts and authorized_keys: type and base64.
  var line: String { "\(type) \(Base64.encode(bytes))" }

  var isRSA: Bool { type == "ssh-rsa" }
  var isCertificate: Bool { type.contains("-cert-v01@") }
  /// Of a security token; libssh2 can't lay out its signatures.
  var isToken: Bool { type.hasPrefix("sk-") }
}
