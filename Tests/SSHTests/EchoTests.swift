import TestKit
import Testing

@testable import SSH

/// Accounts that don't run the wrapper may send back what they were sent, and in it a secret of the command's text.
@Suite
struct EchoTests {
  @Test(arguments: [
    ("unknown command: s3cret!", "login s3cret!", "unknown command:…"), ("", "anything", ""), ("no", "no", "no"),
    ("This account is currently not available.", "echo no", "This account is currently not available."),
    ("a\tb c\td", "x a\tb c\td y", SSHError.echo), ("3cre", "s3cret!", SSHError.echo), ("3cr", "s3cret!", "3cr"),
    ("#one\n#two\n", "#one\n#two\n#three\n", SSHError.echo), ("s3cret s3cret", "s3cret", SSHError.echo),
    ("\u{1b}[1m% Invalid: show", "show ip", "[1m% Invalid: …"), ("geheimer Wert", "geheim", "…er Wert"),
  ])
  func noPieceOfWhatWasSentIsQuoted(_ said: String, _ sent: String, _ quoted: String) {
    #expect(Echo.quotable(Array(said.utf8), sent: Array(sent.utf8)) == quoted)
  }

  @Test(
    needsServer,
    arguments: [
      "cat", "tail -n1", "head -n3", "tail -c 9", "head -c 420 | tail -c 20", "cut -c 300-330", "cut -c 2-1000 >&2",
      "tr -s ' ' '\\n' | tail -n1", "read -r a; read -r a; read -r a; echo \"unknown command: $a\" >&2",
    ])
  func noSecretIsQuotedHoweverTheAccountBreaksItUp(_ command: String) async throws {
    let secret = "Geheim\tnis-9931 x"
    for status in [0, 3] {
      let server = try SSHServer(["ForceCommand \(command); exit \(status)"])
      let client = Client()
      let text = "true '\(String(repeating: "-", count: 285))'; login \(secret)"
      var error: SSHError?
      do throws(SSHError) {
        if case .lost(let reason) = try await client.ask(text, server.target()).end { error = reason }
      } catch let thrown { error = thrown }
      let told = try #require(error.map { $0.description + $0.facts.values.joined(separator: "\n") })
      #expect(error?.code == "shell-not-posix")
      for start in secret.indices.dropLast(3) {
        let piece = secret[start...].prefix(4)
        #expect(!told.contains(piece) && !told.contains(piece.replacing("\t", with: " ")), "\(command): \(told)")
      }
      await client.close()
    }
  }
}
