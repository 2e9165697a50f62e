import Catalogue

/// The inventory's machines, by what steps and checks call them. What isn't in it is never touched.
struct MachineDirectory {
  private let machines: [String: [System.Machine]]
  private let byHome: [String: [System.Machine]]
  private let byName: [String: [System.Machine]]
  private let platforms: [String: Inventory.Platform]

  init(_ inventory: Inventory) {
    let all = inventory.systems.flatMap(\.machines)
    machines = Dictionary(grouping: all, by: \.id)
    byHome = Dictionary(grouping: all, by: \.host.id)
    byName = Dictionary(grouping: all, by: \.name)
    platforms = inventory.platforms.reduce(into: [:]) { $0[$1.id] = $0[$1.id] ?? $1 }
  }

  /// Why a machine can't be told, and what to do about it.
  struct Problem: Error {
    var code: Diagnostic.Code
    var phrase: Phrase
    var suggestion: String?
  }

  /// A machine of the system's own, else the inventory's of that name. It must be one that may run on the host: another
  /// of the same name that stands there is none of ours.
  func machine(_ id: String, of system: System?, on host: Host) throws(Problem) -> System.Machine {
    let own = system?.machines.filter { $0.id == id } ?? []
    let found = own.isEmpty ? machines[id] ?? [] : own
    guard let first = found.first else {
      throw Problem(
        code: .unknownID, phrase: .unknownMachine(id), suggestion: Nearest.word(to: id, among: machines.keys))
    }
    guard found.allSatisfy({ $0.name == first.name && $0.host.id == first.host.id }) else {
      throw Problem(code: .ambiguousMachine, phrase: .ambiguousMachine(id))
    }
    let places = [first.host.id] + found.flatMap { $0.standby.map(\.id) }
    guard places.contains(host.id) else {
      throw Problem(code: .machineElsewhere, phrase: .machineElsewhere(id, host: host.id, places: places))
    }
    return first
  }

  /// Whether any host has a machine of this name or id.
  func isKnown(_ name: String) -> Bool { machines[name] != nil || byName[name] != nil }

  /// The other hosts that the inventory has for a machine of this name, each once: there it may be running. One that stands in the
  /// inventory under another id may be its replica.
  func places(of name: String, apartFrom host: Host) -> [String] {
    let all = (byName[name] ?? []).flatMap { [$0.host.id] + $0.standby.map(\.id) }
    var seen: Set<String> = [host.id]
    return all.filter { seen.insert($0).inserted }
  }

  /// Those whose home is the host, each once.
  func machines(on host: Host) throws(Problem) -> [System.Machine] {
    var seen: Set<String> = []
    let found = (byHome[host.id] ?? []).filter { seen.insert($0.id).inserted }
    guard !found.isEmpty else { throw Problem(code: .noMachines, phrase: .noMachines(host: host.id)) }
    return found
  }

  func platform(of host: Host) throws(Problem) -> PlannedPlatform {
    guard let platform = host.platform.flatMap({ platforms[$0] }),
      let kind = platform.kind.flatMap(PlatformKind.init(rawValue:))
    else {
      throw Problem(
        code: .noPlatform,
        phrase: .noPlatform(host: host.id, platform: host.platform, kinds: PlatformKind.allCases.map(\.rawValue)))
    }
    let shell: Host.Shell = kind == .hyperv ? .absent : .posix
    guard host.shell == shell else {
      throw Problem(
        code: .noShell, phrase: .platformShell(kind.rawValue, host: host.id, shell: shell.rawValue),
        suggestion: shell.rawValue)
    }
    return PlannedPlatform(kind, sudo: platform.sudo, uri: platform.uri)
  }
}

extension Inventory {
  /// How a host's machines are driven; nil: the inventory doesn't say it.
  public func machinePlatform(of host: Host) -> PlannedPlatform? { try? MachineDirectory(self).platform(of: host) }
}
