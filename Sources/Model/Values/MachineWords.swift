/// What can be done with a virtual machine. Each means the same on every platform.
public enum MachineOperation: String, Sendable, Hashable, CaseIterable {
  case start
  /// The guest is asked to shut down.
  case shutdown
  /// The power is cut; nothing of the machine is deleted.
  case destroy
  /// It stands still in memory.
  case suspend
  /// It runs on from `suspend`.
  case resume
  /// A copy of it is made, on a network that a drill can use.
  case clone
  /// Only as an undo: the copy is deleted.
  case deleteClone = "delete_clone"
  /// What it is now is kept under a name.
  case snapshot
  /// Its disks are as they were then; what came since is lost.
  case revert
  /// Only as an undo.
  case deleteSnapshot = "delete_snapshot"
  /// It goes on on another host.
  case migrate

  /// What puts a machine back on which this had an effect; nil: nothing does.
  public var inverse: MachineOperation? {
    switch self {
    case .start: .shutdown
    case .shutdown, .destroy: .start
    case .suspend: .resume
    case .resume: .suspend
    case .clone: .deleteClone
    case .snapshot: .deleteSnapshot
    case .migrate: .migrate
    case .deleteClone, .revert, .deleteSnapshot: nil
    }
  }

  public var namesSnapshot: Bool { self == .snapshot || self == .revert || self == .deleteSnapshot }

  /// Whether a machine may be on its network by this that wasn't before.
  public var mayReachNetwork: Bool { self == .start || self == .resume }
}

/// What a machine is doing, as checks ask for it.
public enum MachineState: String, Sendable, Hashable, CaseIterable {
  case running, off
  /// Stopped in memory.
  case paused
  /// Off, with its memory on disk.
  case saved
}

/// The virtualization platforms that are known, by their words in the inventory.
public enum PlatformKind: String, Sendable, Hashable, CaseIterable {
  case libvirt, proxmox, esxi, hyperv
  case xcpNG = "xcp-ng"
}
