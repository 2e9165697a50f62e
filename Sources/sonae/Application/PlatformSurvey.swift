import Engine
import Model
import Platforms
import Synchronization

/// What hosts say of their machines, and of what they have: nothing is changed on them.
struct PlatformSurvey: Sendable {
  /// A host of the inventory whose platform is known.
  struct Subject: Sendable {
    let host: PlannedHost
    let platform: PlannedPlatform

    init?(_ host: Host, in inventory: Inventory) {
      guard let platform = inventory.machinePlatform(of: host) else { return nil }
      (self.host, self.platform) = (PlannedHost(host), platform)
    }
  }

  var machines: [String: [VirtualMachine]] = [:]
  var capacities: [String: HostCapacity] = [:]
  /// Why a host's word is missing.
  var unknown: [String: Reason] = [:]

  /// At most so many hosts are asked at once.
  private static let limit = 32

  /// One command a host, two with the capacities.
  static func ask(
    _ subjects: [Subject], by list: MachineList, timeout: Duration, withCapacities: Bool = false
  ) async -> PlatformSurvey {
    let survey = Mutex(PlatformSurvey())
    await SideBySide.run(subjects, limit: limit) { subject in
      let machines = await list.ask(subject.platform, on: subject.host, timeout: timeout)
      var capacity: Result<HostCapacity, MachineList.Obstacle>?
      if withCapacities, case .success = machines {
        capacity = await list.capacity(subject.platform, on: subject.host, timeout: timeout)
      }
      survey.withLock { $0.note(subject.host.id, machines, capacity) }
    }
    return survey.withLock { $0 }
  }

  private mutating func note(
    _ host: String, _ machines: Result<[VirtualMachine], MachineList.Obstacle>,
    _ capacity: Result<HostCapacity, MachineList.Obstacle>?
  ) {
    switch machines {
    case .success(let found): self.machines[host] = found
    case .failure(let why): unknown[host] = why.reason
    }
    switch capacity {
    case .success(let found): capacities[host] = found
    case .failure(let why): unknown[host] = why.reason
    case nil: break
    }
  }

  mutating func merge(_ other: PlatformSurvey) {
    machines.merge(other.machines) { $1 }
    capacities.merge(other.capacities) { $1 }
    unknown.merge(other.unknown) { $1 }
  }
}
