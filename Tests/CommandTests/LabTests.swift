import Glibc
import Model
import TestKit
import Testing

/// The sample workspace on the lab: what the demo shows, checked.
@Suite(.fewAtATime, needsServer, .serialized, .enabled(if: ChildProcess.isInstalled("perl"), "perl is not installed"))
struct LabTests {
  @Test func theLossOfAVirtualizationHostIsDrilledOverAllPrioritySystems() async throws {
    let lab = try Lab()
    let city = try lab.workspace()
    func sonae(_ words: String...) async throws -> Program.Ending {
      try await Sonae.start(words, in: city, home: lab.folder.path).ended(within: .seconds(60))
    }
    #expect(try await sonae("validate").code == 0)
    #expect(try await sonae("check", "--ssh-config", lab.config).code == 0)
    let program = try Sonae.start(
      ["drill", "vhost-loss", "--yes", "--json", "--ssh-config", lab.config], in: city, home: lab.folder.path,
      input: .text(String(repeating: "done\n", count: 200)))
    let drill = try Drill(await program.ended(within: .seconds(170)))
    try #require(drill.code == 0, "\(drill.ending.errorText)")
    let systems = try #require(drill.json["systems"]?.array)
    #expect(systems.count == 26 && systems.allSatisfy { $0["result"] == "met" })
    #expect(drill.json["undo"]?["owed"] == 0)
    #expect(try await sonae("check", "--ssh-config", lab.config).code == 0)

    let report = try await sonae("report", "last", "--language", "ja").text
    for system in systems {
      let name = try #require(system["name"]?["ja"]?.string)
      #expect(report.contains(name), "\(name)")
    }
    try await verify(drill, sonae)
  }

  /// Both verifiers agree on the record, and both find one changed byte.
  private func verify(_ drill: Drill, _ sonae: (String...) async throws -> Program.Ending) async throws {
    let tool = [Sonae.project + "/tools/verify-journal", drill.journal.replacing("/journal.jsonl", with: "")]
    let first = try await sonae("verify", drill.run, "--json")
    #expect(first.code == 0)
    let head = try JSON(reading: first.output).array?.first?["head"]?.string
    let hasPython = ChildProcess.isInstalled("python3")
    if hasPython {
      let independent = try ChildProcess.run(tool)
      #expect(independent.code == 0 && independent.text.contains(head ?? "-"))
    }
    var bytes = try TemporaryFolder.read(drill.journal)
    bytes[bytes.count / 3] ^= 2
    let file = open(drill.journal, O_WRONLY | O_TRUNC)
    #expect(write(file, bytes, bytes.count) == bytes.count)
    close(file)
    #expect(try await sonae("verify", drill.run).code == 1)
    if hasPython { #expect(try ChildProcess.run(tool).code == 1) }
  }
}
