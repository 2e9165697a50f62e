import Glibc
import Model
import TestKit
import Testing

/// What commands read, and what becomes of a standard input that isn't for them.
@Suite(.fewAtATime, needsServer)
struct ExecInputTests {
  private let servers: [SSHServer]
  private let city: City

  init() throws {
    servers = try [SSHServer(), SSHServer()]
    city = try City(servers)
    for server in servers { try server.folder.write("old", to: "home/target") }
    try city.folder.write("new\n", to: "content")
    try city.folder.write("a\nb\n", to: "names")
  }

  private var targets: [String] {
    get throws { try servers.map { try TemporaryFolder.text($0.home + "/target") } }
  }

  @Test(arguments: [
    "echo new | sonae exec a -- 'cd; cat >target'", "cat content content | sonae exec '*' -- 'cd; cat >target'",
    "bash -c \"sonae exec '*' -- 'cd; cat >target' <content; exit \\$?\"",
  ])
  func dataThatNobodyWouldReadIsRefusedBeforeAnythingRuns(_ line: String) async throws {
    let ending = try await city.shell(line)
    #expect(ending.code == 64 && ending.errorText.contains("--input -"), "\(ending.errorText)")
    #expect(try targets == ["old", "old"])
  }

  /// No script, loop or scheduler is disturbed, nor is anything taken from what it reads.
  @Test(arguments: [
    "while read h; do sonae exec $h -- 'echo $0' || exit; done <names; echo all",
    "cat names | while read h; do sonae exec $h -- true || exit; done; echo all",
    "printf 'a\\nb\\n' | { sonae exec a -- true && read x && read y && test $x$y = ab; } && echo all",
    "sleep 2 | sonae exec a -- true && echo all", "sonae exec a -- true </dev/null && echo all",
    "sonae exec a -- true <&- && echo all", ": | sonae exec a -- true && echo all",
  ])
  func whatOthersReadIsLeftAlone(_ line: String) async throws {
    let ending = try await city.shell(line)
    #expect(ending.code == 0 && ending.text.hasSuffix("all\n") && ending.errorText.isEmpty, "\(ending.errorText)")
  }

  @Test func dataThatComesTooLateIsSaid() async throws {
    let (begun, gate) = (servers[0].folder.file("begun"), servers[0].folder.file("gate"))
    let ending = try await city.shell(
      "{ until test -e \(begun); do sleep 0.05; done; echo new; touch \(gate); } | sonae exec a -- 'touch \(begun); until test -e \(gate); do sleep 0.05; done'"
    )
    #expect(ending.code == 64 && ending.errorText.contains("while the commands ran"), "\(ending.errorText)")
  }

  @Test func everyCommandGetsTheWholeInput() async throws {
    for line in [
      "sonae exec '*' --input content -- 'cd; cat >target'", "sonae exec '*' --input - -- 'cd; cat >target' <content",
      "cat content | sonae exec '*' --input - -- 'cd; cat >target'",
      "printf 'cd; cat >other\\ncd; cat >target\\n' | sonae exec '*' --stdin --input content",
    ] {
      for server in servers { try server.folder.write("old", to: "home/target") }
      let ending = try await city.shell(line)
      #expect(ending.code == 0, "\(line): \(ending.errorText)")
      #expect(try targets == ["new\n", "new\n"], "\(line)")
    }
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try city.folder.write(bytes, to: "large")
    let large = try await city.sonae("exec", "a", "--input", "large", "--", "cd; cat >target")
    #expect(try large.code == 0 && TemporaryFolder.read(servers[0].home + "/target") == bytes)
  }

  @Test func anInputThatCannotBeReadKeepsTheCommandsFromRunning() async throws {
    try ChildProcess.check(["truncate", "-s", "17M", city.folder.file("huge")])
    for words in [["--input", "nothing"], ["--input", "huge"], ["--input", "."]] {
      let ending = try await Sonae.start(
        ["exec", "a"] + words + ["--", "cd; cat >target"], in: city.folder.path, home: city.home.path
      ).ended()
      #expect(ending.code == 64 && ending.errorText.contains(words[1]), "\(words): \(ending.errorText)")
    }
    #expect(try targets[0] == "old")
    let twice = try await city.sonae("exec", "a", "--stdin", "--input", "-", input: .text("cat\n"))
    #expect(twice.code == 64, "\(twice.errorText)")
  }

  @Test func nothingToRunIsWrongUsage() async throws {
    for line in [
      "sonae exec a -- ''", "sonae exec a -- ' '", "sonae exec a --", "sonae exec a --stdin </dev/null",
      "printf '\\n  \\n' | sonae exec a --stdin", "sonae exec , -- true",
    ] {
      let ending = try await city.shell(line)
      #expect(ending.code == 64, "\(line): \(ending.errorText)")
    }
  }

  @Test func theDocumentHasTheCommandsThatWereNotRun() async throws {
    let ending = try await city.sonae(
      "exec", "b", "a", "--stdin", "--json", input: .text("echo one\nexit 3\necho three\necho four\n"))
    let hosts = try #require(JSON(reading: ending.output)["hosts"]?.array)
    #expect(ending.code == 1 && hosts.compactMap { $0["host"]?.string } == ["a", "a", "a", "a", "b", "b", "b", "b"])
    #expect(hosts.prefix(4).compactMap { $0["result"]?.string } == ["passed", "failed", "not_run", "not_run"])
    #expect(hosts[3]["command"] == "echo four" && hosts[3]["exit"] == .null && hosts[3]["reason"] != nil)
  }
}
