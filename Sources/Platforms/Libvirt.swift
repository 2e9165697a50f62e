import Model

/// libvirt, by `virsh` on a host with KVM.
///
/// Sources of the formats: virsh(1) of libvirt 9.0.0, commands `list`, `domstats`, `dumpxml`, `snapshot-*`, `migrate`; `tools/virsh-domain-monitor.c`;
/// `include/libvirt/libvirt-domain.h` (`virDomainState`, `virDomainShutoffReason`); domain XML: https://libvirt.org/formatdomain.html;
/// Japanese: `po/ja.po`. All commands but `migrate` were run against libvirtd 9.0.0 with QEMU 7.2.
///
/// - `virsh` speaks English by `LC_ALL=C`, but what its daemon says comes in the daemon's language. So states are read as numbers, and a failed
///   order is judged by what the host lists afterwards.
/// - Machines are named by UUID: a name that is a number would be taken for an id.
/// - `domstats --nowait` doesn't wait for a machine whose monitor hangs (libvirt 4.5.0).
struct Libvirt: Platform {
  let virsh: String

  init(_ access: PlatformAccess) throws(PlatformError) {
    virsh = "\(access.sudo ? "sudo -n " : "")virsh -c \(try Word(access.uri, .uri).quoted)"
  }

  private static let locale = "export LC_ALL=C; "

  // MARK: Questions

  private var listing: String {
    "\(virsh) list --all --uuid --name && \(Mark.echo(Mark.next))"
      + " && \(virsh) domstats --nowait --raw --state --balloon --vcpu && \(Mark.echo(Mark.end))"
  }

  var machines: Question<[VirtualMachine]> {
    Question(Self.locale + listing) { text throws(PlatformError) in try Self.machines(in: text) }
  }

  var capacity: Question<HostCapacity> { LinuxCapacity.question }

  /// Both what it has now and what it will have after its next start.
  func networks(of machine: VirtualMachine) throws(PlatformError) -> Question<[String]> {
    let domain = try Word(machine.handle, .machine).option("domain")
    return Question(
      "\(Self.locale)\(virsh) dumpxml \(domain) && \(virsh) dumpxml --inactive \(domain) && \(Mark.echo(Mark.end))"
    ) { text throws(PlatformError) in try Self.networks(in: text) }
  }

  func snapshots(named name: String, of machine: VirtualMachine) throws(PlatformError) -> Question<Int> {
    let domain = try Word(machine.handle, .machine).option("domain")
    let wanted = try snapshot(name).text
    return Question("\(Self.locale)\(virsh) snapshot-list \(domain) --name && \(Mark.echo(Mark.end))") {
      text throws(PlatformError) in try Sections(text, count: 1)[0].count { $0 == wanted }
    }
  }

  // MARK: Orders

  func order(_ action: MachineAction, on machine: VirtualMachine) throws(PlatformError) -> Order {
    let handle = try Word(machine.handle, .machine)
    let text: String
    switch action {
    case .clone(let name, let network): text = try clone(handle, as: Word(name, .clone), onto: Word(network, .network))
    case .deleteClone: text = deleteClone(handle)
    default:
      let command = "\(virsh) \(try words(of: action, handle.option("domain")))"
      text = "\(command) || { c=$?; \(Mark.echo(Mark.look)); \(look(for: action, handle)); exit $c; }"
    }
    var judging = Judging(action: action, words: Self.meanings) { text throws(PlatformError) in
      try Self.look(text, at: machine, snapshots: action.namesSnapshot)
    }
    judging.isScript = action.isScript
    return Order(PlatformCommand(Self.locale + text), judge: judging.judge)
  }

