/// One line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
struct KnownHostsLine: Sendable {
  enum Marker: Sendable {
    case none, revoked, certificateAuthority
  }

  let marker: Marker
  let names: Names
  let key: PublicKeyBlob
  let number: Int

  enum Names: Sendable {
    case patterns([HostPattern])
    /// `|1|salt|hash`: HMAC-SHA1 of the one name, keyed with the salt.
    case hashed(salt: [UInt8], hash: [UInt8])
  }

  /// Nil for comments, empty lines and whatever isn't a line of that format; ssh passes over those as well.
  init?(_ text: some Sequence<UInt8>, number: Int) {
    var fields = Array(text).split(maxSplits: 4, whereSeparator: { $0 == 32 || $0 == 9 || $0 == 13 })[...]
    guard let first = fields.first, first.first != UInt8(ascii: "#") else { return nil }
    marker =
      first.elementsEqual("@revoked".utf8)
      ? .revoked
      : first.elementsEqual("@cert-authority".utf8) ? .certificateAuthority : .none
    if first.first == UInt8(ascii: "@") {
      guard marker != .none else { return nil }
      fields.removeFirst()
    }
    guard fields.count >= 3 else { return nil }
    let parts = Array(fields.prefix(3))
    guard let names = Self.names(parts[0]), let bytes = Base64.decode(parts[2]),
      let key = PublicKeyBlob(bytes), key.type.utf8.elementsEqual(parts[1])
    else { return nil }
    self.names = names
    self.key = key
    self.number = number
  }

  private static func names(_ field: ArraySlice<UInt8>) -> Names? {
    guard field.first == UInt8(ascii: "|") else {
      return .patterns(HostPattern.list(String(decoding: field, as: UTF8.self)))
    }
    let parts = field.split(separator: UInt8(ascii: "|"))
    guard parts.count == 3, parts[0].elementsEqual("1".utf8),
      let salt = Base64.decode(parts[1]), let hash = Base64.decode(parts[2]), salt.count == 20, hash.count == 20
    else { return nil }
    return .hashed(salt: salt, hash: hash)
  }

  /// The names when none of them is a pattern, hashed or negated.
  var plainNames: [String]? {
    guard case .patterns(let patterns) = names else { return nil }
    let plain = patterns.compactMap(\.plainText)
    return plain.count == patterns.count ? plain : nil
  }

  /// - Parameter name: in lower case, as `Endpoint.knownHostsName` gives it.
  func isAbout(_ name: String) -> Bool {
    switch names {
    case .patterns(let patterns): HostPattern.matches(name, anyOf: patterns)
    case .hashed(let salt, let hash): Digest.hmacSHA1(key: salt, Array(name.utf8)) == hash
    }
  }
}
