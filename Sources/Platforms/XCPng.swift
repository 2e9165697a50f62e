import Model

/// XCP-ng and XenServer, by `xe` on a host of the pool. Machines are named by their UUID.
///
/// Sources of the formats: `ocaml/xapi-cli-server/cli_frontend.ml` (commands and parameters), `records.ml` (fields), `cli_printer.ml` (`key ( RO): value`),
/// `cli_util.ml` (`server_error`: an error is printed as its documentation and its parameters, its code only where it is unknown), `datamodel_errors.ml`;
/// https://docs.xcp-ng.org and https://docs.xenserver.com/en-us/xenserver/8/command-line-interface.
///
/// - A pool knows all its machines on every host. Listed are those that run on this host, and those that run nowhere; one that runs on
///   another host isn't on this one. A start is a start here (`on=`).
/// - `xe` asks a guest and waits until it is off. `vm-suspend` would go to disk, so `suspend` is `vm-pause`.
/// - Names may stand several times, also those of snapshots and networks: then nothing is done.
/// - Its language is English.
struct XCPng: Platform {
  let xe: String

  init(_ access: PlatformAccess) { xe = "\(access.sudo ? "sudo -n " : "")xe" }

  /// `h`: this host. The file is read and not run.
  private static let host =
    #"h=$(sed -n "s/^INSTALLATION_UUID='\(.*\)'/\1/p" /etc/xensource-inventory) && [ "$h" ]"#

  private var listing: String {
    #"printf '%s\n' "$h" && echo '#sonae next' && "#
      + "\(xe) vm-list is-control-domain=false is-a-template=false is-a-snapshot=false"
      + " params=uuid,name-label,power-state,resident-on,memory-static-max,VCPUs-at-startup && echo '#sonae end'"
  }

  // MARK: Questions

  var machines: Question<[VirtualMachine]> {
    Question("export LC_ALL=C\n\(Self.host) && \(listing)") { text throws(PlatformError) in try Self.machines(in: text)
    }
  }

  var capacity: Question<HostCapacity> {
    let get = "\(xe) host-param-get uuid=\"$h\" param-name="
    return Question(
      "export LC_ALL=C\n\(Self.host) && \(get)memory-total && \(get)memory-free-computed && \(get)cpu_info param-key=cpu_count && echo '#sonae end'"
    ) { text throws(PlatformError) in
      let values = try Sections(text, count: 1)[0].map { Int($0.trimmed) }
      guard values.count == 3, let total = values[0], let free = values[1], let cpus = values[2], total > 0, free >= 0,
        cpus > 0
      else {
        throw .notUnderstood(bounded(text), expected: "memory-total, memory-free-computed and cpu_count")
      }
      return HostCapacity(memoryMiB: total >> 20, freeMiB: free >> 20, cpus: cpus)
    }
  }

  /// `vif-list` says nothing, and no error, of a machine that isn't there: so that is asked first.
  func networks(of machine: VirtualMachine) throws(PlatformError) -> Question<[String]> {
    let id = try Self.id(machine.handle)
    return Question(
      """
      export LC_ALL=C
      \(xe) vm-param-get uuid=\(id) param-name=uuid >/dev/null && \(xe) vif-list vm-uuid=\(id) params=uuid,network-name-label && echo '#sonae next' || exit
      ! \(xe) vm-param-get uuid=\(id) param-name=other-config param-key=pci 2>/dev/null || echo pci
      echo '#sonae end'
      """
    ) { text throws(PlatformError) in
      let sections = try Sections(text, count: 2)
      let names = try Self.records(sections[0]).map { record throws(PlatformError) in
        guard let name = record["network-name-label"] else {
          throw .notUnderstood(bounded(text), expected: "a VIF of xe vif-list")
        }
        return name == "<not in database>" ? "(no network)" : String(name)
      }
      return (names + (sections[1].contains("pci") ? ["(pci)"] : [])).unique
    }
  }

