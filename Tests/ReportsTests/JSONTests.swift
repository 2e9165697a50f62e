import Catalogue
import Reports
import Testing

@testable import Model

@Suite struct RunJSONTests {
  private func json(_ report: Report) throws -> JSON {
    try JSON(reading: Array(report.rendered(as: .json, in: .en).utf8))
  }

  @Test func membersAreThoseOfTheCommandLinesContract() throws {
    let json = try json(Fixtures.allMet())
    #expect(json["run"]?.string == "20261122-101500-vhost-loss-7f3a")
    #expect(json["scenario"]?.string == "vhost-loss")
    #expect(json["mode"]?.string == "drill")
    #expect(json["result"]?.string == "met")
    #expect(json["clock"]?.string == "injected")
    #expect(json["started_at"]?.string == "2026-11-22T01:15:00.000Z")
    #expect(json["ended_at"]?.string?.hasSuffix("Z") == true)
    #expect(json["undo"]?["owed"]?.integer == 0)
    #expect(json["undo"]?["paid"]?.integer == 7)
    #expect(json["undo"]?["waived"]?.integer == 0)
    #expect(json["journal"]?.string?.hasSuffix("journal.jsonl") == true)
    #expect(json["head"]?.string?.hasPrefix("sha256:") == true)
    let system = try #require(json["systems"]?.array?.first)
    #expect(system["id"]?.string == "resident-information")
    #expect(system["result"]?.string == "met")
    #expect(system["rto"]?["target_s"] == .integer(10_800))
    #expect(system["rpo"]?["target_s"] == .integer(86_400))
    for name in ["injected", "first_action", "service_confirmed"] {
      #expect(system["times"]?[name]?.string?.count == 24)
    }
    let step = try #require(json["steps"]?.array?.dropFirst().first)
    #expect(step["id"]?.string == "resident-information.database")
    #expect(step["system"]?.string == "resident-information")
    #expect(step["host"]?.string == "vhost-b")
    #expect(step["kind"]?.string == "run")
    #expect(step["attempts"]?.integer == 1)
    #expect(step["result"]?.string == "passed")
    #expect(step["exit"]?.integer == 0)
    #expect(step["started_at"]?.string?.hasSuffix("Z") == true)
    #expect(step["duration_s"] != nil)
  }

  @Test func aRunThatIsNotClosedIsUnfinished() throws {
    let json = try json(Fixtures.unfinished())
    #expect(json["result"]?.string == "unfinished")
    #expect(json["ended_at"] == .null)
    #expect(json["verified"] == false)
    let results = try #require(json["steps"]?.array).compactMap { $0["result"]?.string }
    #expect(results.contains("unknown"))
    #expect(results.contains("not_run"))
    #expect(json["steps"]?.array?.last?["exit"] == .null)
  }

  @Test func whatToTypeStandsWithARunThatIsNotClosed() throws {
    let run = "20261122-101500-vhost-loss-7f3a"
    let left = try json(Fixtures.unfinished())
    #expect(left["running"] == false && left["next"]?["resume"]?.string == "sonae resume \(run)")
    #expect(left["next"]?["undo"]?.string == "sonae undo \(run)")
    let living = try json(Fixtures.goingOn())
    #expect(living["running"] == true && living["next"]?["stop"]?.string == "kill -INT 4242")
    #expect(living["steps"]?.array?.contains { $0["under_way"] == true } == true)
    #expect(try json(Fixtures.allMet())["next"] == .null)
  }

  @Test func whatIsOwedSaysHowItIsUndone() throws {
    let json = try json(Fixtures.owed())
    let owed = try #require(json["owed"]?.array)
    #expect(owed.map { $0["step"]?.string } == ["resident-information.database", "inject.stop"])
    #expect(owed.map { $0["host"]?.string } == ["vhost-b", "vhost-a"])
    #expect(owed.map { $0["undo"]?.string } == ["svc stop resident-information-db", "svc start --all"])
  }

  @Test func secondsHaveAtMostThreeDecimals() throws {
    var history = HistoryFixture(Fixtures.small())
    history.acts["resident-information.database"] = [.pass(.microseconds(1_234_567))]
    let text = try Fixtures.report(history).rendered(as: .json, in: .en)
    #expect(text.contains("\"duration_s\": 1.235"))
    let decimals = text.split(separator: "\n").filter { $0.contains("_s\": ") }.compactMap {
      $0.split(separator: ".").last
    }
    #expect(decimals.allSatisfy { $0.contains("_s") || $0.filter(\.isNumber).count <= 3 })
  }

  @Test func skippedMandatoryStepsLeaveASystemUnmeasured() throws {
    let json = try json(Fixtures.skipped())
    let system = try #require(json["systems"]?.array?[1])
    #expect(system["result"]?.string == "not_measured")
    #expect(system["rto"]?["measured_s"] == .null)
    #expect(system["reasons"]?.array?.first?["code"]?.string == "step-skipped")
    #expect(json["result"]?.string == "missed")
  }
}
