import Engine
import Glibc
import Model
import Records
import Synchronization

/// A run from its begin to its end, through everything that a seed makes go wrong: processes that are killed, power cuts, disks
/// that fail, lines that break, hosts that reboot, people who stay away, clocks that are set, a rival for the same hosts.
public final class Story: Sendable {
  /// How it ended, and what a judge has to say to it.
  public struct Ending: Sendable {
    public var seed: UInt64
    /// Each names something that must never be.
    public var violations: [String]
    /// Processes that the run had.
    public var lives: Int
    public var events: Int
    /// The digest of the journal's last line: the same seed gives the same.
    public var head: String?
    /// What went wrong with its processes and their disk.
    public var met = Met()
    /// In the world's own time.
    public var lasted: Duration
  }

  public struct Met: Sendable, Hashable {
    public var kills = 0
    public var powerCuts = 0
    /// Calls to the disk that failed.
    public var failures = 0

    public init() {}
  }

  private let seed: UInt64
  private let world: World
  private let disk: WorldDisk
  private let hosts: Hosts
  private let judge: Judge
  private let troubles: Troubles
  private let tell: (@Sendable (String) -> Void)?
  private let met = Mutex(Met())
  /// Every process of the machine on which the records lie.
  private let processes = Mutex<[Life]>([])
  /// Which living process has a host by its lock.
  private let holders = Mutex<[String: Life]>([:])

  /// What goes wrong with processes and disks.
  public enum Troubles: Sendable, Hashable {
    /// As the seed has it.
    case rolled
    /// Only this, at that call of the first process that changes something on the disk.
    case one(DiskTrouble, atCall: Int)
  }

  private static let folder = "/records"
  /// So many processes may meet with trouble; then everything goes well and the run has to come to its end.
  private static let troubled = 1...4
  private static let calm = 3

  /// - Parameter tell: is told everything that happens, a line each.
  public init(seed: UInt64, troubles: Troubles = .rolled, tell: (@Sendable (String) -> Void)? = nil) {
    self.seed = seed
    self.tell = tell
    self.troubles = troubles
    world = World(seed: seed)
    disk = WorldDisk(in: world)
    hosts = Hosts(in: world, tell: tell)
    judge = Judge(hosts)
  }

  /// Plays it on the calling thread.
  public func play() -> Ending {
    let plan = world.roll { PlanBuilder.roll(&$0) }
    var ending = Ending(seed: seed, violations: [], lives: 0, events: 0, head: nil, lasted: .zero)
    do throws(World.Stuck) {
      let (lives, recorded) = try world.run { [self] in
        if troubles == .rolled, world.roll({ $0.happens(15) }) {
          Task(executorPreference: world) { [self] in await rival() }
        }
        return await carry(plan)
      }
      (ending.lives, ending.events, ending.head) = (lives, recorded?.events.count ?? 0, recorded?.head?.description)
    } catch {
      judge.object(
        error == .spinning
          ? "it works without end at one moment" : "nothing can happen any more, and the run isn't over")
    }
    for life in processes.withLock({ $0 }) { life.end() }
    world.settle()
    ending.violations = judge.violations
    ending.met = met.withLock { $0 }
    ending.lasted = world.now.elapsed
    return ending
  }

  // MARK: The run's processes

  /// - Returns: how many processes it took, and what is on disk of it in the end.
  private func carry(_ plan: Plan) async -> (Int, RecordedRun?) {
    let troubled =
      troubles == .rolled ? world.roll { Int.random(in: Self.troubled, using: &$0) } : 1
    let undoesOnly = world.roll { $0.happens(15) }
    var run: RunFolder?
    var number = 0
    var left = troubled + Self.calm
    while left > 0 {
      number += 1
      left -= 1
      let isCalm = left < Self.calm
      if isCalm { hosts.calmDown() }
      let life = begin()
      let memory: Run?
      switch await live(plan, &run, life, isCalm: isCalm, undoesOnly: undoesOnly && number > 1) {
      case .ended(let state): memory = state
      case .locked:
        memory = nil
        left += 1
      }
      end(life)
      if let begun = run.flatMap({ try? observed($0.id) }) {
        judge.judge(begun, against: memory)
        let recorded = try? begun.read()
        if let recorded, recorded.run.closed != nil { return (number, recorded) }
        // Nobody can take up what was never opened: the drill is begun anew.
        if recorded?.events.isEmpty == true { run = nil }
      } else {
        run = nil
      }
      // Until somebody takes it up.
      _ = await begin().wait(world.roll { $0.duration(0...100_000) })
      if world.roll({ $0.happens(10) }) {
        world.stepWall(by: .seconds(world.roll { Int.random(in: -3600...3600, using: &$0) }))
      }
    }
    judge.object("the run doesn't come to its end though nothing goes wrong any more")
    return (number, try? run?.read())
  }

