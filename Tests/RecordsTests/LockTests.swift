import Engine
import Glibc
import Model
import Testing

@testable import Records

@Suite struct LockTests {
  private let scratch = Scratch()

  private func refusal(_ begin: () throws -> Recording) -> LockRefusal? {
    guard case .refused(let refusal) = #expect(throws: BeginFailure.self, performing: { _ = try begin() }) else {
      return nil
    }
    return refusal
  }

  @Test func theLoserIsToldWhoHasItSinceWhen() throws {
    let first = try scratch.records.beginSample(as: "鈴木")
    let refusal = refusal { try scratch.records.beginSample(at: morning + .seconds(60)) }
    #expect(refusal?.what == .host("a"))
    #expect(refusal?.holder?.run == first.folder.id)
    #expect(refusal?.holder?.operatorName == "鈴木")
    #expect(refusal?.holder?.since == morning)
    #expect(refusal?.holder?.process == ThisProcess.number)
    #expect(refusal?.holder?.boot?.utf8.count == 36)
    #expect(refusal?.holder?.startedTicks != nil)
    #expect(refusal?.reason.text.en?.contains(first.folder.id) == true)
    #expect(refusal?.reason.text.ja?.contains("鈴木") == true)
    let local = CivilTime(morning, offset: scratch.records.offset)
    #expect(refusal?.reason.text.en?.contains("since \(local.dateText) \(local.clockText)") == true)
    #expect(try scratch.records.runs() == [first.folder])
  }

  @Test func aCopyThatAnotherProcessStillHasDoesNotKeepTheLock() throws {
    let path = scratch.path + "/lock"
    var first: Descriptor? = try Descriptor(path, O_RDWR | O_CREAT)
    #expect(try first?.tryLock() == true)
    let copy = dup(try #require(first).number)
    defer { close(copy) }
    first = nil
    #expect(try Descriptor(path, O_RDWR).tryLock())
  }

  @Test func allLocksAreTakenOrNone() throws {
    let held = try scratch.records.beginSample(samplePlan(systems: ["x"], hosts: ["z"]))
    #expect(
      refusal { try scratch.records.beginSample(samplePlan(systems: ["s"], hosts: ["m", "z"])) }?.what == .host("z"))
    _ = try scratch.records.beginSample(samplePlan(systems: ["s"], hosts: ["m"]))
    _ = held
  }

  @Test func aSystemIsInOneRunAtATime() throws {
    let held = try scratch.records.beginSample(samplePlan(systems: ["ad"], hosts: ["a"])).journal
    #expect(
      refusal { try scratch.records.beginSample(samplePlan(systems: ["ad"], hosts: ["b"])) }?.what == .system("ad"))
    _ = held
  }

  @Test func runsThatShareNothingGoOnSideBySide() throws {
    let first = try scratch.records.beginSample(samplePlan(systems: ["a"], hosts: ["a"]))
    let second = try scratch.records.beginSample(samplePlan(systems: ["b"], hosts: ["b"]))
    #expect(first.folder != second.folder)
  }

  @Test func hostsThatAreOnlyJumpedThroughAreNotLocked() throws {
    var plan = try samplePlan(steps: 1, systems: ["a"], hosts: ["a", "gateway"])
    #expect(Set(plan.lockables()) == [.system("a"), .host("a")])
    plan.steps[0].host = 1
    #expect(Set(plan.lockables()) == [.system("a"), .host("a"), .host("gateway")])
  }

  @Test func oneMachineUnderTwoIdsIsLockedOnce() throws {
    var first = try samplePlan(systems: ["a"], hosts: ["a"])
    var second = try samplePlan(systems: ["b"], hosts: ["b"])
    (first.hosts[0].address, second.hosts[0].address) = ("192.0.2.7", "192.0.2.7")
    second.hosts[0].port = 22
    let held = try scratch.records.beginSample(first)
    #expect(throws: BeginFailure.self) { try scratch.records.beginSample(second) }
    second.hosts[0].port = 2222
    _ = try scratch.records.beginSample(second)
    _ = held
  }

  /// Names of ssh_config have no address in the inventory.
  @Test func twoNamesOfOnePlaceAreLockedOnce() async throws {
    func begin(_ id: String, at place: String) throws -> Recording {
      try scratch.records.begin(
        samplePlan(systems: [id], hosts: [id]), as: "suzuki", tool: "test", at: morning, hosts: [id: place])
    }
    let second: RunFolder
    do {
      let held = try begin("a", at: "192.0.2.7:22")
      #expect(refusal { try begin("b", at: "192.0.2.7:22") }?.what == .host("192.0.2.7:22"))
      let other = try begin("b", at: "192.0.2.8:22")
      _ = try await other.journal.append([.opened(other.header)], at: instant(0))
      second = other.folder
      _ = held
    }
    // A run that is taken up holds the place that it has now.
    let resumed = try scratch.records.resume(
      scratch.records.claim(second), as: "tanaka", tool: "test", at: morning, movedHosts: ["b": "192.0.2.7:22"])
    #expect(resumed.takeover.movedHosts == ["b": "192.0.2.7:22"])
    #expect(refusal { try begin("a", at: "192.0.2.7:22") }?.what == .host("192.0.2.7:22"))
    _ = try begin("c", at: "192.0.2.8:22")
    _ = resumed
  }

  @Test func lettingGoFreesTheLocks() throws {
    do { _ = try scratch.records.beginSample() }
    let again = try scratch.records.beginSample()
    let locks = scratch.records.locksPath
    #expect(try SystemDisk.shared.list(locks) == ["host-a", "host-b", "system-ad", "system-files"])
    #expect(try LockHolder(line: SystemDisk.shared.read(locks + "/host-a"))?.run == again.folder.id)
  }

  /// The line of a lock that is free, as a share without locks, or a copy of the folder, shows it.
  private func leave(_ line: (inout LockHolder) -> Void) throws -> RunFolder {
    let run: RunFolder
    do {
      let recording = try scratch.records.beginSample(as: "鈴木")
      run = recording.folder
    }
    var holder = LockHolder(run: run, as: "鈴木", since: morning)
    line(&holder)
    for name in try SystemDisk.shared.list(scratch.records.locksPath) {
      let file = try Descriptor(scratch.records.locksPath + "/" + name, O_RDWR | O_TRUNC)
      try file.writeAll(holder.line)
    }
    return run
  }

  @Test(arguments: [("other-pc", "0011223344556677"), ("other-pc", ThisProcess.machineID), (ThisProcess.machine, "00")])
  func whatAnotherMachineHoldsIsNotTakenOver(_ machine: String, _ id: String?) throws {
    let run = try leave { ($0.machine, $0.machineID, $0.boot) = (machine, id, "another") }
    let before = try SystemDisk.shared.read(scratch.records.locksPath + "/host-a")
    let refusal = try #require(refusal { try scratch.records.beginSample(at: morning + .seconds(60)) })
    #expect(refusal.reason.code == "locked-elsewhere" && refusal.holder?.run == run.id)
    for text in [refusal.reason.text.en, refusal.reason.text.ja] {
      for word in [machine, "鈴木", "sonae undo \(run.id)", "locks/host-a"] { #expect(text?.contains(word) == true) }
    }
    #expect(try SystemDisk.shared.read(scratch.records.locksPath + "/host-a") == before)
    // Its own run, which a person has agreed to take over, and any run once that one is closed.
    try SystemDisk.shared.create(run.headPath, [])
    _ = try scratch.records.beginSample(at: morning + .seconds(60))
  }

  @Test func aDeadProcessOfThisMachineHoldsNothingWhateverItsBoot() throws {
    _ = try leave { ($0.process, $0.boot) = (1, "another") }
    _ = try scratch.records.beginSample(at: morning + .seconds(60))
    // A machine that has no id is known by its name.
    _ = try leave { ($0.machineID, $0.boot) = (nil, nil) }
    _ = try scratch.records.beginSample(at: morning + .seconds(120))
    // Renamed meanwhile, or in a container of its own name: the kernel is the same.
    _ = try leave { $0.machine = "other-pc" }
    _ = try scratch.records.beginSample(at: morning + .seconds(180))
  }

  @Test func sharedFileSystemsAreKnownByTheMountTable() {
    let table = """
      22 28 0:21 / /proc rw,nosuid shared:12 - proc proc rw
      28 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
      90 28 0:60 / /srv/city\\040records rw,relatime shared:40 master:3 - nfs4 server:/city rw,vers=4.2
      91 28 0:61 / /mnt/far rw - fuse.sshfs tanaka@server: rw
      92 28 8:273 / /mnt/usb rw - fuseblk /dev/sdb1 rw
      93 28 0:300 / /mnt/share rw - cifs //server/share rw
      broken line
      """
    let known: [(UInt64, String?)] = [
      (21, nil), (254 << 8 | 1, nil), (60, "nfs4"), (61, "fuse.sshfs"), (8 << 8 | 0x11 | 0x100000, nil),
      (0x10_002C, "cifs"), (99, nil),
    ]
    for (device, name) in known { #expect(SharedFileSystem.name(ofDevice: device, in: table) == name, "\(device)") }
    #expect(SharedFileSystem.name(holding: "/proc") == nil && SharedFileSystem.name(holding: "/nowhere") == nil)
    #expect(RecordsFolder("/proc/not/there").sharedFileSystem == nil)
  }

  /// Two processes try for one host at the same moment, again and again: each time one has it, and only one.
  /// `SONAE_LOCK_RACES` tries more often.
  @Test func ofTwoProcessesThatRaceOneHasIt() async throws {
    let races = Int(getenv("SONAE_LOCK_RACES").map { String(cString: $0) } ?? "") ?? 100
    let path = scratch.path
    async let first = #expect(processExitsWith: .success) { [path = path as String, races = races as Int] in
      try LockRace(path).run(races)
    }
    async let second = #expect(processExitsWith: .success) { [path = path as String, races = races as Int] in
      try LockRace(path).run(races)
    }
    _ = await (first, second)
    let results = try SystemDisk.shared.read(path + "/results")
    #expect(results.count == 2 * races)
    for race in 0..<races {
      let pair = results[(2 * race)..<(2 * race + 2)]
      #expect(pair.sorted() == [UInt8(ascii: "-"), UInt8(ascii: "1")], "race \(race): \(pair)")
    }
  }

  @Test func strangeNamesMakeFileNames() {
    #expect(Lockable.host("../x y").fileName == "host-..%2fx%20y")
    #expect(Lockable.system("復").fileName == "system-%e5%be%a9")
  }

  /// A second process holds the locks, is seen as the holder, and loses them by `kill -9`.
  @Test func locksHoldAcrossProcessesAndEndWithThem() async throws {
    let path = scratch.path
    async let child = #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let recording = try RecordsFolder(path + "/records").beginSample(as: "other")
      _ = try await recording.journal.append([.opened(recording.header)], at: instant(0))
      while true { try await Task.sleep(for: .seconds(1)) }
    }
    var run: RunFolder?
    while run == nil { (run, _) = (try scratch.records.runs().first { try !$0.read().events.isEmpty }, usleep(2000)) }
    let folder = try #require(run)
    #expect(try folder.isAlive())
    let holder = try #require(refusal { try scratch.records.beginSample() }?.holder)
    #expect(holder.run == folder.id)
    #expect(holder.operatorName == "other")
    #expect(holder.process != ThisProcess.number)
    kill(pid_t(holder.process), SIGKILL)
    _ = await child
    #expect(try !folder.isAlive())
    let second = try scratch.records.beginSample()
    #expect(second.folder != folder)
  }
}

