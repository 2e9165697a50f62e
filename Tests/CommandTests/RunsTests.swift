import Glibc
import Model
import TestKit
import Testing

/// The commands that read records.
@Suite(.fewAtATime, needsServer)
struct RunsTests {
  private let server: SSHServer
  private let city: City

  init() throws {
    server = try SSHServer()
    city = try City(
      [server], steps: "  - {id: start, title: {ja: 起動する, en: Start it}, run: echo started}",
      files: [
        "playbooks/other.yaml": "scenario: other\ntype: live\nclock: injected\nenvironment: lab\nsystems: [desk]\n"
      ])
  }

  @Test func theListShowsAllRunsTheNewestFirst() async throws {
    #expect(try await city.sonae("runs", "list").code == 0)
    #expect(try await city.sonae("runs", "list", "--json").text == "[]\n")
    let first = try await city.drill()
    let second = try await city.drill(scenario: "other")
    let list = try #require(try JSON(reading: await city.sonae("runs", "list", "--json").output).array)
    #expect(list.compactMap { $0["run"]?.string } == [second.run, first.run])
    for name in [
      "run", "scenario", "mode", "started_at", "ended_at", "result", "running", "undo_owed", "operator",
      "journal", "systems",
    ] {
      #expect(list.allSatisfy { $0[name] != nil }, "\(name)")
    }
    #expect(list[0]["result"] == "met" && list[0]["running"] == false && list[0]["operator"] == "suzuki")
    let table = try await city.sonae("runs")
    #expect(table.text.contains(first.run) && table.text.contains(second.run))
    let filtered = try JSON(reading: await city.sonae("runs", "list", "--json", "--scenario", "loss").output)
    #expect(filtered.array?.compactMap { $0["run"]?.string } == [first.run])
    #expect(try await city.sonae("runs", "list", "--json", "--result", "failed").text == "[]\n")
    #expect(try await city.sonae("runs", "list", "--json", "--limit", "1").text.contains(second.run))
  }

  @Test func showAndLogTellARunAgain() async throws {
    let drill = try await city.drill()
    let shown = try await city.sonae("runs", "show", "last")
    #expect(shown.code == 0 && shown.text.contains(drill.run) && shown.text.contains("Desk"))
    let log = try await city.sonae("runs", "log", drill.run)
    #expect(log.code == 0 && log.text.contains("desk.start") && log.text.contains("Start it"))
    let events = try #require(try JSON(reading: await city.sonae("runs", "log", "last", "--json").output).array)
    let journal = try await city.journal()
    #expect(events.count == journal.count && events.first?["event"] == "run.opened")
    #expect(events.last?["event"] == "run.closed" && events.last?["at"] == journal.last?["at"])
    let unknown = try await city.sonae("runs", "show", "19990101")
    #expect(unknown.code == 64 && unknown.errorText.contains("runs list"))
  }

  @Test func followingARunFromAnotherProcessEndsWhenItEnds() async throws {
    try city.folder.write(
      "procedure: desk\non: a\nsteps:\n  - {id: start, run: \"while test -e \(server.folder.path) && ! test -e \(server.folder.file("gate")); do sleep 0.05; done\"}\n  - verify: service\n",
      to: "playbooks/desk.yaml")
    let drill = try city.start("drill", "loss", "--yes")
    try await drill.says("desk.start a")
    let follower = try city.start("runs", "follow", "last")
    try await follower.says("desk.start a")
    #expect(!drill.hasEnded)
    let listed = try JSON(reading: await city.sonae("runs", "list", "--json").output)
    #expect(listed.array?.first?["running"] == true)
    let shown = try await city.sonae("runs", "show", "last").text
    #expect(shown.contains("kill -INT \(drill.pid)") && !shown.contains("sonae undo"), "\(shown)")
    try server.folder.write("", to: "gate")
    let followed = try await follower.ended()
    #expect(followed.code == 0 && followed.text.contains("desk.service"), "\(followed.text)")
    #expect(try await drill.ended().code == 0)
    #expect(try await city.sonae("runs", "follow", "last").code == 0)
    // A document a line, for whatever reads them while they come.
    let lines = try await city.sonae("runs", "follow", "last", "--json").text.split(separator: "\n")
    let kinds = try lines.map { try JSON(reading: $0.utf8)["event"]?.string }
    #expect(kinds.first == "run.opened" && kinds.last == "run.closed", "\(lines)")
  }

