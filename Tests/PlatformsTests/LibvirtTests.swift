import Model
import TestKit
import Testing

@testable import Platforms

@Suite struct LibvirtTests {
  private let libvirt: Libvirt
  private let uuid = "3b2804d4-3c28-4e18-b847-7548f5f60521"
  private let listing =
    "virsh -c qemu:///system list --all --uuid --name && echo '#sonae next'"
    + " && virsh -c qemu:///system domstats --nowait --raw --state --balloon --vcpu && echo '#sonae end'"

  init() throws { libvirt = try Libvirt(PlatformAccess()) }

  // MARK: Commands

  @Test func machinesAreListedByOneCommand() {
    #expect(libvirt.machines.command.text == "export LC_ALL=C; \(listing)")
    #expect(libvirt.machines.command.reader == .posix)
  }

  @Test func ordersNameTheMachineByItsOption() throws {
    for (action, words) in [
      (MachineAction.start, "start"), (.shutdown, "shutdown"), (.destroy, "destroy"), (.suspend, "suspend"),
      (.resume, "resume"),
    ] {
      #expect(
        try libvirt.text(action, on: uuid)
          == "export LC_ALL=C; virsh -c qemu:///system \(words) '--domain=\(uuid)'"
          + " || { c=$?; echo '#sonae look'; \(listing); exit $c; }")
    }
  }

  @Test(arguments: [
    (Names.plain, "'--domain=jumin-db'"), (Names.japanese, "'--domain=住民 照会'"),
    (Names.hostile, #"'--domain=it'\''s; rm -rf $HOME "x"'"#), ("-c test", "'--domain=-c test'"),
  ]) func aMachineIsOneWord(handle: String, word: String) throws {
    #expect(
      try libvirt.text(.start, on: handle).hasPrefix("export LC_ALL=C; virsh -c qemu:///system start \(word) || {"))
    #expect(
      try libvirt.networks(of: machine(handle)).command.text
        == "export LC_ALL=C; virsh -c qemu:///system dumpxml \(word)"
        + " && virsh -c qemu:///system dumpxml --inactive \(word) && echo '#sonae end'")
  }

  @Test(arguments: [
    (MachineAction.snapshot(Names.plain), "snapshot-create-as '--domain=u' '--name=jumin-db' --atomic"),
    (.snapshot(Names.japanese), "snapshot-create-as '--domain=u' '--name=住民 照会' --atomic"),
    (.snapshot(Names.hostile), #"snapshot-create-as '--domain=u' '--name=it'\''s; rm -rf $HOME "x"' --atomic"#),
    (.revert(Names.japanese), "snapshot-revert '--domain=u' '--snapshotname=住民 照会'"),
    (.deleteSnapshot(Names.hostile), #"snapshot-delete '--domain=u' '--snapshotname=it'\''s; rm -rf $HOME "x"'"#),
  ]) func snapshotsAreNamedByAnOption(action: MachineAction, words: String) throws {
    #expect(
      try libvirt.text(action, on: "u")
        == "export LC_ALL=C; virsh -c qemu:///system \(words) || { c=$?; echo '#sonae look';"
        + " virsh -c qemu:///system snapshot-list '--domain=u' --name; echo '#sonae next'; \(listing); exit $c; }")
  }

  @Test(arguments: [
    ("vhost-b", "--desturi=qemu+ssh://vhost-b/system"), ("qemu+tls://b/system", "--desturi=qemu+tls://b/system"),
    (Names.hostile, #"--desturi=qemu+ssh://it'\''s; rm -rf $HOME "x"/system"#),
  ]) func aMachineMovesToAHostOrAURI(host: String, word: String) throws {
    #expect(
      try libvirt.text(.migrate(to: host), on: "u").hasPrefix(
        "export LC_ALL=C; virsh -c qemu:///system migrate --live --persistent --undefinesource '--domain=u' '\(word)' || {"
      ))
  }

  @Test func sudoAndTheURIAreTheAccounts() throws {
    let other = try Libvirt(PlatformAccess(sudo: true, uri: "qemu:///session"))
    #expect(try other.text(.start, on: "u").contains("; sudo -n virsh -c qemu:///session start '--domain=u' ||"))
    #expect(throws: PlatformError.value(.uri, "", .empty)) { try Libvirt(PlatformAccess(uri: "")) }
  }

  @Test(arguments: ["a/b", ".a"]) func whatLibvirtTakesForNoNameIsRefusedBefore(name: String) {
    #expect(throws: PlatformError.self) { try libvirt.text(.snapshot(name), on: "u") }
    #expect(throws: PlatformError.self) { try libvirt.text(.clone(as: name, network: "n"), on: "u") }
  }

  @Test func aClonesScriptCarriesItsValuesInOneLine() throws {
    let text = try libvirt.text(.clone(as: Names.hostile, network: Names.japanese), on: uuid)
    #expect(
      text.hasPrefix(
        #"""
        export LC_ALL=C; s=3b2804d4-3c28-4e18-b847-7548f5f60521 n='it'\''s; rm -rf $HOME "x"' w='住民 照会' k=sonae-2585920c856f3098
        export N='it&apos;s; rm -rf $HOME &quot;x&quot;' W='住民 照会' M='sonae-clone-of 3b2804d4-3c28-4e18-b847-7548f5f60521 sonae-2585920c856f3098' K=sonae-2585920c856f3098
        refuse() { echo "sonae: $2" >&2; exit "$1"; }
        vin() { virsh -c qemu:///system -q "$@"; }
        v() { vin "$@" </dev/null; }
        l=$(v list --all --uuid --name) || exit 1
        case "$l" in *"$s"*) ;; *) refuse 73 "no machine $s" ;; esac
        v list --all --name | grep -qxF -e "$n" && refuse 71 "a machine $n is there"

        """#), "\(text.prefix(900))")
    #expect(
      try libvirt.text(.clone(as: "jumin-db-kunren", network: "isolated"), on: uuid).contains(" k=jumin-db-kunren\n"))
  }

  @Test func onlyAClonesDisksAreDeleted() throws {
    let text = try libvirt.text(.deleteClone, on: uuid)
    #expect(text.hasPrefix("export LC_ALL=C; s=\(uuid)\nrefuse() {"))
    #expect(text.contains(#"case "$k" in 'sonae-clone-of '*) k=${k##* } ;; *) refuse 75 "#))
    #expect(
      text.hasSuffix(
        #"v undefine --domain="$s" --managed-save --snapshots-metadata --nvram || refuse 77 "$n could not be undefined""#
      ))
  }

  // MARK: Lists

  private func list(_ names: String, _ stats: String) throws -> [VirtualMachine] {
    try libvirt.machines.answer(Reply(0, "\(names)\n#sonae next\n\(stats)\n#sonae end\n"))
  }

  @Test func noMachinesAreAnAnswer() throws {
    // virsh 9.0.0: `list` prints an empty line, `domstats` too.
    #expect(try list("", "") == [])
  }

  @Test func machinesAreReadWithMemoryAndProcessors() throws {
    // virsh 9.0.0 with QEMU 7.2, as printed.
    let machines = try list(
      """
      3b2804d4-3c28-4e18-b847-7548f5f60521 jumin-db
      ce3af773-e4a0-463c-a3de-5e44a03e888e 住民 照会

      """,
      """
      Domain: 'jumin-db'
        state.state=1
        state.reason=1
        balloon.current=32768
        balloon.maximum=65536
        balloon.last-update=0
        balloon.rss=44176
        vcpu.current=2
        vcpu.maximum=4
        vcpu.0.state=1
        vcpu.0.time=70000000
        vcpu.0.wait=0

      Domain: '住民 照会'
        state.state=5
        state.reason=0
        balloon.current=32768
        balloon.maximum=32768
        vcpu.current=1
        vcpu.maximum=1

      """)
    #expect(
      machines == [
        VirtualMachine(name: "jumin-db", handle: uuid, state: .running, memoryMiB: 64, cpus: 2),
        VirtualMachine(
          name: "住民 照会", handle: "ce3af773-e4a0-463c-a3de-5e44a03e888e", state: .off, memoryMiB: 32, cpus: 1),
      ])
  }

  @Test(arguments: [
    // include/libvirt/libvirt-domain.h: virDomainState and its reasons.
    ("state.state=1\n  state.reason=1", PowerState.running), ("state.state=2\n  state.reason=0", .running),
    ("state.state=3\n  state.reason=1", .paused), ("state.state=3\n  state.reason=5", .failed),
    ("state.state=3\n  state.reason=9", .changing), ("state.state=3\n  state.reason=2", .paused),
    ("state.state=4\n  state.reason=1", .changing), ("state.state=5\n  state.reason=5", .saved),
    ("state.state=5\n  state.reason=2", .off), ("state.state=6\n  state.reason=1", .failed),
    ("state.state=7\n  state.reason=0", .paused), ("state.state=0\n  state.reason=0", .unknown("state.state=0")),
    ("state.state=8", .unknown("state.state=8")), ("balloon.maximum=1024", .unknown("no state")),
    ("state.state=running", .unknown("no state")),
  ]) func statesAreNumbers(stats: String, state: PowerState) throws {
    #expect(try list("\(uuid) a", "Domain: 'a'\n  \(stats)").map(\.state) == [state])
  }

  @Test func namesAreWhateverStandsBetweenTheQuotes() throws {
    for name in [Names.hostile, "a'", "Domain: 'x'", " a", "5"] {
      #expect(try list("\(uuid) \(name)", "Domain: '\(name)'\n  state.state=1").first?.state == .running, "\(name)")
    }
    // Older versions fill the column up.
    #expect(try list("\(uuid) a                             ", "Domain: 'a'\n  state.state=1").map(\.name) == ["a"])
  }

  @Test func aMachineThatOnlyOneListHasIsUnknown() throws {
    #expect(try list("\(uuid) a", "").map(\.state) == [.unknown("not in domstats")])
    #expect(try list("", "Domain: 'a'\n  state.state=1") == [])
  }

  @Test(arguments: [
    "#sonae end", "\n#sonae next\n", "#sonae next\n#sonae next\n#sonae end", "x\n#sonae next\n#sonae end", "",
    "3b2804d4-3c28-4e18-b847-7548f5f60521\n#sonae next\n#sonae end", "#sonae next\nrunning\n#sonae end",
    "#sonae next\n  state.state=1\n#sonae end", "#sonae next\nDomain: 'a'\nDomain: 'a'\n#sonae end",
    " Id   名前       状態\n-----\n 1    jumin-db   実行中\n#sonae next\n#sonae end",
  ]) func anythingElseIsNoList(output: String) {
    #expect(throws: PlatformError.self) { try libvirt.machines.answer(Reply(0, output)) }
  }

  // MARK: Networks

  private func networks(_ devices: String) throws -> [String] {
    let domain = "<domain type='kvm'>\n  <devices>\n\(devices)\n  </devices>\n</domain>\n\n"
    return try libvirt.networks(of: machine(uuid)).answer(Reply(0, domain + domain + "#sonae end\n"))
  }

  @Test(arguments: [
    // https://libvirt.org/formatdomain.html#network-interfaces
    (
      "<interface type='network'><mac address='52:54:00:f6:99:c1'/><source network='isolated'/></interface>",
      ["isolated"]
    ),
    (
      "<interface type='network'><source network='a' portid='1' bridge='virbr0'/><target dev='vnet0'/></interface>",
      ["a"]
    ),
    ("<interface type='bridge'><source bridge='br0'/></interface>", ["br0"]),
    ("<interface type='bridge'><source bridge='br &amp; 0'/></interface>", ["br & 0"]),
    ("<interface type='direct'><source dev='eth0' mode='bridge'/></interface>", ["(direct)"]),
    ("<interface type='user'><mac address='52:54:00:78:02:38'/></interface>", ["(user)"]),
    ("<interface type='user'/>", ["(user)"]),
    (
      "<interface type='network'><source network='a'/></interface><interface type='bridge'><source bridge='b'/></interface>",
      ["a", "b"]
    ),
    (
      "<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0000'/></source></hostdev>",
      ["(hostdev)"]
    ),
    ("<disk type='network'><source protocol='rbd' name='pool/image'/></disk>", []),
    ("<!-- <interface type='user'/> --><![CDATA[</interface>]]>", []), ("", []),
  ]) func networksAreThoseOfTheXML(devices: String, names: [String]) throws {
    #expect(try networks(devices) == names)
  }

  @Test(arguments: ["", "<domain>", "error", "<domain type='kvm'><devices><interface type='user'"])
  func noXMLIsNoAnswer(text: String) {
    #expect(throws: PlatformError.self) {
      try libvirt.networks(of: machine(uuid)).answer(Reply(0, text + "\n#sonae end\n"))
    }
  }

  // MARK: Judging

  private func look(_ state: Int, reason: Int = 0, snapshots: String? = nil) -> String {
    "#sonae look\n\(snapshots.map { $0 + "\n\n#sonae next\n" } ?? "")\(uuid) jumin-db\n\n#sonae next\n"
      + "Domain: 'jumin-db'\n  state.state=\(state)\n  state.reason=\(reason)\n\n#sonae end\n"
  }

  @Test func whatVirshCallsDoneIsDone() throws {
    #expect(try libvirt.judge(.start, on: uuid, 0, "Domain 'jumin-db' started\n\n") == .done)
    #expect(try libvirt.judge(.shutdown, on: uuid, 0, "ドメイン 'jumin-db' はシャットダウンされています\n") == .done)
  }

  @Test func whatTheHostSaysAfterwardsDecidesInAnyLanguage() throws {
    // Errors as printed by virsh 9.0.0, and with the daemon's part in Japanese (po/ja.po).
    for errors in [
      "error: Domain is already active\n", "error: ドメインはすでに起動中です\n",
      "error: Failed to start domain 'jumin-db'\nerror: 要求された操作は有効ではありません: ドメインがすでに実行中です\n",
    ] {
      #expect(try libvirt.judge(.start, on: uuid, 1, look(1), errors: errors) == .alreadySo)
      guard case .refused(.wrongState(.paused), _) = try libvirt.judge(.start, on: uuid, 1, look(3), errors: errors)
      else {
        Issue.record("a paused machine isn't started")
        continue
      }
    }
    for errors in [
      "error: Failed to destroy domain 'jumin-db'\nerror: Requested operation is not valid: domain is not running\n",
      "error: Failed to destroy domain 'jumin-db'\nerror: 要求された操作は有効ではありません: ドメインが稼働していません\n",
    ] {
      #expect(try libvirt.judge(.destroy, on: uuid, 1, look(5), errors: errors) == .alreadySo)
      #expect(try libvirt.judge(.shutdown, on: uuid, 1, look(5), errors: errors) == .alreadySo)
      guard case .refused(.wrongState(.off), _) = try libvirt.judge(.resume, on: uuid, 1, look(5), errors: errors)
      else {
        Issue.record("a machine that is off isn't resumed")
        continue
      }
    }
  }

  @Test func aMachineThatTheListHasNotIsNotFound() throws {
    let other = look(1).replacing(uuid, with: "ce3af773-e4a0-463c-a3de-5e44a03e888e")
    #expect(
      try libvirt.judge(.start, on: uuid, 1, other, errors: "error: failed to get domain '\(uuid)'\n")
        == .notFound(.machine, said: "error: failed to get domain '\(uuid)'"))
    guard case .unknown = try libvirt.judge(.migrate(to: "b"), on: uuid, 1, other, errors: "error: x") else {
      Issue.record("it may have moved")
      return
    }
  }

  @Test func snapshotsAreJudgedByTheirList() throws {
    let exists = "error: operation failed: domain moment before already exists"
    #expect(
      try libvirt.judge(.snapshot("before"), on: uuid, 1, look(1, snapshots: "a b\nbefore"), errors: exists)
        == .refused(.exists, said: exists))
    #expect(
      try libvirt.judge(.snapshot("before"), on: uuid, 1, look(1, snapshots: "before"), errors: "error: 何か")
        == .unknown(said: "error: 何か"))
    let missing = "error: Domain snapshot not found: no domain snapshot with matching name 'before'"
    #expect(
      try libvirt.judge(.revert("before"), on: uuid, 1, look(1, snapshots: ""), errors: missing)
        == .notFound(.snapshot, said: missing))
    #expect(
      try libvirt.judge(.deleteSnapshot("before"), on: uuid, 1, look(1, snapshots: "x"), errors: missing) == .alreadySo)
    let broken = "error: Failed to revert snapshot before\nerror: internal error: process exited"
    #expect(
      try libvirt.judge(.revert("before"), on: uuid, 1, look(5, snapshots: "before"), errors: broken)
        == .failed(said: "error: Failed to revert snapshot before error: internal error: process exited"))
  }

  @Test(arguments: [
    (
      "error: Timed out during operation: cannot acquire state change lock (held by monitor=remoteDispatchDomainSuspend)",
      Judgement.Refusal.busy
    ),
    ("error: Timed out during operation: 状態変更ロックを獲得できません (monitor=remoteDispatchDomainSuspend が保持)", .busy),
    (
      "error: authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'",
      .permission
    ),
    ("error: operation forbidden: read only access prevents virDomainCreate", .permission),
    (
      "error: internal error: qemu unexpectedly closed the monitor: cannot set up guest memory 'pc.ram': Cannot allocate memory",
      .resources
    ),
    (
      "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied",
      .permission
    ),
    (
      "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory",
      .noPlatform
    ),
    ("sudo: a password is required", .permission),
  ]) func reasonsAreKnownByTheirWords(errors: String, reason: Judgement.Refusal) throws {
    for output in [look(5), "#sonae look\n"] {
      guard case .refused(reason, _) = try libvirt.judge(.start, on: uuid, 1, output, errors: errors) else {
        Issue.record("\(errors)")
        continue
      }
    }
  }

  @Test func whatADiskCantIsUnsupported() throws {
    let errors = "error: unsupported configuration: internal snapshot for disk vda unsupported for storage type raw"
    #expect(
      try libvirt.judge(.snapshot("a"), on: uuid, 1, look(1, snapshots: ""), errors: errors)
        == .unsupported(said: errors))
  }

  @Test func withoutALookNothingIsTakenForDone() throws {
    for output in ["", "#sonae look\n", "#sonae look\n#sonae end\n", "#sonae look\nx\n#sonae next\n#sonae end"] {
      #expect(try libvirt.judge(.start, on: uuid, 1, output, errors: "error: x") == .unknown(said: "error: x"))
    }
    #expect(try libvirt.judge(.start, on: uuid, 137, look(1), errors: "") == .unknown(said: ""))
    #expect(
      try libvirt.judge(.start, on: uuid, 127, "", errors: "sh: virsh: not found")
        == .refused(.noPlatform, said: "sh: virsh: not found"))
  }

  @Test func scriptsEndWithCodesOfTheirOwn() throws {
    let clone = MachineAction.clone(as: "a", network: "n")
    #expect(try libvirt.judge(clone, on: uuid, 0) == .done)
    #expect(try libvirt.judge(clone, on: uuid, 71, errors: "sonae: x") == .refused(.exists, said: "sonae: x"))
    #expect(try libvirt.judge(clone, on: uuid, 72, errors: "sonae: x") == .notFound(.network, said: "sonae: x"))
    #expect(try libvirt.judge(clone, on: uuid, 73, errors: "sonae: x") == .notFound(.machine, said: "sonae: x"))
    #expect(try libvirt.judge(clone, on: uuid, 76, errors: "sonae: x") == .unsupported(said: "sonae: x"))
    #expect(try libvirt.judge(clone, on: uuid, 77, errors: "sonae: x") == .failed(said: "sonae: x"))
    #expect(try libvirt.judge(.deleteClone, on: uuid, 73, errors: "sonae: x") == .alreadySo)
    #expect(try libvirt.judge(.deleteClone, on: uuid, 75, errors: "sonae: x") == .refused(.notAClone, said: "sonae: x"))
    #expect(try libvirt.judge(.start, on: uuid, 75, errors: "x") == .unknown(said: "x"))
  }

  // MARK: Capacity

  @Test func aLinuxHostsMemoryIsReadFromTheKernel() throws {
    // proc_meminfo(5), as a Debian 12 prints it.
    let meminfo = """
      MemTotal:       24684084 kB
      MemFree:        20172464 kB
      MemAvailable:   22010112 kB
      Buffers:           17672 kB
      HugePages_Total:       0
      """
    #expect(
      try libvirt.capacity.answer(Reply(0, "\(meminfo)\n#sonae next\n8\n#sonae end\n"))
        == HostCapacity(memoryMiB: 24105, freeMiB: 21494, cpus: 8))
    for text in [
      "\(meminfo)\n#sonae next\n0\n#sonae end", "MemTotal: 1 kB\n#sonae next\n1\n#sonae end",
      "\(meminfo)\n#sonae next\n#sonae end",
      "MemTotal: x kB\nMemAvailable: 1 kB\n#sonae next\n1\n#sonae end",
      "MemTotal: 1 MB\nMemAvailable: 1 kB\n#sonae next\n1\n#sonae end",
    ] {
      #expect(throws: PlatformError.self) { try libvirt.capacity.answer(Reply(0, text)) }
    }
  }
}
