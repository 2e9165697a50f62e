import Glibc
import Model
import TestKit
import Testing

/// Steps with virtual machines on every platform that no machine of a test has, by the program itself over real connections: one playbook, and a
/// host with stand-ins for each platform's tools.
@Suite(.fewAtATime, needsServer)
struct PlatformStepTests {
  /// Hosts `a` and `b`; every machine is at home on `a` and may run on `b`.
  private func city(
    _ hosts: [StandIn], machines: [String: String], steps: String = "", scenario: String = "", health: String? = nil
  ) throws -> City {
    let platform = try #require(hosts.first).platform
    let lines = (["platform: p"] + platform.hostKeys).joined(separator: "\n    ")
    let list = machines.sorted { $0.key < $1.key }.map { "      - {id: \($0), name: \"\($1)\", on: a, standby: [b]}" }
    return try City(
      hosts.map(\.server), steps: steps, scenario: scenario, system: "    machines:\n" + list.joined(separator: "\n"),
      hosts: ["a": lines, "b": lines], health: health,
      files: ["inventory/platforms.yaml": "platforms: [{id: p, kind: \(platform.kind)\(platform.keys)}]\n"])
  }

  private func expectSound(_ city: City) async throws {
    #expect(try await city.sonae("verify").code == 0)
    let independent = try ChildProcess.run(["tools/verify-journal", try await city.lastRun()])
    #expect(independent.code == 0, "\(independent.text)")
  }

  private static let scenario = """
    inject:
      - {id: cut, machine: {destroy: db}, on: a, needs: []}
      - {id: gentle, machine: {shutdown: app}, on: a, needs: []}
      - {id: hard, machine: {shutdown: deaf, hard_after: 1s}, on: a, needs: []}
      - {id: hold, machine: {suspend: web}, on: a, needs: [], check: {machine: web, state: SUSPENDED, on: a}}
      - {id: release, machine: {resume: held}, on: a, needs: [], check: {machine: held, on: a}}
      - {id: held-already, machine: {suspend: still}, on: a, needs: []}
      - {id: runs-already, machine: {resume: busy}, on: a, needs: []}
      - {id: off-already, machine: {destroy: cold}, on: a, needs: []}
    """

  private static let steps = """
      - {id: start, machine: {start: [db, app]}, on: b, check: {machine: db, on: b}}
      - {id: already, machine: {start: spare}, on: b}
      - {id: managed, machine: {start: standby}, on: b}
      - {id: managed-already, machine: {start: ready}, on: b}

    """

