import Glibc
import Synchronization
import TestKit
import Testing

@testable import SSH

@Suite(needsServer)
struct JumpTests {
  let client = Client()

  @Test func aCommandRunsThroughAChainOfJumpHosts() async throws {
    let (first, second, last) = (try SSHServer(), try SSHServer(), try SSHServer())
    let target = last.target("last", jump: [first.target("first"), second.target("second")])
    let answer = try await client.ask("cat; exit 3", target, input: Array("through".utf8))
    #expect(answer.end == .exited(code: 3))
    #expect(answer.text == "through")
    await client.close()
  }

  @Test func muchDataPassesAJumpHostInBothDirections() async throws {
    let (first, last) = (try SSHServer(["RekeyLimit 512K"]), try SSHServer())
    let input = [UInt8](repeating: 77, count: 4 << 20)
    let answer = try await client.ask("cat", last.target("last", jump: [first.target("first")]), input: input)
    #expect(answer.output == input)
    await client.close()
  }

  @Test func hostsBehindOneJumpHostShareItsConnection() async throws {
    let (first, last) = (try SSHServer(), try SSHServer())
    let jump = first.target("first")
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

  @Test func aFailureAtAJumpHostNamesTheHop() async throws {
    let (first, last) = (try SSHServer(), try SSHServer())
    let empty = try first.folder.write("", to: "empty")
    let target = last.target("last", jump: [first.target("first", knownHosts: empty)])
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(error?.code == "host-key-unknown")
    #expect(error?.host == "last")
    #expect(error?.hop == "first")
    await client.close()
  }

  @Test func aTargetThatTheJumpHostCannotReachIsUnreachable() async throws {
    let first = try SSHServer()
    let (address, port) = try Loopback.free()
    let target = Target(
      "gone", address: address, port: port, jump: [first.target("first")], agent: .off)
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(error?.code == "unreachable")
    #expect(error?.facts["problem"]?.contains("first") == true)
    await client.close()
  }

  @Test func aJumpHostThatDiesTakesTheCommandAlong() async throws {
    let (first, last) = (try SSHServer(), try SSHServer())
    let target = last.target("last", jump: [first.target("first")])
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
  @Test func aDeadHostBehindAJumpHostDoesNotDisturbTheOthers() async throws {
    let (first, last) = (try SSHServer(), try SSHServer())
    let full = try FullBacklog()
    let jump = first.target("first")
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

  @Test func timeOutEndsTheTreeBehindAJumpHost() async throws {
    let (first, last) = (try SSHServer(), try SSHServer())
    let answer = try await client.ask(
      "sleep 300; :", last.target("last", jump: [first.target("first")]), timeout: .seconds(1))
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