  private func words(of action: MachineAction, _ domain: String) throws(PlatformError) -> String {
    switch action {
    case .start: "start \(domain)"
    case .shutdown: "shutdown \(domain)"
    case .destroy: "destroy \(domain)"
    case .suspend: "suspend \(domain)"
    case .resume: "resume \(domain)"
    case .snapshot(let name): "snapshot-create-as \(domain) \(try snapshot(name).option("name")) --atomic"
    case .revert(let name): "snapshot-revert \(domain) \(try snapshot(name).option("snapshotname"))"
    case .deleteSnapshot(let name): "snapshot-delete \(domain) \(try snapshot(name).option("snapshotname"))"
    case .migrate(let host): "migrate --live --persistent --undefinesource \(domain) \(try uri(host).option("desturi"))"
    case .clone, .deleteClone: throw .unsupported(why: "this is a script")
    }
  }

  /// Source: `virDomainMomentDefPostParse`: "name can't contain '/'", "can't start with '.'".
  private func snapshot(_ name: String) throws(PlatformError) -> Word {
    let word = try Word(name, .snapshot)
    try word.must(.snapshot, "libvirt takes no / in it, and no . at its beginning") {
      !$0.contains("/") && $0.first != "."
    }
    return word
  }

  private func uri(_ host: String) throws(PlatformError) -> Word {
    let word = try Word(host, .host)
    return host.contains("://") ? word : try Word("qemu+ssh://\(host)/system", .host)
  }

  private func look(for action: MachineAction, _ handle: Word) -> String {
    guard action.namesSnapshot else { return listing }
    let domain = handle.option("domain")
    return "\(virsh) snapshot-list \(domain) --name; \(Mark.echo(Mark.next)); \(listing)"
  }

  // MARK: Reading

  /// `UUID NAME` lines, then blocks of `domstats`. A machine that only one of them has came or went between the two: it isn't known.
  static func machines(in text: String) throws(PlatformError) -> [VirtualMachine] {
    let sections = try Sections(text, count: 2)
    return try machines(sections[0], stats(sections[1]))
  }

  private static func machines(
    _ listed: [Substring], _ stats: [String: [Substring: Int]]
  ) throws(PlatformError) -> [VirtualMachine] {
    var machines: [VirtualMachine] = []
    for line in listed where !line.isBlank {
      let uuid = line.prefix(36)
      guard isUUID(uuid), line.dropFirst(36).first == " " else {
        throw .notUnderstood(bounded(line), expected: "a line of virsh list --uuid --name")
      }
      // Older versions fill names up with spaces.
      let name = String(line.dropFirst(37))
      let known = stats[name].map { (name, $0) } ?? stats[String(name.trimmed)].map { (String(name.trimmed), $0) }
      machines.append(machine(known?.0 ?? name, String(uuid), known?.1))
    }
    return machines
  }

  private static func machine(_ name: String, _ uuid: String, _ stats: [Substring: Int]?) -> VirtualMachine {
    guard let stats else { return VirtualMachine(name: name, handle: uuid, state: .unknown("not in domstats")) }
    return VirtualMachine(
      name: name, handle: uuid, state: state(stats["state.state"], stats["state.reason"]),
      memoryMiB: stats["balloon.maximum"].map { $0 / 1024 }, cpus: stats["vcpu.current"] ?? stats["vcpu.maximum"])
  }

  /// `virDomainState`, and of what is shut off the reasons `saved` (5) and, of a crashed one, all.
  private static func state(_ state: Int?, _ reason: Int?) -> PowerState {
    switch (state, reason) {
    case (1, _), (2, _): .running
    // Paused by itself while it is saved, dumped, snapshotted, started: `virDomainPausedReason`.
    // Not `migrating` (2): a machine that was saved while it was paused keeps that reason after its start.
    case (3, 3), (3, 4), (3, 8), (3, 9), (3, 11): .changing
    case (3, 5), (3, 10): .failed
    case (3, _), (7, _): .paused
    case (4, _): .changing
    case (5, 5): .saved
    case (5, _): .off
    case (6, _): .failed
    case (let state?, _): .unknown("state.state=\(state)")
    case (nil, _): .unknown("no state")
    }
  }

