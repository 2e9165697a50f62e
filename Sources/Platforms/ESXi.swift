import Model

/// VMware ESXi, by `vim-cmd` and `vmkfstools` in its own shell. Machines are named by their id (`Vmid`), which a new registration changes.
///
/// Sources of the formats: outputs of ESXi 6.0 to 9.0 as printed in posts and in the tests of other projects (`vmsvc/getallvms`, `get.summary`, `power.*`,
/// `snapshot.*`, `hostsvc/hostsummary`), since VMware documents the objects (vSphere Web Services API: `VirtualMachineSummary`, `VirtualMachineRuntimeInfo`,
/// `HostListSummary`, faults) but not the tool; the .vmx file: `key = "value"`.
///
/// - Not every version ends with another code than 0 when something failed: what is printed counts too.
/// - The columns of `getallvms` can't be told apart and its annotations may have several lines, so only the ids are taken from it; the rest
///   comes from `get.summary`, one call for each machine.
/// - There is no pause: `suspend` writes the memory to disk, `resume` is a power-on that is made only of such a machine.
/// - Moving a running machine needs vCenter. Its language is English.
struct ESXi: Platform {
  /// Where datastores are. Another place only in tests.
  var volumes = "/vmfs/volumes"

  private static let prelude = "export LC_ALL=C\n"

  // MARK: Questions

