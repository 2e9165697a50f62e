import Glibc
import Model
import TestKit
import Testing

/// `sonae hosts trust`: nothing becomes known without a person's yes or a fingerprint that was named.
@Suite(.fewAtATime, needsServer)
struct HostsTests {
  private let server: SSHServer
  private let home: TemporaryFolder
  private let config: String
  private let known: String

  init() throws {
    server = try SSHServer()
    home = try TemporaryFolder("sonae-trust")
    known = home.file("ssh/known_hosts")
    config = try home.write(
      """
      Host office
        HostName \(server.address)
        Port \(server.port)
        User \(server.user)
        IdentityFile \(server.userKey)
        UserKnownHostsFile \(known)

      """, to: "config")
  }

  private func start(_ words: [String], input: Program.Input = .nothing) throws -> Program {
    try Sonae.start(words + ["--ssh-config", config], in: home.path, environment: ["TERM": "xterm"], input: input)
  }

  private func fingerprint() throws -> String {
    let said = try ChildProcess.run(["ssh-keygen", "-lf", server.folder.file("host_ed25519.pub")]).text
    return String(said.split(separator: " ")[1])
  }

  private func use() async throws -> Int32 {
    try await Sonae.start(["exec", "--ssh-config", config, "office", "--", "true"], in: home.path).ended().code
  }

  @Test func withoutATerminalNothingIsAdded() async throws {
    let ending = try await start(["hosts", "trust", "office", "--json"]).ended()
    #expect(ending.code == 4 && ending.text.contains("refused"), "\(ending.text)")
    #expect(ending.errorText.contains(try fingerprint()) && ending.errorText.contains("--fingerprint"))
    #expect(access(known, F_OK) != 0)
    #expect(try await use() == 1)
  }

  @Test func aFingerprintThatWasNamedIsAdded() async throws {
    for text in ["SHA256:x", "MD5:00", try fingerprint() + "="] {
      let malformed = try await start(["hosts", "trust", "office", "--fingerprint", text]).ended()
      #expect(malformed.code == 64 && malformed.errorText.contains("ssh-keygen -lf"), "\(malformed.errorText)")
    }
    let other = "SHA256:" + String(repeating: "x", count: 43)
    let wrong = try await start(["hosts", "trust", "office", "--fingerprint", other]).ended()
    #expect(wrong.code == 4 && access(known, F_OK) != 0, "\(wrong.errorText)")
    let right = try await start(["hosts", "trust", "office", "--fingerprint", fingerprint()]).ended()
    #expect(right.code == 0, "\(right.errorText)")
    var status = stat()
    #expect(stat(known, &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(try await use() == 0)
    let again = try await start(["hosts", "trust", "office", "--json"]).ended()
    #expect(again.code == 0 && again.text.contains("known"))
    #expect(try TemporaryFolder.text(known).split(separator: "\n").count == 1)
  }

  @Test func aPersonIsAskedAtTheTerminal() async throws {
    let no = try start(["hosts", "trust", "office"], input: .terminal(rows: 24, columns: 80))
    try await no.until("it asks") { String(decoding: no.shown, as: UTF8.self).contains("[y/N]") }
    #expect(String(decoding: no.shown, as: UTF8.self).contains(try fingerprint()))
    no.type("\n")
    #expect(try await no.ended().code == 4)
    #expect(String(decoding: no.shown, as: UTF8.self).contains("not added"))
    let yes = try start(["hosts", "trust", "office"], input: .terminal(rows: 24, columns: 80))
    try await yes.until("it asks") { String(decoding: yes.shown, as: UTF8.self).contains("[y/N]") }
    yes.type("y\n")
    #expect(try await yes.ended().code == 0)
    #expect(try await use() == 0)
  }

  /// The document has what a person compares, whatever became of it; messages name the host once.
  @Test(arguments: [false, true]) func theDocumentHasTheKey(_ openSSH: Bool) async throws {
    try home.write("workspace: test\n", to: "sonae.yaml")
    mkdir(home.file("inventory"), 0o700)
    let transport = openSSH ? ", transport: openssh" : ""
    try home.write("hosts:\n  - {id: office\(transport)}\n", to: "inventory/hosts.yaml")
    let shown = try fingerprint()
    let accepted = ["hosts", "trust", "office", "--json", "--fingerprint", shown]
    for (words, outcome) in [
      (["hosts", "trust", "office", "--json"], "refused"), (accepted, "added"), (accepted, "known"),
    ] {
      let ending = try await start(words).ended()
      let host = try #require(JSON(reading: ending.output).array?.first)
      #expect(host["outcome"]?.string == outcome && host["host"] == "office", "\(ending.errorText)")
      #expect(host["type"] == "ssh-ed25519" && host["fingerprint"]?.string == shown, "\(host)")
    }
    server.stop()
    let gone = try await start(accepted).ended()
    let host = try #require(JSON(reading: gone.output).array?.first)
    #expect(gone.code == 1 && host["outcome"] == "failed" && host["fingerprint"] == .null)
    #expect(gone.errorText.hasPrefix("office: ") && !gone.errorText.contains("office: office"), "\(gone.errorText)")
  }

