import CLibSSH2

/// What this client is ready to speak: libssh2's list without SHA-1, MD5, CBC, arcfour, 3DES and DSA.
enum Algorithms {
  static let keyExchange = [
    "curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521", "diffie-hellman-group-exchange-sha256", "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512", "diffie-hellman-group14-sha256",
  ]
  static let hostKey = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"]
  static let cipher = ["aes128-ctr", "aes256-ctr", "aes192-ctr"]
  /// The faster one first, since most of the time of a big output is spent in it: 256 where the processor has
  /// instructions for it (twice as fast then), else 512, which suits 64-bit machines better.
  static let mac =
    ssh_shim_has_sha256() != 0 ? ["hmac-sha2-256", "hmac-sha2-512"] : ["hmac-sha2-512", "hmac-sha2-256"]

  /// - Parameter known: key types that known_hosts has for the host; they come first, or the server would show
  ///   another of its keys and look like a changed host.
  @SSHLoop
  static func pin(_ session: Session, known: [String]) throws(SSHError) {
    let hostKeys = hostKey.filter { known.contains($0) } + hostKey.filter { !known.contains($0) }
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