  func snapshots(named name: String, of machine: VirtualMachine) throws(PlatformError) -> Question<Int> {
    let id = try Self.id(machine.handle)
    return Question(
      """
      export LC_ALL=C
      i=\(id)
      x() { \(xe) "$@" </dev/null; }
      \(try Self.find(name))
      printf '%s\\n' "$k"; echo '#sonae end'
      """
    ) { text throws(PlatformError) in
      let ids = try Sections(text, count: 1)[0].flatMap { $0.split(separator: ",") }
      guard ids.allSatisfy({ isUUID($0) }) else { throw .notUnderstood(bounded(text), expected: "uuids of snapshots") }
      return ids.count
    }
  }

  // MARK: Orders

  func order(_ action: MachineAction, on machine: VirtualMachine) throws(PlatformError) -> Order {
    let id = try Self.id(machine.handle)
    let body: String
    switch action {
    case .clone(let name, let network): body = try clone(as: Word(name, .clone), onto: Word(network, .network))
    case .deleteClone: body = Self.deleteScript
    default: body = "{ \(try words(of: action)); } || { c=$?; echo '#sonae look'; \(listing); exit $c; }"
    }
    let text = """
      export LC_ALL=C
      i=\(id)
      \(ScriptExit.function)
      x() { \(xe) "$@" </dev/null; }
      \(Self.host) || exit 1
      \(body)
      """
    var judging = Judging(action: action, words: Self.meanings) { text throws(PlatformError) in
      Look(state: try Self.machines(in: text).first { $0.handle == id }?.state)
    }
    judging.isScript = true
    return Order(PlatformCommand(text), judge: judging.judge)
  }

  private static let state = #"s=$(x vm-param-get uuid="$i" param-name=power-state) && case "$s" in "#

  private func words(of action: MachineAction) throws(PlatformError) -> String {
    switch action {
    case .start: Self.state + #"suspended) x vm-resume uuid="$i" on="$h" ;; *) x vm-start uuid="$i" on="$h" ;; esac"#
    case .shutdown: #"x vm-shutdown uuid="$i""#
    // By force a suspended machine would lose its memory.
    case .destroy: Self.state + #"halted|suspended) false ;; *) x vm-shutdown uuid="$i" force=true ;; esac"#
    case .suspend: #"x vm-pause uuid="$i""#
    case .resume: #"x vm-unpause uuid="$i""#
    case .snapshot(let name):
      try Self.find(name)
        + #"; [ -z "$k" ] || refuse 71 'a snapshot of this name is there'; x vm-snapshot uuid="$i" new-name-label="$n""#
    case .revert(let name): try Self.findOne(name, 78) + #"; x snapshot-revert snapshot-uuid="$k""#
    case .deleteSnapshot(let name):
      try Self.findOne(name, 79) + #"; x snapshot-uninstall snapshot-uuid="$k" force=true"#
    case .migrate(let host): #"x vm-migrate uuid="$i" live=true \#(shellQuoted("host=\(try Word(host, .host).text)"))"#
    case .clone, .deleteClone: throw .unsupported(why: "this is a script")
    }
  }

  private static func find(_ name: String) throws(PlatformError) -> String {
    #"n=\#(try Word(name, .snapshot).quoted); x vm-param-get uuid="$i" param-name=uuid >/dev/null"#
      + #" && k=$(x snapshot-list snapshot-of="$i" name-label="$n" --minimal) || exit 1"#
  }

  private static func findOne(_ name: String, _ missing: Int) throws(PlatformError) -> String {
    try find(name)
      + #"; case "$k" in '') refuse \#(missing) 'no snapshot of this name' ;; *,*) refuse 76 'several snapshots have this name' ;; esac"#
  }

  private static func id(_ handle: String) throws(PlatformError) -> String {
    guard isUUID(handle) else {
      throw .value(.machine, bounded(handle), .notAllowed("the uuid of xe vm-list"))
    }
    return handle
  }