  @Test func besideAnRSAKeyTheOtherIsAddedAfterAYes() async throws {
    let both = try SSHServer(hostKeys: ["ed25519", "rsa"])
    mkdir(home.file("ssh"), 0o700)
    let line = "\(both.knownName) \(try both.publicKey(both.folder.file("host_rsa")))\n"
    try home.write(line, to: "ssh/known_hosts")
    let other = try home.write(
      TemporaryFolder.text(config).replacing(server.address, with: both.address)
        .replacing("Port \(server.port)", with: "Port \(both.port)")
        .replacing(server.userKey, with: both.userKey), to: "other config")
    let ed25519 = try ChildProcess.run(["ssh-keygen", "-lf", both.folder.file("host_ed25519.pub")]).text
    let fingerprint = String(ed25519.split(separator: " ")[1])
    func sonae(_ words: [String]) async throws -> Program.Ending {
      try await Sonae.start(words, in: home.path).ended()
    }
    let use = ["exec", "--ssh-config", other, "office", "--", "true"]
    let refused = try await sonae(use)
    #expect(refused.code == 1 && refused.errorText.contains("known only by a key of a type"), "\(refused.errorText)")
    let added = try await sonae(["hosts", "trust", "office", "--ssh-config", other, "--fingerprint", fingerprint])
    #expect(added.code == 0 && added.errorText.contains("known already, and kept: ssh-rsa"), "\(added.errorText)")
    #expect(try TemporaryFolder.text(known).hasPrefix(line))
    #expect(try await sonae(use).code == 0)
  }

  /// A key is told as that of the machine that shows it, one after the other along the way.
  @Test(arguments: [false, true]) func theKeysOfTheWayComeFirst(_ openSSH: Bool) async throws {
    let gate = try SSHServer()
    try server.authorize(gate.userKey)
    let text = try TemporaryFolder.text(config)
    try home.write(
      text + "  ProxyJump gate\n"
        + text.replacing("Host office", with: "Host gate").replacing(server.address, with: gate.address)
        .replacing("Port \(server.port)", with: "Port \(gate.port)").replacing(server.userKey, with: gate.userKey),
      to: "config")
    try home.write("workspace: test\n", to: "sonae.yaml")
    mkdir(home.file("inventory"), 0o700)
    let transport = openSSH ? ", transport: openssh" : ""
    try home.write("hosts:\n  - {id: office\(transport)}\n", to: "inventory/hosts.yaml")
    let keys = try [gate, server].map {
      try ChildProcess.run(["ssh-keygen", "-lf", $0.folder.file("host_ed25519.pub")]).text.split(separator: " ")[1]
    }.map(String.init)
    let refused = try await start(["hosts", "trust", "office", "--json", "--fingerprint", keys[1]]).ended()
    #expect(refused.code == 4 && refused.errorText.contains("the jump host gate of office"), "\(refused.errorText)")
    let words = ["hosts", "trust", "office", "--json", "--fingerprint", keys[0], "--fingerprint", keys[1]]
    let ending = try await start(words).ended()
    let answers = try JSON(reading: ending.output).array ?? []
    #expect(ending.code == 0 && answers.map { $0["jump"]?.string } == ["gate", nil], "\(ending.errorText)")
    #expect(answers.map { $0["fingerprint"]?.string } == keys && answers.allSatisfy { $0["outcome"] == "added" })
    #expect(try await use() == 0)
  }

  @Test func aKeyThatDiffersIsNeverReplaced() async throws {
    let other = try SSHServer(runs: false)
    mkdir(home.file("ssh"), 0o700)
    let line = "\(server.knownName) \(try other.publicKey(other.folder.file("host_ed25519")))"
    try home.write(line, to: "ssh/known_hosts")
    let ending = try await start(["hosts", "trust", "office", "--fingerprint", fingerprint()]).ended()
    #expect(ending.code == 1, "\(ending.errorText)")
    #expect(try TemporaryFolder.text(known) == line)
  }

  @Test func aFileWithoutALastNewlineStaysWhole() async throws {
    mkdir(home.file("ssh"), 0o700)
    try home.write("# kept", to: "ssh/known_hosts")
    let ending = try await start(["hosts", "trust", "office", "--fingerprint", fingerprint()]).ended()
    #expect(ending.code == 0, "\(ending.errorText)")
    #expect(try TemporaryFolder.text(known).hasPrefix("# kept\n["))
    #expect(try await use() == 0)
  }
}