  var machines: Question<[VirtualMachine]> {
    Question(
      Self.prelude + #"""
        l=$(vim-cmd vmsvc/getallvms) && for i in $(printf '%s\n' "$l" | sed -n 's/^\([0-9][0-9]*\) .*/\1/p'); do
          echo "#sonae machine $i"; vim-cmd vmsvc/get.summary "$i" 2>&1 | sed '/^ *annotation = /,$d'
        done; [ "$l" ] && echo '#sonae end'
        """#
    ) { text throws(PlatformError) in try Self.machines(in: Sections(text, count: 1)[0]) }
  }

  var capacity: Question<HostCapacity> {
    Question(Self.prelude + "vim-cmd hostsvc/hostsummary && echo '#sonae end'") { text throws(PlatformError) in
      try Self.capacity(in: Sections(text, count: 1)[0])
    }
  }

  /// From the .vmx file, which is what the next start reads.
  func networks(of machine: VirtualMachine) throws(PlatformError) -> Question<[String]> {
    let id = try Self.id(machine.handle)
    return Question(
      "\(Self.prelude)\(ScriptExit.function)\ni=\(id)\n\(findFile)\ncat \"$p\" && echo && echo '#sonae end'"
    ) {
      text throws(PlatformError) in try Self.networks(in: Sections(text, count: 1)[0])
    }
  }

  func snapshots(named name: String, of machine: VirtualMachine) throws(PlatformError) -> Question<Int> {
    let id = try Self.id(machine.handle)
    return Question(
      """
      \(Self.prelude)\(ScriptExit.function)
      i=\(id)
      \(Self.find(try snapshot(name)))
      printf '%s\\n' "$k"; echo '#sonae end'
      """
    ) { text throws(PlatformError) in
      let ids = try Sections(text, count: 1)[0].filter { !$0.isBlank }
      guard ids.allSatisfy({ $0.utf8.allSatisfy(isDigit) }) else {
        throw .notUnderstood(bounded(text), expected: "numbers of snapshots")
      }
      return ids.count
    }
  }

  /// `p`: the machine's .vmx file.
  var findFile: String {
    #"""
    s=$(vim-cmd vmsvc/get.summary "$i" 2>&1)
    case "$s" in *'(vim.fault.NotFound)'*) refuse 73 "no machine $i" ;; esac
    p=$(printf '%s\n' "$s" | sed -n 's/^ *vmPathName = "\[\(.*\)\] \(.*\)",* *$/\1\/\2/p' | head -n 1)
    [ "$p" ] || { printf '%s\n' "$s" >&2; exit 1; }
    p="\#(volumes)/$p"
    """#
  }

  // MARK: Orders

  func order(_ action: MachineAction, on machine: VirtualMachine) throws(PlatformError) -> Order {
    let id = try Self.id(machine.handle)
    let body: String
    switch action {
    case .clone(let name, let network): body = try clone(id, as: Word(name, .clone), onto: Word(network, .network))
    case .deleteClone: body = deleteClone(id)
    case .migrate:
      throw .unsupported(why: "a running machine moves only by vCenter; shut it down and start it on the other host")
    default:
      body = """
        i=\(id)
        \(ScriptExit.function)
        \(try words(of: action))
        c=$?
        printf '%s\\n' "$o"
        case "$o" in *' failed'*|*'(vim.fault.'*|*'(vmodl.fault.'*) [ $c -ne 0 ] || c=1 ;; esac
        [ $c -eq 0 ] || { echo '#sonae look'; vim-cmd vmsvc/get.summary "$i" 2>&1 | sed '/^ *annotation = /,$d'; echo '#sonae end'; }
        exit $c
        """
    }
    var judging = Judging(action: action, words: Self.meanings) { text throws(PlatformError) in
      Look(state: try Self.machine(String(id), in: Sections(text, count: 1)[0])?.state)
    }
    judging.isScript = true
    judging.suspended = .saved
    return Order(PlatformCommand(Self.prelude + body), judge: judging.judge)
  }

  private func words(of action: MachineAction) throws(PlatformError) -> String {
    switch action {
    case .start: Self.run("power.on \"$i\"")
    case .shutdown: Self.run("power.shutdown \"$i\"")
    case .destroy: Self.run("power.off \"$i\"")
    case .suspend: Self.run("power.suspend \"$i\"")
    case .resume:
      "o=$(vim-cmd vmsvc/power.getstate \"$i\" 2>&1)\ncase \"$o\" in *Suspended) \(Self.run("power.on \"$i\"")) ;; *) false ;; esac"
    case .snapshot(let name):
      "\(Self.find(try snapshot(name)))\n[ -z \"$k\" ] || refuse 71 'a snapshot of this name is there'\n"
        + Self.run("snapshot.create \"$i\" \"$N\" Sonae 0 0")
    case .revert(let name): "\(Self.findOne(try snapshot(name), 78))\n" + Self.run("snapshot.revert \"$i\" \"$k\" 0")
    case .deleteSnapshot(let name):
      "\(Self.findOne(try snapshot(name), 79))\n" + Self.run("snapshot.remove \"$i\" \"$k\"")
    case .migrate, .clone, .deleteClone: throw .unsupported(why: "this is a script")
    }
  }

  private static func run(_ words: String) -> String { "o=$(vim-cmd vmsvc/\(words) 2>&1)" }

  /// `k`: the ids of all snapshots of that name.
  private static func find(_ name: Word) -> String {
    """
    export N=\(name.quoted)
    t=$(vim-cmd vmsvc/snapshot.get "$i" 2>&1)
    case "$t" in *'(vim.fault.NotFound)'*) refuse 73 "no machine $i" ;; 'Get Snapshot:'*) ;; *) printf '%s\\n' "$t" >&2; exit 1 ;; esac
    k=$(printf '%s\\n' "$t" | awk '
      /^[|-]*Snapshot Name *: / { n = $0; sub(/^[|-]*Snapshot Name *: /, "", n); sub(/ +$/, "", n); next }
      /^[|-]*Snapshot Id *: / { if (n == ENVIRON["N"]) { sub(/.*: /, ""); print } n = "" }')
    """
  }

  private static func findOne(_ name: Word, _ missing: Int) -> String {
    """
    \(find(name))
    case "$k" in '') refuse \(missing) 'no snapshot of this name' ;; *[!0-9]*) refuse 76 'several snapshots have this name' ;; esac
    """
  }

  private func snapshot(_ name: String) throws(PlatformError) -> Word {
    let word = try Word(name, .snapshot)
    try word.must(.snapshot, "vim-cmd takes no - at its beginning and no space at its end") {
      $0.first != "-" && $0.last != " "
    }
    return word
  }

  private static func id(_ handle: String) throws(PlatformError) -> Int {
    guard (1...9).contains(handle.utf8.count), handle.utf8.allSatisfy(isDigit), let id = Int(handle) else {
      throw .value(
        .machine, bounded(handle), .notAllowed("a number, as in the first column of vim-cmd vmsvc/getallvms"))
    }
    return id
  }

  // MARK: Reading

  static func machines(in lines: [Substring]) throws(PlatformError) -> [VirtualMachine] {
    var machines: [VirtualMachine] = []
    var rest = lines[...]
    guard rest.first?.hasPrefix("#sonae machine ") ?? true else {
      throw .notUnderstood(bounded(rest.first ?? ""), expected: "the summary of a machine")
    }
    while let first = rest.popFirst() {
      let summary = rest.prefix { !$0.hasPrefix("#sonae machine ") }
      rest = rest.dropFirst(summary.count)
      let id = String(first.dropFirst(15))
      // The line of an annotation may look like one with an id, that of another machine too.
      if machines.contains(where: { $0.handle == id }) { continue }
      if let machine = try machine(id, in: Array(summary)) { machines.append(machine) }
    }
    return machines
  }

  /// Nil: there is no such machine (any more). The annotation, the last field, in which anything may stand, is cut off by the
  /// command.
  private static func machine(_ id: String, in lines: [Substring]) throws(PlatformError) -> VirtualMachine? {
    if lines.contains(where: { $0.hasPrefix("(vim.fault.NotFound)") }) { return nil }
    let power = VimObject(lines, from: "runtime")
    let config = VimObject(lines, from: "config")
    guard let name = config["name"], let state = power["powerState"] else {
      throw .notUnderstood(
        bounded(lines.first { !$0.isBlank } ?? ""), expected: "the summary of machine \(bounded(id))")
    }
    return VirtualMachine(
      name: unescaped(name), handle: id, state: self.state(state, power),
      memoryMiB: config["memorySizeMB"].flatMap { Int($0) },
      cpus: config["numCpu"].flatMap { Int($0) })
  }

  /// `VirtualMachinePowerState`, `VirtualMachineConnectionState`, `paused` and `question` of `VirtualMachineRuntimeInfo`.
  private static func state(_ power: Substring, _ runtime: VimObject) -> PowerState {
    if let connection = runtime["connectionState"], connection != "connected" { return .failed }
    if runtime["question"]?.hasSuffix("{") == true { return .unknown("it waits for an answer: vim-cmd vmsvc/message") }
    switch power {
    case "poweredOn": return runtime["paused"] == "true" ? .paused : .running
    case "poweredOff": return .off
    case "suspended": return .saved
    default: return .unknown(bounded(power))
    }
  }

  /// vSphere writes `%`, `/` and `\` of a name as `%25`, `%2f` and `%5c`.
  private static func unescaped(_ name: Substring) -> String {
    String(name).replacing("%2f", with: "/").replacing("%5c", with: "\\").replacing("%25", with: "%")
  }

  private static func capacity(in lines: [Substring]) throws(PlatformError) -> HostCapacity {
    let hardware = VimObject(lines, from: "hardware")
    let stats = VimObject(lines, from: "quickStats")
    guard let bytes = hardware["memorySize"].flatMap({ Int($0) }),
      let cpus = hardware["numCpuThreads"].flatMap({ Int($0) }),
      let used = stats["overallMemoryUsage"].flatMap({ Int($0) }), bytes > 0, used >= 0
    else {
      throw .notUnderstood(
        bounded(lines.first { !$0.isBlank } ?? ""), expected: "memorySize, numCpuThreads, overallMemoryUsage")
    }
    return HostCapacity(memoryMiB: bytes >> 20, freeMiB: max(0, bytes >> 20 - used), cpus: cpus)
  }

  static func networks(in lines: [Substring]) throws(PlatformError) -> [String] {
    var values: [String: Substring] = [:]
    for line in lines {
      guard let equals = line.firstIndex(of: "=") else { continue }
      let value = line[line.index(after: equals)...].trimmed
      guard value.count >= 2, value.first == "\"", value.last == "\"" else { continue }
      values[line[..<equals].trimmed.lowercased()] = value.dropFirst().dropLast()
    }
    guard values["displayname"] != nil || values["virtualhw.version"] != nil else {
      throw .notUnderstood(bounded(lines.first ?? ""), expected: "a .vmx file")
    }
    var names: [String] = []
    for (key, value) in values.sorted(by: { $0.key < $1.key })
    where key.hasSuffix(".present") && value.lowercased() == "true" {
      let device = key.dropLast(8)
      if device.hasPrefix("pcipassthru") { names.append("(\(device))") }
      if device.hasPrefix("ethernet") {
        names.append(values["\(device).networkname"].map { unescapedVMX($0) } ?? "(\(device))")
      }
    }
    return names.unique
  }

  /// `|22` is a quotation mark, `|7C` a bar.
  private static func unescapedVMX(_ value: Substring) -> String {
    let parts = value.split(separator: "|", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(into: String(parts.first ?? "")) { text, part in
      guard let code = UInt8(part.prefix(2), radix: 16), code < 0x80 else {
        text += "|\(part)"
        return
      }
      text += String(Unicode.Scalar(code)) + part.dropFirst(2)
    }
  }

  private static let meanings: [(meaning: Judging.Meaning, words: [String])] = [
    (.notFound(.machine), ["vim.fault.notfound", "unable to find a vm corresponding to"]),
    (
      .refused(.permission),
      ["vim.fault.nopermission", "permission to perform this operation was denied", "permission denied"]
    ),
    (
      .refused(.busy),
      ["vim.fault.taskinprogress", "vim.fault.concurrentaccess", "another task is already in progress"]
    ),
    (
      .unsupported,
      [
        "vim.fault.toolsunavailable", "vmware tools is not running", "vmodl.fault.notsupported",
        "vim.fault.restrictedversion",
      ]
    ),
    (
      .refused(.resources),
      [
        "vim.fault.insufficientresources", "vim.fault.insufficientmemory", "vim.fault.insufficienthostcapacity",
        "vim.fault.nodiskspace",
        "vim.fault.filelocked", "no space left on device", "could not power on virtual machine: no space",
      ]
    ),
    (.refused(.exists), ["vim.fault.alreadyexists", "vim.fault.duplicatename"]),
    (.refused(.noPlatform), ["failed to login", "connection failure", "vmodl.fault.hostcommunication"]),
  ]
}

/// The members of one object in what `vim-cmd` prints: `key = value, ` lines, nested by three spaces.
struct VimObject {
  private var members: [Substring: Substring] = [:]

  /// - Parameter name: the member that holds the object; everything between its line and the end of its braces, inner objects left out.
  init(_ lines: [Substring], from name: String) {
    guard let start = lines.firstIndex(where: { $0.trimmed.hasPrefix("\(name) = (") && $0.trimmed.hasSuffix("{") })
    else { return }
    let margin = Self.margin(lines[start])
    for line in lines[(start + 1)...] {
      let depth = Self.margin(line)
      if depth == margin, line.trimmed.hasPrefix("}") { return }
      guard depth == margin + 3, let equals = line.firstRange(of: " = ") else { continue }
      let key = line[..<equals.lowerBound].trimmed
      var value = line[equals.upperBound...].trimmed
      if value.last == "," { value = value.dropLast() }
      if value.count >= 2, value.first == "\"", value.last == "\"" { value = value.dropFirst().dropLast() }
      if members[key] == nil { members[key] = value }
    }
  }

  subscript(_ key: Substring) -> Substring? { members[key] }

  private static func margin(_ line: Substring) -> Int { line.utf8.prefix { $0 == 0x20 }.count }
}
