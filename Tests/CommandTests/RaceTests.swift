import Foundation
import Glibc
import Model
import TestKit
import Testing

/// Operators who want one machine at the same moment, under whatever name: one has it, the others are told so, and nothing is
/// done twice. `SONAE_RACES` runs more races; `tools/campaign races` does.
@Suite(.serialized, needsServer)
struct RaceTests {
  private static let races = Int(ProcessInfo.processInfo.environment["SONAE_RACES"] ?? "") ?? 6

  private let stage: Story
  private let city: City

  init() throws {
    stage = try Story()
    let server = stage.server
    // Whoever is there at the same time as another tells of a clash.
    let work = """
      mkdir \(server.folder.file("busy")) || echo clash >> \(stage.path); echo work >> \(stage.path); \(stage.wait); \
      sleep 0.05; rmdir \(server.folder.file("busy"))
      """
    let step = "  - {id: work, run: \"\(work)\", timeout: 60s, undo: {run: \"echo undo >> \(stage.path)\"}}\n"
    let twin = City.hosts([server]).split(separator: "\n").dropFirst().joined(separator: "\n")
      .replacing("id: a", with: "id: twin")
    city = try City(
      [server], steps: step,
      files: ["inventory/twin.yaml": "hosts:\n\(twin)\n"].merging(City.till(steps: step)) { $1 })
  }

  private func contenders(_ commands: [[String]]) async throws -> [Program.Ending] {
    let programs = try commands.map { words in
      try Sonae.start(
        words + ["--yes", "--json", "--as", "suzuki"], in: city.folder.path, home: city.home.path, environment: [:],
        input: .nothing)
    }
    var endings: [Program.Ending] = []
    for program in programs { endings.append(try await program.ended()) }
    return endings
  }

  /// Each one that isn't refused does its work once and undoes it once, and never beside another.
  private func check(_ endings: [Program.Ending], _ race: String) throws {
    let told = stage.told()
    let winners = endings.count { $0.code == 0 }
    let words = "\(race): \(told), \(endings.map { "\($0.code) \($0.errorText)" })"
    #expect(winners >= 1 && endings.allSatisfy { $0.code == 0 || $0.code == 4 }, "\(words)")
    #expect(!told.contains("clash"), "\(words)")
    #expect(told.count { $0 == "work" } == winners && told.count { $0 == "undo" } == winners, "\(words)")
    for loser in endings where loser.code == 4 {
      #expect(loser.errorText.contains("sonae "), "it says what to do: \(words)")
    }
  }

  private func clear() throws {
    try ChildProcess.check(["sh", "-c", "rm -rf \(stage.path) \(stage.gate) \(city.folder.file("records"))/[0-9]*"])
  }

  @Test func oneOfThemHasIt() async throws {
    for race in 0..<Self.races {
      try clear()
      switch race % 3 {
      case 0:
        try stage.server.folder.write("", to: "gate")
        let endings = try await contenders([["drill", "loss"], ["drill", "till-loss"], ["drill", "loss"]])
        try check(endings, "race \(race), drills")
      case let kind:
        let program = try city.start("drill", "loss", "--yes", "--as", "suzuki")
        try await program.until("the work has begun") { stage.told() == ["work"] }
        kill(program.pid, SIGKILL)
        _ = try await program.ended()
        try stage.server.folder.write("", to: "gate")
        let other = kind == 1 ? ["resume", "last"] : ["drill", "till-loss"]
        // A drill that comes first is refused for what the run has left there; one that comes last may begin.
        let endings = try await contenders([["resume", "last"], other])
        try check(endings, "race \(race), \(other.joined(separator: " "))")
      }
      if race % 100 == 99 { report("races: \(race + 1) so far") }
    }
  }
}
