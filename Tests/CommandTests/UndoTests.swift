import Model
import TestKit
import Testing

@Suite(.fewAtATime, needsServer)
struct UndoTests {
  private let server: SSHServer
  private var story: String { server.folder.file("story") }

  init() throws { server = try SSHServer() }

  private func step(_ id: String, _ more: String = "", undo: String? = nil) -> String {
    let undo = undo ?? "echo undo-\(id) >> \(story)"
    return
      "  - {id: \(id), on: a, run: echo do-\(id) >> \(story)\(more), undo: {run: \(undo), retry: {attempts: 2, every: 0s}}}\n"
  }

  private func told() throws -> [String] {
    try TemporaryFolder.text(story).split(separator: "\n").map(String.init)
  }

  @Test func undosRunInReverseOrder() async throws {
    let city = try City(
      [server], steps: step("one") + step("two"),
      scenario: "inject:\n" + step("break"))
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.json["undo"]?["paid"] == 3, "\(drill)")
    #expect(try told() == ["do-break", "do-one", "do-two", "undo-two", "undo-one", "undo-break"])
  }

  @Test func afterAFailureWhatWasStartedIsUndone() async throws {
    let city = try City([server], steps: step("one") + step("two", "; exit 1") + step("three"))
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.result == "failed", "\(drill)")
    #expect(try told() == ["do-one", "do-two", "undo-two", "undo-one"])
  }

  @Test func anUndoIsTriedAgain() async throws {
    let undo = "\"echo try >> \(story); test $(grep -c try \(story)) -ge 2\""
    let city = try City([server], steps: step("one", undo: undo))
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.json["undo"]?["paid"] == 1, "\(drill)")
    #expect(try told() == ["do-one", "try", "try"])
  }

  @Test func anUndoThatFailsLeavesTheRunOpenAndIsListed() async throws {
    let city = try City([server], steps: step("one") + step("two", undo: "exit 9") + step("three"))
    let drill = try await city.drill()
    #expect(drill.code == 3 && drill.result == "unfinished", "\(drill)")
    #expect(drill.json["undo"] == .members(["owed": 1, "paid": 2, "waived": 0]))
    #expect(drill.json["ended_at"] == .null)
    #expect(try told() == ["do-one", "do-two", "do-three", "undo-three", "undo-one"])
    let shown = try await city.sonae("runs", "show", "last")
    #expect(shown.code == 0 && shown.text.contains("desk.two") && shown.text.contains("exit 9"), "\(shown.text)")
    let list = try JSON(reading: await city.sonae("runs", "list", "--json").output)
    #expect(list.array?.first?["undo_owed"] == 1 && list.array?.first?["result"] == "unfinished")
    #expect(try await city.sonae("verify").code == 0)
  }

  @Test func noOtherDrillBeginsWhereAnUndoIsOwed() async throws {
    let city = try City([server], steps: step("one", undo: "test -e \(server.folder.file("mended"))"))
    let first = try await city.drill()
    #expect(first.code == 3, "\(first)")
    for more in [[], ["--detach"]] {
      let words = ["drill", "loss", "--yes", "--json"] + more
      let second = try await Sonae.start(words, in: city.folder.path, home: city.home.path).ended()
      #expect(second.code == 4 && second.text.isEmpty, "\(second.errorText)")
      #expect(second.errorText.contains("a still carries 1 change of run \(first.run)"), "\(second.errorText)")
      #expect(second.errorText.contains("first sonae undo \(first.run)"))
    }
    #expect(try told() == ["do-one"])
    #expect(try JSON(reading: await city.sonae("runs", "list", "--json").output).array?.count == 1)
    try server.folder.write("", to: "mended")
    #expect(try await city.sonae("undo", "last", "--yes").code != 3)
    #expect(try await city.drill().code == 0)
  }

  /// Whoever decides that something stays as it is can be asked about it later.
  @Test func whoWaivesIsOneOfTheInventorysPeople() async throws {
    let people = "people: [{id: sato, name: {ja: 佐藤, en: Sato}, roles: [approver]}, {id: suzuki, roles: [operator]}]\n"
    let city = try City([server], steps: step("one", undo: "exit 9"), files: ["inventory/people.yaml": people])
    let drill = try await city.drill()
    #expect(drill.code == 3 && !drill.ending.errorText.contains("inventory's people"), "\(drill)")
    func waive(_ person: String) async throws -> Program.Ending {
      try await city.sonae(
        "undo", "last", "--yes", "--as", person, "--waive", "desk.one", "--reason", "it stays")
    }
    let nobody = try await waive("nobody")
    #expect(nobody.code == 4 && nobody.errorText.contains("nobody") && nobody.errorText.contains("sato, suzuki"))
    #expect(try await waive("suzuki").code == 4)
    let undo = try await city.sonae("undo", "last", "--yes", "--as", "nobody")
    #expect(undo.code == 3 && undo.errorText.contains("careful: nobody is not among the inventory's people"))
    let done = try await waive("佐藤")
    #expect(done.code == 0 && !done.errorText.contains("inventory's people"), "\(done.errorText)")
  }

  @Test func whatNeverStartedOwesNothing() async throws {
    let silent = try SilentPort()
    let hosts = City.hosts([server]).replacing("address: \(server.address)", with: "address: \(silent.address)")
      .replacing("port: \(server.port)", with: "port: \(silent.port)")
    let city = try City(
      [server], steps: step("one"), settings: "ssh: {connect_timeout: 1s}\n", files: ["inventory/hosts.yaml": hosts])
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.result("desk.one") == "failed", "\(drill)")
    #expect(drill.reason("desk.one") == "ssh-banner-timed-out")
    #expect(drill.json["undo"]?["owed"] == 0 && drill.json["undo"]?["paid"] == 0)
  }

  @Test func anUndoByHandAsksAPerson() async throws {
    let city = try City([server], steps: "  - {id: paper, run: 'true', undo: {manual: Destroy the paper}}")
    let done = try await city.drill(input: .text("done\n"))
    #expect(done.code == 0 && done.json["undo"]?["paid"] == 1, "\(done)")
    #expect(done.ending.errorText.contains("Destroy the paper"))
    let nobody = try await city.drill()
    #expect(nobody.code == 3 && nobody.json["undo"]?["owed"] == 1, "\(nobody)")
  }
}
