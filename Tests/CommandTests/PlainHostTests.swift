import Glibc
import Model
import TestKit
import Testing

/// A host whose account runs no POSIX shell, by the program itself.
@Suite(.fewAtATime, needsServer)
struct PlainHostTests {
  private let server: SSHServer
  private let plain = ["a": "transport: openssh\n    shell: none"]

  init() throws {
    server = try SSHServer(runs: false)
    try server.folder.write(Self.device, to: "device")
    let config = try TemporaryFolder.text(server.folder.file("sshd_config"))
    try server.folder.write(
      config + "ForceCommand exec /bin/sh \(server.folder.file("device"))\n", to: "sshd_config")
    try server.start()
  }

  /// Knows a few words, and no more.
  private static let device = """
    cd "${0%/*}" && echo "$SSH_ORIGINAL_COMMAND" >>asked
    case $SSH_ORIGINAL_COMMAND in
      show) echo up;;
      change|back) ;;
      slow) sleep 3;;
      work) touch begun; while [ -e device ] && [ ! -e gate ]; do sleep 0.1; done;;
      crash) kill -9 $$;;
      *) echo "% unknown: $SSH_ORIGINAL_COMMAND"; exit 3;;
    esac
    """

  private var asked: [String] {
    ((try? TemporaryFolder.text(server.folder.file("asked"))) ?? "").split(separator: "\n").map(String.init)
  }

  @Test func execSendsTheWordsAsTheyAre() async throws {
    let city = try City([server], hosts: plain)
    let shown = try await city.sonae("exec", "a", "--", "show")
    #expect(shown.code == 0 && shown.text == "up\n", "\(shown.errorText)")
    let unknown = try await city.sonae("exec", "a", "--", "show 'all' | more")
    #expect(unknown.code == 1 && unknown.text == "% unknown: show 'all' | more\n", "\(unknown.errorText)")
    let slow = try await city.sonae("exec", "--timeout", "1s", "a", "--", "slow")
    #expect(slow.code == 3, "\(slow.errorText)")
    let crash = try await city.sonae("exec", "a", "--language", "en", "--", "crash")
    #expect(crash.code == 3 && crash.errorText.contains("no exit code came"), "\(crash.errorText)")
    #expect(asked == ["show", "show 'all' | more", "slow", "crash"])
  }

  @Test func aDrillUsesItAndUndoesWithoutLeavingAnythingThere() async throws {
    let city = try City(
      [server], steps: "  - {id: work, run: change, check: {run: show}, undo: {run: back}}", hosts: plain,
      health: "      - {id: up, run: show, on: a, expect: {stdout: up}}")
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.result == "met", "\(drill)")
    #expect(Set(asked) == ["change", "show", "back"])
    #expect(try await city.sonae("check").code == 0)
  }

  @Test func whatItsShellWouldHaveToQuoteIsRefused() async throws {
    let city = try City([server], steps: "  - {id: work, run: \"change {{host.id}}\"}", hosts: plain)
    let refused = try await city.sonae("validate", "--language", "en")
    #expect(refused.code == 2 && refused.errorText.contains("playbooks/desk.yaml:4:"), "\(refused.errorText)")
    #expect(refused.errorText.contains("shell: none"))
    let other = try City([server], hosts: ["a": "shell: none"])
    let transport = try await other.sonae("exec", "a", "--language", "en", "--", "show")
    #expect(transport.code == 2 && transport.errorText.contains("Write `transport: openssh`"), "\(transport.errorText)")
    #expect(asked.isEmpty)
  }

  @Test(arguments: [true, false]) func afterAKillAPersonIsAsked(_ somebodyAnswers: Bool) async throws {
    let city = try City(
      [server], steps: "  - {id: work, run: work, undo: {run: back}}", hosts: plain,
      health: "      - {id: up, run: show, on: a}")
    let program = try city.start("drill", "loss", "--yes", "--json", "--as", "suzuki")
    try await program.until("the work has begun") { access(server.folder.file("begun"), F_OK) == 0 }
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
    let resumed = try await Drill(
      city.sonae(
        "resume", "last", "--yes", "--json", "--as", "tanaka",
        input: somebodyAnswers ? .text("done looked at it\n") : .nothing))
    try server.folder.write("", to: "gate")
    #expect(asked.count { $0 == "work" } == 1 && asked.contains("back"), "\(asked)")
    if somebodyAnswers {
      #expect(resumed.code == 0 && resumed.result("desk.work") == "by_hand", "\(resumed)")
    } else {
      #expect(resumed.code == 3 && resumed.reason("desk.work") == "in-doubt", "\(resumed)")
    }
  }
}
