import TestKit
import Testing

@testable import Platforms

@Suite struct XCPngTests {
  private let xcpNG = XCPng(PlatformAccess())
  private let id = "ee1c3b7d-0c5a-4a66-8b5c-2f6b1a9d8c01"
  private let here = "0b5b9a3e-5f3b-4a8e-9d5e-6f4c2b1a0d9e"
  private let there = "7d2c1e0f-8a9b-4c3d-8e7f-1a2b3c4d5e6f"
  private let listing =
    #"printf '%s\n' "$h" && echo '#sonae next' && xe vm-list is-control-domain=false is-a-template=false is-a-snapshot=false"#
    + " params=uuid,name-label,power-state,resident-on,memory-static-max,VCPUs-at-startup && echo '#sonae end'"

  // MARK: Commands

  @Test func machinesOfThisHostAreListedByOneCommand() {
    #expect(
      xcpNG.machines.command.text
        == "export LC_ALL=C\n"
        + #"h=$(sed -n "s/^INSTALLATION_UUID='\(.*\)'/\1/p" /etc/xensource-inventory) && [ "$h" ] && "# + listing)
  }

  @Test(arguments: [
    (
      MachineAction.start,
      #"s=$(x vm-param-get uuid="$i" param-name=power-state) && case "$s" in suspended) x vm-resume uuid="$i" on="$h" ;; *) x vm-start uuid="$i" on="$h" ;; esac"#
    ),
    (.shutdown, #"x vm-shutdown uuid="$i""#),
    (
      .destroy,
      #"s=$(x vm-param-get uuid="$i" param-name=power-state) && case "$s" in halted|suspended) false ;; *) x vm-shutdown uuid="$i" force=true ;; esac"#
    ),
    (.suspend, #"x vm-pause uuid="$i""#), (.resume, #"x vm-unpause uuid="$i""#),
    (.migrate(to: "xcp-b"), #"x vm-migrate uuid="$i" live=true 'host=xcp-b'"#),
    (.migrate(to: Names.hostile), #"x vm-migrate uuid="$i" live=true 'host=it'\''s; rm -rf $HOME "x"'"#),
    (
      .snapshot(Names.japanese),
      #"n='住民 照会'; x vm-param-get uuid="$i" param-name=uuid >/dev/null && k=$(x snapshot-list snapshot-of="$i" name-label="$n" --minimal) || exit 1"#
        + #"; [ -z "$k" ] || refuse 71 'a snapshot of this name is there'; x vm-snapshot uuid="$i" new-name-label="$n""#
    ),
    (
      .revert(Names.hostile),
      #"n='it'\''s; rm -rf $HOME "x"'; x vm-param-get uuid="$i" param-name=uuid >/dev/null && k=$(x snapshot-list snapshot-of="$i" name-label="$n" --minimal) || exit 1"#
        + #"; case "$k" in '') refuse 78 'no snapshot of this name' ;; *,*) refuse 76 'several snapshots have this name' ;; esac; x snapshot-revert snapshot-uuid="$k""#
    ),
  ]) func ordersNameTheMachineByItsUUID(action: MachineAction, words: String) throws {
    #expect(
      try xcpNG.text(action, on: id) == #"""
        export LC_ALL=C
        i=\#(id)
        refuse() { echo "sonae: $2" >&2; exit "$1"; }
        x() { xe "$@" </dev/null; }
        h=$(sed -n "s/^INSTALLATION_UUID='\(.*\)'/\1/p" /etc/xensource-inventory) && [ "$h" ] || exit 1
        { \#(words); } || { c=$?; echo '#sonae look'; \#(listing); exit $c; }
        """#)
  }

  @Test(arguments: ["", "jumin-db", "ee1c3b7d-0c5a-4a66-8b5c-2f6b1a9d8c0;", "ee1c3b7d-0c5a-4a66-8b5c-2f6b1a9d8c01 "])
  func aHandleIsAUUID(handle: String) {
    #expect(throws: PlatformError.self) { try xcpNG.text(.start, on: handle) }
    #expect(throws: PlatformError.self) { try xcpNG.networks(of: machine(handle)) }
  }

  @Test func sudoStandsBeforeXe() throws {
    #expect(
      try XCPng(PlatformAccess(sudo: true)).text(.start, on: id).contains("x() { sudo -n xe \"$@\" </dev/null; }"))
  }

  // MARK: Reading

  private func record(_ uuid: String, _ name: String, _ state: String, on host: String = "<not in database>") -> String
  {
    // cli_printer.ml, multi_line_record.
    """
    uuid ( RO)                    : \(uuid)
                name-label ( RW): \(name)
               power-state ( RO): \(state)
               resident-on ( RO): \(host)
         memory-static-max ( RW): 4294967296
          VCPUs-at-startup ( RW): 2


    """
  }

  private func list(_ records: String) throws -> [VirtualMachine] {
    try xcpNG.machines.answer(Reply(0, "\(here)\n#sonae next\n\(records)#sonae end\n"))
  }

  @Test func noMachinesAreAnAnswer() throws {
    #expect(try list("") == [])
  }

  @Test func whatRunsOnAnotherHostIsNotHere() throws {
    #expect(
      try list(
        record(id, "住民 照会", "running", on: here) + record(there, "b", "running", on: there)
          + record(here, "b", "halted"))
        == [
          VirtualMachine(name: "住民 照会", handle: id, state: .running, memoryMiB: 4096, cpus: 2),
          VirtualMachine(name: "b", handle: here, state: .off, memoryMiB: 4096, cpus: 2),
        ])
  }

  @Test(arguments: [
    ("running", PowerState.running), ("halted", .off), ("suspended", .saved), ("paused", .paused),
    ("unknown", .unknown("unknown")), ("", .unknown("")),
  ]) func statesAreXapisWords(word: String, state: PowerState) throws {
    #expect(try list(record(id, Names.hostile + " ( RW): x", word)).map(\.state) == [state])
  }

  @Test(arguments: [
    "uuid ( RO)    : x\n", "running\n", "uuid ( RO): a\n    uuid ( RO): b\n", "uuid ( XX): a\n",
    "uuid ( RO)    : x\n  name-label ( RW): a\n  line two of a name\n  power-state ( RO): halted\n  resident-on ( RO): <not in database>\n",
    "uuid ( RO)    : x\n  name-label ( RW): a\n  power-state ( RO): halted\n  power-state ( RO): running\n  resident-on ( RO): <not in database>\n",
    "#sonae next\n",
  ]) func anythingElseIsNoList(records: String) {
    #expect(throws: PlatformError.self) { try list(records) }
    #expect(throws: PlatformError.self) { try xcpNG.machines.answer(Reply(0, "x\n#sonae next\n#sonae end\n")) }
  }

  @Test func networksAreThoseOfTheVIFs() throws {
    func names(_ text: String) throws -> [String] {
      try xcpNG.networks(of: machine(id)).answer(Reply(0, text + "#sonae end\n"))
    }
    #expect(
      try names(
        "uuid ( RO)                  : a\n    network-name-label ( RO): Isolated Net\n\n\nuuid ( RO)                  : b\n    network-name-label ( RO): Pool-wide (eth0)\n\n\n#sonae next\n"
      )
        == ["Isolated Net", "Pool-wide (eth0)"])
    #expect(try names("#sonae next\n") == [])
    #expect(try names("#sonae next\n0/0000:01:00.0\npci\n") == ["(pci)"])
    #expect(throws: PlatformError.self) { try names("") }
    #expect(throws: PlatformError.self) { try names("uuid ( RO)  : a\n\n#sonae next\n") }
  }

  @Test func capacityIsReadFromTheHost() throws {
    #expect(
      try xcpNG.capacity.answer(Reply(0, "68622475264\n42949672960\n16\n#sonae end\n"))
        == HostCapacity(memoryMiB: 65443, freeMiB: 40960, cpus: 16))
    for text in ["1\n2\n#sonae end\n", "a\n1\n1\n#sonae end\n", "1\n1\n1\n"] {
      #expect(throws: PlatformError.self) { try xcpNG.capacity.answer(Reply(0, text)) }
    }
  }

  // MARK: Judging

  private func look(_ state: String, on host: String? = nil) -> String {
    "#sonae look\n\(here)\n#sonae next\n" + record(id, "jumin-db", state, on: host ?? "<not in database>")
      + "#sonae end\n"
  }

  private static let badState = """
    You attempted an operation on a VM that was not in an appropriate power state at the time; for example, you attempted to start a VM that was already running.  The parameters returned are the VM's handle, and the expected and actual VM state at the time of the call.
    vm: ee1c3b7d-0c5a-4a66-8b5c-2f6b1a9d8c01 (jumin-db)
    expected: Halted
    actual: Running
    """

  @Test func whatThePoolSaysAfterwardsDecides() throws {
    let said = quotable(Array(Self.badState.utf8), limit: 500)
    #expect(try xcpNG.judge(.start, on: id, 0) == .done)
    #expect(try xcpNG.judge(.start, on: id, 1, look("running", on: here), errors: Self.badState) == .alreadySo)
    #expect(
      try xcpNG.judge(.start, on: id, 1, look("paused", on: here), errors: Self.badState)
        == .refused(.wrongState(.paused), said: said))
    // It runs, but on another host.
    #expect(
      try xcpNG.judge(.start, on: id, 1, look("running", on: there), errors: Self.badState)
        == .notFound(.machine, said: said))
    #expect(try xcpNG.judge(.destroy, on: id, 1, look("suspended")) == .alreadySo)
    #expect(try xcpNG.judge(.suspend, on: id, 1, look("paused", on: here), errors: Self.badState) == .alreadySo)
    #expect(
      try xcpNG.judge(.migrate(to: "b"), on: id, 1, look("halted"), errors: Self.badState)
        == .refused(.wrongState(.off), said: said))
    #expect(try xcpNG.judge(.start, on: id, 1, look("halted"), errors: Self.badState) == .failed(said: said))
    #expect(try xcpNG.judge(.snapshot("a"), on: id, 71, errors: "sonae: x") == .refused(.exists, said: "sonae: x"))
    #expect(try xcpNG.judge(.revert("a"), on: id, 78, errors: "sonae: x") == .notFound(.snapshot, said: "sonae: x"))
    #expect(try xcpNG.judge(.deleteSnapshot("a"), on: id, 79, errors: "sonae: x") == .alreadySo)
    guard
      case .notFound(.machine, _) = try xcpNG.judge(
        .start, on: id, 1, errors: "The uuid you supplied was invalid.\ntype: VM\nuuid: \(id)")
    else {
      Issue.record("there is no such machine")
      return
    }
  }

  @Test(arguments: [
    ("Another operation involving the object is currently in progress\nclass: VM", Judgement.Refusal.busy),
    ("RBAC permission denied.\npermission: vm.start", .permission),
    ("Not enough host memory is available to perform this operation\nneeded: 1", .resources),
    ("Not enough server memory is available to perform this operation.", .resources),
    ("There were no servers available to complete the specified operation.", .resources),
    ("Error code: SR_FULL\nError parameters: , ", .resources), ("Lost connection to the server.", .noPlatform),
  ]) func reasonsAreKnownByTheirWords(errors: String, reason: Judgement.Refusal) throws {
    guard case .refused(reason, _) = try xcpNG.judge(.start, on: id, 1, look("halted"), errors: errors) else {
      Issue.record("\(try xcpNG.judge(.start, on: id, 1, look("halted"), errors: errors))")
      return
    }
  }

  @Test func aGuestThatCannotBeAskedIsUnsupported() throws {
    guard
      case .unsupported = try xcpNG.judge(
        .shutdown, on: id, 1, look("running", on: here),
        errors:
          "You attempted an operation which needs the cooperative shutdown feature on a VM which lacks it.\nvm: \(id)")
    else {
      Issue.record("no tools")
      return
    }
  }

  // MARK: Clones, through a shell

  private func run(_ action: MachineAction, _ answers: [String: String]) throws -> (Judgement, [String]) {
    let cases = answers.map { "\($0)) \($1) ;;" }.joined(separator: "\n")
    let inventory = "PRODUCT_BRAND='XCP-ng'\nINSTALLATION_UUID='\(here)'"
    let host = try FakeHost([
      "xe": "case \"$*\" in\n\(cases)\nesac",
      // The file of a real host isn't there.
      "sed": "PATH=/usr/bin:/bin; sed \"$1\" \"$2\" <<'X'\n\(inventory)\nX",
    ])
    let order = try xcpNG.order(action, on: machine(id))
    let done = try host.run(order.command)
    return (order.judge(done.reply), done.calls.filter { $0.hasPrefix("xe|") })
  }

  private func answers(_ state: String, after: String = "net-9,net-9") -> [String: String] {
    [
      "*power-state": "echo \(state)", "'vm-list name-label=kunren --minimal'": "echo",
      "'network-list name-label=Isolated Net --minimal'": "echo net-9",
      "*param-key=pci": "exit 1", "vm-clone*": "echo new", "vm-snapshot*": "echo snap", "snapshot-clone*": "echo new",
      "'vif-list vm-uuid=new --minimal'": "echo v0,v1", "'vif-param-get uuid=v0'*": "echo 0",
      "'vif-param-get uuid=v1'*": "echo 1",
      "'vif-list vm-uuid=new params=network-uuid --minimal'": "echo \(after)",
    ]
  }

  @Test func aCloneGetsAdaptersOfItsOwn() throws {
    let (judgement, calls) = try run(.clone(as: "kunren", network: "Isolated Net"), answers("halted"))
    #expect(judgement == .done)
    #expect(
      calls.dropFirst(4) == [
        "xe|vm-clone|uuid=\(id)|new-name-label=kunren",
        "xe|vm-param-set|uuid=new|other-config:sonae-clone-of=\(id)|other-config:auto_poweron=false|ha-restart-priority=",
        "xe|vif-list|vm-uuid=new|--minimal", "xe|vif-param-get|uuid=v0|param-name=device", "xe|vif-destroy|uuid=v0",
        "xe|vif-create|vm-uuid=new|network-uuid=net-9|device=0|mac=random",
        "xe|vif-param-get|uuid=v1|param-name=device", "xe|vif-destroy|uuid=v1",
        "xe|vif-create|vm-uuid=new|network-uuid=net-9|device=1|mac=random",
        "xe|vif-list|vm-uuid=new|params=network-uuid|--minimal",
      ])
  }

  @Test func aRunningMachineIsClonedBySnapshot() throws {
    let (judgement, calls) = try run(.clone(as: "kunren", network: "Isolated Net"), answers("running"))
    #expect(judgement == .done)
    #expect(calls.contains("xe|snapshot-clone|uuid=snap|new-name-label=kunren"))
    #expect(calls.contains("xe|vm-param-set|uuid=new|is-a-template=false"))
    #expect(calls.last == "xe|snapshot-uninstall|snapshot-uuid=snap|force=true")
  }

  @Test func aCloneThatIsNotApartIsRemoved() throws {
    for (state, gone) in [
      ("halted", "xe|vm-uninstall|uuid=new|force=true"),
      ("running", "xe|snapshot-uninstall|snapshot-uuid=snap|force=true"),
    ] {
      let (judgement, calls) = try run(
        .clone(as: "kunren", network: "Isolated Net"), answers(state, after: "net-9,net-1"))
      guard case .failed = judgement else {
        Issue.record("\(judgement)")
        continue
      }
      #expect(calls.last == gone)
      #expect(calls.contains("xe|vm-uninstall|uuid=new|force=true"))
    }
  }

  @Test func nothingIsClonedWhereItCannotBe() throws {
    let order = MachineAction.clone(as: "kunren", network: "Isolated Net")
    let some = answers("halted")
    for (key, answer, expected) in [
      ("'vm-list name-label=kunren --minimal'", "echo other", "exists"),
      ("'network-list name-label=Isolated Net --minimal'", "echo", "network"),
      ("'network-list name-label=Isolated Net --minimal'", "echo a,b", "unsupported"),
      ("*param-key=pci", "echo 0/0000:01:00.0", "unsupported"),
    ] {
      let (judgement, calls) = try run(order, some.merging([key: answer]) { $1 })
      #expect(!calls.contains { $0.hasPrefix("xe|vm-clone") })
      switch judgement {
      case .refused(.exists, _) where expected == "exists", .notFound(.network, _) where expected == "network": break
      case .unsupported where expected == "unsupported": break
      default: Issue.record("\(judgement)")
      }
    }
  }

  @Test func onlyAMarkedMachineWithDisksOfItsOwnIsDeleted() throws {
    let clone = [
      "*power-state": "echo running", "*param-key=sonae-clone-of": "echo \(there)",
      "'vbd-list vm-uuid='*": "echo d0,d1", "'vbd-list vdi-uuid='*": "echo \(id)",
    ]
    let (judgement, calls) = try run(.deleteClone, clone)
    #expect(judgement == .done)
    #expect(calls.suffix(2) == ["xe|vm-shutdown|uuid=\(id)|force=true", "xe|vm-uninstall|uuid=\(id)|force=true"])
    for change in [["*param-key=sonae-clone-of": "exit 1"], ["'vbd-list vdi-uuid='*": "echo \(id),\(there)"]] {
      let (judgement, calls) = try run(.deleteClone, clone.merging(change) { $1 })
      guard case .refused(.notAClone, _) = judgement else {
        Issue.record("\(judgement)")
        continue
      }
      #expect(!calls.contains { $0.contains("uninstall") || $0.contains("shutdown") })
    }
    let gone = try run(.deleteClone, ["*power-state": "echo 'The uuid you supplied was invalid.' >&2; exit 1"])
    #expect(gone.0 == .alreadySo)
  }
}
