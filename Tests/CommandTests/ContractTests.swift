import Model
import TestKit
import Testing

/// The JSON of a drill, member by member, and where the words go.
@Suite(.fewAtATime, needsServer)
struct ContractTests {
  private let server: SSHServer
  private let city: City

  init() throws {
    server = try SSHServer()
    city = try City(
      [server],
      steps: """
          - id: start
            title: {ja: 起動, en: Start it}
            run: echo started
            undo: {run: echo stopped}
        """,
      scenario: "inject: [{id: stop, run: 'true', on: a, destructive: true, undo: {run: 'true'}}]")
  }

  private func isTime(_ json: JSON?) -> Bool {
    firstMatch(of: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{3}Z$", in: json?.string ?? "") != nil
  }

  @Test func theDocumentHasEveryMemberOfTheContract() async throws {
    let drill = try await city.drill()
    try #require(drill.code == 0, "\(drill)")
    let json = drill.json
    #expect(json["scenario"] == "loss" && json["mode"] == "drill" && json["result"] == "met")
    #expect(json["clock"] == "injected")
    #expect(isTime(json["started_at"]) && isTime(json["ended_at"]))
    #expect(json["undo"] == .members(["owed": 0, "paid": 2, "waived": 0]))
    #expect(drill.run.hasSuffix("-" + (drill.run.split(separator: "-").last ?? "")) && drill.run.contains("-loss-"))

    let system = drill.system()
    #expect(system["result"] == "met")
    #expect(system["rto"]?["target_s"]?.number == 3600)
    let measured = try #require(system["rto"]?["measured_s"]?.number)
    #expect(measured > 0 && measured < 3600)
    #expect(system["rpo"]?["target_s"] == .null && system["rpo"]?["measured_s"] == .null)
    for time in ["injected", "first_action", "service_confirmed"] { #expect(isTime(system["times"]?[time]), "\(time)") }

    let steps = try #require(json["steps"]?.array)
    #expect(steps.compactMap { $0["id"]?.string } == ["inject.stop", "desk.start", "desk.service"])
    for step in steps {
      for name in ["id", "system", "host", "kind", "attempts", "result", "exit", "started_at", "duration_s"] {
        #expect(step[name] != nil, "\(name) of \(step)")
      }
      #expect(isTime(step["started_at"]) && step["attempts"] == 1 && step["result"] == "passed")
    }
    let start = drill.step("desk.start")
    #expect(start["system"] == "desk" && start["host"] == "a" && start["kind"] == "run" && start["exit"] == 0)
    #expect(start["duration_s"]?.number != nil)
    #expect(drill.step("inject.stop")["system"] == .null)
  }

  @Test func theHeadIsTheHashOfTheJournalsLastLine() async throws {
    let drill = try await city.drill()
    let hash = try ChildProcess.check(["sh", "-c", "tail -n 1 \"$1\" | sha256sum", "-", drill.journal]).prefix(64)
    #expect(drill.json["head"]?.string == "sha256:\(hash)")
    let verified = try JSON(reading: await city.sonae("verify", "last", "--json").output)
    #expect(verified.array?.first?["head"] == drill.json["head"])
  }

  @Test func runsShowGivesTheSameDocument() async throws {
    let drill = try await city.drill()
    #expect(try await city.sonae("runs", "show", drill.run, "--json").output == drill.ending.output)
  }

  @Test func standardOutputHoldsNothingButTheDocument() async throws {
    let drill = try await city.drill()
    #expect(drill.ending.text.hasPrefix("{") && drill.ending.text.hasSuffix("}\n"))
    #expect(drill.ending.errorText.contains("desk.start") && drill.ending.errorText.contains("Start it"))
    let plain = try await city.sonae("drill", "loss", "--yes")
    #expect(plain.text.isEmpty)
    #expect(plain.errorText.contains("desk.start"))
  }

  @Test func whatWillBeStoppedIsSaidBeforeItIsDone() async throws {
    let drill = try await city.drill()
    let text = drill.ending.errorText
    let announced = try #require(text.firstRange(of: "(inject.stop)"))
    let done = try #require(text.firstRange(of: "inject.stop a"))
    #expect(announced.lowerBound < done.lowerBound)
  }

  @Test func whoActsStandsInTheJournal() async throws {
    let named = try await city.drill()
    #expect(named.json["operator"] == "suzuki")
    let byVariable = try await city.sonae("drill", "loss", "--yes", "--json", environment: ["SONAE_OPERATOR": "佐藤"])
    #expect(try JSON(reading: byVariable.output)["operator"] == "佐藤")
    let byLogin = try await city.sonae("drill", "loss", "--yes", "--json")
    #expect(try JSON(reading: byLogin.output)["operator"]?.string == server.user)
    #expect(try await city.journal().first?["operator"]?.string == server.user)
  }
}
