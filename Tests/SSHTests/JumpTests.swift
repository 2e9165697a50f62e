import Glibc
import Synchronization
import TestKit
import Testing

@testable import SSH

@Suite(needsServer)
struct JumpTests {
  let client = Client()
  /// What reaches the jump hosts.
  private static let ways = [Target.Transport.libssh2, .openSSH]

  private func jump(
    _ server: SSHServer, _ label: String = "first", by way: Target.Transport, knownHosts: String? = nil
  ) -> Target {
    var target = server.target(label, knownHosts: knownHosts)
    target.transport = way
    return target
  }

  @Test(arguments: ways) func aCommandRunsThroughAChainOfJumpHosts(_ way: Target.Transport) async throws {
    let (first, second, last) = (try SSHServer(), try SSHServer(), try SSHServer())
    let target = last.target("last", jump: [jump(first, by: way), jump(second, "second", by: way)])
    let answer = try await client.ask("cat; exit 3", target, input: Array("through".utf8))
    #expect(answer.end == .exited(code: 3))
    #expect(answer.text == "through")
    await client.close()
  }

  @Test(arguments: ways) func muchDataPassesAJumpHostInBothDirections(_ way: Target.Transport) async throws {
    let (first, last) = (try SSHServer(["RekeyLimit 512K"]), try SSHServer())
    let input = [UInt8](repeating: 77, count: 4 << 20)
    let answer = try await client.ask("cat", last.target("last", jump: [jump(first, by: way)]), input: input)
    #expect(answer.output == input)
    await client.close()
  }

