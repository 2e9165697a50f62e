import Glibc
import Model
import TestKit
import Testing

/// What every command says first while a run is left unfinished.
@Suite(.fewAtATime, needsServer)
struct ReminderTests {
  private let server: SSHServer
  private var begun: String { server.folder.file("begun") }
  /// The work goes on until this is there, however slow the machine is.
  private var gate: String { server.folder.file("gate") }

  init() throws { server = try SSHServer() }

  private func city(undo: String = ", undo: {run: \"true\"}") throws -> City {
    let wait = "while test -e \(server.folder.path) && ! test -e \(gate); do sleep 0.05; done"
    return try City(
      [server], steps: "  - {id: work, run: \"touch \(begun); \(wait)\", timeout: 5m\(undo)}")
  }

  /// - Returns: the id of a run whose process was killed.
  private func killed(_ city: City) async throws -> String {
    unlink(begun)
    unlink(gate)
    let program = try city.start("drill", "loss", "--yes")
    try await program.until("the work has begun") { access(begun, F_OK) == 0 }
    program.signal(SIGKILL)
    _ = try await program.ended()
    try server.folder.write("", to: "gate")
    return try #require(try await city.lastRun().split(separator: "/").last.map(String.init))
  }

  private func isReminded(_ city: City) async throws -> Bool {
    try await city.sonae("check").errorText.contains("careful")
  }

  private func first(_ ending: Program.Ending) -> String {
    ending.errorText.split(separator: "\n").first.map(String.init) ?? ""
  }

  @Test func everyCommandsFirstLineNamesTheRunAndWhatToType() async throws {
    let city = try city()
    #expect(try await !isReminded(city))
    let run = try await killed(city)
    for words in [
      ["validate"], ["validate", "playbooks/desk.yaml"], ["plan", "loss"], ["check"], ["exec", "a", "--", "true"],
      ["runs"], ["runs", "list"], ["drill", "loss"], ["drill", "nonsense"], ["hosts", "trust", "a"],
    ] {
      let ending = try await Sonae.start(words, in: city.folder.path, home: city.home.path).ended()
      let line = first(ending)
      #expect(line.hasPrefix("careful: run \(run) isn't finished (its process has gone)"), "\(words): \(line)")
      let lines = ending.errorText.split(separator: "\n").prefix(3)
      #expect(lines.dropFirst().first == "  to go on: sonae resume \(run)", "\(words): \(lines)")
      #expect(lines.last == "  only to undo: sonae undo \(run)", "\(words): \(lines)")
      #expect(ending.errorText.split(separator: "\n").count { $0.hasPrefix("careful") } == 1)
    }
    let japanese = try await city.sonae("check", "--language", "ja")
    #expect(first(japanese).hasPrefix("注意：実施 \(run) が終わっていません"), "\(japanese.errorText)")
  }

  @Test func itIsSilentForDocumentsHelpAndTheRunThatIsMeant() async throws {
    let city = try city()
    let run = try await killed(city)
    for words in [
      ["check", "--json"], ["check", "--help"], ["runs", "list", "--json"], ["runs", "show", "last"],
      ["runs", "log", String(run.prefix(15))], ["verify", run], ["report", "records/2026/\(run)"], ["--version"],
    ] {
      let ending = try await Sonae.start(words, in: city.folder.path, home: city.home.path).ended()
      #expect(!ending.errorText.contains("careful"), "\(words): \(ending.errorText)")
    }
    #expect(try await city.sonae("undo", run, "--yes").errorText.contains("careful") == false)
    #expect(try await !isReminded(city))
  }

