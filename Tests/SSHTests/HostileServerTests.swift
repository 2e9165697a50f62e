import Glibc
import TestKit
import Testing

@testable import SSH

/// Malformed messages at every moment of a connection's life. The seeds are fixed; SONAE_HOSTILE_SEEDS asks for more.
@Suite(needsServer, .enabled(if: ChildProcess.isInstalled("openssl"), "tools/setup test installs openssl"))
struct HostileServerTests {
  private static let trials = seeds("SONAE_HOSTILE_SEEDS", usually: 60)

  @Test func nothingMalformedHangsOrPassesForASuccess() async throws {
    let key = try TemporaryFolder()
    try SSHServer.makeKey("ed25519", key.file("user"))
    let workers = 8
    let endings = try await withThrowingTaskGroup(of: [String].self) { group in
      for worker in 0..<workers {
        group.addTask {
          let server = try HostileServer()
          var endings: [String] = []
          for seed in stride(from: worker, to: Self.trials.count, by: workers) {
            endings.append(try await Self.trial(seed, server, key.file("user")))
          }
          return endings
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    // Every part of a connection's life was hit, or this test says nothing.
    for kind in Self.trials.count < 60 ? [] : ["exited", "lost", "handshake-failed", "not-ssh", "handshake-timed-out"] {
      #expect(endings.contains(kind), "\(Dictionary(grouping: endings) { $0 }.mapValues(\.count))")
    }
  }

  /// libssh2 1.10.0 takes memory for the name, copies nothing into it and reads it to its end, wherever that is
  /// (packet.c, "exit-signal"). The address sanitizer sees it at once.
  @Test func aSignalWithoutItsNameIsNone() async throws {
    let server = try HostileServer()
    try server.useNamelessSignal()
    let key = try TemporaryFolder()
    try SSHServer.makeKey("ed25519", key.file("user"))
    for _ in 0..<20 {
      let client = Client()
      let answer = try await client.ask("true", Self.target(server, key.file("user")))
      guard case .lost(let error) = answer.end else { return #expect(Bool(false), "\(answer.end)") }
      #expect(error.code == "end-not-seen")
      #expect(error.facts["signal"] == "")
      await client.close()
    }
  }

  private static func target(_ server: HostileServer, _ key: String) -> Target {
    Target(
      "hostile", address: server.address, port: server.port, user: "user", identityFiles: [key],
      knownHostsFiles: [server.knownHosts], connectTimeout: .seconds(2), agent: .off)
  }

  private static func trial(_ seed: Int, _ server: HostileServer, _ key: String) async throws -> String {
    try server.use(seed: seed)
    let client = Client(limits: .init(startAttempts: 1))
    var endpoint = try client.endpoint(for: target(server, key))
    endpoint.authenticationTimeout = .seconds(2)
    let began = ContinuousClock.now
    let output = OutputBuffer()
    var end: CommandEnd?
    let error = await failure { () throws(SSHError) in
      end = try await client.run(Command("exit 3", timeout: .seconds(2)), on: endpoint) { output.append($1, from: $0) }
    }
    let took = ContinuousClock.now - began
    await client.close()
    let told = server.told
    // Its own deadlines end it: connection, login, command, and what the killing is given, twice 35 seconds.
    #expect(took < .seconds(100), "seed \(seed), \(told): \(took)")
    if let error { return error.code }
    switch end {
    case .exited(let code)?:
      // Only where the output itself was changed may something else come out: the server's word is all there is.
      if !["94", "95"].contains(where: told.hasSuffix) {
        #expect(code == 3, "seed \(seed), \(told)")
        #expect(output.standardOutput == Array("out\n".utf8), "seed \(seed), \(told)")
        #expect(output.standardError == Array("err\n".utf8), "seed \(seed), \(told)")
      }
      return "exited"
    case .lost?: return "lost"
    default: return "timed out"
    }
  }
}
