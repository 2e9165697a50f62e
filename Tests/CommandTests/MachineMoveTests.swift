import Glibc
import Model
import TestKit
import Testing

/// Machines that drills move to another host and back, over real connections.
@Suite(.fewAtATime, needsServer)
struct MachineMoveTests {
  private let home: Hypervisor
  private let standby: Hypervisor

  init() throws {
    home = try Hypervisor()
    standby = try Hypervisor()
    try home.add("db", .running)
  }

  private func city(_ more: String = "", drills: String = "allowed") throws -> City {
    func host(_ hypervisor: Hypervisor) -> String {
      "platform: kvm\n    migration_name: test://host\(hypervisor.folder.path)"
    }
    let servers = [home.server, standby.server]
    let hosts =
      City.hosts([home.server], ["a": host(home)])
      + City.hosts(servers, ["b": host(standby)]).split(separator: "  - id: b").dropFirst().map { "  - id: b" + $0 }
      .joined().replacing("drills: allowed", with: "drills: \(drills)")
    return try City(
      servers, steps: "  - {id: move, machine: {migrate: db, to: b}, timeout: 20s}\n\(more)",
      system: "    machines: [{id: db, on: a, standby: [b]}]",
      files: ["inventory/platforms.yaml": "platforms: [{id: kvm, kind: libvirt}]\n", "inventory/hosts.yaml": hosts])
  }

  private func expectSound(_ city: City) async throws {
    #expect(try await city.sonae("verify").code == 0)
    let independent = try ChildProcess.run(["tools/verify-journal", try await city.lastRun()])
    #expect(independent.code == 0, "\(independent.text)")
  }

  private func names(on host: Hypervisor) throws -> [String] {
    try ChildProcess.check([host.folder.file("bin/virsh"), "list", "--all", "--name"]).split(separator: "\n").map(
      String.init)
  }

  @Test func aMachineMovesAndComesBack() async throws {
    let city = try city("  - {id: there, check: {machine: db, on: b}}")
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.result("desk.there") == "passed", "\(drill)")
    #expect(try home.orders == ["migrate db"] && standby.orders == ["migrate db"])
    #expect(try home.state("db") == "running" && names(on: standby) == [])
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 1, "waived": 0]))
    try await expectSound(city)
  }

  @Test func whatHasMovedAlreadyIsLeftThere() async throws {
    try ChildProcess.check(
      [home.folder.file("bin/virsh"), "migrate", "--domain=db", "--desturi=test://b\(standby.folder.path)"])
    let drill = try await city().drill()
    #expect(drill.code == 0 && drill.reason("desk.move") == "already-so", "\(drill)")
    #expect(try standby.orders == [] && names(on: standby) == ["db"])
  }

  /// On the way back the standby would forget it.
  @Test func aStandbyThatKnowsTheMachineKeepsItsOwn() async throws {
    try standby.add("db", .off)
    let drill = try await city().drill()
    #expect(drill.reason("desk.move") == "machine-known-there" && drill.json["undo"]?["owed"] == 0, "\(drill)")
    #expect(try home.orders == [] && names(on: standby) == ["db"])
  }

  /// Nobody could say whether it has arrived.
  @Test func nothingMovesToAHostThatCannotBeAsked() async throws {
    let city = try city()
    standby.server.kill()
    let drill = try await city.drill()
    #expect(drill.result("desk.move") == "failed" && drill.json["undo"]?["owed"] == 0, "\(drill)")
    #expect(try home.orders == [])
  }

  @Test(arguments: ["never", "isolated"]) func aHostThatTakesNoSuchDrillGetsNoMachine(_ drills: String) async throws {
    #expect(try await city(drills: drills).drill().code == 4)
    #expect(try home.orders == [])
  }

  /// Killed amid the move: the host, or where that has forgotten the platforms of both, tell the next process.
  @Test(arguments: [false, true]) func aProcessThatIsKilledAmidAMoveIsFollowed(_ forgets: Bool) async throws {
    try home.folder.write("3", to: "waits")
    let city = try city()
    let program = try city.start("drill", "loss", "--yes", "--as", "suzuki")
    try await program.until("the order was carried out") { try names(on: standby) == ["db"] }
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
    unlink(home.folder.file("waits"))
    if forgets { try ChildProcess.check(["rm", "-r", home.folder.file("home/.sonae")]) }
    let drill = try Drill(try await city.sonae("resume", "last", "--yes", "--json", "--as", "tanaka"))
    #expect(drill.result("desk.move") == "passed", "\(drill)")
    #expect(drill.reason("desk.move") == (forgets ? "found-done" : "found-on-host"))
    #expect(try home.orders == ["migrate db"] && standby.orders == ["migrate db"] && home.state("db") == "running")
    #expect(drill.json["undo"]?["owed"] == 0)
    try await expectSound(city)
  }
}
