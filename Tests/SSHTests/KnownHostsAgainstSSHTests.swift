import Glibc
import TestKit
import Testing

@testable import SSH

/// A table of known_hosts files, each looked at by this client and by `ssh -o StrictHostKeyChecking=yes` against the same
/// server. This client may refuse more; it must never accept what ssh refuses.
@Suite(needsServer, .enabled(if: ChildProcess.isInstalled("ssh"), "ssh is not installed (openssh-client)"))
struct KnownHostsAgainstSSHTests {
  /// `stricter`: ssh accepts, this client doesn't.
  typealias Row = (text: String, stricter: Bool)

  /// `KEY` is the server's key, `OTHER` another of its kind, `NAME` `[address]:port`, `HOST` the address, `HASH(x)` the
  /// hashed form of a name.
  static let table: [Row] = [
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
    ("NAME #KEY\n", false), ("NAME 256 35 123456789\n", false), ("NAME KEYSPLIT\n", false), ("NAME KEY\u{0}\n", false),
    // Bytes that end a text in C, and white space that separates nothing.
    ("NAME\u{0} KEY\n", true), ("@revoked NAME\u{0} KEY\nNAME KEY\n", false),
    ("@revoked NAME\u{0}KEY\nNAME KEY\n", false), ("@revoked\u{0} NAME KEY\nNAME KEY\n", false),
    ("@revoked NAME KEY\u{0}\nNAME KEY\n", false), ("NAME KEY\u{0}x\n", false),
    ("NAME\rKEY\n", false), ("\rNAME KEY\n", false), ("NAME ssh-ed25519\rKEYDATA\n", false), ("NAME \rKEY\n", false),
    ("NAME KEYCR\n", false), ("@revoked NAME KEYCR\nNAME KEY\n", false), ("@revoked\rNAME KEY\nNAME KEY\n", false),
    ("@revoked NAME KEY\u{0B}\nNAME KEY\n", false), ("@revoked NAME KEY\u{0C}\nNAME KEY\n", false),
    ("\u{0B}NAME KEY\n", false), ("NAME\u{0B}KEY\n", false), ("NAME KEY\u{0B}\n", false), ("NAME\u{A0}KEY\n", false),
    ("@revoked\tNAME\tKEY\nNAME KEY\n", true), ("@revoked  NAME KEY\nNAME KEY\n", false),
    ("@revoked NAME KEY\r\nNAME KEY\r\n", false), ("\t @revoked NAME KEY\nNAME KEY\n", false),
    ("@revoked @revoked NAME KEY\nNAME KEY\n", false), ("@cert-authority @revoked NAME KEY\nNAME KEY\n", false),
    // Types and keys in other forms.
    ("NAME ED25519 KEYDATA\n", false), ("@revoked NAME ED25519 KEYDATA\nNAME KEY\n", false),
    ("NAME SSH-ED25519 KEYDATA\n", false), ("NAME KEY=\n", false), ("NAME KEY====\n", false), ("NAME KEYMORE\n", false),
    ("@revoked NAME KEY=\nNAME KEY\n", false), ("NAME no-pty KEY\n", false),
    ("@revoked NAME OTHER\nNAME OTHER\n", false),
    // Lists of names.
    ("LONG,NAME KEY\n", false), ("NAME,LONG KEY\n", false), ("@revoked LONG,NAME KEY\nNAME KEY\n", false),
    ("*,!NAME,\u{301} KEY\n", false), ("*,\u{301}!NAME KEY\n", false), ("!!NAME,NAME KEY\n", false),
    ("MANY,NAME KEY\n", false), ("NAME,NAME KEY\n", false), ("*,*,* KEY\n", false), ("!* KEY\n", false),
    ("\"NAME\" KEY\n", false), ("NAME;x KEY\n", false), ("[HOST]:PORT/x KEY\n", false), ("NAM? KEY\n", false),
    // Hashed names.
    ("|HASH(NAME) KEY\n", false), ("HASHCUT(NAME) KEY\n", false), ("HASH(NAME)| KEY\n", false),
    ("HASH(NAME)\r KEY\n", false),
    ("!HASH(NAME) KEY\n", false), ("@revoked HASHCUT(NAME) KEY\nNAME KEY\n", false),
    ("HASH(other) OTHER\nHASH(NAME) KEY\n", false), ("@cert-authority HASH(NAME) KEY\n", false),
  ]

