import Foundation
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
    for number in 1...Self.drills {
      let rto = try await drill(city, lab, sonae)
      if Self.drills > 1 { report("machines: drill \(number) met, RTO of the guests' services \(rto) s") }
    }
  }

  /// `tools/campaign machines` asks for more.
  private static let drills = Int(ProcessInfo.processInfo.environment["SONAE_MACHINE_DRILLS"] ?? "") ?? 1

  /// - Returns: the recovery times that it measured, in seconds.
  private func drill(
    _ city: String, _ lab: Lab, _ sonae: (String...) async throws -> Program.Ending
  ) async throws -> [Double] {
    let program = try Sonae.start(
      ["drill", "vhost-loss", "--yes", "--json", "--ssh-config", lab.config], in: city, home: lab.folder.path)
    let drill = try Drill(await program.ended(within: .seconds(170)))
    try #require(drill.code == 0, "\(drill)")
    let systems = try #require(drill.json["systems"]?.array)
    #expect(systems.count == 3 && systems.allSatisfy { $0["result"] == "met" })
    var times: [Double] = []
    for system in systems {
      // No guest boots faster than this: an answer before it would be somebody else's.
      let rto = try #require(system["rto"]?["measured_s"]?.number)
      #expect(rto > 1, "\(system)")
      times.append(rto)
      let rpo = try #require(system["rpo"]?["measured_s"]?.number)
      #expect(rpo < 30, "\(system)")
    }
    #expect(drill.json["undo"]?["owed"] == 0)
    #expect(try await sonae("check", "--ssh-config", lab.config).code == 0)
    #expect(try await sonae("verify", drill.run).code == 0)
    return times
  }

  /// Killed while a guest shuts down for real, and carried on.
  @Test func aGuestThatShutsDownIsFollowedByTheNextProcess() async throws {
    let lab = try Lab("--machines")
    let city = try lab.workspace("samples/machines")
    try lab.folder.write(
      """
      scenario: gentle
      type: live
      clock: injected
      environment: lab
      systems: [resident-inquiry]
      before:
        - id: up
          check: {http: "http://127.\(lab.net).1.14:8080/health", expect: {body: '"status":"ok"'}, timeout: 1s, within: 1m}
        - {id: hold, machine: {suspend: jumin-inquiry}, on: vhost-a, check: {machine: jumin-inquiry, state: paused, on: vhost-a}}
        - {id: release, machine: {resume: jumin-inquiry}, on: vhost-a}
        - {id: runs, machine: {start: jumin-inquiry}, on: vhost-a}
        - {id: keep, machine: {snapshot: jumin-inquiry, name: 訓練 前}, on: vhost-a}
      inject:
        - {id: off, machine: {shutdown: jumin-inquiry}, on: vhost-a, timeout: 1m}
      """, to: "city/playbooks/gentle.yaml")
    let words = ["gentle", "--yes", "--ssh-config", lab.config]
    let program = try Sonae.start(["drill"] + words, in: city, home: lab.folder.path)
    try await program.says("started inject.off", within: .seconds(100))
    // Between the order and its end, as a rule: a guest takes two seconds.
    try await Task.sleep(for: .milliseconds(400))
    program.signal(SIGKILL)
    _ = try await program.ended()
    let drill = try Drill(
      await Sonae.start(
        ["resume", "last", "--yes", "--json", "--ssh-config", lab.config], in: city, home: lab.folder.path
      ).ended(within: .seconds(120)))
    try #require(drill.code == 0, "\(drill)")
    #expect(drill.result("inject.off") == "passed" && drill.reason("before.runs") == "already-so", "\(drill)")
    #expect(drill.json["undo"]?["owed"] == 0)
    let verified = try await Sonae.start(["verify", drill.run], in: city, home: lab.folder.path).ended()
    #expect(verified.code == 0)
    let state = try ChildProcess.run(["ssh", "-F", lab.config, "vhost-a", "virsh domstate '住民 照会'"])
    #expect(state.text.contains("running"), "\(state.text)")
  }
}
