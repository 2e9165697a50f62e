import TestKit
import Testing

@testable import SSH

/// A table of known_hosts files, each looked at by this client and by `ssh -o StrictHostKeyChecking=yes` against the same
/// server. This client may refuse more; it must never accept what ssh refuses.
@Suite(needsServer, .enabled(if: ChildProcess.isInstalled("ssh"), "ssh is not installed (openssh-client)"))
struct KnownHostsAgainstSSHTests {
  /// `KEY` is the server's key, `OTHER` another Ed25519 key, `NAME` `[address]:port`, `HOST` the address,
  /// `HASH(x)` the hashed form of a name. `stricter`: ssh accepts, this client doesn't.
  static let table: [(text: String, stricter: Bool)] = [
    ("NAME KEY\n", false), ("NAME OTHER\n", false), ("", false), ("\n\n# nothing\n", false), ("NAME KEY", false),
    ("NAME KEY comment with spaces\n", false), ("  NAME KEY\n", false), ("\tNAME\tKEY\n", false),
    ("NAME  KEY\n", false),
    ("NAME KEY\r\n", false), ("NAME KEY comment\r\n", false), ("# c\r\nNAME KEY\r\n", false),
    ("HOST KEY\n", false), ("HOST OTHER\n", false), ("HOST OTHER\nNAME KEY\n", false),
    ("NAME OTHER\nHOST KEY\n", false),
    ("[HOST]:1 KEY\n", false), ("[HOST]:1 OTHER\nNAME KEY\n", false), ("[HOST] KEY\n", false),
    ("[HOST]:22 KEY\n", false),
    ("* KEY\n", false), ("127.* KEY\n", false), ("[127.*]:* KEY\n", false), ("[127.?*]:PORT KEY\n", false),
    ("? KEY\n", false),
    ("*,!NAME KEY\n", false), ("!NAME,* KEY\n", false), ("*,!HOST KEY\n", false), ("!HOST KEY\n", false),
    ("!NAME KEY\nNAME KEY\n", false), ("other,NAME KEY\n", false), ("NAME,other KEY\n", false), ("a,b,c KEY\n", false),
    (",NAME KEY\n", false), ("NAME, KEY\n", false),
    ("HASH(NAME) KEY\n", false), ("HASH(NAME) OTHER\n", false), ("HASH(HOST) KEY\n", false),
    ("HASH(other) KEY\n", false),
    ("HASH(NAME),other KEY\n", false), ("|1|bad|worse KEY\n", false), ("|2|x|y KEY\n", false), ("|1|x KEY\n", false),
    ("NAME KEY\nNAME OTHER\n", false), ("NAME OTHER\nNAME KEY\n", false), ("NAME OTHER\nNAME OTHER\n", false),
    ("@revoked NAME KEY\n", false), ("@revoked NAME KEY\nNAME KEY\n", false), ("NAME KEY\n@revoked NAME KEY\n", false),
    ("@revoked * KEY\nNAME KEY\n", false), ("@revoked HOST KEY\nNAME KEY\n", false),
    ("@revoked NAME OTHER\nNAME KEY\n", false),
    ("@revoked HASH(NAME) KEY\nNAME KEY\n", false), ("@revoked other KEY\nNAME KEY\n", false),
    ("@cert-authority NAME KEY\n", false), ("@cert-authority NAME OTHER\nNAME KEY\n", false),
    ("@cert-authority * KEY\nNAME OTHER\n", false), ("@unknown NAME KEY\n", false), ("@revoked\n", false),
    ("@REVOKED NAME KEY\nNAME KEY\n", false), (" @revoked NAME KEY\nNAME KEY\n", false),
    ("NAME ssh-ed25519\n", false), ("NAME\n", false), ("NAME ssh-ed25519 !!!!\n", false),
    ("NAME ssh-rsa KEYDATA\n", false),
    ("NAME ssh-ed25519 AAAA\nNAME KEY\n", false), ("NAME ssh-dss AAAAB3NzaC1kc3MAAA\nNAME KEY\n", false),
    ("garbage\nNAME KEY\n", false), ("\u{FEFF}NAME KEY\n", false), ("NAME ssh-ed25519 KEYCUT\n", false),
    ("NAME ECDSA\n", false), ("NAME ECDSA\nNAME KEY\n", false), ("NAME KEY,\n", false), ("#NAME KEY\n", false),
    ("NAME #KEY\n", false), ("NAME 256 35 123456789\n", false), ("NAME KEYSPLIT\n", false), ("NAME KEY\u{0}\n", true),
  ]

  @Test func neverLaxerThanSSH() async throws {
    let server = try SSHServer()
    for row in Self.table {
      let file = try server.folder.write(try text(row.text, server), to: "table")
      let client = Client()
      let ours = await failure { () throws(SSHError) in try await client.connect(to: server.target(knownHosts: file)) }
      await client.close()
      let theirs = try ssh(server, file)
      if theirs.code != 0 {
        #expect(ours != nil, "ssh refuses and we accept: \(row.text)")
      } else if !row.stricter {
        #expect(ours == nil, "ssh accepts and we refuse: \(row.text) \(String(describing: ours))")
      }
      let sshSaysChanged = theirs.text.contains("IDENTIFICATION HAS CHANGED")
      if sshSaysChanged { #expect(ours?.code == "host-key-changed", "\(row.text)") }
      if theirs.text.contains("REVOKED HOST KEY") { #expect(ours?.code == "host-key-revoked", "\(row.text)") }
    }
  }

  private func text(_ template: String, _ server: SSHServer) throws -> String {
    let key = try server.publicKey(server.folder.file("host_ed25519"))
    let data = String(key.split(separator: " ")[1])
    var text = template
    while let start = text.firstRange(of: "HASH("), let end = text[start.upperBound...].firstIndex(of: ")") {
      let name = text[start.upperBound..<end].replacing("NAME", with: server.knownName).replacing(
        "HOST", with: server.address)
      let salt = Digest.random(20)
      let hash = Digest.hmacSHA1(key: salt, Array(name.utf8))
      text.replaceSubrange(start.lowerBound...end, with: "|1|\(Base64.encode(salt))|\(Base64.encode(hash))")
    }
    return text.replacing("KEYDATA", with: data).replacing("KEYCUT", with: data.dropLast(6))
      .replacing("KEYSPLIT", with: "ssh-ed25519 \(data.prefix(20)) \(data.dropFirst(20))")
      .replacing("NAME", with: server.knownName).replacing("HOST", with: server.address)
      .replacing("PORT", with: String(server.port)).replacing("KEY", with: key)
      .replacing("OTHER", with: Self.other).replacing("ECDSA", with: Self.ecdsa)
  }

  private static let other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEKYqOmW3mZ3GGXFJ6aI7uLZ8r6XoTnBfGgkR0nQYm"
  private static let ecdsa =
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg="

  private func ssh(_ server: SSHServer, _ knownHosts: String) throws -> ChildProcess.Result {
    try ChildProcess.run([
      "ssh", "-F", "none", "-i", server.userKey, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
      "-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=\(knownHosts)", "-o", "GlobalKnownHostsFile=none",
      "-o", "BatchMode=yes", "-o", "UpdateHostKeys=no", "-p", String(server.port), "\(server.user)@\(server.address)",
      "true",
    ])
  }
}