/// One of two processes that want the same lock. They meet before and after each try, at files that both write a byte to.
private struct LockRace {
  private let folder: String

  init(_ folder: String) { self.folder = folder }

  func run(_ races: Int) throws {
    _ = try? SystemDisk.shared.makeFolder(folder + "/locks")
    for race in 1...races {
      try meet("starts", UInt8(ascii: "."), 2 * race)
      let holder = LockHolder(
        run: "run-\(ThisProcess.number)", operatorName: "racer", machine: ThisProcess.machine,
        machineID: ThisProcess.machineID, process: ThisProcess.number, boot: nil, startedTicks: nil, since: morning)
      let locks = try? RunLocks([.host("a")], in: folder + "/locks", on: SystemDisk.shared, for: holder, offset: .zero)
      { _ in false }
      try meet("results", locks == nil ? UInt8(ascii: "-") : UInt8(ascii: "1"), 2 * race)
      try withExtendedLifetime(locks) { try meet("ends", UInt8(ascii: "."), 2 * race) }
    }
  }

  private func meet(_ name: String, _ byte: UInt8, _ count: Int) throws {
    let path = folder + "/" + name
    let file = try Descriptor(path, O_WRONLY | O_CREAT | O_APPEND)
    try file.writeAll([byte])
    while try file.status().size < count { sched_yield() }
  }
}

