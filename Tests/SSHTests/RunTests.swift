import Glibc
import Synchronization
import TestKit
import Testing

@testable import SSH

@Suite(needsServer)
struct RunTests {
  let server: SSHServer
  let client = Client()

  init() throws {
    server = try SSHServer()
  }

  @Test func aCommandGivesItsOutputsAndCode() async throws {
    let answer = try await client.ask("echo out; echo err >&2; exit 7", server.target())
    #expect(answer.end == .exited(code: 7))
    #expect(answer.text == "out\n")
    #expect(answer.errorText == "err\n")
    await client.close()
  }

  @Test(arguments: [
    ("true", 0, ""), ("", 0, ""), ("false", 1, ""), ("exit 255", 255, ""), ("exec true", 0, ""),
    ("no-such-program", 127, ""),
    ("kill -9 $$; :", 0, "lost"), ("sh -c 'kill -9 $$'", 137, ""), ("set -e; false; echo no", 1, ""),
    ("printf x", 0, "x"), ("(exit 3)", 3, ""), ("if", 2, ""), ("trap 'echo bye' EXIT; exit 4", 4, "bye\n"),
  ])
  func theEndIsWhatAShellWouldSay(_ text: String, _ code: Int32, _ output: String) async throws {
    let answer = try await client.ask(text, server.target())
    if output == "lost" {
      guard case .lost(let error) = answer.end else { return #expect(Bool(false), "\(answer.end)") }
      #expect(error.reason == .endNotSeen(signal: "KILL"))
    } else {
      #expect(answer.end == .exited(code: code))
      #expect(answer.text == output)
    }
    await client.close()
  }

  @Test func aTextOfManyLinesArrivesAsItIs() async throws {
    let text = """
      name="it's"; printf '%s|' "$name" '$HOME' "a\\\\b" '*' "  two  spaces  "

      cat <<'END'
      住民情報 \\ ! ` " ' # $x
      	tab

      END
      printf '%s' '表予ソ'
      """
    let answer = try await client.ask(text, server.target())
    #expect(answer.text == "it's|$HOME|a\\b|*|  two  spaces  |住民情報 \\ ! ` \" ' # $x\n\ttab\n\n表予ソ")
    #expect(answer.end == .exited(code: 0))
    #expect(answer.errorText == "")
    await client.close()
  }

  @Test func anyCharacterOfUnicodeAndEveryControlCharacterPasses() async throws {
    // Without the few bytes that the header may use, as a text that has them all is refused.
    let scalars = (UInt32(1)...0x7F).filter { $0 != 0x27 && $0 != 0x1F } + Array(0x80...0x2FF) + [0x3042, 0x1F600]
    let text = String(String.UnicodeScalarView(scalars.compactMap(UnicodeScalar.init)))
    let answer = try await client.ask("printf '%s' '\(text)'", server.target())
    #expect(answer.output == Array(text.utf8))
    await client.close()
  }

  @Test func aCommandOfOneMebibyteRuns() async throws {
    let lines = Array(repeating: ": " + String(repeating: "x", count: 61), count: 16384)
    let text = lines.joined(separator: "\n").dropLast(20) + "\necho end; exit 3"
    #expect(text.utf8.count <= 1 << 20)
    let answer = try await client.ask(text.description, server.target())
    #expect(answer.end == .exited(code: 3))
    #expect(answer.text == "end\n")
    await client.close()
  }

  @Test(arguments: ["a\0b", String(repeating: "x", count: 1 << 20 + 1)])
  func aTextThatCannotBeSentIsRefused(_ text: String) async throws {
    let error = await failure { () throws(SSHError) in try await client.ask(text, server.target()) }
    #expect(error?.code == "invalid-command")
    await client.close()
  }

  @Test func inputComesBackUnchanged() async throws {
    var generator = SystemRandomNumberGenerator()
    let input = (0..<1 << 20).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    let answer = try await client.ask("cat", server.target(), input: input)
    #expect(answer.output == input)
    #expect(answer.end == .exited(code: 0))
    await client.close()
  }

  @Test func withoutInputTheCommandReadsItsEndAtOnce() async throws {
    let answer = try await client.ask("cat; echo $?", server.target())
    #expect(answer.text == "0\n")
    await client.close()
  }

  @Test func inputThatNobodyReadsDoesNotHoldTheCommandUp() async throws {
    let input = [UInt8](repeating: 65, count: 8 << 20)
    let answer = try await client.ask("echo done", server.target(), input: input)
    #expect(answer.end == .exited(code: 0))
    #expect(answer.text == "done\n")
    await client.close()
  }

  @Test func outputThatIsNotUTF8ComesAsItIs() async throws {
    let answer = try await client.ask("printf '\\377\\376\\0\\200ab'; printf '\\303' >&2", server.target())
    #expect(answer.output == [255, 254, 0, 128, 97, 98])
    #expect(answer.errors == [0xC3])
    await client.close()
  }

  @Test func theCommandCannotSeeItsNonce() async throws {
    let text = """
      set; env; tr '\\0' '\\n' <"/proc/$$/cmdline"; tr '\\0' '\\n' <"/proc/$$/environ"; echo "$@" "$k$e$s$t$o$n"
      """
    let answer = try await client.ask(text, server.target())
    #expect(answer.text.firstMatch(of: /~[0-9a-f]{32}/) == nil, "\(answer.text)")
    #expect(answer.text.contains("exec /bin/sh") || answer.text.contains("IFS"))
    await client.close()
  }

  @Test func aDaemonThatKeepsTheOutputOpenDoesNotHoldTheStep() async throws {
    let answer = try await client.ask(
      "echo started; (sleep 1200; echo late) & echo $!", server.target(), timeout: .seconds(20))
    #expect(answer.end == .exited(code: 0))
    let lines = answer.text.split(separator: "\n")
    #expect(lines.first == "started")
    let pid = try #require(lines.last.flatMap { pid_t($0) })
    #expect(Processes.isAlive(pid))
    kill(pid, SIGKILL)
    // The connection serves on, and nothing of the other's output comes.
    #expect(try await client.ask("echo next", server.target()).text == "next\n")
    await client.close()
  }

  @Test func fiftyCommandsShareOneConnection() async throws {
    let target = server.target()
    let answers = try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
      for number in 0..<50 {
        group.addTask {
          (number, try await client.ask("sleep 0.2; echo \(number); echo \(number) >&2; exit \(number)", target))
        }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    for number in 0..<50 {
      #expect(answers[number]?.end == .exited(code: Int32(number)))
      #expect(answers[number]?.text == "\(number)\n")
      #expect(answers[number]?.errorText == "\(number)\n")
    }
    #expect(server.connections.count == 1)
    await client.close()
  }

  /// libssh2 takes another channel's answer for its own when several requests wait at once.
  @Test func manyShortCommandsStartAtOnceOnOneConnection() async throws {
    let target = server.target()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<16 {
        group.addTask {
          for number in 0..<20 {
            let answer = try await client.ask("echo \(worker) \(number)", target)
            #expect(answer.end == .exited(code: 0))
            #expect(answer.text == "\(worker) \(number)\n")
          }
        }
      }
      try await group.waitForAll()
    }
    await client.close()
  }

  @Test func aSpareThatTheServerEndedIsNotUsed() async throws {
    let server = try SSHServer(["ChannelTimeout session:command=8s"])
    for _ in 0..<3 { #expect(try await client.ask("echo 1", server.target()).text == "1\n") }
    try await Task.sleep(for: .seconds(14))
    #expect(try await client.ask("echo 2", server.target()).text == "2\n")
    await client.close()
  }

  @Test func bigOutputsOfSeveralCommandsDoNotMix() async throws {
    let target = server.target()
    let input = Array(repeating: [UInt8](0...255), count: 4096).flatMap { $0 }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          let answer = try await client.ask("yes \(number) | head -c 4000000; cat >&2", target, input: input)
          #expect(answer.output.count == 4_000_000)
          #expect(Set(answer.output) == Set("\(number)\n".utf8))
          #expect(answer.errors == input)
          #expect(answer.end == .exited(code: 0))
        }
      }
      try await group.waitForAll()
    }
    await client.close()
  }

  @Test func memoryStaysFlatWhileTwoHundredMegabytesPass() async throws {
    let target = server.target()
    _ = try await client.ask("head -c 1000000 /dev/zero", target)
    let before = residentBytes()
    let total = Mutex(0)
    let peak = Mutex(0)
    let end = try await client.run(Command("head -c 200000000 /dev/zero"), on: target) { _, bytes in
      total.withLock { $0 += bytes.count }
      if total.withLock({ $0 % (1 << 23) < bytes.count }) { peak.withLock { $0 = max($0, residentBytes()) } }
    }
    #expect(end == .exited(code: 0))
    #expect(total.withLock { $0 } == 200_000_000)
    #expect(peak.withLock { $0 } - before < 128 << 20)
    await client.close()
  }

  @Test func aSlowReaderSlowsTheSenderDown() async throws {
    let target = server.target()
    _ = try await client.ask("true", target)
    let before = residentBytes()
    let total = Mutex(0)
    let end = try await client.run(Command("head -c 20000000 /dev/zero"), on: target) { _, bytes in
      let count = total.withLock { total in
        total += bytes.count
        return total
      }
      if count % (1 << 20) < bytes.count { usleep(20_000) }
    }
    #expect(end == .exited(code: 0))
    #expect(total.withLock { $0 } == 20_000_000)
    #expect(residentBytes() - before < 128 << 20)
    await client.close()
  }

  @Test func aHundredConnectionsWorkSideBySide() async throws {
    let client = Client(limits: .init(handshakes: 8))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<100 {
        // Another label is another endpoint, so another connection.
        let target = server.target("host-\(number)")
        group.addTask {
          let answer = try await client.ask("echo \(number)", target)
          #expect(answer.text == "\(number)\n")
        }
      }
      try await group.waitForAll()
    }
    #expect(server.connections.count == 100)
    await client.close()
  }

  @Test func afterCloseNothingIsRun() async throws {
    try await client.connect(to: server.target())
    await client.close()
    let error = await failure { () throws(SSHError) in try await client.ask("true", server.target()) }
    #expect(error?.code == "client-closed")
  }

  private func residentBytes() -> Int {
    let fields = (try? TemporaryFolder.text("/proc/self/statm").split(separator: " ")) ?? []
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
  }
}
