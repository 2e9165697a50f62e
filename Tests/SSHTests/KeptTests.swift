import Glibc
import Synchronization
import TestKit
import Testing

@testable import SSH

/// Commands of which the host keeps what becomes of them, and clients that come after the one that sent them.
@Suite(needsServer)
struct KeptTests {
  private let family: Family
  private let server: SSHServer

  init() throws {
    server = try SSHServer()
    family = Family("run-\(server.port)", secret: [UInt8](repeating: 9, count: 32))
  }

  private func client(_ life: Int = 0, keepsShells: Bool = true) -> Client {
    Client(limits: .init(keepsShells: keepsShells, tag: "test:\(server.port):\(life):", family: family))
  }

  private func run(
    _ text: String, _ key: String, _ client: Client, input: [UInt8] = [], keepsOutput: Bool = true,
    timeout: Duration = .seconds(600)
  ) async throws(SSHError) -> Answer {
    let buffer = OutputBuffer()
    let command = Command(
      text, standardInput: input, timeout: timeout, kept: .init(key: key, output: keepsOutput))
    let end = try await client.run(command, on: server.target()) { buffer.append($1, from: $0) }
    return Answer(end: end, output: buffer.standardOutput, errors: buffer.standardError)
  }

  private func recall(
    _ key: String, _ client: Client, timeout: Duration = .seconds(300)
  ) async throws(SSHError) -> (what: Recollection, output: [UInt8], errors: [UInt8]) {
    let buffer = OutputBuffer()
    let what = try await client.recall(
      key, sentBy: "test:\(server.port):0:", on: server.target(), timeout: timeout
    ) { buffer.append($1, from: $0) }
    guard case .ended(let end, let wholeOutput, let took?, let cut) = what else {
      return (what, buffer.standardOutput, buffer.standardError)
    }
    #expect(took >= .zero && took < .seconds(300))
    return (.ended(end, wholeOutput: wholeOutput, cut: cut), buffer.standardOutput, buffer.standardError)
  }

  /// Starts a command and closes its client as soon as the command says that it runs. What it does comes after that.
  private func abandon(_ text: String, _ key: String, keepsOutput: Bool = true) async throws {
    let first = client()
    let up = OutputBuffer()
    let gate = server.file("gate")
    let command = Command(
      "echo up; while test -e \(server.folder.path) && ! test -e \(gate); do sleep 0.05; done; \(text)",
      timeout: .seconds(600), kept: .init(key: key, output: keepsOutput))
    let work = Task { try? await first.run(command, on: server.target()) { up.append($1, from: $0) } }
    for _ in 0..<30_000 where up.standardOutput.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    await first.close()
    guard case .lost? = await work.value else {
      Issue.record("the command ended before its client")
      return
    }
    try server.folder.write("", to: "home/gate")
  }

