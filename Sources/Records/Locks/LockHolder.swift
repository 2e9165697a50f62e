import Glibc
public import Model

/// Who holds a lock: the line that the lock's file shows.
public struct LockHolder: Sendable, Hashable {
  public var run: String
  public var operatorName: String
  public var machine: String
  /// Tells machines of one name apart.
  public var machineID: String?
  public var process: Int
  /// The kernel's boot id and, in its clock ticks since then, when the process was started: a process number alone comes again.
  public var boot: String?
  public var startedTicks: Int?
  public var since: WallTime

  public init(
    run: String, operatorName: String, machine: String, machineID: String?, process: Int, boot: String?,
    startedTicks: Int?, since: WallTime
  ) {
    self.run = run
    self.operatorName = operatorName
    self.machine = machine
    self.machineID = machineID
    self.process = process
    self.boot = boot
    self.startedTicks = startedTicks
    self.since = since
  }

  /// This process.
  init(run: RunFolder, as operatorName: String, since: WallTime) {
    self.init(
      run: run.id, operatorName: operatorName, machine: ThisProcess.machine, machineID: ThisProcess.machineID,
      process: ThisProcess.number, boot: ThisProcess.boot, startedTicks: ThisProcess.startedTicks, since: since)
  }

  /// Whether the kernel that speaks for one speaks for the other. One boot is one kernel, under whatever names; across boots
  /// name and id have to agree, for clones of a machine often share its id.
  func isOfMachine(of other: LockHolder) -> Bool {
    if let boot, boot == other.boot { return true }
    return machine == other.machine && (machineID == nil || other.machineID == nil || machineID == other.machineID)
  }

  var line: [UInt8] {
    JSON.members([
      "run": .string(run), "operator": .string(operatorName), "machine": .string(machine),
      "machine_id": machineID.map { .string($0) },
      "process": .integer(Int64(process)), "boot": boot.map { .string($0) },
      "started_ticks": startedTicks.map { .integer(Int64($0)) }, "since": .string(since.iso8601),
    ]).canonical + [UInt8(ascii: "\n")]
  }

  /// Nil for a line that is just being written.
  init?(line: [UInt8]) {
    guard let json = try? JSON(reading: line), let run = json["run"]?.string, let name = json["operator"]?.string,
      let machine = json["machine"]?.string, let process = json["process"]?.integer,
      let since = json["since"]?.string.flatMap({ WallTime(iso8601: $0) })
    else { return nil }
    self.init(
      run: run, operatorName: name, machine: machine, machineID: json["machine_id"]?.string, process: Int(process),
      boot: json["boot"]?.string,
      startedTicks: json["started_ticks"]?.integer.map { Int($0) }, since: since)
  }
}

/// This process, as the record names it.
public enum ThisProcess {
  public static var number: Int { Int(getpid()) }

  /// The machine's name as the kernel has it.
  public static var machine: String {
    var names = utsname()
    guard uname(&names) == 0 else { return "" }
    return withUnsafeBytes(of: &names.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// A digest of the machine's id, which is itself not to be shown to others (machine-id(5)); nil where it has none.
  static var machineID: String? {
    guard let bytes = try? SystemDisk.shared.read("/etc/machine-id"), bytes.count >= 32 else { return nil }
    return String(Digest(of: Array("sonae:".utf8) + bytes.prefix(32)).hexadecimal.prefix(16))
  }

  /// The kernel's boot id; nil where the kernel tells none.
  public static var boot: String? {
    guard let bytes = try? SystemDisk.shared.read("/proc/sys/kernel/random/boot_id") else { return nil }
    return String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
  }

  /// The number of its process namespace (namespaces(7)).
  static var pidNamespace: Int? {
    var status = stat()
    return stat("/proc/self/ns/pid", &status) == 0 ? Int(status.st_ino) : nil
  }

  public static var place: ProcessPlace {
    ProcessPlace(machine: machine, machineID: machineID, boot: boot, pidNamespace: pidNamespace)
  }

  static var startedTicks: Int? { startedTicks(of: "self") }

  /// Whether the process of this number was there at an instant of `CLOCK_BOOTTIME` already, and still is.
  public static func lives(_ process: Int, since instant: Duration) -> Bool {
    let ticks = max(1, sysconf(Int32(_SC_CLK_TCK)))
    return startedTicks(of: "\(process)").map { .seconds($0 / ticks) <= instant } ?? false
  }

  /// Field 22 of `/proc/PID/stat` (see proc(5)); the second field, which may hold anything, ends with the last parenthesis.
  private static func startedTicks(of process: String) -> Int? {
    guard let bytes = try? SystemDisk.shared.read("/proc/\(process)/stat"),
      let name = bytes.lastIndex(of: UInt8(ascii: ")"))
    else {
      return nil
    }
    let fields = bytes[(name + 1)...].split(separator: UInt8(ascii: " "))
    // It has gone already, and nobody has asked how it ended.
    if let state = fields.first?.first, [UInt8(ascii: "Z"), UInt8(ascii: "X")].contains(state) { return nil }
    return fields.count > 19 ? Int(String(decoding: fields[19], as: UTF8.self)) : nil
  }
}