  @Test(arguments: ways) func hostsBehindOneJumpHostShareItsConnection(_ way: Target.Transport) async throws {
    let (first, last) = (try SSHServer(), try SSHServer())
    let jump = self.jump(first, by: way)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<10 {
        let target = last.target("host-\(number)", jump: [jump])
        group.addTask {
          let answer = try await client.ask("echo \(number)", target)
          #expect(answer.text == "\(number)\n")
        }
      }
      try await group.waitForAll()
    }
    #expect(first.connections.count == 1)
    #expect(last.connections.count == 10)
    await client.close()
  }

  @Test(arguments: ways) func aFailureAtAJumpHostNamesTheHop(_ way: Target.Transport) async throws {
    let (first, last) = (try SSHServer(), try SSHServer())
    let empty = try first.folder.write("", to: "empty")
    let target = last.target("last", jump: [jump(first, by: way, knownHosts: empty)])
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(error?.code == "host-key-unknown")
    #expect(error?.host == "last")
    #expect(error?.hop == "first")
    await client.close()
  }

  /// The system's ssh carries the bytes; who the server is, we look at ourselves.
  @Test(arguments: ways) func theHostBehindIsCheckedByUs(_ way: Target.Transport) async throws {
    let (first, last) = (try SSHServer(["Ciphers aes128-ctr,aes256-gcm@openssh.com"]), try SSHServer())
    let empty = try last.folder.write("", to: "empty")
    let target = last.target("last", knownHosts: empty, jump: [jump(first, by: way)])
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(error?.code == "host-key-unknown" && error?.hop == nil && error?.facts["name"] == last.knownName)
    #expect(try TemporaryFolder.text(empty).isEmpty)
    let shown = try await client.checkHostKey(of: last.target("last", jump: [jump(first, by: way)]))
    #expect(shown?.type == "ssh-ed25519" && shown?.fingerprint == error?.facts["fingerprint"])
    await client.close()
  }

  @Test func ofAChainTheSystemsSSHTakesAllUpToItsLastHost() async throws {
    let (first, second) = (try SSHServer(), try SSHServer(hostKeys: ["rsa"]))
    let (third, last) = (try SSHServer(), try SSHServer())
    let chain = [
      jump(first, by: .libssh2), jump(second, "second", by: .openSSH), jump(third, "third", by: .libssh2),
    ]
    #expect(try await client.ask("echo far", last.target("last", jump: chain)).text == "far\n")
    #expect(first.connections.count == 1 && second.connections.count == 1 && third.connections.count == 1)
    await client.close()
  }

  @Test(arguments: ways) func aHostThatDiesBehindAJumpHostIsLostAndItsWayStays(_ way: Target.Transport) async throws {
    let (first, last) = (try SSHServer(), try SSHServer())
    let target = last.target("last", jump: [jump(first, by: way)])
    let place = last.folder.file("begun")
    async let end = client.run(Command("echo >\(place); sleep 60; :"), on: target)
    while access(place, F_OK) != 0 { try await Task.sleep(for: .milliseconds(10)) }
    last.kill()
    guard case .lost = try await end else { return #expect(Bool(false)) }
    let gone = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(
      gone?.code == "unreachable"
        && gone?.facts["problem"]?.contains(way == .openSSH ? "Connection refused" : "connect failed") == true,
      "\(String(describing: gone))")
    try last.start()
    #expect(try await client.ask("echo 2", target).text == "2\n")
    #expect(first.connections.count == 1)
    await client.close()
  }

  @Test(arguments: ways) func aTargetThatTheJumpHostCannotReachIsUnreachable(_ way: Target.Transport) async throws {
    let first = try SSHServer()
    let (address, port) = try Loopback.free()
    let target = Target(
      "gone", address: address, port: port, jump: [jump(first, by: way)], agent: .off)
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(error?.code == "unreachable")
    #expect(error?.facts["problem"]?.contains("first") == true)
    await client.close()
  }

  @Test(arguments: ways) func aJumpHostThatDiesTakesTheCommandAlong(_ way: Target.Transport) async throws {
    let (first, last) = (try SSHServer(), try SSHServer())
    let target = last.target("last", jump: [jump(first, by: way)])
    #expect(try await client.ask("echo 1", target).text == "1\n")
    let started = Mutex(false)
    async let end = client.run(Command("echo go; sleep 60; :"), on: target) { _, _ in started.withLock { $0 = true } }
    while !started.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(10)) }
    first.kill()
    guard case .lost = try await end else { return #expect(Bool(false)) }
    try first.start()
    #expect(try await client.ask("echo 2", target).text == "2\n")
    await client.close()
  }

  /// A jump host that tries to reach a dead machine answers late; the others behind it must not suffer.
  @Test(arguments: ways) func aDeadHostBehindAJumpHostDoesNotDisturbTheOthers(_ way: Target.Transport) async throws {
    let (first, last) = (try SSHServer(), try SSHServer())
    let full = try FullBacklog()
    let jump = self.jump(first, by: way)
    let living = last.target("living", jump: [jump])
    async let long = client.ask("sleep 4; echo long", living)
    let dead = Target(
      "dead", address: full.address, port: full.port, jump: [jump], connectTimeout: .seconds(1), agent: .off)
    let error = await failure { () throws(SSHError) in try await client.ask("true", dead) }
    #expect(error?.code == "unreachable")
    #expect(try await client.ask("echo new", last.target("new", jump: [jump])).text == "new\n")
    #expect(try await long.text == "long\n")
    await client.close()
  }

  @Test(arguments: ways) func timeOutEndsTheTreeBehindAJumpHost(_ way: Target.Transport) async throws {
    let (first, last) = (try SSHServer(), try SSHServer())
    let answer = try await client.ask(
      "sleep 300; :", last.target("last", jump: [jump(first, by: way)]), timeout: .seconds(1))
    #expect(answer.end == .timedOut(treeKilled: true))
    await client.close()
  }
}

/// A port whose queue of connections is full: the next one is neither taken nor refused.
private final class FullBacklog: Sendable {
  let address: String
  let port: UInt16
  private let process: ChildProcess

  init() throws {
    (address, port) = try Loopback.free()
    let folder = try TemporaryFolder()
    let ready = folder.file("ready")
    let program = """
      import socket, time
      s = socket.socket(); s.bind(('\(address)', \(port))); s.listen(0)
      kept = []
      for _ in range(4):
          c = socket.socket(); c.setblocking(False); kept.append(c)
          try: c.connect(('\(address)', \(port)))
          except BlockingIOError: pass
      time.sleep(0.2); open('\(ready)', 'w'); time.sleep(600)
      """
    process = try ChildProcess(["python3", "-c", program])
    for _ in 0..<1000 where access(ready, F_OK) != 0 { usleep(10_000) }
  }

  deinit {
    process.signal(SIGKILL)
    process.wait()
  }
}
