/// Where a process of a run is, or was: enough to tell whether it could be seen from another place.
public struct ProcessPlace: Sendable, Hashable {
  /// The host's name. Clones of a machine share it, and so do all that are called `localhost`.
  public var machine: String
  /// A digest of the machine's id; nil where it has none, and in records of before it was kept.
  public var machineID: String?
  /// The kernel's boot id.
  public var boot: String?
  /// The number of the process namespace: containers of one kernel don't see each other's processes.
  public var pidNamespace: Int?

  public init(machine: String, machineID: String?, boot: String?, pidNamespace: Int?) {
    self.machine = machine
    self.machineID = machineID
    self.boot = boot
    self.pidNamespace = pidNamespace
  }

  /// Whether a process that lived there would be seen from here, or has gone with the boot that this machine had before. What one of
  /// the two doesn't tell speaks for nothing.
  public func isSeen(from here: ProcessPlace) -> Bool {
    func differs<Value: Equatable>(_ a: Value?, _ b: Value?) -> Bool { a != nil && b != nil && a != b }
    if let boot, boot == here.boot { return !differs(pidNamespace, here.pidNamespace) }
    return machine == here.machine && !differs(machineID, here.machineID)
  }
}

extension Run {
  /// Where its last process is, or was; nil before the run was opened.
  public var place: ProcessPlace? {
    takeovers.last?.takeover.place ?? header?.place
  }
}

extension RunHeader {
  public var place: ProcessPlace {
    ProcessPlace(machine: machine, machineID: machineID, boot: boot, pidNamespace: pidNamespace)
  }
}

extension Takeover {
  public var place: ProcessPlace {
    ProcessPlace(machine: machine, machineID: machineID, boot: boot, pidNamespace: pidNamespace)
  }
}