  @Test(arguments: ["ja", "en"]) func theReportComesInEveryFormatAndLanguage(_ language: String) async throws {
    let drill = try await city.drill()
    for (format, ending) in [
      ("html", "html"), ("markdown", "md"), ("csv", "csv"), ("csv-systems", "csv"), ("json", "json"),
    ] {
      let file = city.folder.file("report-\(format).\(ending)")
      let written = try await city.sonae(
        "report", "last", "--format", format, "--language", language, "--output", file)
      #expect(written.code == 0 && written.text.isEmpty && written.errorText.contains(file))
      let text = try TemporaryFolder.text(file)
      let printed = try await city.sonae("report", drill.run, "--format", format, "--language", language)
      #expect(printed.text == text && !text.isEmpty)
      #expect(text.contains(format == "json" ? drill.run : language == "ja" ? "窓口" : "Desk"), "\(format)")
    }
    let html = try await city.sonae("report", "last", "--language", language).text
    #expect(html.contains(language == "ja" ? "訓練実施報告書" : "Drill report") && html.contains("<svg"))
    #expect(html.contains("lang=\"\(language)\"") && html.contains(drill.json["head"]?.string ?? "-"))
    for outside in ["src=\"http", "href=\"http", "@import", "url(http"] { #expect(!html.contains(outside)) }
    let json = try JSON(reading: await city.sonae("report", "last", "--json").output)
    #expect(json["run"]?.string == drill.run || json["run"]?["run"]?.string == drill.run)
    let guessed = city.folder.file("by-name.md")
    #expect(try await city.sonae("report", "last", "-o", guessed).code == 0)
    #expect(try TemporaryFolder.text(guessed).hasPrefix("#"))
  }

  @Test func oneChangedByteIsFoundByBothVerifiers() async throws {
    let drill = try await city.drill()
    let folder = try await city.lastRun()
    #expect(try await city.sonae("verify").code == 0)
    let tool = Sonae.project + "/tools/verify-journal"
    if ChildProcess.isInstalled("python3") { #expect(try ChildProcess.run([tool, folder]).code == 0) }
    var bytes = try TemporaryFolder.read(drill.journal)
    bytes[bytes.count / 2] ^= 1
    let file = open(drill.journal, O_WRONLY | O_TRUNC)
    #expect(write(file, bytes, bytes.count) == bytes.count)
    close(file)
    let found = try await city.sonae("verify", "last", "--json")
    #expect(found.code == 1, "\(found.text)")
    let answer = try #require(try JSON(reading: found.output).array?.first)
    #expect(answer["verified"] == false && answer["findings"]?.array?.isEmpty == false)
    #expect(try await city.sonae("verify").code == 1)
    if ChildProcess.isInstalled("python3") { #expect(try ChildProcess.run([tool, folder]).code == 1) }
    let shown = try await city.sonae("runs", "show", "last")
    #expect(shown.code != 0 || shown.errorText.contains("sonae verify"), "\(shown.errorText)")
    #expect(try await city.sonae("runs", "list", "--limit", "0").code == 64)
    let report = try await city.sonae("report", "last")
    #expect(report.code != 0 || report.text.contains("verify"))
  }

  @Test func aWorkspaceWithErrorsKeepsItsRecordsReadable() async throws {
    let drill = try await city.drill()
    try city.folder.write("procedure: [", to: "playbooks/desk.yaml")
    #expect(try await city.sonae("validate").code == 2)
    #expect(try await city.sonae("runs", "show", drill.run).code == 0)
    #expect(try await city.sonae("report", drill.run).code == 0)
    #expect(try await city.sonae("verify").code == 0)
  }
}
