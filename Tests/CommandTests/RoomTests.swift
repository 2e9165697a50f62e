import Model
import TestKit
import Testing

/// What `check`, `plan` and `drill` say before a recovery would find that its host is too small, or its machines elsewhere.
@Suite(.fewAtATime, needsServer)
struct RoomTests {
  private let home: Hypervisor
  private let standby: Hypervisor
  /// More than any machine that tests run on has.
  private static let huge = 64 << 20

  init() throws { (home, standby) = (try Hypervisor(), try Hypervisor()) }

  /// Host `a` is the home of `db` and `app`, `b` their standby, on which the drill starts both.
  private func city() throws -> City {
    let hosts = ["a": "platform: kvm", "b": "platform: kvm"]
    return try City(
      [home.server, standby.server],
      steps: """
          - {id: db, machine: {start: db}, on: b}
          - {id: app, machine: {start: app}, on: b}
        """,
      scenario: "inject: [{id: off, machine: {destroy: all}, on: a, destructive: true}]",
      system: """
            machines:
              - {id: db, name: 住民 照会, on: a, standby: [b]}
              - {id: app, on: a, standby: [b]}
        """, hosts: hosts,
      files: ["inventory/platforms.yaml": "platforms: [{id: kvm, kind: libvirt}]\n"])
  }

  private func add(standbyNeeds memoryMiB: Int) throws {
    for name in ["住民 照会", "app"] {
      try home.add(name, .running)
      try standby.add(name, .off, memoryMiB: memoryMiB)
    }
  }

  @Test func aStandbyWithRoomIsSaidToHaveIt() async throws {
    try add(standbyNeeds: 1)
    let city = try city()
    let check = try await city.sonae("check", "--language", "en")
    #expect(check.code == 0 && check.text.contains("room for the machines of a"), "\(check.text) \(check.errorText)")
    let plan = try await city.sonae("plan", "loss", "--ask-hosts", "--json")
    let room = try JSON(reading: plan.output)["room"]?["hosts"]?.array?.first
    #expect(plan.code == 0 && room?["state"] == "ok" && room?["needed_mib"] == 2, "\(plan.text) \(plan.errorText)")
    #expect(try JSON(reading: await city.sonae("plan", "loss", "--json").output)["room"] == nil)
    #expect(try home.orders.isEmpty && standby.orders.isEmpty)
    let drill = try Drill(await city.sonae("drill", "loss", "--yes", "--json"))
    #expect(drill.code == 0 && drill.result == "met", "\(drill)")
  }

  @Test func aStandbyThatIsTooSmallIsToldBeforeADrillAndKeepsItFromBeginning() async throws {
    try add(standbyNeeds: Self.huge)
    let city = try city()
    let check = try await city.sonae("check", "--language", "en")
    #expect(check.code == 1 && check.text.contains("MiB short of memory"), "\(check.text) \(check.errorText)")
    let json = try JSON(reading: await city.sonae("check", "--json").output)
    #expect(json["state"] == "warning" && json["room"]?.array?.first?["needed_mib"] == .integer(Int64(2 * Self.huge)))
    let plan = try await city.sonae("plan", "loss", "--ask-hosts", "--language", "ja")
    #expect(plan.code == 1 && plan.text.contains("足りません"), "\(plan.text) \(plan.errorText)")
    let drill = try await city.sonae("drill", "loss", "--yes", "--language", "en")
    #expect(drill.code == 4 && drill.errorText.contains("住民 照会 \(Self.huge)"), "\(drill.text) \(drill.errorText)")
    #expect(try home.orders.isEmpty && standby.orders.isEmpty)
    #expect(try await city.sonae("runs", "list", "--json").text.contains("loss") == false, "nothing was begun")
  }

  /// A machine that the standby doesn't list yet is as large as at home; where nobody tells, that is said.
  @Test func whatTheStandbyDoesNotKnowItsHomeTells() async throws {
    for name in ["住民 照会", "app"] { try home.add(name, .running, memoryMiB: Self.huge) }
    let city = try city()
    let plan = try await city.sonae("plan", "loss", "--ask-hosts", "--language", "en")
    #expect(plan.code == 1 && plan.text.contains("short of memory"), "\(plan.text) \(plan.errorText)")
    home.server.kill()
    let unknown = try await city.sonae("plan", "loss", "--ask-hosts", "--json")
    let room = try JSON(reading: unknown.output)["room"]?["hosts"]?.array?.first
    #expect(unknown.code == 3 && room?["state"] == "unknown", "\(unknown.text) \(unknown.errorText)")
    standby.server.kill()
    let away = try await city.sonae("plan", "loss", "--ask-hosts", "--language", "en")
    #expect(away.code == 3 && away.text.contains("what b has free isn't known"), "\(away.text) \(away.errorText)")
  }

  @Test func whatRunsElsewhereMakesItsProceduresUnverified() async throws {
    try home.add("app", .running)
    try standby.add("app", .off)
    try standby.add("住民 照会", .running)
    try home.add("住民 照会", .off)
    let city = try city()
    let plan = try await city.sonae("plan", "loss", "--ask-hosts", "--language", "en")
    #expect(plan.code == 1 && plan.text.contains("runs on its standby"), "\(plan.text) \(plan.errorText)")
    let found = try await city.sonae("hosts", "discover", "--language", "en")
    #expect(
      found.code == 1 && found.errorText.contains("playbooks/desk.yaml:4  db  (scenario loss)"), "\(found.errorText)")
    #expect(!found.errorText.contains("desk.yaml:5"), "the other machine is where it was")
    let json = try JSON(reading: await city.sonae("hosts", "discover", "--json").output)
    #expect(json["unverified"]?.array?.map { $0["machine"] } == ["db", "db"], "\(json)")
    try city.folder.write("procedure: [", to: "playbooks/desk.yaml")
    let broken = try await city.sonae("hosts", "discover", "--language", "en")
    #expect(broken.code == 1 && broken.errorText.contains("sonae validate"), "\(broken.errorText)")
  }
}