  /// Of a host that an alias stands for: neither address nor port count then.
  static let aliasTable: [Row] = [
    ("alias KEY\n", false), ("Alias KEY\n", false), ("ALIAS OTHER\n", false), ("NAME KEY\n", false),
    ("HOST KEY\n", false), ("[alias]:PORT KEY\n", false), ("[alias]:22 KEY\n", false), ("*,!alias KEY\n", false),
    ("*,!ALIAS KEY\n", false), ("a*s KEY\n", false), ("a* KEY\n@revoked ALIAS KEY\n", false),
    ("HASH(alias) KEY\n", false), ("HASH(Alias) KEY\n", false), ("@revoked HASH(alias) KEY\nalias KEY\n", false),
    ("NAME OTHER\nalias KEY\n", false), ("al\u{131}as KEY\n", false), ("AL\u{130}AS KEY\n", false),
  ]

  /// A server whose key's base64 is padded.
  static let ecdsaTable: [Row] = [
    ("NAME KEY\n", false), ("NAME KEYBARE\n", false), ("NAME KEYBARE==\n", false), ("NAME KEY=\n", false),
    ("@revoked NAME KEYBARE\nNAME KEY\n", false), ("@revoked NAME KEY\nNAME KEY\n", false), ("NAME OTHER\n", false),
    ("NAME ecdsa-sha2-nistp384 KEYDATA\n", false), ("NAME OTHER\nNAME KEY\n", false),
  ]

  /// Lines of ssh_config, for a server with an Ed25519 key, which is known, and an ECDSA key, which isn't.
  static let configTable: [Row] = [
    ("KnownHostsCommand /bin/false", false), ("KnownHostsCommand none", false), ("KnownHostsCommand /bin/true", true),
    ("KnownHostsCommand /bin/echo @revoked NAME ED25519KEY", false), ("CheckHostIP no", false),
    ("CheckHostIP yes", true),
    ("HostKeyAlgorithms ssh-ed25519", false), ("HostKeyAlgorithms ecdsa*", false),
    ("HostKeyAlgorithms +ssh-rsa", false),
    ("HostKeyAlgorithms -ssh-ed25519", false), ("HostKeyAlgorithms -ecdsa*", false),
    ("HostKeyAlgorithms ssh-rsa", false),
    ("HostKeyAlgorithms ecdsa-sha2-nistp256,ssh-ed25519", false), ("HostKeyAlgorithms ^ecdsa*", false),
    ("HostKeyAlgorithms ssh-ed25519,ecdsa-sha2-nistp256", false), ("HostKeyAlgorithms ^ssh-ed25519", false),
    ("HostKeyAlgorithms ssh-ed25519\nHostKeyAlgorithms ecdsa*", false), ("HostKeyAlgorithms nonsense", false),
    ("PubkeyAuthentication no", false), ("PubkeyAuthentication yes", false), ("DSAAuthentication no", false),
    ("PreferredAuthentications password", false), ("PreferredAuthentications password,publickey", false),
    ("PubkeyAcceptedAlgorithms rsa-sha2-512", false), ("PubkeyAcceptedAlgorithms ecdsa*", false),
    ("PubkeyAcceptedAlgorithms +ssh-rsa", false), ("PubkeyAcceptedKeyTypes ssh-ed25519", false),
    ("AddressFamily inet", false), ("AddressFamily inet6", false), ("AddressFamily any", false),
    ("AddressFamily ip", false), ("BindAddress HOST", false), ("BindAddress 192.0.2.1", false),
    ("BindAddress ::1", false), ("BindAddress localhost", true), ("BindInterface no-such", false),
    ("Usr x", false), ("Host other\n Usr x\nHost *", false), ("IgnoreUnknown Usr\nUsr x", false),
    ("Usr x\nIgnoreUnknown Usr", false), ("IgnoreUnknown *,!u*\nUsr x", false), ("RevokedHostKeys none", false),
    ("Host other\n IgnoreUnknown Usr\nHost *\n Usr x", false), ("Ciphers aes256-ctr", false), ("Ciphers aes", false),
    ("Ciphers chacha20-poly1305@openssh.com", true), ("MACs hmac-sha2-512", false), ("MACs -hmac-sha2-*", true),
    ("KexAlgorithms ecdh-sha2-nistp521", false), ("Ciphers ^aes192-ctr", false), ("StrictHostKeyChecking no", false),
  ]

