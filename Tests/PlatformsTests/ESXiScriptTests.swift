import TestKit
import Testing

@testable import Platforms

/// What the scripts do on a host, and how it is judged.
@Suite struct ESXiScriptTests {
  private let folder: TemporaryFolder
  private let esxi: ESXi

  init() throws {
    folder = try TemporaryFolder("sonae-datastores")
    esxi = ESXi(volumes: folder.path)
  }

  private static let snapshots = """
    Get Snapshot:
    |-ROOT
    --Snapshot Name        : before
    --Snapshot Id        : 3
    --Snapshot Desciption  : --Snapshot Name        : x
    --Snapshot Created On  : 4/12/2023 16:12:54
    --Snapshot State       : powered on
    --|-CHILD
    ----Snapshot Name        : 訓練 前
    ----Snapshot Id        : 15
    ----Snapshot Desciption  : 
    ----Snapshot State       : powered off
    --|-CHILD
    ----Snapshot Name        : twice
    ----Snapshot Id        : 16
    ----Snapshot Name        : twice
    ----Snapshot Id        : 17
    """

  private func host(_ answers: [String: String], power: String = "poweredOn") throws -> FakeHost {
    let cases = answers.map { pattern, answer in "\(pattern)) cat <<'X'\n\(answer)\nX\n;;" }.joined(separator: "\n")
    return try FakeHost([
      "vim-cmd": """
      case "$*" in
      \(cases)
      'vmsvc/get.summary 1') cat <<'X'
      \(ESXiTests.summary("1", "jumin-db", power: power))
      X
      ;;
      'vmsvc/get.summary '*|'vmsvc/'*' 9') printf '%s\\n' '(vim.fault.NotFound) {' '}' ;;
      esac
      """,
      "esxcli":
        "printf '%s\\n' 'Name                Virtual Switch  Active Clients  VLAN ID' 'Management Network  vSwitch0  1  0' 'Isolated Net        vSwitch9  0  0'",
      "vmkfstools": #"for last; do :; done; case "$2" in *missing*) exit 1 ;; esac; echo disk >"$last""#,
    ])
  }

  private func judge(
    _ action: MachineAction, _ answers: [String: String], power: String = "poweredOn", on id: String = "1"
  ) throws
    -> (Judgement, [String])
  {
    let order = try esxi.order(action, on: machine(id))
    let done = try host(answers, power: power).run(order.command)
    return (order.judge(done.reply), done.calls)
  }

  @Test func whatWentWellIsDone() throws {
    let (judgement, calls) = try judge(.start, ["'vmsvc/power.on 1'": "Powering on VM:"])
    #expect(judgement == .done)
    #expect(calls == ["vim-cmd|vmsvc/power.on|1"])
  }

  @Test func aFailureThatEndsWithZeroIsOne() throws {
    // ESXi 6.0 and 6.5, and ESXi 9.
    for answer in [
      "Powering on VM:\nPower on failed",
      "Powering on VM:\nPower on failed: (vim.fault.InvalidPowerState) {\n   requestedState = \"poweredOn\", \n   existingState = \"poweredOn\"\n}",
    ] {
      #expect(try judge(.start, ["'vmsvc/power.on 1'": answer]).0 == .alreadySo)
      guard case .failed = try judge(.start, ["'vmsvc/power.on 1'": answer], power: "poweredOff").0 else {
        Issue.record("off is not on")
        continue
      }
    }
  }

  @Test func stateDecides() throws {
    let failed = "(vim.fault.InvalidPowerState) {\n}"
    #expect(try judge(.destroy, ["'vmsvc/power.off 1'": failed], power: "poweredOff").0 == .alreadySo)
    #expect(try judge(.suspend, ["'vmsvc/power.suspend 1'": failed], power: "suspended").0 == .alreadySo)
    #expect(try judge(.resume, ["'vmsvc/power.getstate 1'": "Retrieved runtime info\nPowered on"]).0 == .alreadySo)
    let (off, calls) = try judge(
      .resume, ["'vmsvc/power.getstate 1'": "Retrieved runtime info\nPowered off"], power: "poweredOff")
    guard case .refused(.wrongState(.off), _) = off else {
      Issue.record("\(off)")
      return
    }
    #expect(!calls.contains("vim-cmd|vmsvc/power.on|1"))
    let suspended = try judge(
      .resume,
      ["'vmsvc/power.getstate 1'": "Retrieved runtime info\nSuspended", "'vmsvc/power.on 1'": "Powering on VM:"])
    #expect(suspended.0 == .done)
    guard case .notFound(.machine, _) = try judge(.start, [:], on: "9").0 else {
      Issue.record("there is no 9")
      return
    }
  }

