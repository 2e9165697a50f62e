import Glibc
import Model
import TestKit
import Testing

/// Servers and commands on a bad day.
@Suite(.fewAtATime, needsServer)
struct BadServerTests {
  private func pid(_ file: String) -> pid_t? {
    (try? TemporaryFolder.text(file)).flatMap { pid_t($0.trimmed) }
  }

  @Test func aServerKilledInMidCommandLeavesTheStepUnknown() async throws {
    let server = try SSHServer()
    let city = try City(
      [server],
      steps: """
          - {id: work, run: "echo $$ > \(server.folder.file("pid")); sleep 20; echo never", undo: {run: "true", retry: {attempts: 1, every: 0s}}}
          - {id: later, run: echo later}
        """)
    let program = try city.start("drill", "loss", "--yes", "--json")
    try await program.until("the command runs") { pid(server.folder.file("pid")) != nil }
    server.kill()
    let drill = try Drill(await program.ended())
    #expect(drill.code == 3 && drill.result == "unfinished", "\(drill)")
    #expect(drill.result("desk.work") == "unknown" && drill.reason("desk.work") == "ssh-connection-lost")
    #expect(drill.step("desk.work")["exit"] == .null)
    #expect(drill.result("desk.later") == "not_run" && drill.json["undo"]?["owed"] == 1)
    #expect(try await city.sonae("verify").code == 0)
    if let pid = pid(server.folder.file("pid")) { kill(pid, SIGKILL) }
  }

  @Test func aStepThatIsUnknownIsExitThreeAlsoWhereNothingIsOwed() async throws {
    let city = try City(
      [SSHServer()], steps: "  - {id: work, run: 'kill -9 $$; sleep 1', mandatory: false, on_failure: continue}")
    let drill = try await city.drill()
    #expect(drill.code == 3 && drill.result("desk.work") == "unknown", "\(drill)")
    #expect(drill.reason("desk.work") == "ssh-end-not-seen", "\(drill)")
  }

