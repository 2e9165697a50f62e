import Glibc
import TestKit
import Testing

@testable import SSH

/// The wrapper that stays for the next command: what one command does must not reach another.
@Suite(needsServer)
struct WrapperTests {
  private let client = Client()

  /// The wrapper's process id is the same as long as one wrapper takes all commands.
  private func pid(_ server: SSHServer) async throws -> String {
    try await client.ask("echo $$", server.target()).text
  }

  /// Whether the wrapper may stay after the command. On a busy machine it may end all the same, for what it can't tell
  /// apart from what the command has left: so it is tried again.
  private func staysAfter(_ text: String, _ server: SSHServer) async throws -> Bool {
    for _ in 0..<30 {
      let before = try await pid(server)
      _ = try await client.ask(text, server.target())
      if try await pid(server) == before { return true }
    }
    return false
  }

  @Test func commandsFollowOneAnotherInOneWrapper() async throws {
    let server = try SSHServer()
    for number in 0..<50 {
      let answer = try await client.ask("echo \(number); echo e\(number) >&2; exit \(number)", server.target())
      #expect(answer.end == .exited(code: Int32(number)))
      #expect(answer.text == "\(number)\n" && answer.errorText == "e\(number)\n")
    }
    #expect(try await staysAfter("true", server))
    #expect(try await staysAfter("false | cat; ls -l /proc | wc -l; (sleep 0.05 & wait)", server))
    await client.close()
  }

  @Test(arguments: [
    "(sleep 0.4; echo late; echo late >&2) &",
    "setsid sh -c 'sleep 0.4; echo late' &",
    "setsid sh -c 'sleep 0.4; echo late >&2' >/dev/null </dev/null &",
    "(setsid sh -c 'exec 7>&1 >/dev/null 2>&1; sleep 0.4; echo late >&7' &) ; sleep 0.05",
    "(sleep 60) >/dev/null 2>&1 &",
    "perl -e 'fork and exit; fork and exit; sleep 1; print qq(late\\n)'",
  ])
  func whatCouldDisturbTheNextCommandCostsItsOwnWrapper(_ text: String) async throws {
    let server = try SSHServer()
    let first = try await pid(server)
    #expect(try await client.ask(text, server.target()).end == .exited(code: 0))
    let next = try await client.ask("sleep 1.2; echo $$", server.target())
    #expect(next.errorText == "")
    #expect(next.text != first && next.text.split(separator: "\n").count == 1, "\(next.text)")
    await client.close()
  }

  /// The numbers of processes may have gone round meanwhile, and what was left behind have one that isn't looked at.
  @Test func aCommandThatTakesItsTimeCostsItsOwnWrapper() async throws {
    let server = try SSHServer()
    let first = try await pid(server)
    #expect(try await client.ask("sleep 1.1", server.target()).end == .exited(code: 0))
    #expect(try await pid(server) != first)
    await client.close()
  }

  @Test func aDaemonOfItsOwnDisturbsNobody() async throws {
    let server = try SSHServer()
    #expect(try await staysAfter("setsid sleep 3 </dev/null >/dev/null 2>&1 & sleep 0.1", server))
    let daemon = try await client.ask(
      "setsid sleep 100 </dev/null >/dev/null 2>&1 & sleep 0.1; echo $!", server.target())
    // Nor does the end of a later command's tree reach it.
    let late = try await client.ask("echo $$; sleep 50 & sleep 50", server.target(), timeout: .milliseconds(200))
    #expect(late.end == .timedOut(treeKilled: true))
    let process = try #require(pid_t(daemon.text.dropLast()))
    #expect(Processes.isAlive(process))
    kill(process, SIGKILL)
    #expect(try await pid(server) != late.text)
    await client.close()
  }

