import Glibc
import Model
import TestKit
import Testing

/// Steps with virtual machines over real connections, on hosts with a stand-in for `virsh`.
@Suite(.fewAtATime, needsServer)
struct MachineStepTests {
  private let home: Hypervisor
  private let standby: Hypervisor
  private static let name = "住民 照会 'db'"

  init() throws {
    home = try Hypervisor()
    standby = try Hypervisor()
  }

  /// Host `a` is the home of `db` and `app`, `b` their standby.
  private func city(steps: String = "", scenario: String = "", health: String? = nil, drills: String = "") throws
    -> City
  {
    let platforms = "platforms: [{id: kvm, kind: libvirt}]\n"
    return try City(
      [home.server, standby.server], steps: steps, scenario: scenario,
      system: """
            machines:
              - {id: db, name: "\(Self.name)", on: a, standby: [b]}
              - {id: app, on: a, standby: [b]}
        """, hosts: ["a": "platform: kvm", "b": "platform: kvm"], health: health,
      files: [
        "inventory/platforms.yaml": platforms,
        "inventory/hosts.yaml": City.hosts(
          [home.server, standby.server], ["a": "platform: kvm", "b": "platform: kvm"]
        )
        .replacingFirst("drills: allowed", with: drills.isEmpty ? "drills: allowed" : drills),
      ])
  }

  private func expectSound(_ city: City) async throws {
    #expect(try await city.sonae("verify").code == 0)
    let independent = try ChildProcess.run(["tools/verify-journal", try await city.lastRun()])
    #expect(independent.code == 0, "\(independent.text)")
  }

  @Test func discoverComparesHostsWithTheInventory() async throws {
    try home.add(Self.name, .running)
    try standby.add(Self.name, .off)
    try home.add("web 1", .paused)
    let city = try city(steps: "")
    let shown = try await city.sonae("hosts", "discover", "--language", "en")
    #expect(shown.code == 1, "\(shown.text) \(shown.errorText)")
    for words in [
      "as expected", "on standby", "in the inventory, and not found", "not in the inventory",
      #"- {id: web-1, name: "web 1", on: a}"#,
    ] {
      #expect(shown.text.contains(words), "\(shown.text)")
    }
    try home.add("app", .running)
    let one = try JSON(reading: await city.sonae("hosts", "discover", "b,a", "--json").output)
    #expect(one["machines"]?.array?.count == 4 && one["proposal"]?.array?.count == 1, "\(one)")
    #expect(try home.orders.isEmpty && standby.orders.isEmpty, "nothing is changed")
    standby.server.kill()
    let away = try await city.sonae("hosts", "discover", "b", "--language", "ja")
    #expect(away.code == 3 && away.errorText.contains("調べられませんでした"), "\(away.errorText)")
    #expect(try await city.sonae("hosts", "discover", "nowhere").code == 64)
  }

