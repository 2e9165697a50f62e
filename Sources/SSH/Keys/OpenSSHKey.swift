import CLibSSH2

/// OpenSSH's own file format for private keys (PROTOCOL.key in its sources). The public part is in clear, so a
/// passphrase is only needed once the server would accept the key.
struct OpenSSHKey: Sendable {
  let publicKey: PublicKeyBlob
  private let cipher: String
  private let salt: [UInt8]
  private let rounds: Int
  private let secret: [UInt8]

  private static let begin = "-----BEGIN OPENSSH PRIVATE KEY-----"
  private static let end = "-----END OPENSSH PRIVATE KEY-----"

  /// Nil when the text is of another format.
  init?(_ text: [UInt8]) throws(KeyFailure) {
    let lines = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard let first = lines.firstIndex(where: { $0 == Self.begin }) else { return nil }
    let body = lines[(first + 1)...].prefix { $0 != Self.end }
    let magic = Array("openssh-key-v1\0".utf8)
    guard let bytes = Base64.decode(body.joined().utf8), bytes.starts(with: magic) else {
      throw .unsupported("it is cut off or damaged")
    }
    var reader = WireReader(Array(bytes.dropFirst(magic.count)))
    guard let cipher = reader.text(), let derivation = reader.text(), let options = reader.string(),
      reader.uint32() == 1, let blob = reader.string(), let publicKey = PublicKeyBlob(blob),
      let secret = reader.string()
    else { throw .unsupported("it is cut off or damaged") }
    var parameters = WireReader(options)
    self.cipher = cipher
    self.publicKey = publicKey
    self.secret = secret
    switch derivation {
    case "none": (salt, rounds) = ([], 0)
    case "bcrypt":
      guard let salt = parameters.string(), let rounds = parameters.uint32(), rounds > 0, rounds <= 1 << 16 else {
        throw .unsupported("it is cut off or damaged")
      }
      (self.salt, self.rounds) = (salt, Int(rounds))
    default: throw .unsupported("the key derivation \(derivation)")
    }
  }

  var isEncrypted: Bool { cipher != "none" }

  /// Slow on purpose when it is encrypted (bcrypt: about a tenth of a second and more).
  func open(passphrase: [UInt8]?) throws(KeyFailure) -> PrivateKey {
    var plain = secret
    if isEncrypted {
      guard let passphrase, !passphrase.isEmpty else { throw .passphraseNeeded }
      plain = try decrypted(passphrase)
    }
    var reader = WireReader(plain)
    guard let first = reader.uint32(), let second = reader.uint32(), first == second, let type = reader.text() else {
      throw isEncrypted ? .passphraseWrong : .unsupported("it is cut off or damaged")
    }
    let key = try PrivateKey.make(type: type, fields: &reader)
    guard key.publicKey == publicKey else { throw .unsupported("its two parts belong to different keys") }
    return key
  }

  private func decrypted(_ passphrase: [UInt8]) throws(KeyFailure) -> [UInt8] {
    guard let (algorithm, keySize) = Self.ciphers[cipher] else { throw .unsupported("the cipher \(cipher)") }
    let material = BcryptPBKDF.derive(passphrase, salt: salt, rounds: rounds, count: keySize + 16)
    guard let context = EVP_CIPHER_CTX_new() else { throw .unsupported("out of memory") }
    defer { EVP_CIPHER_CTX_free(context) }
    let vector = Array(material[keySize...])
    guard EVP_DecryptInit_ex(context, algorithm(), nil, material, vector) == 1 else {
      throw .unsupported("the cipher \(cipher)")
    }
    EVP_CIPHER_CTX_set_padding(context, 0)
    var output = [UInt8](repeating: 0, count: secret.count + 32)
    var length: Int32 = 0
    guard EVP_DecryptUpdate(context, &output, &length, secret, Int32(secret.count)) == 1 else {
      throw .unsupported("it is cut off or damaged")
    }
    return Array(output.prefix(Int(length)))
  }

  private static let ciphers: [String: (@Sendable () -> OpaquePointer?, Int)] = [
    "aes256-ctr": ({ EVP_aes_256_ctr() }, 32), "aes192-ctr": ({ EVP_aes_192_ctr() }, 24),
    "aes128-ctr": ({ EVP_aes_128_ctr() }, 16), "aes256-cbc": ({ EVP_aes_256_cbc() }, 32),
    "aes192-cbc": ({ EVP_aes_192_cbc() }, 24), "aes128-cbc": ({ EVP_aes_128_cbc() }, 16),
  ]
}
