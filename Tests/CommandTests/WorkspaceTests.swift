import Glibc
import Model
import TestKit
import Testing

/// Commands that need no host: init, validate, plan.
@Suite(.fewAtATime)
struct WorkspaceTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder("sonae-init") }

  private func sonae(_ words: String...) async throws -> Program.Ending {
    try await Sonae.start(words, in: folder.path).ended()
  }

  @Test func initMakesAWorkspaceThatIsValid() async throws {
    let made = try await sonae("init", "deep/city")
    #expect(made.code == 0 && made.text.contains("sonae validate"))
    let valid = try await sonae("validate", "--workspace", "deep/city", "--json")
    let json = try JSON(reading: valid.output)
    #expect(valid.code == 0 && json["valid"] == true && json["errors"] == 0, "\(valid.text)")
    #expect(json["diagnostics"]?.array?.count == json["warnings"]?.integer.map { Int($0) })
    #expect(try ChildProcess.check(["find", folder.path, "-name", "*.sh", "-perm", "-u+x"]).contains(".sh"))
    #expect(try await Sonae.run("validate", in: folder.file("deep/city/playbooks")).code == 0)
    #expect(
      try await Sonae.run("validate", in: "/", environment: ["SONAE_WORKSPACE": folder.file("deep/city")]).code == 0)
  }

  @Test func foldersMayHaveAnyName() async throws {
    let name = "第1 庁舎's \"plan\" $(x)"
    #expect(try await sonae("init", name).code == 0)
    #expect(try await sonae("validate", "--workspace", name).code == 0)
    #expect(try await sonae("plan", "host-loss", "--workspace", folder.file(name)).code == 0)
  }

  @Test func initNeverOverwrites() async throws {
    try folder.write("mine\n", to: "sonae.yaml")
    let refused = try await sonae("init")
    #expect(refused.code == 4 && refused.errorText.contains("sonae.yaml"))
    #expect(try TemporaryFolder.text(folder.file("sonae.yaml")) == "mine\n")
    #expect(access(folder.file("inventory"), F_OK) != 0)
  }

  @Test func validateShowsEveryErrorWithItsPlaceAndTheNearestWord() async throws {
    #expect(try await sonae("init").code == 0)
    try folder.write("procedure: extra\nstepz:\n  - {id: a, runn: true}\n", to: "playbooks/extra.yaml")
    try folder.write("hosts:\n  - {id: x, adress: h}\n", to: "inventory/extra.yaml")
    let plain = try await sonae("validate")
    #expect(plain.code == 2)
    #expect(plain.errorText.contains("playbooks/extra.yaml:2:1") && plain.errorText.contains("steps"))
    #expect(
      plain.errorText.contains("inventory/extra.yaml:2:13") && plain.errorText.contains("address"), "\(plain.errorText)"
    )
    let json = try JSON(reading: await sonae("validate", "--json").output)
    #expect(json["valid"] == false && json["errors"]?.number ?? 0 >= 2)
    let diagnostic = try #require(json["diagnostics"]?.array?.first)
    for name in ["file", "line", "column"] { #expect(diagnostic[name] != nil, "\(diagnostic)") }
    let one = try await sonae("validate", "playbooks/extra.yaml")
    #expect(one.code == 2 && one.errorText.contains("playbooks/extra.yaml:2:1"))
    #expect(!one.errorText.contains("inventory/extra.yaml"))
    let japanese = try await sonae("validate", "--language", "ja")
    #expect(japanese.code == 2 && japanese.text.contains("誤り"))
  }

  @Test func validateReadsASingleGoodFile() async throws {
    #expect(try await sonae("init").code == 0)
    let ending = try await sonae("validate", "sonae.yaml", "--json")
    #expect(ending.code == 0, "\(ending.text)\(ending.errorText)")
  }

  @Test func planShowsTheOrderAsATableAGraphAndADocument() async throws {
    #expect(try await sonae("init").code == 0)
    let table = try await sonae("plan", "host-loss", "--language", "en")
    #expect(
      table.code == 0 && table.text.contains("fault injection") && table.text.contains("vhost-"),
      "\(table.text)\(table.errorText)")
    let graph = try await sonae("plan", "host-loss", "--format", "mermaid")
    #expect(graph.code == 0 && graph.text.hasPrefix("flowchart") || graph.text.hasPrefix("graph"))
    let json = try JSON(reading: await sonae("plan", "host-loss", "--json").output)
    #expect(json["digest"]?.string?.hasPrefix("sha256:") == true && json["plan"]?["steps"]?.array?.isEmpty == false)
    #expect(json["warnings"]?.array != nil)
    let again = try JSON(reading: await sonae("plan", "host-loss", "--json").output)
    #expect(again["digest"] == json["digest"])
    let recovery = try await sonae("plan", "host-loss", "--mode", "recovery")
    #expect(recovery.code == 0 && !recovery.text.contains("inject.stop") || recovery.text != table.text)
    #expect(try await sonae("plan", "host-los").code == 64)
  }

  @Test func withoutAWorkspaceTheWayOutIsSaid() async throws {
    let ending = try await Sonae.run("plan", "x", in: "/")
    #expect(ending.code == 2 && ending.errorText.contains("sonae init"))
    #expect(try await Sonae.run("plan", "x", "--workspace", "/nonexistent", in: "/").code == 2)
  }
}
