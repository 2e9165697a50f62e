import Model

/// Proxmox VE, by `qm`, `pct` and `pvesh` on one of its nodes. Virtual machines are `qemu/100`, containers `lxc/101`.
///
/// Sources of the formats: `PVE/CLI/qm.pm`, `PVE/API2/Qemu.pm`, `PVE/QemuServer.pm` (`vmstatus`), `PVE/API2/LXC/Status.pm`, `PVE/LXC.pm` (`vmstatus`),
/// `PVE/AbstractConfig.pm` (locks, snapshots), `PVE/CLIFormatter.pm` (`json` is one canonical line), `PVE/HA/Resources/PVEVM.pm`; qm(1), pct(1),
/// pvesh(1) of Proxmox VE 8; lxc-stop(1).
///
/// - All of it needs root. Its language is English.
/// - `qm` and `pct` end with 255 for every error, and wait for the task that they start.
/// - What is managed by HA is only requested: the cluster does it later. An HA shutdown ends in a hard stop after its timeout,
///   and so does one by `pct`: so HA gets ten minutes, and a container is asked by `lxc-stop --nokill`.
/// - A snapshot is of the disks alone; a machine is off after it is reverted to it.
struct Proxmox: Platform {
  private let sudo: String

  init(_ access: PlatformAccess) { sudo = access.sudo ? "sudo -n " : "" }

  /// A machine's handle: its kind and its number.
  struct Guest {
    let id: Int
    let isContainer: Bool

    init(_ handle: String) throws(PlatformError) {
      let parts = handle.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0] == "qemu" || parts[0] == "lxc", parts[1].utf8.allSatisfy(isDigit),
        let id = Int(parts[1]), id >= 100
      else { throw .value(.machine, bounded(handle), .notAllowed("qemu/100 or lxc/100")) }
      self.id = id
      isContainer = parts[0] == "lxc"
    }

