import CLibCrypto

extension Secret {
  /// Tells one value of a secret from another without holding it: an HMAC-SHA256, so that who hasn't the key can't try values
  /// out, however few there are.
  ///
  /// - Returns: nil when libcrypto makes none.
  public func mark(of name: String, key: [UInt8]) -> Digest? {
    var mark = [UInt8](repeating: 0, count: 32)
    var length = 0
    let text = Array("sonae secret \(name)\0\(reveal())".utf8)
    let made = EVP_Q_mac(
      nil, "HMAC", nil, "SHA256", nil, key, key.count, text, text.count, &mark, mark.count, &length)
    return made != nil && length == mark.count ? Digest(bytes: mark) : nil
  }
}
