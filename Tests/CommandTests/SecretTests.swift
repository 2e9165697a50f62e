import Glibc
import Model
import TestKit
import Testing

@Suite(.fewAtATime, needsServer)
struct SecretTests {
  private static let values = [
    "one": "s3cr3t-from-env ' $(x)", "two": "s3cr3t-from-file-住", "three": "s3cr3t-from-command",
    "kept": "s3cr3t-that-the-host-made",
  ]

  private let server: SSHServer
  private let city: City

  init() throws {
    server = try SSHServer()
    let file = try server.folder.write(Self.values["two"]! + "\n", to: "secret-two")
    let other = try server.folder.write(Self.values["three"]! + "\n", to: "secret-three")
    let made = try server.folder.write(Self.values["kept"]!, to: "secret-kept")
    city = try City(
      [server],
      steps: """
          - {id: one, run: "printf %s {{secret.one}} | sha256sum"}
          - {id: two, run: "sleep 1; sha256sum", stdin: "{{secret.two}}"}
          - id: leak
            run: echo {{secret.three}}; printf 'a%sb\\n' {{secret.one}} >&2
          - {id: three, script: {file: scripts/hash.sh, args: ["x", "{{secret.three}}"]}}
          - {id: made, run: "cat \(made)", sensitive: true, register: kept}
          - {id: used, run: "printf %s {{kept}} | sha256sum; echo {{kept}}"}
          - {id: fails, run: "cat \(made); cat \(made) >&2; exit 1", sensitive: true, on_failure: continue,
             mandatory: false, expect: {stdout: nothing}, undo: {run: "cat \(made)"}}
        """,
      settings: """
        secrets:
          one: {env: CITY_SECRET}
          two: {file: \(file)}
          three: {command: [cat, \(other)]}

        """,
      files: ["playbooks/scripts/hash.sh": "printf %s \"$2\" | sha256sum\n"])
  }

  /// A host that sends back what it reads, and one whose secret's lines end otherwise than the value's.
  @Test func neitherAnEchoNorOtherFormsOfASecretAreKept() async throws {
    let echo = try SSHServer(["ForceCommand /bin/cat"])
    let value = "it's-a-top-s3cr3t\r\nsecond-line-s3cr3t"
    let city = try City(
      [echo, server],
      steps: """
          - {id: echo, run: "mysql -p{{secret.tok}}", on: a, on_failure: continue, mandatory: false, timeout: 20s}
          - {id: lines, run: "printf %s {{secret.tok}} | tr -d '\\r'", on: b}
          - {id: trace, run: "sh -xc ': \\"$1\\"' _ {{secret.tok}}", on: b}
        """, settings: "secrets: {tok: {env: TOK}}\n")
    let drill = try await city.drill(environment: ["TOK": value])
    let records = try ChildProcess.run(["grep", "-rlE", "s3cr3t|second-line", city.folder.file("records")]).text
    #expect(records == "" && !drill.description.contains("s3cr3t"), "\(records)\n\(drill)")
  }

  @Test func whatTheCheckOfASensitiveStepSeesIsNotKept() async throws {
    let city = try City(
      [server],
      steps: "  - {id: hush, run: \"true\", sensitive: true, check: {run: echo s3cr3t-state, on: a}}")
    let drill = try await city.drill()
    let records = try ChildProcess.run(["grep", "-rl", "s3cr3t-state", city.folder.file("records")]).text
    let journal = try TemporaryFolder.text(drill.journal)
    #expect(drill.code == 0 && !journal.contains("\"seen\":\"s3cr3t"), "\(records)\n\(drill)")
  }

  @Test func aSecretThatIsTooShortToBeHiddenIsRefused() async throws {
    let city = try City(
      [server], steps: "  - {id: pin, run: \"echo {{secret.pin}}\"}", settings: "secrets: {pin: {env: PIN}}\n")
    let drill = try await city.drill(environment: ["PIN": "777"])
    #expect(drill.code == 2 && drill.ending.errorText.contains("pin"), "\(drill)")
  }

  private func hash(_ name: String) throws -> String {
    let file = try server.folder.write(Self.values[name]!, to: "to-hash")
    return String(try ChildProcess.check(["sha256sum", file]).prefix(64))
  }

