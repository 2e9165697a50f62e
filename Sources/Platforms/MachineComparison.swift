public import Model

/// What hosts say of their machines, held against the inventory.
public struct MachineComparison: Sendable {
  /// How a machine stands to the inventory.
  public enum Standing: String, Sendable, Hashable, CaseIterable {
    /// On the host that the inventory names.
    case expected
    /// Where it may be started if need be, and not running.
    case standby
    /// It runs on a standby, and not at home.
    case runsOnStandby = "runs_on_standby"
    /// It runs on more than one host: two copies may write to the same disks.
    case runsTwice = "runs_twice"
    /// On a host where the inventory doesn't have it, and not at home.
    case moved
    /// The host has more than one of this name: commands can't tell which is meant.
    case ambiguous
    /// The inventory knows nothing of it.
    case unknown
    /// The inventory's host doesn't have it, nor has any other that was asked.
    case missing

    public var isDrift: Bool {
      switch self {
      case .expected, .standby: false
      case .runsOnStandby, .runsTwice, .moved, .ambiguous, .unknown, .missing: true
      }
    }
  }

  public struct Row: Sendable, Hashable {
    /// Where it is; for a missing one where it should be.
    public var host: String
    /// What its platform calls it.
    public var name: String
    /// By the inventory; nil: it isn't there.
    public var id: String?
    /// Nil for a missing one.
    public var state: PowerState?
    public var standing: Standing
  }

  /// By host and name.
  public let rows: [Row]

  /// - Parameters:
  ///   - machines: the inventory's, of all systems.
  ///   - found: what each host that could be asked has.
  public init(_ machines: [System.Machine], _ found: [String: [VirtualMachine]]) {
    let places = Places(found)
    var seen: Set<[String]> = []
    let own = machines.filter { seen.insert([$0.id, $0.name, $0.host.id]).inserted }
    var rows: [Row] = []
    for (host, listed) in found {
      for machine in listed {
        let known = own.first { $0.name == machine.name && $0.hosts.contains(host) }
        let owner = known ?? own.first { $0.name == machine.name }
        rows.append(
          Row(
            host: host, name: machine.name, id: owner?.id, state: machine.state,
            standing: places.standing(of: machine, on: host, owner)))
      }
    }
    for machine in own where found[machine.host.id] != nil && places.hosts(of: machine.name).isEmpty {
      rows.append(Row(host: machine.host.id, name: machine.name, id: machine.id, state: nil, standing: .missing))
    }
    self.rows = rows.sorted { ($0.host, $0.name, $0.id ?? "") < ($1.host, $1.name, $1.id ?? "") }
  }
}

/// Where machines were found, by their names.
private struct Places {
  private var byName: [String: [(host: String, state: PowerState)]] = [:]

  init(_ found: [String: [VirtualMachine]]) {
    for (host, machines) in found {
      for machine in machines { byName[machine.name, default: []].append((host, machine.state)) }
    }
  }

  func hosts(of name: String) -> [String] { byName[name, default: []].map(\.host) }

  func standing(
    of machine: VirtualMachine, on host: String, _ owner: System.Machine?
  ) -> MachineComparison.Standing {
    let all = byName[machine.name, default: []]
    if all.count(where: { $0.host == host }) > 1 { return .ambiguous }
    guard let owner else { return .unknown }
    if machine.state == .running, all.contains(where: { $0.host != host && $0.state == .running }) { return .runsTwice }
    if owner.host.id == host { return .expected }
    guard owner.standby.contains(where: { $0.id == host }) else {
      return all.contains { $0.host == owner.host.id } ? .unknown : .moved
    }
    return machine.state == .running ? .runsOnStandby : .standby
  }
}

extension System.Machine {
  fileprivate var hosts: [String] { [host.id] + standby.map(\.id) }
}

extension MachineComparison {
  /// What the inventory lacks, as its own YAML: for a person to put where it belongs.
  ///
  /// - Returns: an entry of `machines:` for each machine that isn't in it or has moved, with the host that has it.
  public var proposal: [String] {
    var ids: Set<String> = []
    return rows.filter { $0.standing == .unknown || $0.standing == .moved }.map { row in
      var id = row.id ?? Self.id(for: row.name)
      var number = 1
      while ids.contains(id) {
        number += 1
        id = "\(Self.id(for: row.name))-\(number)"
      }
      ids.insert(id)
      let name = id == row.name ? "" : ", name: \(String(decoding: JSON.string(row.name).canonical, as: UTF8.self))"
      return "{id: \(id)\(name), on: \(row.host)}"
    }
  }

  /// Small letters, digits and hyphens; of a name that has none of them only `machine` is left.
  private static func id(for name: String) -> String {
    let words = name.lowercased().utf8.split { byte in
      !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    let id = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    guard let first = id.utf8.first, first >= UInt8(ascii: "a") else { return id.isEmpty ? "machine" : "machine-" + id }
    return id
  }
}