  @Test func whatWasRunningBeforeIsRunningAfter() async throws {
    for name in [Self.name, "app"] {
      try home.add(name, .running)
      try standby.add(name, .off)
    }
    try home.add("somebody else's", .running)
    let city = try city(
      steps: "  - {id: start, machine: {start: [db, app]}, on: b, check: {machine: db, on: b}}",
      scenario: "inject:\n  - {id: cut, machine: {destroy: all}, on: a, destructive: true}",
      health: "      - {id: up, machine: db, on: b}")
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.result == "met", "\(drill)")
    #expect(
      ["inject.cut.db", "inject.cut.app", "desk.start.db", "desk.start.app"].map { drill.result($0) }
        == Array(repeating: "passed", count: 4))
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 4, "waived": 0]), "\(drill)")
    for name in [Self.name, "app"] {
      #expect(try home.state(name) == "running" && standby.state(name) == "shut off")
    }
    #expect(try Set(home.orders) == ["destroy \(Self.name)", "destroy app", "start \(Self.name)", "start app"])
    #expect(
      try Set(standby.orders) == ["shutdown \(Self.name)", "shutdown app", "start \(Self.name)", "start app"])
    #expect(
      try await city.sonae("report", "last", "--format", "markdown", "--language", "en").text.contains(
        "start \(Self.name)"))
    try await expectSound(city)
  }

  @Test func alreadySoIsLeftAsItWas() async throws {
    try home.add("app", .off)
    try standby.add("app", .running)
    let city = try city(
      steps: "  - {id: start, machine: {start: app}, on: b}",
      scenario: "inject:\n  - {id: cut, machine: {destroy: app}, on: a}")
    let drill = try await city.drill()
    #expect(drill.result("desk.start") == "passed" && drill.reason("desk.start") == "already-so", "\(drill)")
    #expect(drill.reason("inject.cut") == "already-so")
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 0, "waived": 0]))
    // What was down before wasn't brought down by the drill.
    #expect(drill.system()["result"] == "not_measured" && drill.code == 1)
    #expect(try home.orders == [] && standby.orders == ["start app"])
    #expect(try home.state("app") == "shut off" && standby.state("app") == "running")
    try await expectSound(city)
  }

  @Test func aMachineThatAStartWouldNotBringBackIsLeftAlone() async throws {
    try home.add(Self.name, .paused)
    try home.add("app", .saved)
    let city = try city(
      scenario: "inject:\n  - {id: cut, machine: {destroy: db}, on: a, on_failure: continue}\n"
        + "  - {id: off, needs: [], machine: {shutdown: app}, on: a}")
    let drill = try await city.drill()
    #expect(drill.reason("inject.cut") == "machine-would-not-come-back", "\(drill)")
    #expect(drill.reason("inject.off") == "machine-would-not-come-back", "\(drill)")
    #expect(try home.orders == [] && home.state(Self.name) == "paused")
    #expect(drill.json["undo"]?["owed"] == 0)
  }

  @Test func aShutdownIsWaitedForAndNeverHardByItself() async throws {
    try home.add(Self.name, .running, heeds: 1)
    try home.add("app", .running, heeds: nil)
    let city = try city(
      scenario: "inject:\n  - {id: off, machine: {shutdown: [db, app]}, on: a, timeout: 4s}")
    let drill = try await city.drill()
    #expect(drill.result("inject.off.db") == "passed" && drill.result("inject.off.app") == "timed_out", "\(drill)")
    #expect(drill.reason("inject.off.app") == "machine-still")
    #expect(try home.orders.contains("destroy app") == false)
    // Both were told: both are seen to, and run.
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 2, "waived": 0]), "\(drill)")
    #expect(try home.state(Self.name) == "running" && home.state("app") == "running")
  }

  @Test func hardAfterCutsThePowerOfWhatDoesNotHeed() async throws {
    try home.add("app", .running, heeds: nil)
    try standby.add("app", .off)
    let city = try city(
      steps: "  - {id: start, machine: {start: app}, on: b}",
      scenario: "inject:\n  - {id: off, machine: {shutdown: app, hard_after: 1s}, on: a, timeout: 20s}")
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.reason("inject.off") == "power-cut", "\(drill)")
    #expect(try home.orders == ["shutdown app", "destroy app", "start app"])
    #expect(try home.state("app") == "running" && standby.state("app") == "shut off")
    try await expectSound(city)
  }

  /// Killed while a guest shuts down: another process waits on, and gives no order again.
  @Test(arguments: [nil, 3]) func aProcessThatIsKilledWhileItWaitsIsFollowed(_ hardAfter: Int?) async throws {
    try home.add("app", .running, heeds: hardAfter == nil ? 5 : nil)
    let hard = hardAfter.map { ", hard_after: \($0)s" } ?? ""
    let city = try city(scenario: "inject:\n  - {id: off, machine: {shutdown: app\(hard)}, on: a, timeout: 25s}")
    let program = try city.start("drill", "loss", "--yes", "--as", "suzuki")
    try await program.until("the order was given") { try home.orders.contains("shutdown app") }
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
    let drill = try Drill(
      await Sonae.start(
        ["resume", "last", "--yes", "--json", "--as", "tanaka"], in: city.folder.path, home: city.home.path
      )
      .ended())
    #expect(drill.result("inject.off") == "passed", "\(drill)")
    #expect(drill.reason("inject.off") == (hardAfter == nil ? "found-on-host" : "power-cut"), "\(drill)")
    #expect(try home.orders == ["shutdown app"] + (hardAfter == nil ? [] : ["destroy app"]) + ["start app"])
    #expect(try home.state("app") == "running")
    #expect(drill.json["undo"]?["owed"] == 0)
    try await expectSound(city)
  }

  /// Killed between an order and its end: the host tells how it ended.
  @Test func aProcessThatIsKilledAmidAnOrderIsFollowed() async throws {
    try home.add("app", .running)
    try home.folder.write("3", to: "waits")
    let city = try city(scenario: "inject:\n  - {id: cut, machine: {destroy: app}, on: a, timeout: 25s}")
    let program = try city.start("drill", "loss", "--yes", "--as", "suzuki")
    try await program.until("the order was given") { try home.orders.contains("destroy app") }
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
    unlink(home.folder.file("waits"))
    let drill = try Drill(
      await Sonae.start(
        ["resume", "last", "--yes", "--json", "--as", "tanaka"], in: city.folder.path, home: city.home.path
      )
      .ended())
    #expect(drill.result("inject.cut") == "passed" && drill.reason("inject.cut") == "found-on-host", "\(drill)")
    #expect(try home.orders == ["destroy app", "start app"] && home.state("app") == "running")
    try await expectSound(city)
  }

  /// Killed amid an order, and what the host had kept is gone: its platform tells, and gets no second order.
  @Test func whatAHostHasForgottenItsPlatformTells() async throws {
    try home.add("app", .running)
    try home.folder.write("3", to: "waits")
    let city = try city(scenario: "inject:\n  - {id: cut, machine: {destroy: app}, on: a, timeout: 25s}")
    let program = try city.start("drill", "loss", "--yes", "--as", "suzuki")
    try await program.until("the order was carried out") { try home.state("app") == "shut off" }
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
    unlink(home.folder.file("waits"))
    try ChildProcess.check(["rm", "-r", home.folder.file("home/.sonae")])
    let drill = try Drill(
      await Sonae.start(
        ["resume", "last", "--yes", "--json", "--as", "tanaka"], in: city.folder.path, home: city.home.path
      )
      .ended())
    #expect(drill.result("inject.cut") == "passed" && drill.reason("inject.cut") == "found-done", "\(drill)")
    #expect(try home.orders == ["destroy app", "start app"] && home.state("app") == "running")
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 1, "waived": 0]), "\(drill)")
    try await expectSound(city)
  }

  /// A tool that ends with 0 and has done nothing.
  @Test func anOrderThatChangedNothingIsNoPass() async throws {
    try standby.add("app", .off)
    try standby.folder.write("", to: "idle")
    let city = try city(steps: "  - {id: start, machine: {start: app}, on: b, timeout: 3s}")
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.reason("desk.start") == "machine-not-there", "\(drill)")
    #expect(drill.result("desk.start") == "timed_out")
  }

  @Test func suspendAndResumeAreEachOthersUndo() async throws {
    try home.add("app", .running)
    let city = try city(
      scenario: "inject:\n  - {id: hold, machine: {suspend: app}, on: a, check: {machine: app, state: paused, on: a}}")
    let drill = try await city.drill()
    #expect(drill.code == 0 && drill.result("inject.hold") == "passed", "\(drill)")
    #expect(try home.orders == ["suspend app", "resume app"])
  }

  @Test func aMachineThatTheHostDoesNotHaveIsSaid() async throws {
    let city = try city(steps: "  - {id: start, machine: {start: db}, on: b}")
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.reason("desk.start") == "machine-not-found", "\(drill)")
    #expect(drill.json["undo"]?["owed"] == 0 && drill.json["undo"]?["paid"] == 0)
  }

  @Test func whatIsNotInTheInventoryIsNeverTouched() async throws {
    try home.add("apps", .running)
    let city = try city(scenario: "inject:\n  - {id: cut, machine: {destroy: apps}, on: a}")
    let said = try await city.sonae("validate")
    #expect(said.code == 2 && said.errorText.contains("Did you mean `app`?"), "\(said.errorText)")
    #expect(try await city.drill().code == 2)
    #expect(try home.orders == [] && home.state("apps") == "running")
  }

  @Test(arguments: [("start", 4), ("resume", 4), ("destroy", 0), ("suspend", 0), ("shutdown", 0)])
  func onAnIsolatedHostNothingIsPutOnTheNetwork(_ operation: String, _ code: Int) async throws {
    try home.add("app", operation == "start" ? .off : operation == "resume" ? .paused : .running)
    let city = try city(
      scenario: "inject:\n  - {id: it, machine: {\(operation): app}, on: a}", drills: "drills: isolated")
    let drill = try await city.drill()
    #expect(Int(drill.code) == code, "\(drill)")
    #expect(try home.orders.isEmpty == (code == 4))
    if code == 4 { #expect(drill.ending.errorText.contains("inject.it")) }
  }

  @Test func hostsThatAreNeverDrilledAreNot() async throws {
    try home.add("app", .running)
    let city = try city(scenario: "inject:\n  - {id: it, machine: {suspend: app}, on: a}", drills: "drills: never")
    #expect(try await city.drill().code == 4)
    #expect(try home.orders == [])
  }
}

extension String {
  fileprivate func replacingFirst(_ text: String, with other: String) -> String {
    guard let place = firstRange(of: text) else { return self }
    return replacingCharacters(in: place, with: other)
  }

  private func firstRange(of text: String) -> Range<Index>? { ranges(of: text).first }

  private func replacingCharacters(in range: Range<Index>, with other: String) -> String {
    self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}
