import Engine
public import Model
import Records
import Synchronization

/// A run from its begin to its end, through everything that can go wrong: processes that are killed, power cuts, disks that fail, lines
/// that break, hosts that reboot, people who stay away, clocks that are set, a rival for the same hosts.
public final class Story: Sendable {
  /// How it ended, and what a judge has to say to it.
  public struct Ending: Sendable {
    public var seed: UInt64
    /// Each names something that must never be.
    public var violations: [String]
    /// Nil: it never was closed.
    public var result: RunResult?
    /// Processes that the run had.
    public var lives = 0
    public var events = 0
    /// The digest of the journal's last line: the same seed gives the same.
    public var head: String?
    /// What went wrong.
    public var met = Met()
    public var calls = Calls()
    /// In the world's own time.
    public var lasted: Duration

    public struct Calls: Sendable, Hashable {
      /// By which the first process changed the disk.
      public var disk = 0
      public var hosts = 0
    }
  }

  public struct Met: Sendable, Hashable {
    public var kills = 0
    public var powerCuts = 0
    /// Calls to the disk that failed.
    public var failures = 0
    /// Calls to hosts that failed.
    public var lines = 0

    public init() {}
  }

  let seed: UInt64
  let plan: Plan
  let world: World
  let disk: WorldDisk
  let hosts: Hosts
  let judge: Judge
  let troubles: Troubles
  let tell: (@Sendable (String) -> Void)?
  let met = Mutex(Met())
  let diskCalls = Mutex<[Int]>([])
  /// Every process of the machine on which the records lie.
  let processes = Mutex<[Life]>([])
  /// Which living process has a host by its lock.
  let holders = Mutex<[String: Life]>([:])

  static let folder = "/records"
  /// So many processes may meet with trouble; then everything goes well and the run has to come to its end.
  private static let troubled = 1...4
  private static let calm = 3

  /// - Parameters:
  ///   - plan: nil: the seed makes one.
  ///   - tell: is told everything that happens, a line each.
  public init(
    seed: UInt64, _ plan: Plan? = nil, troubles: Troubles = .rolled, tell: (@Sendable (String) -> Void)? = nil
  ) {
    self.seed = seed
    self.tell = tell
    self.troubles = troubles
    world = World(seed: seed)
    self.plan = plan ?? world.roll { PlanBuilder.roll(&$0) }
    disk = WorldDisk(in: world)
    hosts = Hosts(in: world, HostAnswers(self.plan), troubles: troubles.ofLines, tell: tell)
    judge = Judge(hosts)
  }

  /// Plays it on the calling thread.
  public func play() -> Ending {
    var ending = Ending(seed: seed, violations: [], lasted: .zero)
    do throws(World.Stuck) {
      let (lives, recorded) = try world.run { [self] in
        if troubles == .rolled, world.roll({ $0.happens(15) }) {
          Task(executorPreference: world) { [self] in await rival() }
        }
        return await carry()
      }
      (ending.lives, ending.events, ending.head) = (lives, recorded?.events.count ?? 0, recorded?.head?.description)
      ending.result = recorded?.run.closed?.result
    } catch {
      judge.object(
        error == .spinning
          ? "it works without end at one moment" : "nothing can happen any more, and the run isn't over")
    }
    for life in processes.withLock({ $0 }) { life.end() }
    world.settle()
    ending.violations = judge.violations
    ending.met = met.withLock { $0 }
    (ending.calls.hosts, ending.met.lines) = hosts.counts
    ending.calls.disk = diskCalls.withLock { $0.first ?? 0 }
    ending.lasted = world.now.elapsed
    return ending
  }

  // MARK: The run's processes

  /// - Returns: how many processes it took, and what is on disk of it in the end.
  private func carry() async -> (Int, RecordedRun?) {
    let troubled =
      switch troubles {
      case .rolled: world.roll { Int.random(in: Self.troubled, using: &$0) }
      case .none: 0
      case .one: 1
      }
    let undoesOnly = troubles == .rolled && world.roll { $0.happens(15) }
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
      switch await live(&run, life, isCalm: isCalm, undoesOnly: undoesOnly && number > 1) {
      case .ended(let state): memory = state
      case .locked:
        memory = nil
        left += 1
      }
      end(life)
      if let begun = run.flatMap({ try? observed($0.id) }) {
        let recorded = judge.judge(begun, against: memory)
        if let recorded, recorded.run.closed != nil { return (number, recorded) }
        // Nobody can take up what was never opened: the drill is begun anew.
        if recorded?.events.isEmpty == true { run = nil }
      } else {
        run = nil
      }
      // Until somebody takes it up.
      _ = await begin().wait(world.roll { $0.duration(0...100_000) })
      if troubles == .rolled, world.roll({ $0.happens(10) }) {
        world.stepWall(by: .seconds(world.roll { Int.random(in: -3600...3600, using: &$0) }))
      }
    }
    judge.object("the run doesn't come to its end though nothing goes wrong any more")
    return (number, try? run?.read())
  }

  func begin() -> Life {
    processes.withLock { processes in
      let life = Life(processes.count + 1, in: world)
      processes.append(life)
      return life
    }
  }

  /// A run as somebody sees it who only looks.
  func observed(_ id: String) throws -> RunFolder {
    try RecordsFolder(Self.folder, on: LifeDisk(disk, Life(0, in: world))).find(id)
  }

  func cutPower() { for life in processes.withLock({ $0 }) { life.end() } }
}