  private func begin() -> Life {
    processes.withLock { processes in
      let life = Life(processes.count + 1, in: world)
      processes.append(life)
      return life
    }
  }

  /// A run as somebody sees it who only looks.
  private func observed(_ id: String) throws -> RunFolder {
    try RecordsFolder(Self.folder, on: LifeDisk(disk, Life(0, in: world))).find(id)
  }

  private func cutPower() { for life in processes.withLock({ $0 }) { life.end() } }

  /// One process: it begins the run or takes it up, and carries it as far as it comes.
  ///
  private func live(
    _ plan: Plan, _ run: inout RunFolder?, _ life: Life, isCalm: Bool, undoesOnly: Bool
  ) async -> Lived {
    let disk = LifeDisk(disk, life, troubles: isCalm ? [:] : diskTroubles()) { [self] in cutPower() }
    if !isCalm, troubles == .rolled { endSomeTime(life) }
    defer { count(disk.met) }
    let records = RecordsFolder(Self.folder, on: disk)
    let runner: Runner
    let id: String
    do {
      if let known = run {
        let resumed = try records.resume(
          records.claim(records.find(known.id)), as: "tanaka", tool: "sim", at: world.now.wall)
        hold(plan, life)
        id = known.id
        runner = self.runner(resumed, life, isCalm, undoesOnly: undoesOnly)
      } else {
        let recording = try records.begin(plan, as: "suzuki", tool: "sim", at: world.now.wall)
        hold(plan, life)
        id = recording.folder.id
        run = recording.folder
        runner = self.runner(plan, recording, life, isCalm)
      }
    } catch {
      if case BeginFailure.refused(let refusal) = error, refusal.reason.code == "undo-owed-there" {
        await payDebts(records, life, isCalm)
      }
      if isLocked(error) { return .locked }
      // It couldn't begin: its disk failed, or it was killed; the next one tries again.
      if isCalm { judge.object("no process can take the run up: \(error)") }
      return .ended(nil)
    }
    if !isCalm { requestStops(runner) }
    guard let end = await self.run(runner, life), !life.isDead else { return .ended(nil) }
    if end.header?.run != id { judge.object("\(id) ended as another run") }
    return .ended(end)
  }

  /// As the refusal says: what the rival has left on the hosts is undone first.
  private func payDebts(_ records: RecordsFolder, _ life: Life, _ isCalm: Bool) async {
    for open in records.openRuns() {
      guard let claimed = try? records.claim(open.folder),
        let resumed = try? records.resume(claimed, as: "tanaka", tool: "sim", at: world.now.wall)
      else { continue }
      hold(resumed.recorded.run.plan, life)
      _ = await run(runner(resumed, life, isCalm, undoesOnly: true), life)
      if let left = try? observed(open.folder.id) { judge.judge(left, against: nil) }
    }
  }

  /// - Returns: nil when its record failed, as it does for a process that is dead.
  private func run(_ runner: Runner, _ life: Life) async -> Run? {
    // So that its tasks come to their end, without any effect.
    life.atEnd { [weak runner] in runner?.requestStop(by: "nobody", atOnce: true) }
    return try? await runner.run()
  }

  /// The process has gone, whatever ended it, and its locks with it.
  private func end(_ life: Life) {
    life.end()
    holders.withLock { holders in holders = holders.filter { $0.value !== life } }
  }

  private enum Lived {
    /// With the state that it had then; nil when it didn't come so far.
    case ended(Run?)
    /// The rival has one of its hosts, or had left something on it.
    case locked
  }

  private func isLocked(_ error: any Error) -> Bool {
    if case BeginFailure.refused = error { return true }
    if case ResumeFailure.refused(let reason) = error { return reason.code == "locked" }
    return false
  }

  private func runner(_ plan: Plan, _ recording: Recording, _ life: Life, _ isCalm: Bool) -> Runner {
    var header = recording.header
    header.process = life.number
    return Runner(
      plan: plan, header: header,
      parts: parts(recording, life, isCalm, lives: [life.number], LifeClock(life)),
      observer: Teller(life: life, tell: tell))
  }

  private func runner(_ resumed: Resumed, _ life: Life, _ isCalm: Bool, undoesOnly: Bool) -> Runner {
    let run = resumed.recorded.run
    var takeover = resumed.takeover
    takeover.process = life.number
    let lives = [run.header?.process ?? 0] + run.takeovers.map(\.takeover.process) + [life.number]
    let clock = LifeClock(life, after: run.lastEvent.elapsed, at: run.lastEvent.at)
    return Runner(
      plan: run.plan, header: resumed.recording.header,
      resumption: .init(run, takeover: takeover, undoesOnly: undoesOnly),
      parts: parts(resumed.recording, life, isCalm, lives: lives, clock), observer: Teller(life: life, tell: tell))
  }

