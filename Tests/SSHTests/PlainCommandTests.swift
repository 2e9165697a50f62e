import Glibc
import TestKit
import Testing

@testable import SSH

/// Commands on an account whose login runs a program that is no shell, as on a switch: the exec request is all there is.
@Suite(needsServer, .enabled(if: ChildProcess.isInstalled("python3"), "python3 is not installed"))
struct PlainCommandTests {
  private let client = Client()
  private let server: SSHServer

  init() throws {
    server = try SSHServer(runs: false)
    try server.folder.write(Self.device, to: "device.py")
    let config = try TemporaryFolder.text(server.folder.file("sshd_config"))
    try server.folder.write(
      config + "ForceCommand exec python3 \(server.folder.file("device.py"))\n", to: "sshd_config")
    try server.start()
  }

  static let device = #"""
    import os, signal, sys, time
    words = os.environ.get("SSH_ORIGINAL_COMMAND", "")
    place = os.path.dirname(os.path.abspath(__file__)) + "/asked"
    with open(place, "a") as asked: asked.write(words + "\n")
    match words.split():
        case ["exit", code]: print("bye", flush=True); sys.exit(int(code))
        case ["die"]: os.kill(os.getpid(), signal.SIGKILL)
        case ["hang", "up"]: os.kill(os.getppid(), signal.SIGKILL); time.sleep(1)
        case ["print"]: sys.stdout.write("x" * 1000000); sys.stderr.write("y" * 1000000)
        case ["sleep", time_]: print("so far", flush=True); time.sleep(float(time_))
        case ["read"]: print(len(sys.stdin.buffer.read()))
        case _: print(words)
    """#

  private var target: Target {
    var target = server.target()
    (target.transport, target.hasShell, target.jump) = (.openSSH, false, nil)
    return target
  }

  private var asked: [String] {
    ((try? TemporaryFolder.text(server.folder.file("asked"))) ?? "").split(separator: "\n").map(String.init)
  }

  @Test func theTextGoesAsItIsAndItsStatusIsTheEnd() async throws {
    for code: Int32 in [0, 3, 254] {
      let answer = try await client.ask("exit \(code)", target)
      #expect(answer.end == .exited(code: code) && answer.text == "bye\n", "\(answer)")
    }
    let text = "show 'running-config' | include \"a b\" $HOME; ようこそ"
    #expect(try await client.ask(text, target).text == text + "\n")
    #expect(asked == ["exit 0", "exit 3", "exit 254", text], "nothing of ours was asked for there")
    #expect(server.connections.count == 1)
    await client.close()
  }

  @Test func whatHasNoStatusIsNoSuccess() async throws {
    for text in ["die", "exit 255", "hang up"] {
      let answer = try await client.ask(text, target)
      guard case .lost(let error) = answer.end else { return #expect(Bool(false), "\(text): \(answer.end)") }
      #expect(text == "hang up" || error.code == "status-not-seen", "\(text): \(error)")
    }
    #expect(asked == ["die", "exit 255", "hang up"], "none is sent again")
    await client.close()
  }

  @Test func outputAndInputOfAnySize() async throws {
    let printed = try await client.ask("print", target)
    #expect(printed.end == .exited(code: 0) && printed.output.count == 1_000_000 && printed.errors.count == 1_000_000)
    let input = [UInt8](repeating: 0x41, count: 1_000_000)
    #expect(try await client.ask("read", target, input: input).text == "1000000\n")
    #expect(try await client.ask("read", target).text == "0\n")
    await client.close()
  }

  @Test func atTheDeadlineNothingProvesThatItHasEnded() async throws {
    let late = try await client.ask("sleep 4", target, timeout: .milliseconds(800))
    #expect(late.end == .timedOut(treeKilled: false) && late.text == "so far\n")
    let task = Task { try await client.ask("sleep 20", target) }
    while !asked.contains("sleep 20") { try await Task.sleep(for: .milliseconds(20)) }
    task.cancel()
    #expect(try await task.value.end == .cancelled(treeKilled: false))
    #expect(try await client.ask("exit 0", target).end == .exited(code: 0))
    #expect(asked.count == 3)
    await client.close()
  }

  /// The request is on its way, and the server doesn't say that it has it.
  @Test func whatMayHaveBeenStartedIsNeverCalledNotStarted() async throws {
    #expect(try await client.ask("exit 0", target).end == .exited(code: 0))
    let processes = server.connections.flatMap { [$0] + Processes.descendants(of: $0) }
    for process in processes { kill(process, SIGSTOP) }
    let task = Task { try await client.ask("exit 3", target) }
    try await Task.sleep(for: .milliseconds(300))
    task.cancel()
    let end = try await task.value.end
    for process in processes { kill(process, SIGCONT) }
    #expect(end == .cancelled(treeKilled: false))
    await client.close()
  }

  @Test func nothingOfOursRunsThere() async throws {
    let limits = Client.Limits(family: Family("run", secret: [1, 2, 3]))
    let client = Client(limits: limits)
    var command = Command("exit 0", timeout: .seconds(30), kept: .init(key: "k", output: true))
    #expect(try await client.run(command, on: target) == .exited(code: 0))
    #expect(try await client.recall("k", sentBy: "sonae", on: target, timeout: .seconds(5)) == .untold)
    #expect(try await !client.endLeftovers(of: "sonae", on: target, within: .seconds(1)))
    try await client.forget("run", on: target)
    command.text = "exit 3"
    #expect(try await client.run(command, on: target) == .exited(code: 3))
    #expect(asked == ["exit 0", "exit 3"])
    await client.close()
  }

  @Test func severalAtOnceWaitForTheServersPlaces() async throws {
    let server = try SSHServer(["MaxSessions 2", "ForceCommand sleep 0.2; echo \"$SSH_ORIGINAL_COMMAND\""])
    var target = server.target()
    (target.transport, target.hasShell, target.jump) = (.openSSH, false, nil)
    let all = try await withThrowingTaskGroup(of: String.self) { [target] group in
      for number in 0..<6 { group.addTask { try await client.ask("go \(number)", target).text } }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(all == Set((0..<6).map { "go \($0)\n" }))
    await client.close()
  }

  @Test func whatCanNotBeSentIsNotSent() async throws {
    for text in ["", "a\0b", String(repeating: "x", count: 40_000)] {
      let error = await failure { () throws(SSHError) in try await client.ask(text, target) }
      #expect(error?.code == "invalid-command")
    }
    #expect(try await client.ask(String(repeating: "x", count: 32_000), target).output.count > 32_000)
    var other = target
    other.transport = .libssh2
    let error = await failure { () throws(SSHError) in try await client.ask("exit 0", other) }
    #expect(error?.reason == .shellNeedsOpenSSH)
    #expect(asked.count == 1)
    await client.close()
  }
}