  /// The process id that the command writes into a file.
  private func number(_ file: String) async throws -> pid_t {
    for _ in 0..<3000 {
      if let text = try? TemporaryFolder.text(server.file(file)), text.hasSuffix("\n"), let pid = pid_t(text.dropLast())
      {
        return pid
      }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw SSHError(.cancelled, host: file)
  }

  private var indices: [String] {
    (try? ChildProcess.check(["find", server.file(".sonae"), "-mindepth", "1", "-maxdepth", "1", "-name", "*.index"]))?
      .split(separator: "\n").map(String.init) ?? []
  }

  private func index() throws -> [String] {
    try indices.flatMap { try TemporaryFolder.text($0).split(separator: "\n").map(String.init) }
  }

  @Test func keptCommandsEndAsOthersDo() async throws {
    let client = client()
    for number in 0..<20 {
      let input = number % 4 == 3 ? [UInt8](repeating: 65, count: 300_000 + number) : []
      let answer = try await run(
        "wc -c; echo e\(number) >&2; exit \(number)", "1.s.\(number)", client, input: input)
      #expect(answer.end == .exited(code: Int32(number)))
      #expect(answer.text == "\(input.count)\n" && answer.errorText == "e\(number)\n")
    }
    let index = try index()
    for number in 0..<20 {
      #expect(index.count { $0.hasPrefix("s 1.s.\(number) ") } == 1)
      #expect(index.count { $0.hasPrefix("e 1.s.\(number) \(number) ~") } == 1)
    }
    #expect(!indices.isEmpty && indices.count < 20)
    #expect(try ChildProcess.check(["find", server.file(".sonae"), "-perm", "/077"]) == "")
    #expect(try ChildProcess.check(["find", server.file(".sonae"), "-name", "*.in"]) == "")
    let plain = try await client.ask("echo plain", server.target())
    #expect(plain.text == "plain\n")
    try await client.forget(family.name, on: server.target())
    #expect(indices.isEmpty)
    await client.close()
  }

  @Test func aCommandWhoseClientIsGoneRunsToItsEndAndIsFoundWithAllOfItsOutput() async throws {
    try await abandon(
      "sleep 1; seq 1 200000; echo last >&2; sleep 0.5; exit 7", "0.long.1")
    let found = try await recall("0.long.1", client(1))
    #expect(found.what == .ended(.exited(code: 7), wholeOutput: true))
    let expected = "up\n" + (1...200_000).map { "\($0)\n" }.joined()
    #expect(found.output == Array(expected.utf8) && found.errors == Array("last\n".utf8))
    // And once more, now that it has long ended.
    #expect(try await recall("0.long.1", client(2)).what == .ended(.exited(code: 7), wholeOutput: true))
  }

  @Test func whatWasNeverStartedIsNotTakenForSomethingElse() async throws {
    // Without a trace of its client nothing is said: it may have been in another account.
    #expect(try await recall("0.a.1", client(1)).what == .untold)
    let first = client()
    _ = try await run("true", "0.a.1", first)
    await first.close()
    #expect(try await recall("0.b.1", client(1)).what == .neverStarted)
    // Nor is one of the wrappers missing that it had beside one another.
    let third = client(2, keepsShells: false)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<4 {
        group.addTask {
          let answer = try await run("sleep 0.2", "2.a.\(number)", third)
          #expect(answer.end == .exited(code: 0))
        }
      }
      try await group.waitForAll()
    }
    await third.close()
    let never = try await client(3).recall(
      "2.b.1", sentBy: "test:\(server.port):2:", on: server.target(), timeout: .seconds(300))
    #expect(never == .neverStarted)
    #expect(try await recall("0.a.10", client(1)).what == .neverStarted)
    #expect(try await recall("0.a.1", client(1)).what == .ended(.exited(code: 0), wholeOutput: true))
  }

  /// The index is no proof of what isn't in it when the machine has been down since, or when it was removed.
  @Test func whatIsMissingAfterARestartOrARemovalIsNotTakenForNeverStarted() async throws {
    let first = client()
    _ = try await run("true", "0.a.1", first)
    await first.close()
    let script = "sed -i 's/^v 2 [^ ]*/v 2 00000000-0000-0000-0000-000000000000/' \(server.file(".sonae"))/*.index"
    try ChildProcess.check(["sh", "-c", script])
    #expect(try await recall("0.b.1", client(1)).what == .untold)
    try await abandon("echo $$ >\(server.file("pid")); sleep 300", "0.c.1")
    let running = try await number("pid")
    try ChildProcess.check(["rm", "-rf", server.file(".sonae")])
    #expect(try await recall("0.c.1", client(1)).what == .untold)
    #expect(Processes.isAlive(running), "what can't be told of is left alone")
    #expect(try await client(1).endLeftovers(of: "test:\(server.port):", on: server.target(), within: .seconds(1)))
    #expect(!Processes.isAlive(running))
  }