  @Test(arguments: StandInPlatform.all) func whatWasBeforeIsAfter(_ platform: StandInPlatform) async throws {
    let (home, standby) = (try StandIn(platform), try StandIn(platform))
    let suspended = platform.suspended
    let before: [String: StandIn.State] = [
      "db": .running, "app": .running, "deaf": .running, "web": .running, "held": suspended, "still": suspended,
      "busy": .running, "cold": .off,
    ]
    let beforeThere: [String: StandIn.State] = [
      "db": .off, "app": .off, "spare": .running, "standby": .off, "ready": .running,
    ]
    let ids = Set(before.keys).union(beforeThere.keys)
    let names = Dictionary(uniqueKeysWithValues: ids.map { ($0, $0 == "db" ? platform.name : $0) })
    for (id, state) in before.sorted(by: { $0.key < $1.key }) {
      try home.add(names[id]!, state, heeds: id == "deaf" ? nil : 100, marks: platform.marks[id] ?? [])
    }
    for (id, state) in beforeThere.sorted(by: { $0.key < $1.key }) {
      try standby.add(names[id]!, state, marks: platform.marks[id] ?? [])
    }
    let city = try city(
      [home, standby], machines: names, steps: Self.steps,
      scenario: Self.scenario.replacing("SUSPENDED", with: suspended.rawValue),
      health: "      - {id: up, machine: db, on: b}")
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.result == "met", "\(drill)")
    for step in ["inject.cut", "inject.gentle", "inject.hold", "inject.release", "desk.start.db", "desk.start.app"] {
      #expect(drill.result(step) == "passed" && drill.reason(step) == nil, "\(step) \(drill)")
    }
    #expect(drill.result("inject.hard") == "passed" && drill.reason("inject.hard") == "power-cut", "\(drill)")
    for step in [
      "inject.held-already", "inject.runs-already", "inject.off-already", "desk.already", "desk.managed-already",
    ] {
      #expect(drill.result(step) == "passed" && drill.reason(step) == "already-so", "\(step) \(drill)")
    }
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 8, "waived": 0]), "\(drill)")
    for (id, state) in before { #expect(try home.state(names[id]!) == state, "\(id)") }
    for (id, state) in beforeThere { #expect(try standby.state(names[id]!) == state, "\(id)") }
    let name = platform.name
    #expect(
      try home.orders.sorted()
        == [
          "destroy \(name)", "destroy deaf", "resume held", "resume web", "shutdown app", "shutdown deaf",
          "start \(name)",
          "start app", "start deaf", "suspend held", "suspend web",
        ].sorted())
    #expect(
      try standby.orders.sorted()
        == [
          "shutdown \(name)", "shutdown app", "shutdown standby", "start \(name)", "start app", "start standby",
        ].sorted())
    try await expectSound(city)
  }

  @Test(arguments: StandInPlatform.all) func anOrderThatFailsHasThePlatformsReason(_ platform: StandInPlatform)
    async throws
  {
    let (home, standby) = (try StandIn(platform), try StandIn(platform))
    // ESXi: a version that ends with 0 whatever happened.
    try home.folder.write("", to: "old")
    var machines = ["gone": "gone", "deaf": "deaf"]
    for fault in platform.faults {
      machines[fault.fault.rawValue] = fault.fault.rawValue
      try home.add(fault.fault.rawValue, .off, fault: fault.fault)
    }
    try home.add("deaf", .running, heeds: nil)
    if platform.toolless != nil {
      machines["toolless"] = "toolless"
      try home.add("toolless", .running, heeds: nil, fault: .toolless)
    }
    let toolless =
      platform.toolless == nil
      ? "" : "  - {id: toolless, machine: {shutdown: toolless}, on: a, needs: [], on_failure: continue}"
    let starts = (platform.faults.map(\.fault.rawValue) + ["gone"]).joined(separator: ", ")
    let city = try city(
      [home, standby], machines: machines,
      scenario: """
        inject:
          - {id: start, machine: {start: [\(starts)]}, on: a, needs: [], on_failure: continue}
          - {id: ask, machine: {shutdown: deaf}, on: a, needs: [], timeout: 3s, on_failure: continue}
        \(toolless)
        """)
    let drill = try await city.drill("--language", "en")
    #expect(drill.code == 1, "\(drill)")
    for fault in platform.faults {
      let step = drill.step("inject.start.\(fault.fault)")
      #expect(step["result"] == "failed" && step["reason"]?["code"]?.string == fault.reason, "\(step)")
      #expect(step["reason"]?["text"]?["en"]?.string?.contains(fault.said) == true, "\(step)")
    }
    #expect(drill.reason("inject.start.gone") == "machine-not-found", "\(drill)")
    #expect(drill.result("inject.ask") == "timed_out", "\(drill)")
    if let reason = platform.toolless { #expect(drill.reason("inject.toolless") == reason, "\(drill)") }
    #expect(try home.orders.filter { !$0.hasPrefix("shutdown ") } == [], "nothing was done, and nothing is undone")
    #expect(try home.state("deaf") == .running)
    #expect(try standby.orders.isEmpty)
  }

  /// Killed amid a start: the host tells how it ended, and where nothing of ours is on the host, the platform tells what the machine is now.
  @Test(arguments: StandInPlatform.all) func aStartThatNobodyWatchesIsFollowed(_ platform: StandInPlatform) async throws
  {
    let home = try StandIn(platform)
    try home.add(platform.name, .off)
    try home.holdStarts()
    let city = try city(
      [home, home], machines: ["db": platform.name],
      steps: "  - {id: start, machine: {start: db}, on: a, timeout: 10m}\n")
    let program = try city.start("drill", "loss", "--yes", "--as", "suzuki")
    try await program.until("the order was given") { try home.orders.contains("start \(platform.name)") }
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
    let next = try city.start("resume", "last", "--yes", "--json", "--as", "tanaka")
    home.releaseStarts()
    let drill = try await Drill(next.ended())
    #expect(drill.result("desk.start") == "passed", "\(drill)")
    #expect(drill.reason("desk.start") == (platform.keeps ? "found-on-host" : "found-done"), "\(drill)")
    #expect(try home.orders == ["start \(platform.name)", "shutdown \(platform.name)"])
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 1, "waived": 0]), "\(drill)")
    #expect(try home.state(platform.name) == .off)
    try await expectSound(city)
  }

  /// Killed while a guest doesn't heed, and taken up when its power is long due to be cut. (Where nothing of ours is on the host nobody knows whether the
  /// guest was asked, and a person says.)
  @Test(arguments: StandInPlatform.all.filter(\.keeps))
  func thePowerIsCutByTheNextProcess(_ platform: StandInPlatform) async throws {
    let home = try StandIn(platform)
    try home.add("app", .running, heeds: nil)
    let city = try city(
      [home, home], machines: ["app": "app"],
      scenario: "inject:\n  - {id: off, machine: {shutdown: app, hard_after: 1s}, on: a, timeout: 2m}")
    let program = try city.start("drill", "loss", "--yes", "--as", "suzuki")
    try await program.until("the order was given") { try home.orders.contains("shutdown app") }
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
    try await Task.sleep(for: .milliseconds(1_200))
    let drill = try await Drill(city.sonae("resume", "last", "--yes", "--json", "--as", "tanaka"))
    #expect(drill.result("inject.off") == "passed" && drill.reason("inject.off") == "power-cut", "\(drill)")
    #expect(try home.orders == ["shutdown app", "destroy app", "start app"])
    #expect(try home.state("app") == .running && drill.json["undo"]?["owed"] == 0)
  }

  /// A start that comes to its end after its time: it is put back all the same.
  @Test(arguments: StandInPlatform.all) func aStartThatHangsIsPutBack(_ platform: StandInPlatform) async throws {
    let home = try StandIn(platform)
    try home.add("app", .off)
    try home.holdStarts()
    let city = try city(
      [home, home], machines: ["app": "app"], steps: "  - {id: start, machine: {start: app}, on: a, timeout: 3s}\n")
    let program = try city.start("drill", "loss", "--yes", "--json", "--as", "suzuki")
    try await program.says("undoing desk.start")
    home.releaseStarts()
    let drill = try await Drill(program.ended())
    #expect(["timed_out", "unknown"].contains(drill.result("desk.start")), "\(drill)")
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 1, "waived": 0]), "\(drill)")
    #expect(try home.orders == ["start app", "shutdown app"] && home.state("app") == .off)
  }

  /// An account with a rule for `pvesh get` alone may look.
  @Test func anAccountThatMayOnlyWatchChangesNothing() async throws {
    let home = try StandIn(.proxmox)
    try home.add("app", .off)
    try home.folder.write("pvesh\n", to: "sudoers")
    let city = try city(
      [home, home], machines: ["app": "app"], steps: "  - {id: start, machine: {start: app}, on: a}\n",
      health: "      - {id: down, machine: app, state: off, on: a}")
    #expect(try await city.sonae("check").code == 0)
    let drill = try await city.drill()
    #expect(drill.reason("desk.start") == "machine-refused", "\(drill)")
    #expect(drill.step("desk.start")["reason"]?["text"]?["en"]?.string?.contains("a password is required") == true)
    #expect(try home.orders == [] && drill.json["undo"]?["paid"] == 0)
  }

  /// Before a drill. What Proxmox VE has is what this machine has.
  @Test(arguments: StandInPlatform.all) func aStandbyHostSaysWhatItHas(_ platform: StandInPlatform) async throws {
    let (home, standby) = (try StandIn(platform), try StandIn(platform))
    try home.add(platform.name, .running)
    try standby.add(platform.name, .off)
    let city = try city(
      [home, standby], machines: ["db": platform.name], steps: "  - {id: start, machine: {start: db}, on: b}\n")
    let plan = try await city.sonae("plan", "loss", "--ask-hosts", "--json")
    let room = try JSON(reading: plan.output)["room"]?["hosts"]?.array?.first
    #expect(room?["needed_mib"] == 4096, "\(plan.text) \(plan.errorText)")
    if platform.kind != "proxmox" {
      #expect(plan.code == 0 && room?["state"] == "ok", "\(plan.text) \(plan.errorText)")
    }
    #expect(try home.orders.isEmpty && standby.orders.isEmpty)
  }
}