  /// It closes each channel on which nothing is said for a second, as often as the host is asked.
  @Test func aServerThatCutsOffWhatIsSilentLosesNothing() async throws {
    let server = try SSHServer(["ChannelTimeout session:command=1s"])
    let city = try City([server], steps: "  - {id: work, run: sleep 6; echo over}")
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.reason("desk.work") == "found-on-host", "\(drill)")
  }

  @Test func aCommandThatIsKilledFails() async throws {
    let city = try City([SSHServer()], steps: "  - {id: work, run: \"sh -c 'kill -9 $$'\"}")
    let drill = try await city.drill()
    #expect(
      drill.code == 1 && drill.result("desk.work") == "failed" && drill.step("desk.work")["exit"] == 137, "\(drill)")
  }

  @Test func aShellThatKillsItselfNeverPasses() async throws {
    let city = try City([SSHServer()], steps: "  - {id: work, run: 'kill -9 $$; sleep 1'}")
    let drill = try await city.drill()
    #expect(drill.code == 3 && drill.result("desk.work") == "unknown", "\(drill)")
  }

  @Test func aHostThatAcceptsAndNeverAnswersIsGivenUpInTime() async throws {
    let silent = try SilentPort()
    let server = try SSHServer(runs: false)
    let hosts = City.hosts([server]).replacing("address: \(server.address)", with: "address: \(silent.address)")
      .replacing("port: \(server.port)", with: "port: \(silent.port)")
    let city = try City(
      [server], steps: "  - {id: work, run: 'true'}", settings: "ssh: {connect_timeout: 1s}\n",
      files: ["inventory/hosts.yaml": hosts])
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.reason("desk.work") == "ssh-banner-timed-out", "\(drill)")
    #expect(try #require(drill.step("desk.work")["duration_s"]?.number) < 15)
  }

  /// It is asked anew, and what went on meanwhile is followed to its end.
  @Test func aServerThatFallsSilentIsNoticedByTheWorkspacesKeepalive() async throws {
    let server = try SSHServer()
    let city = try City(
      [server], steps: "  - {id: work, run: echo begun; sleep 10, timeout: 300s}", settings: "ssh: {keepalive: 1s}\n")
    let program = try city.start("drill", "loss", "--yes", "--json")
    try await program.says("desk.work a")
    try await program.until("the command runs") {
      server.connections.contains { connection in
        Processes.descendants(of: connection).contains { Processes.name($0) == "sleep" }
      }
    }
    let sleepers = server.connections.flatMap { Processes.descendants(of: $0) }
    let silent = server.connections + sleepers.filter { Processes.name($0) == "sshd" }
    for pid in silent { kill(pid, SIGSTOP) }
    let drill = try Drill(await program.ended(within: .seconds(120)))
    for pid in silent { kill(pid, SIGCONT) }
    #expect(drill.code == 0 && drill.reason("desk.work") == "found-on-host", "\(drill)")
  }

  /// A laptop's lid was closed meanwhile. The host knows how long it took.
  @Test(arguments: [("3s", "timed_out", "ended-late"), ("7s", "passed", "found-on-host")])
  func whatEndsWhileTheProcessStandsStillIsJudgedByTheHostsClock(_ timeout: String, _ result: String, _ reason: String)
    async throws
  {
    let server = try SSHServer()
    let begun = server.folder.file("begun")
    let city = try City(
      [server], steps: "  - {id: work, run: \"touch \(begun); sleep 5; echo over\", timeout: \(timeout)}",
      health: "      - {id: up, run: \"true\", on: a}")
    let program = try city.start("drill", "loss", "--yes", "--json")
    try await program.until("the command runs") { access(begun, F_OK) == 0 }
    program.signal(SIGSTOP)
    try await Task.sleep(for: .seconds(10))
    program.signal(SIGCONT)
    let drill = try Drill(await program.ended())
    #expect(drill.result("desk.work") == result && drill.reason("desk.work") == reason, "\(drill)")
    #expect(drill.step("desk.work")["exit"] == 0, "\(drill)")
  }

  @Test func aCommandThatNeverEndsIsEndedWithItsWholeTree() async throws {
    let server = try SSHServer()
    let pids = server.folder.file("pids")
    let city = try City(
      [server],
      steps: """
          - id: work
            timeout: 1s
            run: |
              echo $$ >> \(pids)
              sleep 300 & echo $! >> \(pids)
              setsid sh -c 'echo $$ >> \(pids); sleep 300; :' &
              trap '' TERM
              sh -c 'trap "" TERM; echo $$ >> \(pids); while :; do sleep 1; done'
        """)
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.result("desk.work") == "timed_out", "\(drill)")
    let started = try TemporaryFolder.text(pids).split(separator: "\n").compactMap { pid_t($0) }
    #expect(started.count == 4)
    for pid in started { #expect(!Processes.isAlive(pid)) }
  }

  @Test func anOutputOfTwoHundredMegabytesIsCutAndHashedAndCostsLittleMemory() async throws {
    let make = "yes 0123456789abcdef | head -c 200000000"
    let city = try City([SSHServer()], steps: "  - {id: work, run: \"\(make)\", timeout: 4m}")
    let program = try city.start("drill", "loss", "--yes", "--json")
    let drill = try Drill(await program.ended(within: .seconds(150)))
    #expect(drill.code == 0, "\(drill)")
    #expect(drill.ending.peakKiB < 80 << 10, "\(drill.ending.peakKiB) KiB")
    let event = try #require(try await city.journal().first { $0["event"] == "step.ended" })
    let kept = try #require(event["stdout"])
    #expect(kept["bytes"] == 200_000_000)
    let whole = try ChildProcess.check(["sh", "-c", "\(make) | sha256sum"]).prefix(64)
    #expect(kept["whole"]?.string == "sha256:\(whole)")
    let file = try #require(kept["file"]?.string?.dropFirst(7))
    let folder = try await city.lastRun()
    let bytes = try TemporaryFolder.read("\(folder)/outputs/\(file)")
    #expect(bytes.count == kept["kept"]?.integer.map { Int($0) } && bytes.count < (1 << 20) + 100)
    #expect(
      bytes.starts(with: Array("0123456789abcdef\n".utf8))
        && bytes.suffix(10) == Array("0123456789abcdef\n".utf8.prefix(7)).suffix(10)
        || bytes.suffix(4).allSatisfy { $0 != 0 })
    #expect(String(decoding: bytes, as: UTF8.self).contains("bytes cut"))
    #expect(try await city.sonae("verify").code == 0)
  }

  @Test func outputThatIsNotUTF8IsKeptByteForByte() async throws {
    let server = try SSHServer()
    let bytes = (0...255).map { UInt8($0) } + Array("終わり".utf8)
    let file = try server.folder.write(bytes, to: "bytes")
    let city = try City([server], steps: "  - {id: work, run: cat \(file); cat \(file) >&2}")
    let drill = try await city.drill()
    #expect(drill.code == 0, "\(drill)")
    let event = try #require(try await city.journal().first { $0["event"] == "step.ended" })
    let folder = try await city.lastRun()
    for stream in ["stdout", "stderr"] {
      let name = try #require(event[stream]?["file"]?.string?.dropFirst(7))
      #expect(try TemporaryFolder.read("\(folder)/outputs/\(name)") == bytes)
    }
    #expect(try await city.sonae("verify").code == 0)
    #expect(try await city.sonae("report", "last").code == 0)
  }

  @Test func anOutputFullOfControlSequencesDoesNotReachTheTerminal() async throws {
    let city = try City(
      [SSHServer()],
      steps: "  - {id: work, run: \"printf '\\\\033[2J\\\\033]0;title\\\\007\\\\rlost\\\\n' >&2; exit 1\"}")
    let plain = try await city.sonae("drill", "loss", "--yes")
    #expect(plain.code == 1 && !plain.errors.contains(0x1B) && !plain.errors.contains(7))
    let shown = try await city.sonae("runs", "show", "last")
    #expect(!shown.output.contains(0x1B))
  }
}