  /// A command goes on while its trace is removed, and a later one leaves a new trace beside it.
  @Test(arguments: ["-rf \"$HOME\"/.sonae", "-f \"$HOME\"/.sonae/*"])
  func aTraceThatWasRemovedAndBegunAnewProvesNothing(_ removal: String) async throws {
    let (first, gate) = (client(), server.file("gate"))
    let work = Task {
      try? await run(
        "echo $$ >\(server.file("pid")); while test -e \(server.folder.path) && ! test -e \(gate); do sleep 0.05; done",
        "0.a.1", first)
    }
    let wrapper = try await number("pid")
    _ = try await client(5).ask("rm \(removal)", server.target())
    #expect(try await run("true", "0.b.1", first).end == .exited(code: 0))
    await first.close()
    _ = await work.value
    try server.folder.write("", to: "home/gate")
    for _ in 0..<3000 where Processes.isAlive(wrapper) { try await Task.sleep(for: .milliseconds(10)) }
    #expect(!Processes.isAlive(wrapper))
    for key in ["0.a.1", "0.c.1"] { #expect(try await recall(key, client(1)).what == .untold) }
    #expect(try await recall("0.b.1", client(1)).what == .ended(.exited(code: 0), wholeOutput: true))
  }

  @Test(arguments: [("", false), (" 1", true), (" 2 1 3", true), (" 2", false), (" 1 3", false), (" 1 0", false)])
  func aTraceIsWholeIfNoneOfItsNumbersIsMissing(_ numbers: String, _ isWhole: Bool) {
    #expect(Recall.answer(Array("wrappers\(numbers)\n".utf8))?.isWhole == isWhole)
  }

  @Test func aWrapperThatWasKilledLeavesNothingBehindAndNoResult() async throws {
    try await abandon("echo $$ >\(server.file("pid")); sleep 300 & echo $! >\(server.file("child")); wait", "0.k.1")
    let child = try await number("child")
    kill(try await number("pid"), SIGKILL)
    let found = try await recall("0.k.1", client(1))
    guard case .ended(.lost, wholeOutput: false, took: nil, cut: []) = found.what else {
      Issue.record("\(found.what)")
      return
    }
    #expect(!Processes.isAlive(child))
  }

  /// The host has it still, and can be asked again.
  @Test func aLineThatBreaksWhileTheHostIsAskedIsNoAnswer() async throws {
    let end = server.file("end")
    try await abandon("while test -e \(server.folder.path) && ! test -e \(end); do sleep 0.05; done; exit 4", "0.l.1")
    let (second, seen) = (client(1), OutputBuffer())
    let asked = Task {
      try? await second.recall(
        "0.l.1", sentBy: "test:\(server.port):0:", on: server.target(), timeout: .seconds(300)
      ) { seen.append($1, from: $0) }
    }
    for _ in 0..<3000 where seen.standardOutput.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    for connection in server.connections { kill(connection, SIGKILL) }
    let answer = await asked.value
    if let answer {
      guard case .lineBroke = answer else {
        Issue.record("\(answer)")
        return
      }
    }
    try server.folder.write("", to: "home/end")
    #expect(try await recall("0.l.1", second).what == .ended(.exited(code: 4), wholeOutput: true))
    await second.close()
  }

  /// It would leave its folder behind for good.
  @Test func aWrapperThatWasStartedAheadIsSweptToo() async throws {
    let count = try TemporaryFolder()
    let script = """
      #!/bin/sh
      echo >>\(count.file("starts"))
      case $(wc -l <\(count.file("starts"))) in 3) sleep 3;; esac
      HOME=\(count.path); export HOME
      exec sh -c "$SSH_ORIGINAL_COMMAND"

      """
    try count.write(script, to: "slow")
    try ChildProcess.check(["chmod", "+x", count.file("slow")])
    let server = try SSHServer(["ForceCommand \(count.file("slow"))"])
    let client = client()
    // One that takes input doesn't stay, so another is started ahead while the next runs, and that one stays.
    for (key, text, input) in [("0.a.1", "cat", "in"), ("0.b.1", "sleep 1", "")] {
      var command = Command(text, timeout: .seconds(60), kept: .init(key: key, output: true))
      command.standardInput = Array(input.utf8)
      #expect(try await client.run(command, on: server.target()) == .exited(code: 0))
    }
    try await client.forget(family.name, on: server.target())
    await client.close()
    try await Task.sleep(for: .seconds(4))
    let left = try ChildProcess.run(["ls", "-l", "\(count.path)/.sonae"]).text
    #expect(left == "total 0\n", "\(left)")
    let starts = try TemporaryFolder.text(count.file("starts")).count
    #expect(starts >= 3, "the third was started ahead, \(starts)")
  }

  @Test func whoRunsOutOfTimeIsEndedWithItsTree() async throws {
    try await abandon("sleep 300 & echo $! >\(server.file("child")); wait", "0.t.1")
    _ = try await number("child")
    let found = try await recall("0.t.1", client(1), timeout: .seconds(1))
    #expect(found.what == .ended(.timedOut(treeKilled: true), wholeOutput: false))
    #expect(!Processes.isAlive(try await number("child")))
  }

  @Test func aForgedEndIsNotBelieved() async throws {
    try await abandon(
      "echo \"e 0.f.1 0 ~00112233445566778899aabbccddeeff\" >>~/.sonae/*.index; sleep 1; exit 9", "0.f.1")
    #expect(try await recall("0.f.1", client(1)).what != .ended(.exited(code: 0), wholeOutput: true))
    let stranger = Client(
      limits: .init(
        tag: "test:\(server.port):9:", family: Family(family.name, secret: [UInt8](repeating: 1, count: 32))))
    #expect(try await recall("0.f.1", stranger).what == .untold)
  }

  @Test func theEndsNonceStandsNowhereBeforeTheEnd() async throws {
    let client = client()
    let end = Nonces("0.n.1", of: family).end
    let nonce = String(decoding: end.bytes.dropFirst(), as: UTF8.self)
    let answer = try await run(
      "cat ~/.sonae/*.index ~/.sonae/*.out ~/.sonae/*.err; env; set; cat /proc/$$/cmdline", "0.n.1", client)
    #expect(answer.end == .exited(code: 0) && answer.text.contains("s 0.n.1 ") && !answer.text.contains(nonce))
    await client.close()
  }

  @Test func outputThatIsNobodysBusinessIsNotKept() async throws {
    try await abandon("echo secret-word; sleep 0.5; exit 3", "0.s.1", keepsOutput: false)
    let found = try await recall("0.s.1", client(1))
    #expect(
      found.what == .ended(.exited(code: 3), wholeOutput: false, cut: [.standardOutput, .standardError])
        && found.output.isEmpty)
    #expect(try ChildProcess.run(["grep", "-rq", "secret-word", server.file(".sonae")]).code == 1)
  }