    var tool: String { isContainer ? "pct" : "qm" }
    var path: String { "/nodes/localhost/\(isContainer ? "lxc" : "qemu")/\(id)" }
    var service: String { "\(isContainer ? "ct" : "vm"):\(id)" }
  }

  // MARK: Questions

  /// `full`: the state of QEMU itself, without which a paused machine counts as running.
  private var virtualMachines: String { "\(sudo)pvesh get /nodes/localhost/qemu --full 1 --output-format json" }
  private var containers: String { "\(sudo)pvesh get /nodes/localhost/lxc --output-format json" }

  var machines: Question<[VirtualMachine]> {
    Question(
      "export LC_ALL=C; \(virtualMachines) && \(Mark.echo(Mark.next)) && \(containers) && \(Mark.echo(Mark.end))"
    ) { text throws(PlatformError) in
      let sections = try Sections(text, count: 2)
      return try Self.machines(sections[0], isContainer: false) + Self.machines(sections[1], isContainer: true)
    }
  }

  var capacity: Question<HostCapacity> { LinuxCapacity.question }

  /// Current values and those that come with the next start.
  func networks(of machine: VirtualMachine) throws(PlatformError) -> Question<[String]> {
    let guest = try Guest(machine.handle)
    return Question(
      "export LC_ALL=C; \(sudo)pvesh get \(guest.path)/pending --output-format json && \(Mark.echo(Mark.end))"
    ) { text throws(PlatformError) in try Self.networks(in: Sections(text, count: 1)[0]) }
  }

  func snapshots(named name: String, of machine: VirtualMachine) throws(PlatformError) -> Question<Int> {
    let guest = try Guest(machine.handle)
    _ = try snapshot(name)
    return Question(
      "export LC_ALL=C; \(sudo)pvesh get \(guest.path)/snapshot --output-format json && \(Mark.echo(Mark.end))"
    ) { text throws(PlatformError) in
      let json = try JSON.platform(Sections(text, count: 1)[0], "snapshots")
      guard let all = json.array else { throw .notUnderstood(bounded(text), expected: "the snapshots of a guest") }
      return all.count { $0["name"]?.text == name }
    }
  }

  // MARK: Orders

  func order(_ action: MachineAction, on machine: VirtualMachine) throws(PlatformError) -> Order {
    let guest = try Guest(machine.handle)
    let text: String
    switch action {
    case .clone(let name, let network):
      text = try clone(guest, as: name, onto: Bridge(network), tool: sudo + guest.tool, pvesh: "\(sudo)pvesh")
    case .deleteClone: text = deleteClone(guest, tool: sudo + guest.tool)
    default:
      let look =
        "\(guest.isContainer ? containers : virtualMachines) && \(Mark.echo(Mark.next))"
        + " && \(sudo)pvesh get \(guest.path)/snapshot --output-format json; \(Mark.echo(Mark.end))"
      text = "\(try words(of: action, guest)) || { c=$?; \(Mark.echo(Mark.look)); \(look); exit $c; }"
    }
    let meanings = action == .shutdown ? Self.asked + Self.meanings : Self.meanings
    var judging = Judging(action: action, words: meanings) { text throws(PlatformError) in
      try Self.look(text, at: machine.handle, isContainer: guest.isContainer)
    }
    judging.isScript = action.isScript
    judging.handsOver = ["Requesting HA ", "Executing HA "]
    return Order(PlatformCommand("export LC_ALL=C; " + text), judge: judging.judge)
  }

  private func words(of action: MachineAction, _ guest: Guest) throws(PlatformError) -> String {
    let tool = sudo + guest.tool
    switch action {
    case .start: return "\(tool) start \(guest.id)"
    case .shutdown: return shutdown(guest)
    case .destroy: return "\(tool) stop \(guest.id)"
    case .suspend where guest.isContainer, .resume where guest.isContainer:
      throw .unsupported(why: "a container can't be held in memory; shut it down")
    case .suspend: return "\(tool) suspend \(guest.id)"
    case .resume: return "\(tool) resume \(guest.id)"
    case .snapshot(let name): return "\(tool) snapshot \(guest.id) \(try snapshot(name))"
    case .revert(let name): return "\(tool) rollback \(guest.id) \(try snapshot(name))"
    case .deleteSnapshot(let name): return "\(tool) delsnapshot \(guest.id) \(try snapshot(name))"
    case .migrate where guest.isContainer:
      throw .unsupported(why: "a running container can't move; shut it down, move it and start it")
    case .migrate(let host):
      // Without the look before, a machine that is off would be moved as it is.
      return
        "{ \(tool) status \(guest.id) | grep -qx 'status: running' && \(tool) migrate \(guest.id) \(try node(host)) --online 1; }"
    case .clone, .deleteClone: throw .unsupported(why: "this is a script")
    }
  }

  private func shutdown(_ guest: Guest) -> String {
    let alone =
      guest.isContainer
      ? "\(sudo)lxc-stop --nokill --nowait --name \(guest.id)" : "\(sudo)qm shutdown \(guest.id) --timeout 5"
    return "{ case \"$(\(sudo)pvesh get /cluster/ha/resources --output-format json)\" in"
      + " *'\"\(guest.service)\"'*) \(sudo)\(guest.tool) shutdown \(guest.id) --timeout 600 ;; '['*) \(alone) ;; *) false ;; esac; }"
  }

  /// Source: `pve-configid` of `PVE/JSONSchema.pm`, and `pve-snapshot-name` (40 characters).
  private func snapshot(_ name: String) throws(PlatformError) -> String {
    let word = try Word(name, .snapshot)
    try word.must(.snapshot, "Proxmox takes a letter, then letters, digits, - and _; 2 to 40 in all") { name in
      (2...40).contains(name.utf8.count) && name.utf8.first.map(isLetter) == true && name != "current"
        && name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F }
    }
    return word.quoted
  }

  private func node(_ host: String) throws(PlatformError) -> String {
    let word = try Word(host, .host)
    try word.must(.host, "Proxmox takes the name of a node of the cluster") { isDNSName($0) && !$0.contains(".") }
    return word.quoted
  }

  // MARK: Reading

  static func machines(_ lines: [Substring], isContainer: Bool) throws(PlatformError) -> [VirtualMachine] {
    guard case .array(let all) = try JSON.platform(lines, "a list of pvesh") else {
      throw .notUnderstood(bounded(lines.first ?? ""), expected: "a list of pvesh")
    }
    return try all.map { one throws(PlatformError) in
      guard let id = one["vmid"]?.wholeNumber, let status = one["status"]?.text else {
        throw .notUnderstood(
          bounded(String(decoding: one.canonical, as: UTF8.self)), expected: "a machine with vmid and status")
      }
      return VirtualMachine(
        name: one["name"]?.text ?? "", handle: "\(isContainer ? "lxc" : "qemu")/\(id)",
        state: state(status, of: one["qmpstatus"]?.text, lock: one["lock"]?.text),
        memoryMiB: one["maxmem"]?.wholeNumber.map { $0 >> 20 }, cpus: one["cpus"]?.wholeNumber)
    }
  }

  /// Sources: `vmstatus`; QEMU's `RunState` (qapi/run-state.json); the locks of `PVE/QemuServer.pm` and `PVE/LXC/Config.pm`.
  private static func state(_ status: String, of qemu: String?, lock: String?) -> PowerState {
    switch (status, qemu ?? status) {
    case ("stopped", _):
      switch lock {
      case "suspended": .saved
      case "create", "clone", "disk", "import", "migrate", "restore", "rollback", "snapshot-delete", "suspending",
        "destroyed":
        .changing
      default: .off
      }
    case ("running", "running"): lock == "suspending" ? .changing : .running
    case ("running", "paused"), ("running", "suspended"): .paused
    case ("running", "prelaunch"), ("running", "inmigrate"), ("running", "finish-migrate"), ("running", "postmigrate"),
      ("running", "restore-vm"), ("running", "save-vm"), ("running", "shutdown"), ("running", "colo"):
      .changing
    case ("running", "io-error"), ("running", "internal-error"), ("running", "guest-panicked"), ("running", "watchdog"):
      .failed
    default: .unknown(bounded("\(status) \(qemu ?? "")".trimmed))
    }
  }

  /// `[{"key": "net0", "value": "virtio=…,bridge=vmbr0,tag=20", "pending": …, "delete": 1}, …]`
  static func networks(in lines: [Substring]) throws(PlatformError) -> [String] {
    guard case .array(let all) = try JSON.platform(lines, "a configuration of pvesh"), !all.isEmpty else {
      throw .notUnderstood(bounded(lines.first ?? ""), expected: "a configuration of pvesh")
    }
    var names: [String] = []
    for entry in all {
      guard let key = entry["key"]?.text else {
        throw .notUnderstood(bounded(String(decoding: entry.canonical, as: UTF8.self)), expected: "a key")
      }
      if key.hasPrefix("net"), Int(key.dropFirst(3)) != nil {
        for value in [entry["value"], entry["pending"]] {
          if let text = value?.text { names.append(Bridge.name(of: text)) }
        }
      } else if ["args", "lxc"].contains(key) || ["hostpci", "usb"].contains(where: key.hasPrefix) {
        names.append("(\(key))")
      }
    }
    return names.unique
  }

  static func look(_ text: String, at handle: String, isContainer: Bool) throws(PlatformError) -> Look {
    var all = splitLines(text)
    guard let last = all.popLast(), last == Mark.end else { throw .cut }
    let sections = all.split(separator: Mark.next[...], omittingEmptySubsequences: false).map(Array.init)
    guard sections.count == 2 else { throw .cut }
    let machine = try machines(sections[0], isContainer: isContainer).first { $0.handle == handle }
    // Of a machine that isn't there no snapshots are listed.
    let snapshots = try? JSON.platform(sections[1], "snapshots").array?.compactMap { $0["name"]?.text }
    return Look(state: machine?.state, snapshots: snapshots ?? nil)
  }

  /// The request was sent, and the guest needs longer than the five seconds: `vm_stop`.
  private static let asked: [(meaning: Judging.Meaning, words: [String])] = [
    (.done, ["vm quit/powerdown failed - got timeout"])
  ]

  private static let meanings: [(meaning: Judging.Meaning, words: [String])] = [
    (
      .refused(.busy),
      ["can't lock file", "vm is locked (", "ct is locked (", "can't acquire lock", "got lock request timeout"]
    ),
    (
      .refused(.permission),
      [
        "permission check failed", "please run as root", "a password is required", "permission denied",
        "is not allowed to execute",
      ]
    ),
    (.refused(.exists), ["already exists", "already used"]),
    (.refused(.noPlatform), ["cluster not ready", "no quorum", "ipcc_send_rec", "unable to load access control list"]),
    (.notFound(.host), ["no such cluster node", "target is local node", "no such node"]),
    (
      .notFound(.machine),
      [".conf' does not exist", "unable to find configuration file", "unable to find a configuration file"]
    ),
    (
      .unsupported,
      [
        "snapshot feature is not available", "can't migrate vm which uses local", "can't migrate local",
        "is not supported",
        "feature is not available", "possible from a snapshot", "kvm virtualisation configured, but not available",
      ]
    ),
    (
      .refused(.resources),
      ["cannot allocate memory", "no space left", "not enough", "out of space", "out of data space"]
    ),
  ]
}