  /// Neither its session nor its parents lead to it any more.
  @Test func aDaemonOfACommandWhoseTimeIsOverIsEndedWithIt() async throws {
    let server = try SSHServer()
    let place = server.folder.file("pids")
    let text =
      "(setsid sh -c 'echo $$ >>\(place); sleep 301; :' &); perl -e 'use POSIX; fork and exit; setsid; "
      + "fork and exit; open F, q(>>), q(\(place)); print F qq($$\\n); close F; sleep 302'; sleep 303"
    let late = try await client.ask(text, server.target(), timeout: .seconds(2))
    #expect(late.end == .timedOut(treeKilled: true))
    let pids = try TemporaryFolder.text(place).split(separator: "\n").compactMap { pid_t($0) }
    #expect(pids.count == 2)
    for pid in pids { #expect(!Processes.isAlive(pid), "\(pid)") }
    await client.close()
  }

  @Test func nothingThatACommandSetsReachesTheNext() async throws {
    let server = try SSHServer()
    let fresh = try await client.ask("pwd; umask", server.target()).text
    for text in [
      "cd /; umask 0; ulimit -c 0; IFS=x; k=1; p=2; h=3; set -e -f -u; trap 'echo no' EXIT; v() { return 0; }; export A=b",
      "exec 1>&- 2>&-; exit 3", "exit 7", "return 3", "alias echo=false; unset PATH", "set --; break; continue",
      "perl -MFcntl -e 'fcntl($_, F_SETFL, O_WRONLY | O_NONBLOCK) for *STDOUT, *STDERR'", "kill -TERM $$ & wait",
      "exec 3<&0; cat <&3", "(((", "eval 'x=\"'", ". /nowhere", "exec /nowhere",
    ] {
      _ = try await client.ask(text, server.target())
      let after = try await client.ask(
        "pwd; umask; echo \"$IFS${A-}${k-}${p-}$-$#\"; head -c 3000000 /dev/zero | wc -c; head -c 1000000 /dev/zero",
        server.target())
      let lines = String(decoding: after.output.prefix { $0 != 0 }, as: UTF8.self)
      #expect(after.end == .exited(code: 0), "\(text): \(after.end)")
      #expect(lines.hasPrefix(fresh), "\(text): \(lines)")
      #expect(lines.hasSuffix(" \t\n0\n3000000\n"), "\(text): \(lines.debugDescription)")
      #expect(after.output.count == lines.utf8.count + 1_000_000, "\(text)")
      #expect(after.errorText == "")
    }
    await client.close()
  }

  @Test func aCommandFindsItsInputAtTheEnd() async throws {
    let server = try SSHServer()
    for _ in 0..<3 { #expect(try await client.ask("cat | wc -c; head -n 1", server.target()).text == "0\n") }
    await client.close()
  }

  @Test(arguments: ["kill -9 $$", "kill -STOP $$; sleep 5"])
  func aCommandThatDamagesItsWrapperCostsThatOneOnly(_ text: String) async throws {
    let server = try SSHServer()
    let first = try await pid(server)
    let damaged = try await client.ask(text, server.target(), timeout: .milliseconds(600))
    if case .exited = damaged.end { Issue.record("\(damaged.end)") }
    #expect(try await pid(server) != first)
    await client.close()
  }

  @Test func commandsWithInputAndWithoutTakeTurns() async throws {
    let server = try SSHServer()
    for number in 0..<10 {
      let input = number % 2 == 0 ? [] : Array("in \(number)".utf8)
      #expect(try await client.ask("cat", server.target(), input: input).output == input)
    }
    await client.close()
  }

  /// Every shell that may be /bin/sh takes commands, and ends after the one that leaves something behind.
  /// (ksh93 always ends: it has no process for a substitution of builtins, so its ids can't be checked.)
  @Test(arguments: ["dash", "bash", "bash with options", "busybox", "mksh", "ksh", "yash", "zsh"])
  func theWrapperWorksInAnyShell(_ shell: String) throws {
    let calls = [
      "busybox": ["busybox", "sh"], "zsh": ["zsh", "--emulate", "sh"],
      "bash with options": ["env", "SHELLOPTS=errexit:noclobber:noglob:nounset:verbose:xtrace", "bash"],
    ]
    let call = calls[shell] ?? [shell]
    try #require(
      ChildProcess.isInstalled(call.last == "sh" ? call[0] : call.last ?? ""), "tools/setup test installs it")
    let folder = try TemporaryFolder()
    try folder.write(Bootstrap.script, to: "wrapper")
    let nonces = (0..<3).map { _ in
      let nonce = Nonce()
      return Nonces(begin: nonce, end: nonce)
    }
    let texts = ["echo one; exit 5", "echo two\necho err >&2; cat", "(sleep 1; echo late) & echo three"]
    var input: [UInt8] = []
    for (nonce, text) in zip(nonces, texts) {
      input += try #require(Bootstrap.header(text, nonce, stays: true))
    }
    try folder.write(input, to: "input")
    let script =
      "\(call.joined(separator: " ")) -c \"$(cat \(folder.file("wrapper")))\" <\(folder.file("input")) 2>/dev/null | cat"
    let said = try ChildProcess.run(["sh", "-c", script]).text
    let parts = nonces.map { String(decoding: $0.begin.bytes, as: UTF8.self) }
    let pattern = said.split(separator: "\n").filter { !$0.hasSuffix("late") }.map { line in
      var line = String(line)
      for (number, part) in parts.enumerated() where line.hasPrefix(part) {
        line = "\(number)" + line.dropFirst(part.count)
        if line.hasPrefix("\(number)b") { line = "\(number)b" }
      }
      return line
    }
    let stays = pattern.contains("0r5")
    if stays {
      let second = pattern.contains("1r0") ? ["1r0", "2b", "three", "2e0"] : ["1e0"]
      #expect(pattern == ["0b", "one", "0r5", "1b", "two"] + second, "\(said)")
    } else {
      #expect(pattern == ["0b", "one", "0e5"], "\(said)")
    }
  }
}