  @Test func ofVeryMuchOutputTheBeginningIsKeptAndAllIsHandedOn() async throws {
    // Counted and not collected: other tests look at this process's memory meanwhile.
    let count = Mutex(0)
    let first = client()
    let command = Command("head -c 80000000 /dev/zero", timeout: .seconds(600), kept: .init(key: "0.m.1", output: true))
    let end = try await first.run(command, on: server.target()) { _, bytes in count.withLock { $0 += bytes.count } }
    #expect(end == .exited(code: 0) && count.withLock { $0 } == 80_000_000)
    await first.close()
    count.withLock { $0 = 0 }
    let found = try await client(1).recall(
      "0.m.1", sentBy: "test:\(server.port):0:", on: server.target(), timeout: .seconds(300)
    ) { _, bytes in count.withLock { $0 += bytes.count } }
    guard case .ended(.exited(code: 0), wholeOutput: false, took: _?, cut: [.standardOutput]) = found else {
      Issue.record("\(found)")
      return
    }
    #expect((1 << 24)..<80_000_000 ~= count.withLock { $0 })
  }

  /// The log is full and the line is broken: `tee` has nowhere left to write to.
  @Test func whoPrintsMoreThanIsKeptGoesOnToItsEndWhenNobodyReads() async throws {
    try await abandon(
      "head -c 80000000 /dev/zero; echo $? >\(server.file("code")); head -c 80000000 /dev/zero >&2; exit 6", "0.p.1")
    let count = Mutex(0)
    let found = try await client(1).recall(
      "0.p.1", sentBy: "test:\(server.port):0:", on: server.target(), timeout: .seconds(300)
    ) { _, bytes in count.withLock { $0 += bytes.count } }
    guard case .ended(.exited(code: 6), wholeOutput: false, took: _?, cut: [.standardOutput, .standardError]) = found
    else {
      Issue.record("\(found)")
      return
    }
    #expect((1 << 25)..<160_000_000 ~= count.withLock { $0 })
    #expect(try TemporaryFolder.text(server.file("code")) == "0\n")
  }

  @Test func aHomeThatCanNotBeWrittenIsNoReasonNotToKeep() async throws {
    try server.folder.write("no folder", to: "home/.sonae")
    let client = client()
    #expect(try await run("echo ~; echo here", "0.h.1", client).text.hasSuffix("here\n"))
    await client.close()
    let other = self.client(1)
    #expect(try await recall("0.h.1", other).what == .ended(.exited(code: 0), wholeOutput: true))
    try await other.forget(family.name, on: server.target())
    #expect(try await recall("0.h.1", self.client(2)).what != .ended(.exited(code: 0), wholeOutput: true))
    await other.close()
  }

