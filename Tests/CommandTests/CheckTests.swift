import Glibc
import Model
import TestKit
import Testing

/// `sonae check`, by the exit codes of the monitoring plugins.
@Suite(.fewAtATime, needsServer)
struct CheckTests {
  private let server: SSHServer

  init() throws { server = try SSHServer() }

  private func city(_ health: String..., settings: String = "") throws -> City {
    try City([server], settings: settings, health: health.map { "      - \($0)\n" }.joined())
  }

  private let good = "{id: good, run: \"true\", on: a}"
  private let bad = "{id: bad, run: \"echo down; exit 1\", on: a}"
  private let minor = "{id: minor, run: \"exit 1\", on: a, mandatory: false}"

  @Test func allThatHoldIsZero() async throws {
    let port = "{id: port, tcp: \"\(server.address):\(server.port)\"}"
    let ending = try await city(good, port, "{id: data, data_as_of: \"date +@%s\", on: a}").sonae("check")
    #expect(ending.code == 0, "\(ending.text)\(ending.errorText)")
    #expect(ending.text.contains("3 of 3 checks hold"))
  }

  @Test func oneThatIsNotMandatoryIsAWarning() async throws {
    let ending = try await city(good, minor).sonae("check", "--json")
    let json = try JSON(reading: ending.output)
    #expect(ending.code == 1 && json["state"] == "warning", "\(ending.text)")
    #expect(json["checks"]?.array?.compactMap { $0["state"]?.string } == ["ok", "warning"])
  }

  @Test func oneThatDoesNotHoldIsCritical() async throws {
    let ending = try await city(good, minor, bad).sonae("check", "--json")
    let json = try JSON(reading: ending.output)
    #expect(ending.code == 2 && json["state"] == "critical", "\(ending.text)")
    let answer = try #require(json["checks"]?.array?.last)
    #expect(answer["system"] == "desk" && answer["check"] == "bad" && answer["seen"] == "down")
    #expect(answer["reason"]?.string?.isEmpty == false)
    let table = try await city(good, bad).sonae("check")
    #expect(table.code == 2 && table.text.contains("down") && table.text.contains("1 of 2 checks hold"))
  }

  @Test func aHostThatCannotBeAskedIsUnknown() async throws {
    server.stop()
    let ending = try await city(good).sonae("check", "--json")
    let json = try JSON(reading: ending.output)
    #expect(ending.code == 3 && json["state"] == "unknown", "\(ending.text)")
    let table = try await city(good).sonae("check")
    #expect(table.code == 3 && table.text.contains("? unknown") && !table.text.contains("fails"), "\(table.text)")
  }

  @Test(arguments: [(0, 0), (1, 1), (2, 2), (3, 3)]) func aPluginsStateIsTheAnswer(_ code: Int, _ exit: Int32)
    async throws
  {
    let ending = try await city("{id: disk, plugin: \"echo 'DISK | /=12%'; exit \(code)\", on: a}").sonae("check")
    #expect(ending.code == exit, "\(ending.text)")
  }

  @Test func whatCannotBeAskedAtAllIsUnknownToo() async throws {
    let wrong = try city(good)
    try wrong.folder.write("workspace: test\nnonsense: 1\n", to: "sonae.yaml")
    #expect(try await wrong.sonae("check").code == 3)
    let without = try city(good, settings: "secrets: {key: {env: NO_SUCH_VARIABLE}}\n")
    #expect(try await without.sonae("check").code == 0)
    let needing = try city(
      "{id: key, run: \"test {{secret.key}}\", on: a}", settings: "secrets: {key: {env: NO_SUCH_VARIABLE}}\n")
    #expect(try await needing.sonae("check").code == 3)
  }

  @Test func onlyTheSystemsThatAreNamedAreAsked() async throws {
    let city = try city(bad)
    try city.folder.write(
      "systems:\n  - {id: phone, objectives: [], health: [{id: up, run: \"true\", on: a}]}\n",
      to: "inventory/phone.yaml")
    #expect(try await city.sonae("check", "--systems", "phone").code == 0)
    #expect(try await city.sonae("check", "--systems", "phone,desk").code == 2)
    #expect(try await city.sonae("check", "--systems", "telephone").code == 64)
  }

  @Test func watchingGoesOnUntilCtrlC() async throws {
    let state = server.folder.file("up")
    let city = try city("{id: up, run: \"test -e \(state)\", on: a}")
    let program = try city.start("check", "--watch", "200ms")
    try await program.says("0 of 1 checks hold")
    try server.folder.write("", to: "up")
    try await program.says("1 of 1 checks hold")
    program.signal(SIGINT)
    let ending = try await program.ended(within: .seconds(10))
    #expect([0, 130].contains(ending.code), "\(ending.code)")
    #expect(ending.errorText.isEmpty)
  }

  @Test func nothingIsRecorded() async throws {
    let city = try city(good)
    _ = try await city.sonae("check")
    #expect(access(city.folder.file("records"), F_OK) != 0)
  }
}