@Suite struct KilledWriterTests {
  private let scratch = Scratch()

  /// A process that writes as fast as it can is killed at a moment that nobody chose.
  @Test(arguments: 1...3) func killedInTheMiddleTheJournalVerifiesUpToItsEnd(round: Int) async throws {
    let path = scratch.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
      let recording = try RecordsFolder(path + "/records").beginSample()
      _ = try await recording.journal.append([.opened(recording.header)], at: instant(0))
      _ = try await recording.journal.append(
        [.stepStarted(step: "ad.step-0", attempt: 1, owesUndo: true)], at: instant(1))
      Task.detached {
        try await Task.sleep(for: .milliseconds(20 * round))
        kill(getpid(), SIGKILL)
      }
      let text = String(repeating: "長", count: 3000)
      while true {
        _ = try await recording.journal.append([.noted(text, by: "x"), .noted(text, by: "y")], at: instant(2))
        _ = try await recording.journal.keep(Array("\(Int.random(in: 0...1_000_000))".utf8))
      }
    }
    let run = try #require(try scratch.records.runs().first)
    let verification = try run.verify()
    #expect([.verified, .verifiedUntilTorn].contains(verification.status))
    #expect(!verification.isClosed)
    #expect(try !run.isAlive())
    let read = try run.read()
    #expect(read.events.count == verification.lines)
    #expect(read.run.owed == [0])
    #expect(RunSummary(read.run).result == .unfinished)
  }
}
