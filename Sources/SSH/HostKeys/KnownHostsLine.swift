/// One line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
///
/// Read byte by byte as ssh reads it (hostfile.c, sshkey.c): whoever takes a line for another one than ssh does may pass
/// over a revocation, or believe a line that ssh passes over.
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
    var rest = Array(text)[...]
    var first = Self.word(&rest)
    if first.first == UInt8(ascii: "@") {
      guard let marker = Self.marker(first) else { return nil }
      self.marker = marker
      first = Self.word(&rest)
    } else {
      marker = .none
    }
    guard let start = first.first, start != UInt8(ascii: "#") || marker != .none else { return nil }
    // Some versions of ssh read on after a zero byte here: none may revoke more than this client.
    if rest.first == 0 {
      guard marker == .revoked else { return nil }
      rest.removeFirst()
    }
    let type = Self.word(&rest)
    guard let names = Self.names(first), let bytes = Base64.decode(Self.word(&rest)),
      let key = PublicKeyBlob(bytes), key.type.utf8.elementsEqual(type)
    else { return nil }
    self.names = names
    self.key = key
    self.number = number
  }

  /// Up to a blank or, where a text ends in C, a zero byte. A carriage return is no blank.
  private static func word(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let word = rest.drop { $0 == 32 || $0 == 9 }.prefix { $0 != 32 && $0 != 9 && $0 != 0 }
    rest = rest[word.endIndex...]
    return word
  }

  private static func marker(_ word: ArraySlice<UInt8>) -> Marker? {
    if word.elementsEqual("@revoked".utf8) { return .revoked }
    return word.elementsEqual("@cert-authority".utf8) ? .certificateAuthority : nil
  }

  private static func names(_ field: ArraySlice<UInt8>) -> Names? {
    guard field.first == UInt8(ascii: "|") else { return .patterns(HostPattern.list(field)) }
    let parts = field.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    guard parts.count == 4, parts[1].elementsEqual("1".utf8),
      let salt = digest(parts[2]), let hash = digest(parts[3])
    else { return nil }
    return .hashed(salt: salt, hash: hash)
  }

  /// Twenty bytes in their one form: ssh compares the texts.
  private static func digest(_ field: ArraySlice<UInt8>) -> [UInt8]? {
    guard let bytes = Base64.decode(field), bytes.count == 20, Base64.encode(bytes).utf8.elementsEqual(field) else {
      return nil
    }
    return bytes
  }

  /// The names when none of them is a pattern, hashed or negated.
  var plainNames: [[UInt8]]? {
    guard case .patterns(let patterns) = names else { return nil }
    let plain = patterns.compactMap(\.plainName)
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