  /// The user's two files and the system's; nil: there is no such file.
  static let fileTable: [[String?]] = [
    ["NAME KEY\n", nil, nil], [nil, "NAME KEY\n", nil], [nil, nil, "NAME KEY\n"], [nil, nil, nil], ["", "", ""],
    ["NAME OTHER\n", "NAME KEY\n", nil], ["NAME OTHER\n", nil, "NAME KEY\n"], ["NAME KEY\n", nil, "NAME OTHER\n"],
    ["NAME KEY\n", nil, "@revoked NAME KEY\n"], ["NAME KEY\n", "@revoked * KEY\n", nil],
    ["@revoked HOST KEY\n", "HOST KEY\n", nil], ["HOST KEY\n", nil, "@revoked NAME KEY\n"],
    ["HOST KEY\n", "NAME OTHER\n", nil], ["@cert-authority * OTHER\n", nil, "NAME KEY\n"],
  ]

  @Test func neverLaxerThanSSH() async throws {
    let server = try SSHServer()
    for row in Self.table { try await compare(row, server) }
  }

  @Test func neverLaxerThanSSHByAnAlias() async throws {
    let server = try SSHServer()
    for row in Self.aliasTable { try await compare(row, server, ["HostKeyAlias Alias"]) }
  }

  @Test func neverLaxerThanSSHWithAKeyOfAnotherKind() async throws {
    let server = try SSHServer(hostKeys: ["ecdsa"])
    for row in Self.ecdsaTable { try await compare(row, server) }
  }

  @Test func severalFilesCountTogether() async throws {
    let server = try SSHServer()
    for texts in Self.fileTable {
      let files = try texts.enumerated().map { number, template in
        let file = server.folder.file("known-\(number)")
        unlink(file)
        if let template { try server.folder.write(try text(template, server), to: "known-\(number)") }
        return file
      }
      let lines = ["UserKnownHostsFile \(files[0]) \(files[1])", "GlobalKnownHostsFile \(files[2])"]
      try await compare("\(texts)", isStricter: false, server, lines)
    }
  }

  @Test func neverLaxerThanSSHByItsConfiguration() async throws {
    let server = try SSHServer(hostKeys: ["ed25519", "ecdsa"])
    let known = try server.folder.write(try text("NAME ED25519KEY\n", server), to: "known")
    for row in Self.configTable {
      let lines = [try text(row.text, server), "UserKnownHostsFile \(known)", "GlobalKnownHostsFile none"]
      try await compare(row.text, isStricter: row.stricter, server, lines)
    }
  }

  private func compare(_ row: Row, _ server: SSHServer, _ lines: [String] = []) async throws {
    let file = try server.folder.write(try text(row.text, server), to: "table")
    let all = lines + ["UserKnownHostsFile \(file)", "GlobalKnownHostsFile none"]
    try await compare(row.text, isStricter: row.stricter, server, all)
  }

