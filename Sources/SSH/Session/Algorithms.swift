import CLibSSH2

/// What this client is ready to speak: libssh2's list without SHA-1, MD5, CBC, arcfour, 3DES and DSA, and of that what
/// ssh_config leaves.
struct Algorithms: Sendable, Hashable {
  private(set) var keyExchange = [
    "curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521", "diffie-hellman-group-exchange-sha256", "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512", "diffie-hellman-group14-sha256",
  ]
  private(set) var hostKey = Self.keyTypes
  private(set) var cipher = ["aes128-ctr", "aes256-ctr", "aes192-ctr"]
  /// The faster one first, since most of the time of a big output is spent in it: 256 where the processor has
  /// instructions for it (twice as fast then), else 512, which suits 64-bit machines better.
  private(set) var mac =
    ssh_shim_has_sha256() != 0 ? ["hmac-sha2-256", "hmac-sha2-512"] : ["hmac-sha2-512", "hmac-sha2-256"]
  /// Types of the keys that are offered for the login.
  private(set) var userKey = Self.keyTypes
  /// The order of the host keys was given: as to ssh, it weighs more than which of them are known.
  private var hostKeyIsRanked = false

  /// Those of host keys and login keys.
  static let keyTypes = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"]

  /// - Parameter lines: of ssh_config, by keyword.
  /// - Throws: `ConfigProblem` for a list in which there is nothing for this client.
  init(_ lines: [String: ConfigLine]) throws(ConfigProblem) {
    let lists: [(String, WritableKeyPath<Self, [String]>)] = [
      ("kexalgorithms", \.keyExchange), ("hostkeyalgorithms", \.hostKey), ("ciphers", \.cipher), ("macs", \.mac),
      ("pubkeyacceptedalgorithms", \.userKey),
    ]
    for (keyword, path) in lists {
      guard let line = lines[keyword] else { continue }
      let list = AlgorithmList(try line.onlyArgument())
      let left = list.applied(to: self[keyPath: path])
      guard !left.isEmpty else {
        throw line.problem(
          "\(keyword) leaves nothing that this client knows (\(self[keyPath: path].joined(separator: ", "))). "
            + "Add one of those, or give the host transport: openssh in the inventory.")
      }
      self[keyPath: path] = left
      if keyword == "hostkeyalgorithms" { hostKeyIsRanked = list.isRanked }
    }
  }

  /// - Parameter known: key types that known_hosts has for the host; they come first, or the server would show
  ///   another of its keys and look like a changed host.
  @SSHLoop
  func pin(_ session: Session, known: [String]) throws(SSHError) {
    let knownFirst = hostKey.filter { known.contains($0) } + hostKey.filter { !known.contains($0) }
    let hostKeys = hostKeyIsRanked ? hostKey : knownFirst
    let lists: [(Int32, [String])] = [
      (LIBSSH2_METHOD_KEX, keyExchange), (LIBSSH2_METHOD_HOSTKEY, hostKeys),
      (LIBSSH2_METHOD_CRYPT_CS, cipher), (LIBSSH2_METHOD_CRYPT_SC, cipher),
      (LIBSSH2_METHOD_MAC_CS, mac), (LIBSSH2_METHOD_MAC_SC, mac),
      (LIBSSH2_METHOD_COMP_CS, ["none"]), (LIBSSH2_METHOD_COMP_SC, ["none"]),
    ]
    for (method, names) in lists {
      let code = libssh2_session_method_pref(session.handle, method, names.joined(separator: ","))
      guard code == 0 else { throw session.error(.handshakeFailed(problem: session.lastMessage)) }
    }
  }
}
