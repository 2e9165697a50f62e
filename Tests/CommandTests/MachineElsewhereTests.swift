import Glibc
import Model
import TestKit
import Testing

/// Over real connections: a machine is never started while another host may be running it.
@Suite(.fewAtATime, needsServer)
struct MachineElsewhereTests {
  private let home: Hypervisor
  private let standby: Hypervisor

  init() throws {
    home = try Hypervisor()
    standby = try Hypervisor()
    try standby.add("app", .off)
  }

  /// Host `a` is the home of `app`, `b` its standby, where it is started.
  private func city(_ start: String, before: String = "", machine: String = "{id: app, on: a, standby: [b]}") throws
    -> City
  {
    let platform = ["a": "platform: kvm", "b": "platform: kvm"]
    return try City(
      [home.server, standby.server],
      steps: "\(before)  - {id: start, machine: \(start), on: b, timeout: 20s}", system: "    machines: [\(machine)]",
      hosts: platform, health: "      - {id: up, run: \"true\", on: b}",
      files: ["inventory/platforms.yaml": "platforms: [{id: kvm, kind: libvirt}]\n"])
  }

  private static let check = #"  - {id: off, check: {run: "true", on: b}}"# + "\n"

  @Test func whatRunsAtHomeIsNotStartedOnItsStandby() async throws {
    try home.add("app", .running)
    let drill = try await city("{start: app}").drill()
    #expect(drill.code == 1 && drill.reason("desk.start") == "machine-runs-elsewhere", "\(drill)")
    #expect(try standby.orders == [] && home.orders == [])
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 0, "waived": 0]))
  }

  /// A replica that stands in the inventory by itself is known by its name.
  @Test func aReplicaIsTheSameMachine() async throws {
    try home.add("app", .paused)
    let drill = try await city(
      "{start: copy}", machine: "{id: app, on: a}, {id: copy, name: app, on: b}"
    ).drill()
    #expect(drill.reason("desk.start") == "machine-runs-elsewhere", "\(drill)")
    #expect(try standby.orders == [])
  }

  @Test func whatAnotherHostCannotSayKeepsADrillFromStartingIt() async throws {
    let city = try city("{start: app}", before: Self.check)
    home.server.kill()
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.reason("desk.start") == "machine-elsewhere-unknown", "\(drill)")
    #expect(try standby.orders == [])
    #expect(drill.ending.errorText.contains("fenced_by") || "\(drill.json)".contains("fenced_by"), "\(drill)")
  }

  @Test func aFenceIsEnoughForAHostThatIsGone() async throws {
    let city = try city("{start: app, fenced_by: off}", before: Self.check)
    home.server.kill()
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.reason("desk.start") == "machine-fenced", "\(drill)")
    #expect(try standby.orders == ["start app", "shutdown app"])
    #expect(try await city.sonae("verify").code == 0)
  }

  /// Killed before the start, and somebody has started it at home since: the next process asks again.
  @Test func aResumedRunAsksAgain() async throws {
    try home.add("app", .off)
    let city = try city(
      "{start: app, fenced_by: hold}",
      before: "  - {id: hold, run: touch $HOME/held; sleep 4, on: b, undo: {run: \"true\"}}\n")
    let program = try city.start("drill", "loss", "--yes", "--as", "suzuki")
    let held = standby.folder.file("home/held")
    try await program.until("the step before has begun") { access(held, F_OK) == 0 }
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
    try ChildProcess.check([home.folder.file("bin/virsh"), "start", "--domain=app"])
    let drill = try Drill(try await city.sonae("resume", "last", "--yes", "--json", "--as", "tanaka"))
    #expect(drill.reason("desk.start") == "machine-runs-elsewhere", "\(drill)")
    #expect(try standby.orders == [] && home.state("app") == "running")
    #expect(drill.json["undo"]?["owed"] == 0)
  }
}
