import Glibc
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
    let wrong = try await start(["hosts", "trust", "office", "--fingerprint", "SHA256:x"]).ended()
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
    #expect(String(decoding: no.shown, as: UTF8.self).contains("ssh-ed25519 \(try fingerprint())"))
    no.type("\n")
    #expect(try await no.ended().code == 4)
    let yes = try start(["hosts", "trust", "office"], input: .terminal(rows: 24, columns: 80))
    try await yes.until("it asks") { String(decoding: yes.shown, as: UTF8.self).contains("[y/N]") }
    yes.type("y\n")
    #expect(try await yes.ended().code == 0)
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