/// Keys that aren't what they should be: nothing is run, and the message says what to do.
@Suite(.fewAtATime, needsServer)
struct KeyTests {
  private let server: SSHServer

  init() throws { server = try SSHServer() }

  private func refusal(_ city: City, _ code: String) async throws -> String {
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.result("desk.work") == "failed" && drill.reason("desk.work") == code, "\(drill)")
    #expect(drill.json["undo"]?["owed"] == 0)
    #expect(access(server.folder.file("ran"), F_OK) != 0)
    let exec = try await city.sonae("exec", "a", "--", "touch", server.folder.file("ran"))
    #expect(exec.code == 1 && access(server.folder.file("ran"), F_OK) != 0)
    return exec.errorText
  }

  private func city() throws -> City {
    try City([server], steps: "  - {id: work, run: touch \(server.folder.file("ran")), undo: {run: 'true'}}")
  }

  private func fingerprint(_ key: String) throws -> String {
    String(try ChildProcess.check(["ssh-keygen", "-l", "-f", key]).split(separator: " ")[1])
  }

  @Test func aChangedHostKeyIsShownWithBothFingerprints() async throws {
    let city = try city()
    try SSHServer.makeKey("ed25519", server.folder.file("other"))
    try server.folder.write(
      "\(server.knownName) \(server.publicKey(server.folder.file("other")))\n", to: "known_hosts")
    let text = try await refusal(city, "ssh-host-key-changed")
    #expect(text.contains(try fingerprint(server.folder.file("other.pub"))))
    #expect(text.contains(try fingerprint(server.folder.file("host_ed25519.pub"))))
  }

  @Test func anUnknownHostIsShownWithItsFingerprint() async throws {
    let city = try city()
    try server.folder.write("", to: "known_hosts")
    let text = try await refusal(city, "ssh-host-key-unknown")
    #expect(text.contains(try fingerprint(server.folder.file("host_ed25519.pub"))))
  }

  @Test func aKeyThatTheServerDoesNotTakeIsNamed() async throws {
    let city = try city()
    try server.folder.write("", to: "authorized_keys")
    let text = try await refusal(city, "ssh-no-key-accepted")
    #expect(text.contains(server.userKey) || text.contains("user_ed25519"), "\(text)")
  }

  @Test func theMessagesComeInJapaneseToo() async throws {
    let city = try city()
    try server.folder.write("", to: "known_hosts")
    let text = try await city.sonae("exec", "a", "--language", "ja", "--", "true").errorText
    #expect(text.contains("sonae hosts trust a で登録"), "\(text)")
    let prose = text.replacing("sonae hosts trust a", with: "")
    #expect(prose.contains("ホスト鍵") && firstMatch(of: "[a-z]+ [a-z]+ [a-z]+ [a-z]+", in: prose) == nil, "\(text)")
  }
}