  private func compare(_ row: String, isStricter: Bool, _ server: SSHServer, _ lines: [String]) async throws {
    let config = lines.joined(separator: "\n") + "\n"
    let client = Client(config: try SSHConfig(text: config, file: "test"))
    var target = server.target()
    target.knownHostsFiles = nil
    let ours = await failure { () throws(SSHError) in try await client.connect(to: target) }
    await client.close()
    let theirs = try ssh(server, try server.folder.write(config, to: "config"))
    let row = row.debugDescription
    if theirs.code != 0 {
      #expect(ours != nil, "ssh refuses and we accept: \(row) \(theirs.text)")
    } else {
      #expect((ours != nil) == isStricter, "ssh accepts: \(row) \(String(describing: ours))")
    }
    if ours?.code == "configuration" { return }
    if theirs.text.contains("IDENTIFICATION HAS CHANGED") { #expect(ours?.code == "host-key-changed", "\(row)") }
    if theirs.text.contains("REVOKED HOST KEY") { #expect(ours?.code == "host-key-revoked", "\(row)") }
  }

  private func text(_ template: String, _ server: SSHServer) throws -> String {
    let isECDSA = (try? TemporaryFolder.read(server.folder.file("host_ecdsa"))) != nil
    let key = try server.publicKey(server.folder.file(isECDSA ? "host_ecdsa" : "host_ed25519"))
    let (type, data) = (String(key.split(separator: " ")[0]), String(key.split(separator: " ")[1]))
    let ed25519 = try? server.publicKey(server.folder.file("host_ed25519"))
    let forms = [
      ("ED25519KEY", ed25519 ?? ""),
      ("KEYDATA", data), ("KEYCUT", String(data.dropLast(6))), ("KEYBARE", key.filter { $0 != "=" }),
      ("KEYSPLIT", "\(type) \(data.prefix(20)) \(data.dropFirst(20))"), ("KEYMORE", key + "AAAA"),
      ("KEYCR", "\(type) \(data.prefix(20))\r\(data.dropFirst(20))"), ("NAME", server.knownName),
      ("HOST", server.address), ("PORT", String(server.port)), ("KEY", key),
      ("OTHER", isECDSA ? Self.ecdsa : Self.other), ("LONG", String(repeating: "x", count: 1100)),
      ("MANY", (0..<500).map { "host-\($0)" }.joined(separator: ",")), ("ECDSA", Self.ecdsa),
    ]
    return forms.reduce(hashed(template, server)) { $0.replacing($1.0, with: $1.1) }
  }

  /// `HASH(x)` for the hashed form of a name; `HASHCUT(x)` for one without the base64's padding.
  private func hashed(_ template: String, _ server: SSHServer) -> String {
    var text = template
    for (word, isCut) in [("HASHCUT(", true), ("HASH(", false)] {
      while let start = text.firstRange(of: word), let end = text[start.upperBound...].firstIndex(of: ")") {
        let name = text[start.upperBound..<end].replacing("NAME", with: server.knownName).replacing(
          "HOST", with: server.address)
        let salt = Digest.random(20)
        let hash = "|1|\(Base64.encode(salt))|\(Base64.encode(Digest.hmacSHA1(key: salt, Array(name.utf8))))"
        text.replaceSubrange(start.lowerBound...end, with: isCut ? String(hash.dropLast()) : hash)
      }
    }
    return text
  }

  private static let other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEKYqOmW3mZ3GGXFJ6aI7uLZ8r6XoTnBfGgkR0nQYm"
  private static let ecdsa =
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg="

  private func ssh(_ server: SSHServer, _ config: String) throws -> ChildProcess.Result {
    try ChildProcess.run([
      "ssh", "-F", config, "-i", server.userKey, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
      "-o", "StrictHostKeyChecking=yes", "-o", "BatchMode=yes", "-o", "UpdateHostKeys=no", "-p", String(server.port),
      "\(server.user)@\(server.address)", "true",
    ])
  }
}
