import Glibc
import Model
import TestKit
import Testing

/// Drills on copies of machines, over a real connection.
@Suite(.fewAtATime, needsServer)
struct MachineCloneTests {
  private let host: Hypervisor

  init() throws {
    host = try Hypervisor()
    try host.add("db", .off)
    try host.addDisk(to: "db")
    try host.connect("db", ["default"])
  }

  private func city(_ steps: String, clone: String = "") throws -> City {
    let hosts = City.hosts([host.server], ["a": "platform: kvm\n    isolated_networks: drill-net"])
    return try City(
      [host.server],
      steps: """
          - {id: copy, machine: {clone: db, as: "{{copy}}", network: drill-net}, timeout: 20s\(clone)}
        \(steps)
        """,
      system: "    machines: [{id: db, on: a}]",
      files: [
        "inventory/platforms.yaml": "platforms: [{id: kvm, kind: libvirt}]\n", "inventory/hosts.yaml": hosts,
        "sonae.yaml": City.settings + "vars: {copy: kunren}\n",
      ])
  }

  private static let start = #"  - {id: start, machine: {start: "{{copy}}"}, check: {machine: "{{copy}}", on: a}}"#

  private func resumed(_ city: City) async throws -> Drill {
    try Drill(try await city.sonae("resume", "last", "--yes", "--json", "--as", "tanaka"))
  }

  private func expectSound(_ city: City) async throws {
    #expect(try await city.sonae("verify").code == 0)
    let independent = try ChildProcess.run(["tools/verify-journal", try await city.lastRun()])
    #expect(independent.code == 0, "\(independent.text)")
  }

  @Test(arguments: [Hypervisor.State.off, .running]) func aCopyIsMadeStartedAndDeleted(_ state: Hypervisor.State)
    async throws
  {
    if state == .running { try host.add("other", .off) }
    try ChildProcess.check(
      state == .running ? [host.folder.file("bin/virsh"), "start", "--domain=db"] : ["true"])
    let before = try host.orders.count
    let city = try city(Self.start)
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.result("desk.start") == "passed", "\(drill)")
    #expect(
      try host.orders.dropFirst(before) == [
        state == .off ? "vol-clone kunren-vda.img" : "blockcopy kunren-vda.img", "define kunren", "start kunren",
        "shutdown kunren", "vol-delete kunren-vda.img", "undefine kunren",
      ])
    #expect(try host.disks == ["db.img"] && host.state("db") == (state == .off ? "shut off" : "running"))
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 2, "waived": 0]))
    let report = try await city.sonae("report", "last", "--format", "markdown", "--language", "ja").text
    #expect(report.contains("複製：db → kunren（ネットワーク drill-net）"))
    try await expectSound(city)
  }

  @Test func aMachineThatHasTheNameIsNeverTouched() async throws {
    try host.add("kunren", .running)
    let drill = try await city(
      Self.start + "\n  - {id: cut, machine: {destroy: kunren}, needs: []}", clone: ", on_failure: continue"
    )
    .drill()
    #expect(drill.reason("desk.copy") == "machine-refused", "\(drill)")
    #expect(drill.reason("desk.start") == "clone-not-made" && drill.reason("desk.cut") == "clone-not-made", "\(drill)")
    #expect(try host.orders == [] && host.disks == ["db.img"] && host.state("kunren") == "running")
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 0, "waived": 0]))
  }

  /// Not by an undo that the playbook gives either.
  @Test func anUndoDoesNotTouchAMachineThatHasTheName() async throws {
    try host.add("kunren", .running)
    let drill = try await city(
      "  - {id: own, run: \"true\", needs: [copy], undo: {machine: {destroy: kunren}}}", clone: ", on_failure: continue"
    ).drill()
    #expect(drill.json["undo"]?["owed"] == 1 && drill.code == 3, "\(drill)")
    #expect(try host.orders == [] && host.state("kunren") == "running")
  }

  /// It was a copy of ours, and is another machine now.
  @Test func whatHasNoMarkIsNotDeleted() async throws {
    let drill = try await city("  - {id: other, run: rm \(host.folder.file("machines"))/*/desc, undo: {run: \"true\"}}")
      .drill()
    #expect(drill.json["undo"]?["owed"] == 1 && drill.code == 3, "\(drill)")
    #expect(try host.orders == ["vol-clone kunren-vda.img", "define kunren"])
    #expect(try host.state("kunren") == "shut off" && host.disks.contains("kunren-vda.img"))
  }

  /// Somebody has put it on another network.
  @Test func aCopyOnAnotherNetworkIsNotStarted() async throws {
    let city = try city(
      "  - {id: move, run: \"for m in \(host.folder.file("machines"))/*; do echo default >$m/networks; done\", undo: {run: \"true\"}}\n"
        + Self.start)
    let drill = try await city.drill()
    #expect(drill.reason("desk.start") == "machine-not-isolated", "\(drill)")
    #expect(try !host.orders.contains("start kunren") && host.disks == ["db.img"])
  }

  @Test func aNetworkThatTheHostDoesNotHaveIsSaid() async throws {
    try host.folder.write("default\n", to: "networks")
    let drill = try await city("").drill()
    #expect(drill.reason("desk.copy") == "network-not-found" && drill.json["undo"]?["owed"] == 0, "\(drill)")
  }

  /// Killed while a disk is copied: the copy goes on, and the next process finds it.
  @Test(arguments: [false, true]) func aProcessThatIsKilledAmidACopyIsFollowed(_ forgets: Bool) async throws {
    try host.folder.write("3", to: "waits")
    let city = try city(Self.start)
    let program = try city.start("drill", "loss", "--yes", "--as", "suzuki")
    try await program.until("a disk is being copied") { try host.orders.contains("vol-clone kunren-vda.img") }
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
    unlink(host.folder.file("waits"))
    if forgets {
      try await program.until("the copy is made") { try host.orders.contains("define kunren") }
      try ChildProcess.check(["rm", "-r", host.folder.file("home/.sonae")])
    }
    let drill = try await resumed(city)
    // Nothing shows that what has its name is whole: only that it is ours, so that it can be deleted.
    #expect(drill.reason("desk.copy") == (forgets ? "in-doubt" : "found-on-host"), "\(drill)")
    #expect(drill.result("desk.start") == (forgets ? "not_run" : "passed"), "\(drill)")
    #expect(
      try host.orders == ["vol-clone kunren-vda.img", "define kunren"]
        + (forgets ? [] : ["start kunren", "shutdown kunren"]) + ["vol-delete kunren-vda.img", "undefine kunren"])
    #expect(try host.disks == ["db.img"] && drill.json["undo"]?["owed"] == 0)
    try await expectSound(city)
  }
}
