import CLibSSH2

/// A private key in memory, parsed once, for any number of signatures.
///
/// ## Concurrency
/// `@unchecked Sendable`: it wraps an `EVP_PKEY`, which OpenSSL counts references of and doesn't change when it signs;
/// the pointer is set once. (The room's one unchecked promise: the type can't be expressed otherwise.)
final class PrivateKey: @unchecked Sendable {
  private let handle: OpaquePointer
  let publicKey: PublicKeyBlob

  /// Takes over the handle.
  init(handle: OpaquePointer, publicKey: PublicKeyBlob) {
    self.handle = handle
    self.publicKey = publicKey
  }

  deinit {
    EVP_PKEY_free(handle)
  }

  /// The signature as SSH lays it out, without its type (RFC 5656, section 3.1.2; RFC 8709, section 6).
  func sign(_ data: [UInt8]) -> [UInt8]? {
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    let isElliptic = publicKey.type.hasPrefix("ecdsa-")
    guard EVP_DigestSignInit(context, nil, isElliptic ? digest : nil, nil, handle) == 1 else { return nil }
    var length = 0
    guard EVP_DigestSign(context, nil, &length, data, data.count) == 1 else { return nil }
    var signature = [UInt8](repeating: 0, count: length)
    guard EVP_DigestSign(context, &signature, &length, data, data.count) == 1 else { return nil }
    signature.removeSubrange(length...)
    return isElliptic ? Self.integers(ofDER: signature) : signature
  }

  private var digest: OpaquePointer? {
    switch publicKey.type {
    case "ecdsa-sha2-nistp384": EVP_sha384()
    case "ecdsa-sha2-nistp521": EVP_sha512()
    default: EVP_sha256()
    }
  }

  /// `SEQUENCE { r INTEGER, s INTEGER }` as two mpints.
  private static func integers(ofDER signature: [UInt8]) -> [UInt8]? {
    signature.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      guard let pair = d2i_ECDSA_SIG(nil, &start, bytes.count) else { return nil }
      defer { ECDSA_SIG_free(pair) }
      var writer = WireWriter()
      for number in [ECDSA_SIG_get0_r(pair), ECDSA_SIG_get0_s(pair)] {
        var magnitude = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
        BN_bn2bin(number, &magnitude)
        writer.mpint(magnitude)
      }
      return writer.bytes
    }
  }
}