  @Test(arguments: [
    (
      "(vim.fault.ToolsUnavailable) {\n   msg = \"Cannot complete operation because VMware Tools is not running in this virtual machine.\"\n}",
      "unsupported"
    ),
    ("(vim.fault.NoPermission) {\n   msg = \"Permission to perform this operation was denied.\"\n}", "permission"),
    ("(vim.fault.TaskInProgress) {\n}", "busy"), ("(vim.fault.InsufficientMemoryResourcesFault) {\n}", "resources"),
    ("(vim.fault.GenericVmConfigFault) {\n   msg = \"This host does not support AMD-V.\"\n}", "failed"),
    ("(vim.fault.InsufficientResourcesFault) {\n}", "resources"),
    (
      "(vim.fault.RestrictedVersion) {\n   msg = \"Current license or ESXi version prohibits execution of the requested operation.\"\n}",
      "unsupported"
    ),
  ]) func faultsAreReasons(answer: String, reason: String) throws {
    let judgement = try judge(.shutdown, ["'vmsvc/power.shutdown 1'": answer]).0
    switch judgement {
    case .unsupported where reason == "unsupported", .failed where reason == "failed": break
    case .refused(.permission, _) where reason == "permission", .refused(.busy, _) where reason == "busy": break
    case .refused(.resources, _) where reason == "resources": break
    default: Issue.record("\(judgement)")
    }
  }