  /// `Domain: 'NAME'`, then `  key=value` until an empty line.
  private static func stats(_ lines: [Substring]) throws(PlatformError) -> [String: [Substring: Int]] {
    var all: [String: [Substring: Int]] = [:]
    var name: String?
    for line in lines where !line.isBlank {
      if line.hasPrefix("Domain: '"), line.hasSuffix("'"), line.utf8.count > 10 {
        let found = String(line.dropFirst(9).dropLast())
        guard all.updateValue([:], forKey: found) == nil else {
          throw .notUnderstood(bounded(line), expected: "a name that stands once")
        }
        name = found
      } else if let name, line.hasPrefix("  "), let equals = line.firstIndex(of: "=") {
        let key = line[..<equals].dropFirst(2)
        if let value = Int(line[line.index(after: equals)...]) { all[name]?[key] = value }
      } else {
        throw .notUnderstood(bounded(line), expected: "a line of virsh domstats")
      }
    }
    return all
  }

  /// All `<interface>` of a domain's XML, and the other ways to the outside that it may have.
  static func networks(in text: String) throws(PlatformError) -> [String] {
    let lines = try Sections(text, count: 1)[0]
    let tags = try XMLTag.all(in: lines.joined(separator: "\n"))
    guard tags.contains(where: { $0.name == "domain" }), tags.last?.name == "domain", tags.last?.isEnd == true else {
      throw .notUnderstood(bounded(lines.first ?? ""), expected: "a domain's XML")
    }
    var names: [String] = []
    var type: String?
    var source: [Substring: String] = [:]
    for tag in tags {
      switch (tag.name, tag.isEnd) {
      case ("interface", false):
        (type, source) = (tag.attributes["type"] ?? "no type", [:])
        if tag.isWhole { names.append("(\(type ?? ""))") }
      case ("interface", true):
        names.append(network(type ?? "no type", source))
        type = nil
      case ("source", false) where type != nil: source = tag.attributes
      case ("hostdev", false): names.append("(hostdev)")
      case ("qemu:commandline", false): names.append("(qemu:commandline)")
      default: break
      }
    }
    return names.unique
  }

  private static func network(_ type: String, _ source: [Substring: String]) -> String {
    switch type {
    case "network": source["network"] ?? "(network)"
    case "bridge": source["bridge"] ?? "(bridge)"
    default: "(\(type))"
    }
  }

  static func look(
    _ text: String, at machine: VirtualMachine, snapshots asked: Bool
  ) throws(PlatformError) -> Look {
    let sections = try Sections(text, count: asked ? 3 : 2)
    let stats = try stats(sections[asked ? 2 : 1])
    let all = try machines(sections[asked ? 1 : 0], stats)
    let found = all.filter { $0.handle == machine.handle }
    let named = found.isEmpty ? all.filter { $0.name == machine.handle } : found
    return Look(state: named.first?.state, snapshots: asked ? sections[0].filter { !$0.isBlank }.map(String.init) : nil)
  }

  /// What libvirt's errors say, in the languages of the client (C) and the daemon (its own).
  private static let meanings: [(meaning: Judging.Meaning, words: [String])] = [
    (
      .refused(.permission),
      [
        "access denied", "authentication unavailable", "authentication failed", "authentication required",
        "permission denied",
        "read only access prevents", "polkit", "a password is required", "アクセスが拒否", "認証できません", "認証に失敗", "認証が必要",
      ]
    ),
    (.refused(.noPlatform), ["failed to connect to the hypervisor", "ハイパーバイザーへの接続に失敗"]),
    (.notFound(.machine), ["failed to get domain '", "domain not found"]),
    (.refused(.exists), ["already exists", "すでに存在"]),
    (
      .refused(.busy),
      [
        "cannot acquire state change lock", "has active block job", "another migration job", "状態変更ロックを獲得できません",
        "アクティブなブロックジョブ",
      ]
    ),
    (
      .refused(.resources),
      [
        "cannot allocate memory", "cannot set up guest memory", "no space left on device", "is already in use by",
        "を割り当てできません",
      ]
    ),
    (
      .unsupported,
      [
        "unsupported for storage type", "are not supported", "is not supported", "not supported yet",
        "not supported by the connection driver",
        "サポートされません", "サポートされていません",
      ]
    ),
  ]
}
