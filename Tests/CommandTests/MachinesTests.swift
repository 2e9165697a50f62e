import Glibc
import Model
import TestKit
import Testing

/// The sample of virtual machines, drilled on libvirt and QEMU behind the lab's servers.
@Suite(
  .fewAtATime, needsServer,
  .enabled(
    if: ["virsh", "qemu-system-x86_64"].allSatisfy(ChildProcess.isInstalled)
      && access(Sonae.project + "/.guest/kernel", R_OK) == 0,
    "tools/setup machines installs libvirt and QEMU and makes the guest"))
struct MachinesTests {
  @Test func theLossOfAHypervisorIsTimedByWhatTheGuestsAnswer() async throws {
    let lab = try Lab("--machines")
    let city = try lab.workspace("samples/machines")
    func sonae(_ words: String...) async throws -> Program.Ending {
      try await Sonae.start(words, in: city, home: lab.folder.path).ended(within: .seconds(60))
    }
    #expect(try await sonae("validate").code == 0)
    #expect(try await sonae("check", "--ssh-config", lab.config).code == 0)
    let program = try Sonae.start(
      ["drill", "vhost-loss", "--yes", "--json", "--ssh-config", lab.config], in: city, home: lab.folder.path)
    let drill = try Drill(await program.ended(within: .seconds(170)))
    try #require(drill.code == 0, "\(drill)")
    let systems = try #require(drill.json["systems"]?.array)
    #expect(systems.count == 3 && systems.allSatisfy { $0["result"] == "met" })
    for system in systems {
      // No guest boots faster than this: an answer before it would be somebody else's.
      let rto = try #require(system["rto"]?["measured_s"]?.number)
      #expect(rto > 1, "\(system)")
      let rpo = try #require(system["rpo"]?["measured_s"]?.number)
      #expect(rpo < 30, "\(system)")
    }
    #expect(drill.json["undo"]?["owed"] == 0)
    #expect(try await sonae("check", "--ssh-config", lab.config).code == 0)
    #expect(try await sonae("verify", drill.run).code == 0)
  }
}