  @Test func snapshotsAreFoundByName() throws {
    let answers = ["'vmsvc/snapshot.get 1'": Self.snapshots]
    #expect(try judge(.revert("before"), answers).1.last == "vim-cmd|vmsvc/snapshot.revert|1|3|0")
    #expect(try judge(.deleteSnapshot("訓練 前"), answers).1.last == "vim-cmd|vmsvc/snapshot.remove|1|15")
    #expect(
      try judge(.snapshot(Names.hostile), answers).1.last
        == "vim-cmd|vmsvc/snapshot.create|1|\(Names.hostile)|Sonae|0|0")
    #expect(
      try judge(.snapshot("before"), answers).0 == .refused(.exists, said: "sonae: a snapshot of this name is there"))
    #expect(try judge(.revert("x"), answers).0 == .notFound(.snapshot, said: "sonae: no snapshot of this name"))
    #expect(try judge(.deleteSnapshot("x"), answers).0 == .alreadySo)
    #expect(try judge(.revert("twice"), answers).0 == .unsupported(said: "sonae: several snapshots have this name"))
    guard case .notFound(.machine, _) = try judge(.revert("x"), [:], on: "9").0 else {
      Issue.record("there is no 9")
      return
    }
  }

  // MARK: Clones

  private static let vmx = """
    .encoding = "UTF-8"
    displayName = "jumin-db"
    uuid.bios = "56 4d"
    nvram = "jumin-db.nvram"
    scsi0:0.fileName = "jumin-db.vmdk"
    scsi0:0.present = "TRUE"
    scsi0:0.ctkEnabled = "TRUE"
    scsi0:1.fileName = "/vmfs/volumes/other/data.vmdk"
    ide1:0.fileName = "/vmfs/volumes/iso/a.iso"
    ethernet0.present = "TRUE"
    ethernet0.virtualDev = "vmxnet3"
    ethernet0.networkName = "VM Network"
    ethernet0.generatedAddress = "00:0c:29:d8:3b:e0"
    annotation = "old"
    """

  private func clone(
    _ vmx: String = vmx, power: String = "poweredOff", network: String = "Isolated Net", after: String = "Isolated Net"
  ) throws
    -> (Judgement, [String])
  {
    _ = try ChildProcess.check(["mkdir", "-p", folder.file("datastore 1/jumin-db")])
    try folder.write(vmx, to: "datastore 1/jumin-db/jumin-db.vmx")
    try folder.write("nvram", to: "datastore 1/jumin-db/jumin-db.nvram")
    let snapshot = power == "poweredOn" ? "Get Snapshot:\n" : Self.snapshots
    return try judge(
      .clone(as: "kunren", network: network),
      [
        "'vmsvc/getallvms'":
          "Vmid   Name   File   Guest OS   Version   Annotation\n1      jumin-db   [datastore 1] jumin-db/jumin-db.vmx   centos9_64Guest   vmx-20",
        "solo/registervm*": "7", "'vmsvc/snapshot.get 1'": snapshot, "vmsvc/snapshot.create*": "Create Snapshot:",
        "'vmsvc/get.networks 7'":
          "Networks:\n\n(vim.Network.Summary) {\n   network = 'vim.Network:HaNetwork-\(after)', \n   name = \"\(after)\", \n   accessible = true, \n}",
      ], power: power)
  }

  @Test func aCloneHasDisksAndANetworkOfItsOwn() throws {
    let (judgement, calls) = try clone()
    #expect(judgement == .done)
    let new = folder.file("datastore 1/kunren")
    #expect(
      calls.contains(
        "vmkfstools|-i|\(folder.path)/datastore 1/jumin-db/jumin-db.vmdk|-d|thin|\(new)/kunren-scsi0_0.vmdk"))
    #expect(calls.contains("vmkfstools|-i|/vmfs/volumes/other/data.vmdk|-d|thin|\(new)/kunren-scsi0_1.vmdk"))
    #expect(calls.contains("vim-cmd|solo/registervm|\(new)/kunren.vmx|kunren"))
    #expect(
      try TemporaryFolder.text("\(new)/kunren.vmx") == """
        .encoding = "UTF-8"
        scsi0:0.fileName = "kunren-scsi0_0.vmdk"
        scsi0:0.present = "TRUE"
        scsi0:1.fileName = "kunren-scsi0_1.vmdk"
        ide1:0.fileName = "/vmfs/volumes/iso/a.iso"
        ethernet0.networkName = "Isolated Net"
        ethernet0.addressType = "generated"
        ethernet0.present = "TRUE"
        ethernet0.virtualDev = "vmxnet3"
        displayName = "kunren"
        annotation = "sonae-clone-of 1"
        nvram = "kunren.nvram"
        uuid.action = "create"

        """)
    #expect(try TemporaryFolder.text("\(new)/kunren.nvram") == "nvram")
  }

  @Test func aRunningSourceStandsStillForTheTimeOfTheCopy() throws {
    let (judgement, calls) = try clone(power: "poweredOn")
    #expect(judgement == .done)
    let words = calls.map { String($0.split(separator: "|").prefix(2).joined(separator: " ")) }
    let create = try #require(words.firstIndex(of: "vim-cmd vmsvc/snapshot.create"))
    let copy = try #require(words.firstIndex(of: "vmkfstools -i"))
    let remove = try #require(words.firstIndex(of: "vim-cmd vmsvc/snapshot.remove"))
    #expect(create < copy && copy < remove)
  }

  @Test func whatCannotBeClonedLeavesNothing() throws {
    guard case .notFound(.network, _) = try clone(network: "Isolated").0 else {
      Issue.record("no such network")
      return
    }
    guard case .unsupported = try clone(Self.vmx + "\npciPassthru0.present = \"TRUE\"").0 else {
      Issue.record("passthrough")
      return
    }
    for (vmx, after) in [
      (Self.vmx.replacing("jumin-db.vmdk", with: "missing.vmdk"), "Isolated Net"), (Self.vmx, "VM Network"),
    ] {
      guard case .failed = try clone(vmx, after: after).0 else {
        Issue.record("\(after)")
        continue
      }
      #expect(try ChildProcess.run(["ls", folder.file("datastore 1")]).text == "jumin-db\n")
    }
  }

  @Test func onlyWhatSonaeMadeIsDeleted() throws {
    for (vmx, name, gone) in [
      ("annotation = \"sonae-clone-of 1\"\nscsi0:0.fileName = \"jumin-db-scsi0_0.vmdk\"", "jumin-db", true),
      ("annotation = \"other\"", "jumin-db", false),
      ("annotation = \"sonae-clone-of 1\"\nscsi0:0.fileName = \"/vmfs/volumes/other/data.vmdk\"", "jumin-db", false),
      ("annotation = \"sonae-clone-of 1\"\nscsi0:0.fileName = \"other.vmdk\"", "jumin-db", false),
    ] {
      _ = try ChildProcess.check(["mkdir", "-p", folder.file("datastore 1/\(name)")])
      try folder.write(vmx, to: "datastore 1/\(name)/\(name).vmx")
      let (judgement, calls) = try judge(.deleteClone, [:])
      #expect(calls.contains("vim-cmd|vmsvc/destroy|1") == gone, "\(vmx)")
      switch judgement {
      // The host of this test forgets nothing.
      case .failed where gone: break
      case .refused(.notAClone, _) where !gone: break
      default: Issue.record("\(judgement)")
      }
    }
    #expect(try judge(.deleteClone, [:], on: "9").0 == .alreadySo)
  }
}
