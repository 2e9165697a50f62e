import TestKit
import Testing

@testable import SSH

@Suite(needsServer)
struct HostKeyTests {
  let client = Client()

  @Test func anUnknownHostIsShownWithItsFingerprintAndTheLineToAdd() async throws {
    let server = try SSHServer()
    let empty = try server.folder.write("", to: "empty")
    let error = await failure { () throws(SSHError) in try await client.ask("true", server.target(knownHosts: empty)) }
    #expect(error?.code == "host-key-unknown")
    let printed = try ChildProcess.check(["ssh-keygen", "-lf", server.folder.file("host_ed25519")])
    let fingerprint = try #require(printed.split(separator: " ").dropFirst().first)
    #expect(error?.facts["fingerprint"] == String(fingerprint))
    #expect(error?.facts["line"] == "\(server.knownName) \(try server.publicKey(server.folder.file("host_ed25519")))")
    #expect(error?.facts["file"] == empty)
    await client.close()
  }

  @Test func theLineToAddMakesTheHostKnown() async throws {
    let server = try SSHServer()
    let file = try server.folder.write("", to: "learnt")
    let error = await failure { () throws(SSHError) in try await client.ask("true", server.target(knownHosts: file)) }
    try server.folder.write(try #require(error?.facts["line"]) + "\n", to: "learnt")
    #expect(try await client.ask("true", server.target(knownHosts: file)).end == .exited(code: 0))
    await client.close()
  }

  @Test func aChangedKeyIsShownWithBothFingerprintsAndItsLine() async throws {
    let server = try SSHServer()
    try SSHServer.makeKey("ed25519", server.folder.file("other"))
    let other = try server.publicKey(server.folder.file("other"))
    let file = try server.folder.write("# comment\n\n\(server.knownName) \(other)\n", to: "changed")
    let error = await failure { () throws(SSHError) in try await client.ask("true", server.target(knownHosts: file)) }
    guard case .hostKeyChanged(_, "ssh-ed25519", let shown, let known) = error?.reason else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(known.map(\.at) == [.init(file: file, line: 3)])
    #expect(known.first?.fingerprint != shown)
    await client.close()
  }

  /// The server has an RSA key and others, and only the RSA key is known: nothing has changed, and nothing is proven.
  @Test func aHostKnownByItsRSAKeyOnlyIsNamedAndStaysRefused() async throws {
    let server = try SSHServer(hostKeys: ["ed25519", "rsa"])
    let (rsa, ours) = try (
      server.publicKey(server.folder.file("host_rsa")), server.publicKey(server.folder.file("host_ed25519"))
    )
    let name = server.knownName
    let file = try server.folder.write("\(name) \(rsa)\n", to: "rsa only")
    let error = await failure { () throws(SSHError) in try await client.ask("true", server.target(knownHosts: file)) }
    guard case .hostKeyOtherType(name, "ssh-ed25519", let shown, let known, file, let line) = error?.reason else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(shown.hasPrefix("SHA256:") && line == "\(name) \(ours)")
    #expect(known.map(\.type) == ["ssh-rsa"] && known.map(\.at.line) == [1])
    // Both ways out: the other key beside it, or ssh, which can ask for the RSA key.
    var byProgram = server.target(knownHosts: file)
    byProgram.transport = .openSSH
    #expect(try await client.ask("true", byProgram).end == .exited(code: 0))
    let both = try server.folder.write("\(name) \(rsa)\n\(line)\n", to: "both")
    #expect(try await client.ask("true", server.target(knownHosts: both)).end == .exited(code: 0))
    await client.close()
  }

  /// What else is known of the host weighs more than that its RSA key can't be checked.
  @Test func besideAnRSAKeyAChangedOrRevokedKeyIsStillNamedSo() async throws {
    let server = try SSHServer(hostKeys: ["ed25519", "rsa"])
    try SSHServer.makeKey("ed25519", server.folder.file("other"))
    let (rsa, ours, other) = try (
      server.publicKey(server.folder.file("host_rsa")), server.publicKey(server.folder.file("host_ed25519")),
      server.publicKey(server.folder.file("other"))
    )
    let name = server.knownName
    for (text, code) in [
      ("\(name) \(rsa)\n\(name) \(other)\n", "host-key-changed"), ("\(name) \(other)\n", "host-key-changed"),
      ("\(name) \(rsa)\n@revoked * \(ours)\n", "host-key-revoked"),
      ("\(name) \(rsa)\n@cert-authority * \(other)\n", "host-key-other-type"),
      ("\(server.address) \(rsa)\n", "host-key-unknown"),
    ] {
      let file = try server.folder.write(text, to: "known here")
      let error = await failure { () throws(SSHError) in try await client.ask("true", server.target(knownHosts: file)) }
      #expect(error?.code == code, "\(text)")
    }
    await client.close()
  }

  /// There is nothing but RSA to be had: told with the way out, and no key is shown.
  @Test func aServerWithAnRSAKeyOnlyIsNamed() async throws {
    let server = try SSHServer(hostKeys: ["rsa"])
    let error = await failure { () throws(SSHError) in try await client.ask("true", server.target()) }
    #expect(error?.code == "negotiation-failed" && error?.facts["subject"] == "host key type")
    await client.close()
  }

  @Test func revokedHostKeyIsRefused() async throws {
    let server = try SSHServer()
    let key = try server.publicKey(server.folder.file("host_ed25519"))
    let file = try server.folder.write("\(server.knownName) \(key)\n@revoked * \(key)\n", to: "revoked")
    let error = await failure { () throws(SSHError) in try await client.ask("true", server.target(knownHosts: file)) }
    #expect(error?.code == "host-key-revoked")
    #expect(error?.facts["at"] == "\(file):2")
    await client.close()
  }

  @Test func aHostKnownByACertificateAuthorityOnlyIsNamed() async throws {
    let server = try SSHServer()
    let key = try server.publicKey(server.folder.file("host_ed25519"))
    let file = try server.folder.write("@cert-authority * \(key)\n", to: "authority")
    let error = await failure { () throws(SSHError) in try await client.ask("true", server.target(knownHosts: file)) }
    #expect(error?.code == "host-certificate-only")
    await client.close()
  }

  /// Without the preference taken from known_hosts, libssh2 would agree on ECDSA and the host would look changed.
  @Test(arguments: ["ed25519", "ecdsa"])
  func aServerWithSeveralKeysIsKnownByAnyOfThem(_ type: String) async throws {
    let server = try SSHServer(hostKeys: ["ecdsa", "ed25519", "rsa"])
    let key = try server.publicKey(server.folder.file("host_\(type)"))
    let file = try server.folder.write("\(server.knownName) \(key)\n", to: "one")
    #expect(try await client.ask("true", server.target(knownHosts: file)).end == .exited(code: 0))
    await client.close()
  }

  @Test func aKnownHostsFileThatCannotBeReadIsAnError() async throws {
    let server = try SSHServer()
    let error = await failure { () throws(SSHError) in
      try await client.ask("true", server.target(knownHosts: server.folder.path))
    }
    #expect(error?.code == "known-hosts-unreadable")
    await client.close()
  }

  @Test func aKeyAddedWhileTheClientLivesIsSeen() async throws {
    let server = try SSHServer()
    let file = try server.folder.write("", to: "later")
    _ = await failure { () throws(SSHError) in try await client.ask("true", server.target(knownHosts: file)) }
    try server.folder.write(TemporaryFolder.read(server.knownHosts), to: "later")
    #expect(try await client.ask("true", server.target(knownHosts: file)).end == .exited(code: 0))
    await client.close()
  }
}
