/// Whether a host has the memory and the processors for machines that would be started on it.
///
/// What counts is the memory that the host says to be free now, and what the machines are configured to have when they start. What the
/// platform itself needs for a machine (some percent) and what running machines may still grow to isn't in it.
public struct Room: Sendable, Hashable {
  public enum Verdict: Sendable, Hashable {
    case enough
    case shortOfMemory(byMiB: Int)
    /// A machine has more processors than the host: ESXi, Hyper-V and XCP-ng don't start it, with KVM it is slow.
    case tooFewCPUs(machine: String, wants: Int)
    /// No host that was asked says what these machines have.
    case unknown(machines: [String])
  }

  /// Those that don't run there yet, with what they are configured to have.
  public let arrivals: [VirtualMachine]
  /// Those of which that isn't known.
  public let unlisted: [String]
  public let capacity: HostCapacity

  /// - Parameters:
  ///   - names: the machines that would be started, as their platform calls them.
  ///   - found: what each host that could be asked has; what the host itself says of a machine comes before what others say.
  public init(for names: [String], on host: String, _ capacity: HostCapacity, found: [String: [VirtualMachine]]) {
    var (arrivals, unlisted): ([VirtualMachine], [String]) = ([], [])
    let others = found.filter { $0.key != host }.sorted { $0.key < $1.key }.flatMap(\.value)
    for name in names {
      let here = (found[host] ?? []).filter { $0.name == name }
      if here.contains(where: { $0.state == .running }) { continue }
      if let machine = (here + others).first(where: { $0.name == name && $0.memoryMiB != nil }) {
        arrivals.append(machine)
      } else {
        unlisted.append(name)
      }
    }
    (self.arrivals, self.unlisted, self.capacity) = (arrivals, unlisted, capacity)
  }

  /// In MiB, of those of which it is known.
  public var neededMiB: Int { arrivals.reduce(0) { $0 + ($1.memoryMiB ?? 0) } }

  public var verdict: Verdict {
    if neededMiB > capacity.freeMiB { return .shortOfMemory(byMiB: neededMiB - capacity.freeMiB) }
    if let machine = arrivals.first(where: { $0.cpus ?? 0 > capacity.cpus }) {
      return .tooFewCPUs(machine: machine.name, wants: machine.cpus ?? 0)
    }
    return unlisted.isEmpty ? .enough : .unknown(machines: unlisted)
  }
}
