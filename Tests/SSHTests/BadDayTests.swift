import Glibc
import Synchronization
import TestKit
import Testing

@testable import SSH

@Suite(needsServer)
struct BadDayTests {
  let client = Client()

  @Test func aServerKilledInMidCommandLeavesTheEndUnknown() async throws {
    let server = try SSHServer()
    let started = Mutex(false)
    let target = server.target()
    async let end = client.run(Command("echo go; sleep 300; echo never"), on: target) { _, _ in
      started.withLock { $0 = true }
    }
    while !started.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(10)) }
    server.kill()
    let outcome = try await end
    guard case .lost(let error) = outcome else { return #expect(Bool(false), "\(outcome)") }
    #expect(error.code == "connection-lost")
    await client.close()
  }

  @Test func afterARestartTheNextCommandConnectsAnew() async throws {
    let server = try SSHServer()
    #expect(try await client.ask("echo 1", server.target()).text == "1\n")
    server.kill()
    try server.start()
    #expect(try await client.ask("echo 2", server.target()).text == "2\n")
    await client.close()
  }

  @Test func aChannelThatTheServerTimesOutLeavesTheEndUnknown() async throws {
    let server = try SSHServer(["ChannelTimeout session:command=4s"])
    let answer = try await client.ask("sleep 15; echo done", server.target())
    guard case .lost(let error) = answer.end else { return #expect(Bool(false), "\(answer.end)") }
    // On a busy machine the channel may be closed before the begin mark; the end is unknown all the same.
    #expect(["end-not-seen", "shell-not-posix"].contains(error.code))
    await client.close()
  }

  @Test func timeOutEndsTheWholeTree() async throws {
    let server = try SSHServer()
    let text = """
      echo $$
      sleep 300 & echo $!
      sh -c 'sleep 301 & echo $!; wait' &
      setsid sh -c 'echo $$; sleep 302; :' &
      trap '' TERM
      sh -c 'trap "" TERM; echo $$; while :; do sleep 1; done'
      """
    let answer = try await client.ask(text, server.target(), timeout: .seconds(2))
    #expect(answer.end == .timedOut(treeKilled: true))
    let pids = answer.text.split(separator: "\n").compactMap { pid_t($0) }
    #expect(pids.count == 5)
    for pid in pids { #expect(!Processes.isAlive(pid), "\(pid) lives: \(Processes.name(pid) ?? "")") }
    #expect(try await client.ask("echo on", server.target()).text == "on\n")
    await client.close()
  }

  @Test func cancellingEndsTheRemoteCommand() async throws {
    let server = try SSHServer()
    let target = server.target()
    let pid = Mutex<[UInt8]>([])
    let task = Task {
      try await client.run(Command("echo $$; sleep 300; echo never"), on: target) { _, bytes in
        pid.withLock { $0 += bytes }
      }
    }
    while pid.withLock({ $0.last }) != 10 { try await Task.sleep(for: .milliseconds(10)) }
    task.cancel()
    #expect(try await task.value == .cancelled(treeKilled: true))
    let wrapper = try #require(pid_t(String(decoding: pid.withLock { $0.dropLast() }, as: UTF8.self)))
    #expect(!Processes.isAlive(wrapper))
    await client.close()
  }

  @Test func cancellingBeforeTheConnectionStandsStartsNothing() async throws {
    let silent = try SilentServer()
    let target = Target(
      "silent", address: silent.address, port: silent.port, connectTimeout: .seconds(60), agent: .off
    )
    let task = Task { await failure { () throws(SSHError) in try await client.ask("true", target) } }
    try await Task.sleep(for: .milliseconds(200))
    task.cancel()
    #expect(await task.value?.code == "cancelled")
    await client.close()
  }

  @Test func aHostThatAcceptsAndNeverAnswersIsNamed() async throws {
    let silent = try SilentServer()
    let target = Target(
      "silent", address: silent.address, port: silent.port, connectTimeout: .seconds(1), agent: .off)
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(error?.code == "banner-timed-out")
    await client.close()
  }

  @Test func aServerThatIsNoSSHServerIsNamed() async throws {
    let other = try SilentServer(says: "220 mail.example.jp ESMTP\r\n", closes: true)
    let target = Target(
      "mail", address: other.address, port: other.port, connectTimeout: .seconds(10), agent: .off)
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(error?.code == "not-ssh")
    #expect(error?.facts["said"] == "220 mail.example.jp ESMTP")
    await client.close()
  }

  @Test func nothingListeningIsARefusal() async throws {
    let (address, port) = try Loopback.free()
    let error = await failure { () throws(SSHError) in
      try await client.ask("true", Target("none", address: address, port: port, agent: .off))
    }
    #expect(error?.reason == .refused(address: "\(address):\(port)"))
    await client.close()
  }

  @Test func aNameThatDoesNotExistIsNamed() async throws {
    let error = await failure { () throws(SSHError) in
      try await client.ask("true", Target("nowhere.invalid", agent: .off))
    }
    #expect(error?.code == "name-not-resolved")
    await client.close()
  }

  @Test func oneSessionPerConnectionQueuesTheCommands() async throws {
    let server = try SSHServer(["MaxSessions 1"])
    let target = server.target()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<6 {
        group.addTask {
          let answer = try await client.ask("sleep 0.1; echo \(number)", target)
          #expect(answer.text == "\(number)\n")
        }
      }
      try await group.waitForAll()
    }
    for number in 0..<5 { #expect(try await client.ask("echo \(number)", target).text == "\(number)\n") }
    #expect(server.connections.count == 1)
    await client.close()
  }

  @Test func withOneSessionPerConnectionATimeOutStillEndsTheTree() async throws {
    let server = try SSHServer(["MaxSessions 1"])
    let answer = try await client.ask("echo $$; sleep 300; :", server.target(), timeout: .seconds(1))
    #expect(answer.end == .timedOut(treeKilled: true))
    let pid = try #require(pid_t(answer.text.dropLast()))
    #expect(!Processes.isAlive(pid))
    await client.close()
  }

  @Test func startsThatTheServerRefusesAreTriedAgain() async throws {
    let server = try SSHServer(["MaxStartups 2:100:2"])
    let client = Client(limits: .init(handshakes: 12, startAttempts: 12))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<12 {
        let target = server.target("host-\(number)")
        group.addTask {
          let answer = try await client.ask("echo \(number)", target)
          #expect(answer.text == "\(number)\n")
        }
      }
      try await group.waitForAll()
    }
    await client.close()
  }

  @Test func aServerThatAlwaysClosesFirstIsNamed() async throws {
    let closing = try SilentServer(says: "Exceeded MaxStartups\r\n", closes: true)
    let client = Client(limits: .init(startAttempts: 2))
    let target = Target(
      "full", address: closing.address, port: closing.port, connectTimeout: .seconds(10), agent: .off
    )
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(error?.code == "start-refused")
    #expect(error?.facts["attempts"] == "2")
    await client.close()
  }

  @Test func newKeysInMidStreamDoNotDisturbAnybody() async throws {
    let server = try SSHServer(["RekeyLimit 256K"])
    let target = server.target()
    let input = [UInt8](repeating: 66, count: 2 << 20)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<4 {
        group.addTask {
          let answer = try await client.ask(
            "yes \(number) | head -c 3000000; cat >&2; exit \(number)", target, input: input)
          #expect(answer.output.count == 3_000_000)
          #expect(answer.errors == input)
          #expect(answer.end == .exited(code: Int32(number)))
        }
      }
      try await group.waitForAll()
    }
    // As its log has it: it was in mid-stream, and again and again.
    let log = try TemporaryFolder.text(server.log).split(whereSeparator: \.isNewline)
    #expect(log.count { $0.contains("SSH2_MSG_NEWKEYS received") } > 20)
    await client.close()
  }

  @Test func aSilentMachineIsNoticedByItsSilence() async throws {
    let server = try SSHServer()
    let config = try SSHConfig(text: "ServerAliveInterval 1\nServerAliveCountMax 2\n", file: "test")
    let client = Client(config: config)
    let target = server.target()
    let started = Mutex(false)
    async let end = client.run(Command("echo go; sleep 60; :"), on: target) { _, _ in started.withLock { $0 = true } }
    while !started.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(10)) }
    let processes =
      server.connections
      + server.connections.flatMap { Processes.descendants(of: $0) }.filter { Processes.name($0) == "sshd" }
    for pid in processes { kill(pid, SIGSTOP) }
    let outcome = try await end
    for pid in processes { kill(pid, SIGCONT) }
    guard case .lost(let error) = outcome else { return #expect(Bool(false), "\(outcome)") }
    #expect(error.code == "keepalive-timed-out")
    await client.close()
  }

  @Test func aBusyServerThatAnswersKeepalivesIsLeftAlone() async throws {
    let server = try SSHServer()
    let config = try SSHConfig(text: "ServerAliveInterval 1\nServerAliveCountMax 5\n", file: "test")
    let client = Client(config: config)
    #expect(try await client.ask("sleep 9; echo done", server.target()).text == "done\n")
    await client.close()
  }

  @Test func anIdleConnectionAnswersTheServersQuestions() async throws {
    let server = try SSHServer(["ClientAliveInterval 1", "ClientAliveCountMax 2"])
    #expect(try await client.ask("echo 1", server.target()).text == "1\n")
    let before = server.connections
    try await Task.sleep(for: .seconds(5))
    #expect(try await client.ask("echo 2", server.target()).text == "2\n")
    #expect(server.connections == before)
    await client.close()
  }
}

/// Accepts connections, says a text, and nothing more.
final class SilentServer: Sendable {
  let address: String
  let port: UInt16
  private let process: ChildProcess
  private let folder: TemporaryFolder

  init(says text: String = "", closes: Bool = false) throws {
    folder = try TemporaryFolder()
    (address, port) = try Loopback.free()
    let program = """
      import socket, sys, time
      s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
      s.bind(('\(address)', \(port))); s.listen(64)
      kept = []
      while True:
          c, _ = s.accept()
          try:
              c.sendall(open(sys.argv[1], 'rb').read())
              if \(closes ? "True" : "False"):
                  time.sleep(0.05); c.shutdown(socket.SHUT_WR); time.sleep(0.05); c.close()
              else: kept.append(c)
          except OSError: pass
      """
    let greeting = try folder.write(text, to: "greeting")
    process = try ChildProcess(["python3", "-c", program, greeting])
    try Loopback.await(address, port)
  }

  deinit {
    process.signal(SIGKILL)
    process.wait()
  }
}
