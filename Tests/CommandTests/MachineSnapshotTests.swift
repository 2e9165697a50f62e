import Glibc
import Model
import TestKit
import Testing

/// Snapshots in drills, over a real connection.
@Suite(.fewAtATime, needsServer)
struct MachineSnapshotTests {
  private let host: Hypervisor

  init() throws {
    host = try Hypervisor()
    try host.add("db", .running)
  }

  private func city(_ steps: String) throws -> City {
    try City(
      [host.server], steps: steps, system: "    machines: [{id: db, on: a}]", hosts: ["a": "platform: kvm"],
      files: ["inventory/platforms.yaml": "platforms: [{id: kvm, kind: libvirt}]\n"])
  }

  private static let keep = "  - {id: keep, machine: {snapshot: db, name: 訓練 前}, timeout: 20s}\n"

  private func resumed(_ city: City) async throws -> Drill {
    try Drill(try await city.sonae("resume", "last", "--yes", "--json", "--as", "tanaka"))
  }

  private func expectSound(_ city: City) async throws {
    #expect(try await city.sonae("verify").code == 0)
    let independent = try ChildProcess.run(["tools/verify-journal", try await city.lastRun()])
    #expect(independent.code == 0, "\(independent.text)")
  }

  @Test func aSnapshotIsTakenRevertedToAndDeleted() async throws {
    let city = try city(
      Self.keep + "  - {id: off, machine: {destroy: db}}\n"
        + "  - {id: back, machine: {revert: db, name: 訓練 前}, undo: {run: \"true\"}, check: {machine: db, on: a}}\n")
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.result("desk.back") == "passed", "\(drill)")
    #expect(
      try host.orders == [
        "snapshot-create-as db", "destroy db", "snapshot-revert db", "start db", "snapshot-delete db",
      ])
    #expect(try host.state("db") == "running" && drill.json["undo"] == .members(["owed": 0, "paid": 3, "waived": 0]))
    let report = try await city.sonae("report", "last", "--format", "markdown", "--language", "ja").text
    #expect(report.contains("スナップショットの作成：db（訓練 前）"))
    try await expectSound(city)
  }

  /// It isn't of what the machine is now, and it isn't the drill's to delete.
  @Test func aSnapshotOfThatNameIsLeftAlone() async throws {
    try ChildProcess.check([host.folder.file("bin/virsh"), "snapshot-create-as", "--domain=db", "--name=訓練 前"])
    let drill = try await city(Self.keep).drill()
    #expect(drill.code == 1 && drill.reason("desk.keep") == "machine-refused", "\(drill)")
    #expect("\(drill.step("desk.keep"))".contains("name:"))
    #expect(try !host.orders.contains("snapshot-delete db") && drill.json["undo"]?["owed"] == 0)
  }

  @Test func aSnapshotThatIsNotThereIsSaid() async throws {
    let drill = try await city("  - {id: back, machine: {revert: db, name: x}, undo: {run: \"true\"}}").drill()
    #expect(drill.reason("desk.back") == "snapshot-not-found" && drill.json["undo"]?["owed"] == 0, "\(drill)")
  }

  /// A tool that ends with 0 and has done nothing.
  @Test func anOrderThatMadeNoSnapshotIsNoPass() async throws {
    try host.folder.write("", to: "idle")
    let drill = try await city(Self.keep).drill()
    #expect(drill.code == 1 && drill.reason("desk.keep") == "snapshot-not-so", "\(drill)")
    #expect(drill.result("desk.keep") == "timed_out")
  }

  /// Killed while it is taken: the host tells the next process; where it has forgotten, nothing shows whose it is, and it is left to people.
  @Test(arguments: [false, true]) func aProcessThatIsKilledAmidASnapshotIsFollowed(_ forgets: Bool) async throws {
    try host.folder.write("3", to: "waits")
    let city = try city(Self.keep)
    let program = try city.start("drill", "loss", "--yes", "--as", "suzuki")
    try await program.until("the order was given") { try host.orders.contains("snapshot-create-as db") }
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
    unlink(host.folder.file("waits"))
    if forgets { try ChildProcess.check(["rm", "-r", host.folder.file("home/.sonae")]) }
    let drill = try await resumed(city)
    #expect(drill.reason("desk.keep") == (forgets ? "in-doubt" : "found-on-host"), "\(drill)")
    #expect(try host.orders == ["snapshot-create-as db"] + (forgets ? [] : ["snapshot-delete db"]))
    #expect(drill.json["undo"]?["owed"] == (forgets ? 1 : 0), "\(drill)")
    try await expectSound(city)
    guard forgets else { return }
    // Somebody has looked at it, and deleted it.
    try ChildProcess.check([host.folder.file("bin/virsh"), "snapshot-delete", "--domain=db", "--snapshotname=訓練 前"])
    let undone = try Drill(try await city.sonae("undo", "last", "--yes", "--json", "--as", "tanaka"))
    #expect(undone.json["undo"]?["owed"] == 0, "\(undone)")
    #expect(try host.orders.count == 2)
  }
}
