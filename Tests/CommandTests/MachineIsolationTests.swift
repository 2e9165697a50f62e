import Model
import TestKit
import Testing

/// Drills on a host that takes isolated ones only, over a real connection.
@Suite(.fewAtATime, needsServer)
struct MachineIsolationTests {
  private let host: Hypervisor

  init() throws {
    host = try Hypervisor()
    try host.add("app", .off)
  }

  private func drill(_ scenario: String, networks: String = "[drill-net, 隔離 2]") async throws -> Drill {
    let hosts = City.hosts([host.server], ["a": "platform: kvm\n    isolated_networks: \(networks)"])
      .replacing("drills: allowed", with: "drills: isolated")
    return try await City(
      [host.server], scenario: "inject:\n\(scenario)", system: "    machines: [{id: app, on: a}]",
      files: ["inventory/platforms.yaml": "platforms: [{id: kvm, kind: libvirt}]\n", "inventory/hosts.yaml": hosts]
    ).drill()
  }

  private static let start = "  - {id: it, machine: {start: app}, on: a, timeout: 20s}"

  @Test(arguments: [[], ["drill-net"], ["隔離 2", "drill-net"]]) func whatIsOnIsolatedNetworksIsStarted(
    _ networks: [String]
  ) async throws {
    try host.connect("app", networks)
    let drill = try await drill(Self.start)
    #expect(drill.code == 0 && drill.result("inject.it") == "passed", "\(drill)")
    #expect(try host.orders == ["start app", "shutdown app"])
  }

  @Test(arguments: [["default"], ["drill-net", "default"]]) func whatIsOnAnotherNetworkIsNot(_ networks: [String])
    async throws
  {
    try host.connect("app", networks)
    let drill = try await drill(Self.start)
    #expect(drill.code == 1 && drill.reason("inject.it") == "machine-not-isolated", "\(drill)")
    #expect("\(drill.step("inject.it"))".contains("default"), "\(drill)")
    #expect(try host.orders == [] && drill.json["undo"]?["owed"] == 0)
  }

  @Test func whereNoNetworkIsIsolatedTheDrillIsRefused() async throws {
    let drill = try await drill(Self.start, networks: "[]")
    #expect(drill.code == 4 && drill.ending.errorText.contains("isolated_networks"), "\(drill)")
    #expect(try host.orders == [])
  }

  /// It was there before the drill.
  @Test func whatRanBeforeComesBackToItsNetwork() async throws {
    try host.add("other", .running)
    try host.connect("other", ["default"])
    let hosts = City.hosts([host.server], ["a": "platform: kvm\n    isolated_networks: drill-net"])
      .replacing("drills: allowed", with: "drills: isolated")
    let drill = try await City(
      [host.server], scenario: "inject:\n  - {id: it, machine: {destroy: other}, on: a}",
      system: "    machines: [{id: other, on: a}]",
      files: ["inventory/platforms.yaml": "platforms: [{id: kvm, kind: libvirt}]\n", "inventory/hosts.yaml": hosts]
    ).drill()
    #expect(drill.code == 0, "\(drill)")
    #expect(try host.orders == ["destroy other", "start other"])
  }
}
