import CLibSSH2

/// Why a key file's content can't be used.
enum KeyFailure: Error, Equatable {
  case unsupported(String)
  case passphraseNeeded
  case passphraseWrong
}

extension PrivateKey {
  /// From the private part of OpenSSH's own format: type, then the fields of that type.
  static func make(type: String, fields reader: inout WireReader) throws(KeyFailure) -> PrivateKey {
    switch type {
    case "ssh-ed25519": return try ed25519(&reader)
    case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521": return try ecdsa(type, &reader)
    default: throw .unsupported("the key type \(type)")
    }
  }

  private static func ed25519(_ reader: inout WireReader) throws(KeyFailure) -> PrivateKey {
    guard let point = reader.string(), let secret = reader.string(), point.count == 32, secret.count == 64,
      let handle = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, secret, 32)
    else { throw .unsupported("its Ed25519 key is broken") }
    return try make(handle, type: "ssh-ed25519", [point])
  }

  private static func ecdsa(_ type: String, _ reader: inout WireReader) throws(KeyFailure) -> PrivateKey {
    guard let curve = reader.text(), let point = reader.string(), let scalar = reader.string(),
      let der = SEC1.privateKey(curve: curve, scalar: scalar, point: point)
    else { throw .unsupported("its ECDSA key is broken") }
    let handle = der.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      return d2i_PrivateKey(EVP_PKEY_EC, nil, &start, bytes.count)
    }
    guard let handle else { throw .unsupported("its ECDSA key is broken") }
    return try make(handle, type: type, [Array(curve.utf8), point])
  }

  static func make(_ handle: OpaquePointer, type: String, _ fields: [[UInt8]]) throws(KeyFailure) -> PrivateKey {
    var writer = WireWriter()
    writer.string(type)
    for field in fields { writer.string(field) }
    guard let blob = PublicKeyBlob(writer.bytes) else {
      EVP_PKEY_free(handle)
      throw .unsupported("its public part is broken")
    }
    return PrivateKey(handle: handle, publicKey: blob)
  }

  /// A PEM file (PKCS #8, also encrypted; `EC PRIVATE KEY`).
  static func readPEM(_ text: [UInt8], passphrase: [UInt8]?) throws(KeyFailure) -> PrivateKey {
    guard let memory = BIO_new_mem_buf(text, Int32(text.count)) else { throw .unsupported("out of memory") }
    defer { BIO_free(memory) }
    ERR_clear_error()
    let handle = read(memory, passphrase)
    guard let handle else {
      let isEncrypted = String(decoding: text, as: UTF8.self).contains("ENCRYPTED")
      if isEncrypted { throw passphrase == nil ? .passphraseNeeded : .passphraseWrong }
      throw .unsupported("it is not a private key")
    }
    return try wrap(handle)
  }

  private static func read(_ memory: OpaquePointer, _ passphrase: [UInt8]?) -> OpaquePointer? {
    // Without an answer of ours OpenSSL would ask on the terminal by itself.
    guard let passphrase else { return PEM_read_bio_PrivateKey(memory, nil, { _, _, _, _ in 0 }, nil) }
    var secret = passphrase + [0]
    return secret.withUnsafeMutableBytes { PEM_read_bio_PrivateKey(memory, nil, nil, $0.baseAddress) }
  }

  private static func wrap(_ handle: OpaquePointer) throws(KeyFailure) -> PrivateKey {
    if EVP_PKEY_get_id(handle) == EVP_PKEY_ED25519 {
      var point = [UInt8](repeating: 0, count: 32)
      var length = point.count
      EVP_PKEY_get_raw_public_key(handle, &point, &length)
      return try make(handle, type: "ssh-ed25519", [point])
    }
    var name = [CChar](repeating: 0, count: 64)
    var point = [UInt8](repeating: 0, count: 256)
    var length = 0
    guard EVP_PKEY_get_group_name(handle, &name, name.count, nil) == 1,
      let curve = SEC1.sshName(
        ofGroup: String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)),
      EVP_PKEY_get_octet_string_param(handle, "encoded-pub-key", &point, point.count, &length) == 1
    else {
      let isRSA = EVP_PKEY_get_id(handle) == EVP_PKEY_RSA
      EVP_PKEY_free(handle)
      throw .unsupported(isRSA ? "the key type ssh-rsa" : "its key type")
    }
    return try make(handle, type: "ecdsa-sha2-\(curve)", [Array(curve.utf8), Array(point.prefix(length))])
  }
}

/// The DER form of an elliptic curve's private key (RFC 5915).
enum SEC1 {
  private static let curves: [(ssh: String, group: String, oid: [UInt8], size: Int)] = [
    ("nistp256", "prime256v1", [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07], 32),
    ("nistp384", "secp384r1", [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22], 48),
    ("nistp521", "secp521r1", [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23], 66),
  ]

  static func sshName(ofGroup group: String) -> String? {
    curves.first { $0.group == group }?.ssh
  }

  static func privateKey(curve name: String, scalar: [UInt8], point: [UInt8]) -> [UInt8]? {
    guard let curve = curves.first(where: { $0.ssh == name }) else { return nil }
    let digits = scalar.drop { $0 == 0 }
    guard digits.count <= curve.size else { return nil }
    let number = [UInt8](repeating: 0, count: curve.size - digits.count) + digits
    let version: [UInt8] = [0x02, 0x01, 0x01]
    let body = version + tagged(0x04, number) + tagged(0xA0, curve.oid) + tagged(0xA1, tagged(0x03, [0] + point))
    return tagged(0x30, body)
  }

  private static func tagged(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    switch content.count {
    case ..<0x80: [tag, UInt8(content.count)] + content
    case ..<0x100: [tag, 0x81, UInt8(content.count)] + content
    default: [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
    }
  }
}
