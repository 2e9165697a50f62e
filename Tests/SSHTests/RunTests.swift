import TestKit
import Testing

@testable import SSH

@Suite(needsServer)
struct RunTests {
  @Test func aCommandGivesItsOutputsAndCode() async throws {
    let server = try SSHServer()
    let client = Client()
    let answer = try await client.ask("echo out; echo err >&2; exit 7", server.target())
    #expect(answer.end == .exited(code: 7))
    #expect(answer.text == "out\n")
    #expect(answer.errorText == "err\n")
    await client.close()
  }
}
