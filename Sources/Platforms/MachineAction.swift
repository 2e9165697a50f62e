/// What a machine can be told to do. Each means the same on every platform.
public enum MachineAction: Sendable, Hashable {
  /// Done: it runs. A paused machine isn't started but resumed.
  case start
  /// Done: its guest was asked to shut down. Whether it does, and when, only its state tells.
  case shutdown
  /// Done: its power is off. Nothing of it is deleted.
  case destroy
  /// Done: it stands still, with its memory kept (in memory; ESXi has it on disk, as `saved`).
  case suspend
  /// Done: it runs on from `suspend`.
  case resume
  /// Done: a snapshot of that name exists, made now.
  case snapshot(String)
  /// Done: disks (and memory, where the snapshot has it) are as they were. Whether it runs then differs; ask.
  case revert(String)
  case deleteSnapshot(String)
  /// Done: it runs on the other host, a name or where the platform has it a URI, and is known there only.
  case migrate(to: String)
  /// Done: a machine of that name exists, off, all of whose adapters are on that network, with disks of its own and a mark by which
  /// `deleteClone` knows it. A machine that has no adapter gets none.
  case clone(as: String, network: String)
  /// Done: the clone and its disks are gone. A machine that `clone` didn't make is refused.
  case deleteClone
}

extension MachineAction {
  /// Carried out by a script on every platform.
  var isScript: Bool {
    switch self {
    case .clone, .deleteClone: true
    default: false
    }
  }

  /// The states in which nothing is left to do, and those from which there is no way. Nil: it isn't about power.
  func states(suspended: PowerState) -> (goal: [PowerState], wrong: [PowerState])? {
    switch self {
    case .start: ([.running], [.paused])
    case .shutdown: ([.off, .saved], [.paused])
    case .destroy: ([.off, .saved], [])
    case .suspend: ([suspended], [.off, .saved, .paused])
    case .resume: ([.running], [.off, .saved])
    default: nil
    }
  }

  var namesSnapshot: Bool {
    switch self {
    case .snapshot, .revert, .deleteSnapshot: true
    default: false
    }
  }
}