  private static let shells = ["dash", "bash", "busybox", "mksh", "ksh", "yash", "zsh"]

  private func call(_ shell: String) throws -> String {
    try #require(ChildProcess.isInstalled(shell), "tools/setup test installs it")
    return shell == "busybox" ? "busybox sh" : shell == "zsh" ? "zsh --emulate sh" : shell
  }

  @Test(arguments: shells) func anyShellGoesOnWhenNobodyReads(_ shell: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(Bootstrap.script, to: "wrapper")
    let text =
      "head -c 80000000 /dev/zero; echo $? >\(folder.file("code")); head -c 90000000 /dev/zero >\(folder.file("big")); exit 4"
    let header = try #require(Bootstrap.header(text, Nonces("1", of: family), stays: false, kept: ("1", 0)))
    try folder.write(header, to: "input")
    // Both readers are gone at once.
    let script =
      "{ HOME=\(folder.path) \(try call(shell)) -c \"$(cat \(folder.file("wrapper")))\" tag f output h 1 "
      + "<\(folder.file("input")) 2>&1 >&3 | true; } 3>&1 | true"
    _ = try ChildProcess.run(["sh", "-c", script])
    let index = try ChildProcess.run(["sh", "-c", "cat \(folder.path)/.sonae/f.*.index"]).text.split(separator: "\n")
    #expect(index.last?.hasPrefix("e 1 4 ") == true, "\(index)")
    #expect(try TemporaryFolder.text(folder.file("code")) == "0\n")
    #expect(try ChildProcess.check(["stat", "-c", "%s", folder.file("big")]) == "90000000\n")
  }

  /// Every shell that may be /bin/sh keeps the same; an input that was cut off starts nothing.
  @Test(arguments: shells, [true, false])
  func anyShellKeepsThem(_ shell: String, _ wholeInput: Bool) throws {
    let folder = try TemporaryFolder()
    try folder.write(Bootstrap.script, to: "wrapper")
    let nonces = Nonces("1", of: family)
    var input = try #require(
      Bootstrap.header("cat; echo no >&2; sleep 1; exit 5", nonces, stays: false, kept: ("1", 6)))
    input += Array((wholeInput ? "in\nput" : "in").utf8)
    try folder.write(input, to: "input")
    // By way of a pipe, whose end comes when the wrapper's `tee` has written all of it.
    let script =
      "{ HOME=\(folder.path) \(try call(shell)) -c \"$(cat \(folder.file("wrapper")))\" tag f output h 1 "
      + "<\(folder.file("input")) 2>&1 >&3 | cat >\(folder.file("errors")); } 3>&1"
    let ending = try ChildProcess.run(["sh", "-c", script])
    let index = try ChildProcess.run(["sh", "-c", "cat \(folder.path)/.sonae/f.*.index"]).text.split(separator: "\n")
    let (begin, end) = (
      String(decoding: nonces.begin.bytes, as: UTF8.self), String(decoding: nonces.end.bytes, as: UTF8.self)
    )
    let errors = try TemporaryFolder.text(folder.file("errors"))
    if wholeInput {
      #expect(ending.text.hasSuffix("\nin\nput\(end)e5\n") && ending.text.contains("\(begin)b"), "\(ending.text)")
      #expect(errors.hasSuffix("no\n\(end)e5\n"), "\(errors)")
      #expect(index.count == 3 && index[1].hasPrefix("s 1 ") && index[2].hasPrefix("e 1 5 \(end) "), "\(index)")
      let told = Recall.answer(Array("wrappers 1\n\(index[2].replacing("e 1 ", with: "end "))\n".utf8))?.end
      #expect(told?.code == 5 && told?.nonce == end, "\(index)")
      #expect(told?.took.map { .seconds(1)..<(.seconds(60)) ~= $0 } == true, "\(index)")
    } else {
      #expect(
        !ending.text.contains("\(begin)b") && index.count == 1 && index[0].hasPrefix("v 2 ")
          && index[0].hasSuffix(" tag h 1"), "\(ending.text) \(index)")
      #expect(errors.contains("input"), "\(errors)")
    }
  }
}

extension SSHServer {
  fileprivate func file(_ name: String) -> String { "\(home)/\(name)" }
}
