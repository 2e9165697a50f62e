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
    #expect(try scratch.records.runs() == [first.folder])
  }

  @Test func aCopyThatAnotherProcessStillHasDoesNotKeepTheLock() throws {
    let path = scratch.path + "/lock"
    var first: Descriptor? = try Descriptor(path, O_RDWR | O_CREAT)
    #expect(try first?.tryLock(path: path) == true)
    let copy = dup(try #require(first).number)
    defer { close(copy) }
    first = nil
    #expect(try Descriptor(path, O_RDWR).tryLock(path: path))
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
    #expect(Set(plan.lockables) == [.system("a"), .host("a")])
    plan.steps[0].host = 1
    #expect(Set(plan.lockables) == [.system("a"), .host("a"), .host("gateway")])
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

  @Test func lettingGoFreesTheLocks() throws {
    do { _ = try scratch.records.beginSample() }
    let again = try scratch.records.beginSample()
    let locks = scratch.records.locksPath
    #expect(try Files.list(locks) == ["host-a", "host-b", "system-ad", "system-files"])
    #expect(try LockHolder(line: Files.read(locks + "/host-a"))?.run == again.folder.id)
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
