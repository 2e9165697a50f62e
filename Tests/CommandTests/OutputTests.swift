import Glibc
import Model
import TestKit
import Testing

/// What becomes of what is printed.
@Suite(.fewAtATime, needsServer)
struct OutputTests {
  private let server: SSHServer
  private let city: City

  init() throws {
    server = try SSHServer()
    city = try City([server])
  }

  /// Nothing is printed into the void with a clear conscience.
  @Test func outputThatCannotBeWrittenIsSaidAndIsNoSuccess() async throws {
    #expect(try await city.drill().code == 0)
    for words in [
      "exec a -- 'head -c 5000000 /dev/zero'", "exec a --json -- true", "runs list", "runs list --json",
      "runs show last", "runs log last", "runs log last --json", "runs follow last", "report last", "plan loss",
      "validate", "verify", "--help", "drill loss --yes --json",
    ] {
      let ending = try await city.shell("sonae \(words) >/dev/full")
      #expect(ending.code == 74, "\(words): \(ending.code) \(ending.errorText)")
      let said = ending.errorText.ranges(of: "standard output can't be written (No space left on device)")
      #expect(said.count == 1, "\(words): \(ending.errorText)")
    }
    let closed = try await city.shell("sonae runs list >&-")
    #expect(closed.code == 74 && closed.errorText.contains("can't be written"), "\(closed.errorText)")
  }

  @Test func whatHostsPrintDoesNotDriveTheTerminal() async throws {
    let command = "printf '\\r\\033[2Kb: all is well\\a\\n'; printf 'half a line' >&2; exit 3"
    let program = try city.start(
      "exec", "a", "--", command, environment: ["TERM": "xterm"], input: .terminal(rows: 24, columns: 80))
    let ending = try await program.ended()
    let shown = String(decoding: program.shown, as: UTF8.self)
    #expect(ending.code == 1)
    #expect(
      shown == "^M^[[2Kb: all is well^G\r\nhalf a line\r\na: ended with exit code 3\r\n", "\(shown.debugDescription)")
    let pair = try City([server, server])
    let both = try pair.start(
      "exec", "*", "--", command, environment: ["TERM": "xterm"], input: .terminal(rows: 24, columns: 80))
    _ = try await both.ended()
    let lines = String(decoding: both.shown, as: UTF8.self)
    for host in ["a", "b"] {
      #expect(lines.contains("\(host): ^M^[[2Kb: all is well^G\r\n"), "\(lines.debugDescription)")
    }
  }

  /// Whether it was printing or silent, and whatever the reader has taken.
  @Test(arguments: ["yes", "sleep 300; :"])
  func aCommandThatNobodyReadsIsEndedOnItsHost(_ command: String) async throws {
    for flags in ["", "--json"] {
      let pid = server.folder.file("pid\(flags)")
      let begun = ContinuousClock.now
      let ending = try await city.shell(
        "{ sonae exec a \(flags) -- 'echo $$ >\(pid); echo y; \(command)'; echo $? >&2; } | while ! test -s \(pid); do sleep 0.05; done"
      )
      #expect(ContinuousClock.now - begun < .seconds(20))
      #expect(ending.errorText == "74\n")
      #expect(!Processes.isAlive(try #require(pid_t(try TemporaryFolder.text(pid).trimmed))))
    }
  }

  /// A pager at which somebody reads slowly: the deadline is the commands' all the same, on each host.
  @Test func aReaderWhoDoesNotReadHoldsUpNoDeadline() async throws {
    let pair = try City([server, try SSHServer()])
    let pids = server.folder.file("pids")
    let ended = server.folder.file("ended")
    let ending = try await pair.shell(
      """
      sonae exec --timeout 1s '*' -- 'echo $$ >>\(pids); yes' | {
        while test "$(cat \(pids) | wc -l)" != 2; do sleep 0.05; done
        for i in $(seq 200); do
          alive=; for pid in $(cat \(pids)); do test -d /proc/$pid && alive=1; done
          test "$alive" || { touch \(ended); break; }; sleep 0.1
        done
      }
      """)
    #expect(access(ended, F_OK) == 0, "\(ending.errorText)")
  }

  /// What can't be said to a host as it was typed isn't said at all.
  @Test func bytesThatAreNoTextAreRefused() async throws {
    for line in ["sonae exec a -- \"echo $(printf 'a\\377b')\"", "printf 'echo a\\377b\\n' | sonae exec a --stdin"] {
      let ending = try await city.shell(line)
      #expect(ending.code == 64 && ending.output.isEmpty, "\(line): \(ending.code) \(ending.text)")
    }
  }

  /// It says what is worse first.
  @Test func otherCodesStandAboveLostOutput() async throws {
    #expect(try await city.shell("sonae exec a -- 'echo x; exit 5' >/dev/full").code == 1)
    #expect(try await city.shell("sonae check >/dev/full").code == 3)
    #expect(try await city.shell("sonae runs show nothing >/dev/full").code == 64)
  }

  @Test(needsMounts) func whatStandsInAFullDisksFileIsABeginning() async throws {
    let disk = try SmallDisk("-t", "tmpfs", "-o", "size=64k", "tmpfs")
    let file = disk.path + "/out"
    let line = "seq 1 20000; touch \(server.folder.file("ended"))"
    let ending = try await city.shell("sonae exec a -- '\(line)' >\(file)")
    #expect(ending.code == 74 && ending.errorText.contains("No space left"), "\(ending.errorText)")
    let whole = (1...20000).map { "\($0)\n" }.joined()
    let kept = try TemporaryFolder.text(file)
    #expect(!kept.isEmpty && whole.hasPrefix(kept))
    // What the command does on the host may matter more than what it says.
    #expect(access(server.folder.file("ended"), F_OK) == 0)
  }
}