  @Test func aRunThatLivesOrNeverBeganIsNoneOfIt() async throws {
    let city = try city()
    let program = try city.start("drill", "loss", "--yes")
    try await program.until("the work has begun") { access(begun, F_OK) == 0 }
    #expect(try await !isReminded(city))
    #expect(try await city.sonae("runs").text.contains("going on"))
    program.signal(SIGKILL)
    _ = try await program.ended()
    try server.folder.write("", to: "gate")
    let journal = try await city.lastRun() + "/journal.jsonl"
    let text = try TemporaryFolder.text(journal)
    #expect(truncate(journal, 100) == 0)
    #expect(try await !isReminded(city))
    // Closed, and killed before the head was written.
    #expect(truncate(journal, 0) == 0)
    try city.folder.write(text, to: String(journal.dropFirst(city.folder.path.count + 1)))
    #expect(try await city.sonae("undo", "last", "--yes").errorText.contains("careful") == false)
    #expect(unlink(try await city.lastRun() + "/head") == 0)
    #expect(try await !isReminded(city))
  }

  @Test func aCopyOnAnotherMachineSaysWhereItBegan() async throws {
    let city = try city()
    let run = try await killed(city)
    let journal = try await city.lastRun() + "/journal.jsonl"
    var name = utsname()
    uname(&name)
    let machine = withUnsafeBytes(of: &name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    // With its chain, as the other machine would have written it.
    let rewrite = """
      import hashlib, re, sys
      path, name = sys.argv[1:]
      out, prev = "", "0" * 64
      for line in open(path, encoding="utf-8"):
          line = line.replace('"machine":"%s"' % name, '"machine":"other-pc"')
          line = re.sub('"prev":"sha256:[0-9a-f]{64}"', '"prev":"sha256:%s"' % prev, line)
          prev = hashlib.sha256(line.encode()).hexdigest()
          out += line
      open(path, "w", encoding="utf-8").write(out)
      """
    try ChildProcess.check(["python3", "-c", rewrite, journal, machine])
    let line = first(try await city.sonae("check"))
    #expect(line.contains(run) && line.contains("begun on other-pc"), "\(line)")
  }

  /// What is typed next needs the workspace and the way to its hosts too, in whatever folder it is typed.
  @Test func commandsToTypeAreWhole() async throws {
    let city = try city()
    let run = try await killed(city)
    let config = city.folder.file("ssh config")
    try city.folder.write("", to: "ssh config")
    let options = ["--workspace", city.folder.path, "--ssh-config", config]
    let check = try await Sonae.start(["check"] + options, in: "/", home: city.home.path).ended()
    let (workspace, way) = (" --workspace \(city.folder.path)", " --ssh-config '\(config)'")
    for command in ["resume", "undo"] {
      #expect(check.errorText.contains("sonae \(command) \(run)\(workspace)\(way)"), "\(check.errorText)")
    }
    let show = try await Sonae.start(
      ["runs", "show", run, "--workspace", city.folder.path], in: "/", home: city.home.path
    )
    .ended()
    #expect(show.text.contains("sonae resume \(run)\(workspace)\n"), "\(show.text)")
    let undo = try await Sonae.start(["undo", run, "--yes"] + options, in: "/", home: city.home.path).ended()
    for words in ["report \(run)\(workspace) --output report.html", "verify \(run)\(workspace)\n"] {
      #expect(undo.errorText.contains("sonae \(words)"), "\(undo.errorText)")
    }
    // A run that was named by its place isn't found by its id.
    let place = try await city.lastRun()
    let again = try await Sonae.start(["undo", place, "--yes"] + options, in: "/", home: city.home.path).ended()
    #expect(again.code == 4 && again.errorText.contains("sonae report \(place)\(workspace)"), "\(again.errorText)")
  }

  @Test func severalAreNamedTheNewestFirst() async throws {
    // What owed an undo would keep the next one from beginning.
    let city = try city(undo: "")
    var runs: [String] = []
    for _ in 0..<4 { runs.append(try await killed(city)) }
    let lines = try await city.sonae("check").errorText.split(separator: "\n").map(String.init).filter {
      $0.hasPrefix("careful") || $0.contains("more runs")
    }
    #expect(lines.count == 4, "\(lines)")
    for (line, run) in zip(lines, runs.reversed().prefix(3)) { #expect(line.contains(run)) }
    #expect(lines.last?.hasPrefix("1 more") == true)
  }
}