  // MARK: Reading

  /// Records with an empty line behind each: `name-label ( RW): jumin-db`. A name with a line feed can't be told from fields, and is refused with its line.
  static func records(_ lines: [Substring]) throws(PlatformError) -> [[Substring: Substring]] {
    try lines.split(whereSeparator: \.isBlank).map { lines throws(PlatformError) in
      var record: [Substring: Substring] = [:]
      for line in lines {
        let parts = line.trimmed.split(separator: "(", maxSplits: 1)
        guard parts.count == 2, let close = parts[1].firstIndex(of: ")"),
          ["RO", "RW", "SRO", "SRW", "MRO", "MRW"].contains(parts[1][..<close].trimmed)
        else { throw .notUnderstood(bounded(line), expected: "a field of xe") }
        let rest = parts[1][parts[1].index(after: close)...].trimmed
        guard rest.first == ":" else { throw .notUnderstood(bounded(line), expected: "a field of xe") }
        let value = rest.dropFirst().first == " " ? rest.dropFirst(2) : rest.dropFirst()
        guard record.updateValue(value, forKey: parts[0].trimmed) == nil else {
          throw .notUnderstood(bounded(line), expected: "a field that stands once")
        }
      }
      return record
    }
  }

  static func machines(in text: String) throws(PlatformError) -> [VirtualMachine] {
    let sections = try Sections(text, count: 2)
    guard sections[0].count == 1, let host = sections[0].first?.trimmed, isUUID(host)
    else {
      throw .notUnderstood(bounded(sections[0].first ?? ""), expected: "this host's INSTALLATION_UUID")
    }
    var machines: [VirtualMachine] = []
    for record in try records(sections[1]) {
      guard let uuid = record["uuid"], let name = record["name-label"], let state = record["power-state"],
        let at = record["resident-on"]
      else {
        throw .notUnderstood(
          bounded(record.map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", ")),
          expected: "a machine of xe vm-list")
      }
      if at != "<not in database>", at != host { continue }
      machines.append(
        VirtualMachine(
          name: String(name), handle: String(uuid), state: self.state(state),
          memoryMiB: record["memory-static-max"].flatMap { Int($0) }.map { $0 >> 20 },
          cpus: record["VCPUs-at-startup"].flatMap { Int($0) }))
    }
    return machines
  }

  /// `power_state_to_string` of `record_util.ml`.
  private static func state(_ state: Substring) -> PowerState {
    switch state {
    case "running": .running
    case "halted": .off
    case "suspended": .saved
    case "paused": .paused
    default: .unknown(bounded(state))
    }
  }

  private static let meanings: [(meaning: Judging.Meaning, words: [String])] = [
    (.notFound(.machine), ["the uuid you supplied was invalid", "uuid_invalid", "no matching vms found"]),
    (.notFound(.host), ["no matching hosts found"]),
    (
      .refused(.permission),
      [
        "permission denied", "rbac_permission_denied", "not permitted", "authentication_failed",
        "the credentials given by the user are incorrect", "a password is required",
      ]
    ),
    (
      .refused(.busy),
      [
        "another operation involving the object is currently in progress", "other_operation_in_progress",
        "the operation could not be performed because a domain still exists",
      ]
    ),
    (
      .refused(.resources),
      [
        "memory is available to perform this operation", "the sr is full",
        "available to complete the specified operation", "sr_full",
        "host_not_enough_free_memory", "insufficient space", "no_hosts_available",
      ]
    ),
    (
      .unsupported,
      [
        "on a vm which lacks", "vm_lacks_feature", "vm_missing_pv_drivers", "pv drivers",
        "does not support this operation",
      ]
    ),
    (
      .refused(.noPlatform),
      [
        "lost connection to the server", "connection refused", "host_offline", "unable to contact server",
        "you attempted an operation which needs the pool coordinator",
      ]
    ),
  ]
}