  private func expectNoSecret(_ bytes: [UInt8], _ place: String) {
    let text = String(decoding: bytes, as: UTF8.self)
    for value in Self.values.values { #expect(!text.contains(value), "\(place) has \(value)") }
  }

  /// The command lines of this machine's processes but those that a server's session runs.
  private func commandLines() throws -> [UInt8] {
    let sessions = Set(server.connections.flatMap { [$0] + Processes.descendants(of: $0) })
    return try ChildProcess.check(["ls", "/proc"]).split(separator: "\n").compactMap { pid_t($0) }
      .filter { !sessions.contains($0) }
      .flatMap { (try? TemporaryFolder.read("/proc/\($0)/cmdline")) ?? [] }
  }

  @Test func secretsReachTheHostAndStandNowhereElse() async throws {
    let program = try city.start(
      "drill", "loss", "--yes", "--json", environment: ["CITY_SECRET": Self.values["one"]!])
    try await program.says("desk.two a")
    expectNoSecret(try commandLines(), "a command line")
    let drill = try Drill(await program.ended())
    #expect(drill.code == 0, "\(drill)")
    for (step, name) in [("one", "one"), ("two", "two"), ("three", "three"), ("used", "kept")] {
      #expect(try drill.output("desk.\(step)")?.hasPrefix(hash(name)) == true, "\(step)")
    }
    #expect(try drill.output("desk.leak")?.hasPrefix("[REDACTED]\n") == true)
    #expect(try drill.output("desk.leak", "stderr") == "a[REDACTED]b\n")
    expectNoSecret(drill.ending.output + drill.ending.errors, "the terminal")
    for format in ["html", "markdown", "csv", "csv-systems", "json"] {
      for language in ["ja", "en"] {
        let report = try await city.sonae("report", "last", "--format", format, "--language", language)
        #expect(report.code == 0)
        expectNoSecret(report.output + report.errors, "the report in \(format)")
      }
    }
    for words in [
      ["runs", "log", "last"], ["runs", "log", "last", "--json"], ["runs", "show", "last"], ["plan", "loss", "--json"],
    ] {
      let ending = try await Sonae.start(words, in: city.folder.path, home: city.home.path).ended()
      expectNoSecret(ending.output + ending.errors, "\(words)")
    }
    for (name, bytes) in try city.everyFile() { expectNoSecret(bytes, name) }
    // The wrapper itself shows no command in the host's process list either.
    expectNoSecret(try TemporaryFolder.read(server.log), "the server's log")
  }

  /// Killed while it prints, and resumed by a process that can't know what to take out of what the host has kept.
  @Test(arguments: ["changed", "registered"]) func whatIsTakenOverShowsNoValueOfTheProcessBefore(_ kind: String)
    async throws
  {
    let stage = try Story()
    let token = try server.folder.write("t0ken-of-the-host", to: "token")
    let isRegistered = kind == "registered"
    let made = isRegistered ? "  - {id: made, run: \"cat \(token)\", sensitive: true, register: kept}\n" : ""
    let work =
      "echo {{secret.tok}} > /dev/null; echo began >> \(stage.path); \(stage.wait); echo \(isRegistered ? "{{kept}}" : "{{secret.tok}}")"
    let city = try City(
      [stage.server], steps: made + "  - {id: work, run: \"\(work)\"}", settings: "secrets: {tok: {env: TOK}}\n")
    let program = try city.start("drill", "loss", "--yes", environment: ["TOK": "old-s3cr3t"])
    try await program.until("the work has begun") { stage.told() == ["began"] }
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
    try stage.server.folder.write("", to: "gate")
    let new = isRegistered ? "old-s3cr3t" : "new-s3cr3t"
    let drill = try await Drill(
      city.sonae("resume", "last", "--yes", "--json", environment: ["TOK": new]))
    #expect(drill.result("desk.work") == "passed" && drill.reason("desk.work") == "found-on-host", "\(drill)")
    #expect(drill.ending.errorText.contains("these secrets") != isRegistered, "\(drill)")
    let leaks = try ChildProcess.run(["grep", "-rlE", "old-s3cr3t|t0ken-of", city.folder.file("records")]).text
    #expect(leaks == "" && !drill.description.contains("s3cr3t") && !drill.description.contains("t0ken"), "\(leaks)")
  }

  @Test func whatIsMissingIsSaidBeforeAnythingRuns() async throws {
    let ending = try await city.sonae("drill", "loss", "--yes")
    #expect(ending.code == 2 && ending.errorText.contains("CITY_SECRET"), "\(ending.errorText)")
    #expect(access(city.folder.file("records"), F_OK) != 0)
    #expect(server.connections.isEmpty)
  }
}
