import Foundation
import Glibc
import Model
import Simulation
import TestKit
import Testing

/// Drills that are killed at a write of their journal, resumed, killed again, until they are closed; on real servers.
/// `SONAE_CRASH_KILLS` kills more often; `tools/campaign crash` does.
@Suite(.serialized, needsServer)
struct CrashTests {
  private static let kills = Int(ProcessInfo.processInfo.environment["SONAE_CRASH_KILLS"] ?? "") ?? 12
  /// More writes than the first process of a drill makes.
  private static let writes = 40

  /// Two systems on two hosts, so that several things are under way at each moment.
  private struct World {
    let servers: [SSHServer]
    let city: City
    let story: TemporaryFolder
    let library: String

    static let steps = ["cut", "a1", "a2", "a3", "b1", "b2", "b3"]

    init() throws {
      servers = [try SSHServer(), try SSHServer()]
      story = try TemporaryFolder("sonae-story")
      library = try DeathAtWrite.library(in: story)
      let folder = story.path
      func command(_ id: String) -> String { "sleep 0.03; echo \(id) >>\(folder)/told; sleep 0.02; echo out-\(id)" }
      func undo(_ id: String) -> String { "{run: \"echo undo-\(id) >>\(folder)/told\", timeout: 20s}" }
      func step(_ id: String, _ more: String = "") -> String {
        "  - {id: \(id), run: \"\(command(id))\", timeout: 20s, expect: {stdout: {equals: out-\(id)}}, undo: \(undo(id))\(more)}\n"
      }
      let steps = step("a1") + step("a2", ", stdin: some input, register: word") + step("a3")
      let other = step("b1") + step("b2") + step("b3")
      city = try City(
        servers, steps: steps,
        files: [
          // So long that no check fails for want of a processor.
          "sonae.yaml": City.settings.replacing("within: 2s", with: "within: 30s"),
          "inventory/more.yaml": """
          systems:
            - id: yard
              name: {ja: 車庫, en: Yard}
              objectives: [{level: service, rto: 1h, source: sample}]
              health: [{id: up, run: "true", on: b}]

          """,
          "playbooks/yard.yaml": "procedure: yard\non: b\nsteps:\n\(other)  - verify: service\n",
          "playbooks/loss.yaml": """
          scenario: loss
          title: {ja: 窓口の喪失, en: Loss of the desk}
          type: live
          clock: injected
          environment: lab
          systems: [desk, yard]
          inject: [{id: cut, run: "\(command("cut"))", on: b, timeout: 20s, destructive: true, undo: \(undo("cut"))}]

          """,
        ])
    }

    func told() -> [String] {
      ((try? TemporaryFolder.text(story.file("told"))) ?? "").split(separator: "\n").map(String.init)
    }

    func clear() throws {
      try ChildProcess.check(["sh", "-c", "rm -rf \(story.file("told")) \(city.folder.file("records"))/[0-9]*"])
    }
  }

  @Test func everyStepIsDoneOnceAndUndoneOnceWhereverItIsKilled() async throws {
    let world = try World()
    var (drills, kills) = (0, 0)
    var boundaries: Set<DeathAtWrite> = []
    // Where every drill fails nothing is killed.
    while kills < Self.kills, drills < 3 * Self.kills {
      var random = SplitMix64(seed: UInt64(drills))
      try world.clear()
      let boundary = Self.boundary(drills)
      var last = try await live(world, ["drill", "loss"], dying: boundary)
      if last.isKilled { boundaries.insert(boundary) }
      while last.isKilled {
        kills += 1
        let opened = try await isOpened(world)
        let death = Int.random(in: 0..<3, using: &random) == 0 ? Self.earlyDeath(&random) : nil
        last = try await live(world, opened ? ["resume", "last"] : ["drill", "loss"], dying: death)
      }
      // Killed after it was swept, it is closed, and nothing is left to be done.
      if last.code == 4 { last = try await world.city.sonae("runs", "show", "last", "--json") }
      try await check(world, last, "drill \(drills): \(last.errorText)")
      drills += 1
      if drills % 100 == 0 { report("crash: \(drills) drills, killed \(kills) times so far") }
    }
    print(
      "crash: \(drills) drills, killed \(kills) times, the first process around \(boundaries.count) moments of its writes"
    )
  }

  /// All moments of all writes, one after the other; the first few are spread over the whole drill.
  private static func boundary(_ number: Int) -> DeathAtWrite {
    let moments = DeathAtWrite.Moment.allCases
    return DeathAtWrite(moment: moments[number % moments.count], number: number / moments.count * 7 % writes + 1)
  }

  /// Of a process that takes the run up: while it writes the journal anew, or at the first lines that it adds.
  private static func earlyDeath(_ random: inout SplitMix64) -> DeathAtWrite {
    DeathAtWrite(
      moment: DeathAtWrite.Moment.allCases.randomElement(using: &random) ?? .before,
      number: Int.random(in: 1...10, using: &random))
  }

  /// One process of a run.
  private func live(_ world: World, _ words: [String], dying death: DeathAtWrite?) async throws -> Program.Ending {
    return try await Sonae.start(
      words + ["--yes", "--json", "--as", "suzuki"], in: world.city.folder.path, home: world.city.home.path,
      environment: death?.environment(world.library) ?? [:],
      // Of a command that came nowhere near its host the host can't tell: a person says so. Whoever is asked about one that
      // ran would have it done twice by this answer.
      input: .text(String(repeating: "retry\n", count: 20))
    ).ended()
  }

  /// Killed before its first line was whole, it has done nothing, and there is nothing to resume.
  private func isOpened(_ world: World) async throws -> Bool {
    let shown = try await world.city.sonae("runs", "show", "last", "--json")
    let run = shown.output.isEmpty ? JSON.null : try JSON(reading: shown.output)
    if run["started_at"]?.string != nil { return true }
    #expect(world.told().isEmpty, "a run without a line has done something: \(shown.errorText)")
    return false
  }

  private func check(_ world: World, _ ending: Program.Ending, _ place: String) async throws {
    let drill = try Drill(ending)
    #expect(drill.code == 0 && drill.result == "met", "\(place) \(drill)")
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 7, "waived": 0]), "\(place) \(drill)")
    let told = world.told()
    for step in World.steps {
      #expect(told.count { $0 == step } == 1, "\(place): \(step) in \(told)")
      #expect(told.count { $0 == "undo-" + step } == 1, "\(place): undo of \(step) in \(told)")
    }
    for (earlier, later) in [("a1", "a2"), ("a2", "a3"), ("b1", "b2"), ("b2", "b3"), ("cut", "a1"), ("cut", "b1")] {
      #expect(told.firstIndex(of: earlier) ?? 0 < told.firstIndex(of: later) ?? -1, "\(place): \(told)")
      #expect(
        told.firstIndex(of: "undo-" + earlier) ?? -1 > told.firstIndex(of: "undo-" + later) ?? 0, "\(place): \(told)")
    }
    for server in world.servers { #expect(server.kept.isEmpty, "\(place): not swept") }
    let run = drill.journal.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    #expect(access(run + "/head", F_OK) == 0, "\(place): no head")
    #expect(try await world.city.sonae("verify").code == 0, "\(place)")
    #expect(try ChildProcess.run([Sonae.project + "/tools/verify-journal", run]).code == 0, "\(place)")
  }
}
