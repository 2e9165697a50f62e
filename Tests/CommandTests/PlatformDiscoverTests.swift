import Model
import TestKit
import Testing

/// What hosts of all platforms say of their machines, by the program itself over real connections.
@Suite(.fewAtATime, needsServer)
struct PlatformDiscoverTests {
  private let libvirt: Hypervisor
  private let others: [StandIn]

  init() throws {
    libvirt = try Hypervisor()
    others = try StandInPlatform.all.map { try StandIn($0) }
  }

  /// Hosts `a` (libvirt), `b` (Proxmox VE), `c` (ESXi), `d` (Hyper-V) and `e` (XCP-ng), each with one machine of the inventory.
  private func city(hyperV: [String]? = nil) throws -> City {
    var platforms = "platforms:\n  - {id: a, kind: libvirt}\n"
    var hosts = ["a": "platform: a"]
    var machines = ["      - {id: db-a, name: \"\(Self.name) a\", on: a}"]
    for (id, host) in zip(Self.ids, others) {
      let platform = host.platform
      platforms += "  - {id: \(id), kind: \(platform.kind)\(platform.keys)}\n"
      let keys = platform.kind == "hyperv" ? hyperV ?? platform.hostKeys : platform.hostKeys
      hosts[id] = (["platform: \(id)"] + keys).joined(separator: "\n    ")
      machines.append("      - {id: db-\(id), name: \"\(Self.name(platform, id))\", on: \(id)}")
    }
    return try City(
      [libvirt.server] + others.map(\.server), system: "    machines:\n" + machines.joined(separator: "\n"),
      hosts: hosts,
      health: "abcde".map { "      - {id: up-\($0), machine: db-\($0), on: \($0)}" }.joined(separator: "\n"),
      files: ["inventory/platforms.yaml": platforms])
  }

  private static let name = "住民 照会 'db'"
  private static let ids = "bcde".map(String.init)

  private static func name(_ platform: StandInPlatform, _ id: String) -> String {
    platform.name + (platform.name == name ? " " : "-") + id
  }

  private func addMachines(_ state: StandIn.State? = nil) throws {
    try libvirt.add("\(Self.name) a", .running)
    for (id, host) in zip(Self.ids, others) {
      try host.add(Self.name(host.platform, id), state ?? host.platform.suspended)
    }
  }

  @Test func everyPlatformsMachinesAreFound() async throws {
    try addMachines(.running)
    let city = try city()
    let found = try await city.sonae("hosts", "discover", "--json")
    #expect(found.code == 0, "\(found.text) \(found.errorText)")
    let rows = try #require(JSON(reading: found.output)["machines"]?.array)
    #expect(rows.count == 5 && rows.allSatisfy { $0["state"] == "running" && $0["standing"] == "expected" }, "\(rows)")
    #expect(rows.compactMap { $0["id"]?.string } == ["db-a", "db-b", "db-c", "db-d", "db-e"])
    #expect(rows.count { $0["name"]?.string?.hasPrefix("\(Self.name) ") == true } == 4, "\(rows)")
    // The same by the machine checks of a health check.
    #expect(try await city.sonae("check").code == 0)
    #expect(try others.allSatisfy { try $0.orders.isEmpty })
  }

  @Test func whatIsNotInTheInventoryIsProposedForEachPlatform() async throws {
    try addMachines()
    for (id, host) in zip(Self.ids, others) { try host.add("web-\(id)", .off) }
    // On another host of XCP-ng's pool it isn't here.
    try others[3].add("elsewhere", .running, marks: ["elsewhere"])
    try others[0].add("dns", .running, marks: ["container"])
    let shown = try await city().sonae("hosts", "discover", "--language", "en")
    #expect(shown.code == 1, "\(shown.text) \(shown.errorText)")
    for id in Self.ids { #expect(shown.text.contains("- {id: web-\(id), on: \(id)}"), "\(shown.text)") }
    for (id, host) in zip(Self.ids, others) {
      let line = shown.text.split(separator: "\n").first { $0.contains(Self.name(host.platform, id)) } ?? ""
      #expect(line.contains(host.platform.suspended.rawValue) && line.contains("as expected"), "\(shown.text)")
    }
    #expect(shown.text.contains("- {id: dns, on: b}") && !shown.text.contains("elsewhere"), "\(shown.text)")
  }

  /// An account without rights has no list that looks like an empty one.
  @Test func anAccountWithoutRightsIsSaid() async throws {
    try addMachines(.running)
    try others[0].folder.write("", to: "sudoers")
    try others[2].folder.write("", to: "outsider")
    try others[3].folder.write("", to: "sudoers")
    let shown = try await city().sonae("hosts", "discover", "--language", "en")
    #expect(shown.code == 3, "\(shown.text) \(shown.errorText)")
    for words in [
      "exit code 1: sudo: a password is required",
      "exit code 1: the account is neither in Hyper-V Administrators nor in Administrators)",
    ] {
      #expect(shown.errorText.contains(words), "\(shown.errorText)")
    }
  }

  @Test func aWindowsHostSaysWhatItNeeds() async throws {
    let refused = try await city(hyperV: []).sonae("hosts", "discover", "--language", "en")
    #expect(refused.code == 2, "\(refused.text) \(refused.errorText)")
    #expect(refused.errorText.contains("`shell: none` and `transport: openssh`"), "\(refused.errorText)")
    #expect(refused.errorText.contains("inventory/hosts.yaml:"), "\(refused.errorText)")
  }
}