  private func parts(
    _ recording: Recording, _ life: Life, _ isCalm: Bool, lives: [Int], _ clock: LifeClock
  ) -> Runner.Parts {
    let id = recording.folder.id
    return .init(
      shell: LifeShell(hosts, run: id, life, lives: lives), prober: WorldProber(life, isCalm: isCalm),
      people: WorldPeople(hosts, run: id, life, isCalm: isCalm),
      journal: WatchedJournal(file: recording.journal, run: id, life: life, judge: judge), clock: clock, executor: world
    )
  }

  // MARK: What goes wrong

  private func diskTroubles() -> [Int: DiskTrouble] {
    if case .one(let trouble, let call) = troubles { return [call: trouble] }
    return world.roll { dice in
      guard dice.happens(60) else { return [:] }
      let call = Int.random(in: 1...60, using: &dice)
      let moment = DiskTrouble.Moment.allCases[Int.random(in: 0..<3, using: &dice)]
      let trouble: [DiskTrouble] = [
        .death(moment), .death(moment), .powerCut(moment), .powerCut(moment), .fails(ENOSPC), .fails(EIO),
        .fails(EDQUOT), .short,
      ]
      return [call: trouble[Int.random(in: 0..<trouble.count, using: &dice)]]
    }
  }

  /// Kill -9 or a power cut at some time, whatever the process is doing.
  private func endSomeTime(_ life: Life) {
    let fate = world.roll { Int.random(in: 0..<10, using: &$0) }
    guard fate < 5 else { return }
    world.after(world.roll { $0.duration(1...25_000) }) { [self] in
      guard !life.isDead else { return }
      met.withLock { if fate < 3 { $0.kills += 1 } else { $0.powerCuts += 1 } }
      if fate < 3 { return life.end() }
      cutPower()
      disk.losePower()
    }
  }

  private func count(_ trouble: DiskTrouble?) {
    met.withLock { met in
      switch trouble {
      case nil: break
      case .death: met.kills += 1
      case .powerCut: met.powerCuts += 1
      case .fails, .short: met.failures += 1
      }
    }
  }

  private func requestStops(_ runner: Runner) {
    let wish = world.roll { Int.random(in: 0..<20, using: &$0) }
    let reason = Reason(code: "paused-sigterm", text: LocalizedText("SIGTERM"))
    // A process that has gone leaves its locks with the last of its objects.
    world.after(world.roll { $0.duration(1...20_000) }) { [weak runner] in
      switch wish {
      case 0: runner?.requestStop(by: "tanaka", atOnce: false)
      case 1: runner?.requestStop(by: "tanaka", atOnce: true)
      case 2: runner?.requestPause(reason)
      default: break
      }
    }
  }

  // MARK: Locks

  private func hold(_ plan: Plan, _ life: Life) {
    let used = Set(plan.steps.flatMap { [$0.host, $0.undo?.host].compactMap { $0 } }).map { plan.hosts[$0].id }
    holders.withLock { holders in
      for host in used {
        if let other = holders[host], other !== life, !other.isDead { judge.object("two runs have \(host)") }
        holders[host] = life
      }
    }
  }

  /// Another operator, who wants one of the hosts for a drill of their own and tries until it is free.
  private func rival() async {
    var builder = PlanBuilder(hosts: ["b"])
    builder.plan.scenario.id = "other"
    let system = builder.system("other")
    builder.step("work", in: system, .command("other"), undo: "undo other")
    let life = begin()
    for _ in 0..<20 {
      guard await life.wait(world.roll { $0.duration(500...8_000) }) == .over else { return }
      guard
        let recording = try? RecordsFolder(Self.folder, on: LifeDisk(disk, life)).begin(
          builder.plan, as: "sato", tool: "sim", at: world.now.wall)
      else { continue }
      hold(builder.plan, life)
      _ = await run(runner(builder.plan, recording, life, false), life)
      end(life)
      if let run = try? observed(recording.folder.id) { judge.judge(run, against: nil) }
      return
    }
  }
}

/// Tells what a process shows.
private struct Teller: RunObserver {
  let life: Life
  let tell: (@Sendable (String) -> Void)?

  func recorded(_ events: [Event]) {
    for event in events {
      tell?("\(life.world.now.elapsed) process \(life.number)\(life.isDead ? " (dead)" : ""): \(event.body)")
    }
  }

  func output(step: String, _ stream: OutputStream, _ bytes: [UInt8]) {}
}
