/// What a machine is doing, in the words that all platforms share.
public enum PowerState: Sendable, Hashable {
  case running, off
  /// Stopped in memory; its time stands still.
  case paused
  /// Off, with its memory on disk: a start goes on where it was.
  case saved
  /// On the way from one to another: starting, stopping, migrating, being copied.
  case changing
  /// The platform says that it crashed or can't be used.
  case failed
  /// What the platform said, which no source explains. Never to be taken for any of the others.
  case unknown(String)

  /// For programs, and to find its name by.
  public var word: String {
    switch self {
    case .running: "running"
    case .off: "off"
    case .paused: "paused"
    case .saved: "saved"
    case .changing: "changing"
    case .failed: "failed"
    case .unknown: "unknown"
    }
  }
}

/// A machine as its host lists it. Two of a host may have the same name on some platforms: then only the handle tells them apart.
public struct VirtualMachine: Sendable, Hashable {
  public var name: String
  /// What commands name it by: a UUID (libvirt, Hyper-V, XCP-ng), `qemu/100` or `lxc/101` (Proxmox VE), an id (ESXi).
  public var handle: String
  public var state: PowerState
  /// What it is configured to have when it starts, in MiB. Nil where the list doesn't say.
  public var memoryMiB: Int?
  public var cpus: Int?

  public init(name: String, handle: String, state: PowerState, memoryMiB: Int? = nil, cpus: Int? = nil) {
    self.name = name
    self.handle = handle
    self.state = state
    self.memoryMiB = memoryMiB
    self.cpus = cpus
  }
}

/// What a host has. `freeMiB` is what the next machine could get now.
public struct HostCapacity: Sendable, Hashable {
  public var memoryMiB: Int
  public var freeMiB: Int
  /// Logical processors.
  public var cpus: Int

  public init(memoryMiB: Int, freeMiB: Int, cpus: Int) {
    self.memoryMiB = memoryMiB
    self.freeMiB = freeMiB
    self.cpus = cpus
  }
}
