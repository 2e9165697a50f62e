import Engine
import Model
import Records
import Synchronization

/// A run of more than a thousand events, with everything in it that a record can hold: outputs in the journal and beside it, values,
/// retries, questions, undos, and four processes, of which one is paused, one is killed and one is stopped.
struct LongRun: Sendable {
  let world: World
  let disk: WorldDisk
  private let memory = SimulatedMemory()

  /// What becomes of a process when the record has so many events.
  private enum Turn: Sendable {
    case paused, killed, stopped
  }

  /// - Returns: the closed run's id.
  func play() async throws -> String {
    let id = try await begin((.paused, at: 250))
    try await resume(id, 2, (.killed, at: 500))
    try await resume(id, 3, (.stopped, at: 1050))
    // One undo can't be done, and whoever takes over waives it.
    try await resume(id, 4, nil, waived: [(step: "inject.cut", reason: "配線を手で戻した")])
    return id
  }

  private func begin(_ turn: (Turn, at: Int)) async throws -> String {
    let life = Life(1, in: world)
    let recording = try records(life).begin(Self.plan, as: "suzuki", tool: "sim", at: world.now.wall)
    await live(life, recording, LifeClock(life), turn)
    return recording.folder.id
  }

  private func records(_ life: Life) -> RecordsFolder { RecordsFolder(LongRecord.folder, on: LifeDisk(disk, life)) }

  private func resume(
    _ id: String, _ number: Int, _ turn: (Turn, at: Int)?, waived: [(step: String, reason: String)] = []
  ) async throws {
    let life = Life(number, in: world)
    // The process before leaves its locks with the last of its tasks.
    _ = await life.wait(.seconds(60))
    let records = records(life)
    let resumed = try records.resume(records.claim(records.find(id)), as: "tanaka", tool: "sim", at: world.now.wall)
    world.after(.seconds(5)) { [world] in world.stepWall(by: .seconds(number == 2 ? -3600 : 90)) }
    let last = resumed.recorded.run.lastEvent
    let resumption = Runner.Resumption(
      resumed.recorded.run, takeover: resumed.takeover, undoesOnly: !waived.isEmpty, waived: waived)
    await live(life, resumed.recording, LifeClock(life, after: last.elapsed, at: last.at), turn, resumption)
  }

  /// One process, to its end.
  private func live(
    _ life: Life, _ recording: Recording, _ clock: LifeClock, _ turn: (Turn, at: Int)?,
    _ resumption: Runner.Resumption? = nil
  ) async {
    var header = recording.header
    header.recordsOn = "nfs4"
    let now = world.now.wall
    let marks = [ClockRule.onset, .detected].map {
      ClockMark(kind: $0, at: now + .seconds(-600), elapsed: .seconds(-600), by: "suzuki")
    }
    let observer = Watcher(turn?.at ?? .max)
    let runner = Runner(
      plan: Self.plan, header: header, marks: marks, resumption: resumption,
      parts: .init(
        shell: SlowShell(life: life, memory: memory),
        prober: WorldProber(Hosts(in: world, HostAnswers(Self.plan)), life), people: people,
        journal: recording.journal, clock: clock, executor: world),
      observer: observer)
    observer.act = { [weak runner] in
      switch turn?.0 {
      case .paused: runner?.requestPause(Reason(code: "paused-sigterm", text: LocalizedText("SIGTERM")))
      case .killed: life.end()
      case .stopped: runner?.requestStop(by: "tanaka", atOnce: false)
      case nil: break
      }
    }
    life.atEnd { [weak runner] in runner?.requestStop(by: "nobody", atOnce: true) }
    _ = try? await runner.run()
    life.end()
  }

  private var people: SimulatedPeople {
    // At least one failure is tried again, whatever the dice say: only that leaves a note.
    let isFirst = Mutex(true)
    return SimulatedPeople { [world] question in
      if case .failure = question.kind,
        isFirst.withLock({ first in
          defer { first = false }
          return first
        })
      {
        return .retry(by: "佐藤", via: "terminal")
      }
      let dice = world.roll { Int.random(in: 0..<4, using: &$0) }
      switch (question.kind, dice) {
      case (.failure, 0): return .retry(by: "佐藤", via: "terminal")
      case (_, 1): return .skip(reason: "今日は\"省略\"\u{2028}\u{7F}", by: "佐藤", via: "terminal")
      case (_, 2): return .failed(note: "合わない \\ 😀", by: "sato", via: "stdin")
      default: return .done(note: "確認済み", by: "sato", via: "terminal")
      }
    }
  }

  // MARK: The plan

  private static let systems = 90

  private static let plan: Plan = {
    var builder = PlanBuilder(hosts: ["a", "b", "c", "d"])
    builder.step("look", phase: .before, .command("print before"))
    builder.step("cut", phase: .inject, .command("cut"), undo: "fail undo cut")
    for number in 0..<systems {
      let needed = number % 6 == 0 ? [] : [number - 1]
      builder.addSystem(builder.system("s\(number)", dependsOn: needed, rto: .seconds(600), rpo: .seconds(3600)))
    }
    return builder.plan
  }()
}

extension PlanBuilder {
  /// A step of every kind, with every end that it can have.
  fileprivate mutating func addSystem(_ system: Int) {
    let id = plan.systems[system].id
    let host = system % plan.hosts.count
    step("print", in: system, on: host, .command("print \(id)"), undo: "print undo \(id)")
    step("dump", in: system, on: host, .command("dump \(system % 5)"), undo: "undo \(id)")
    step("flaky", in: system, on: host, .command("flaky \(id)"), undo: "flaky undo \(id)") {
      $0.retry = Retry(attempts: 3, every: .milliseconds(700))
    }
    step("read", in: system, on: host, .command("print value \(id)")) { $0.register(as: "\(id).value") }
    step("maybe", in: system, on: host, .command("never")) {
      $0.doOnly(when: "\(id).value", is: "nothing")
    }
    step("secret", in: system, on: host, .command("print key")) {
      ($0.sensitive, $0.postcondition) = (true, .command("look", on: host))
      $0.onFailure = .continue
    }
    step("ask", in: system, on: nil, .task("見る")) { $0.mandatory = false }
    step("wait", in: system, on: nil, .wait(.seconds(1)))
    step("fail", in: system, on: host, .command("fail \(id)")) { $0.onFailure = .ask }
    for end in ["away", "lost", "late"] where system % 4 == 0 {
      step(end, in: system, on: host, .command("\(end) \(id)"), undo: "undo") { $0.onFailure = .continue }
    }
    step("verify", in: system, on: nil, .verify(level: "service", checks: [.tcp], within: .seconds(60)))
  }
}

/// Hosts whose commands take their time.
private struct SlowShell: Shell, HostMemory {
  let life: Life
  private let hosts: SimulatedShell

  init(life: Life, memory: SimulatedMemory) {
    self.life = life
    hosts = SimulatedShell(memory: memory) { _, command, count in Self.reply(command, count) }
  }

  private static func reply(_ command: String, _ count: Int) -> SimulatedShell.Reply {
    let reason = Reason(code: "unreachable", text: LocalizedText(ja: "接続できません", en: "no route to host"))
    return switch command.prefix(4) {
    case "prin": .init(stdout: "\(command): \"行\"\t\\ 😀 é\u{1} \u{7F}\u{2028}\r\n", stderr: "警告\n")
    case "dump": .init(stdout: (0..<300).map { "\(command) 行 \($0)\n" }.joined())
    case "flak" where count == 1: .init(.exited(75), stderr: "一時的に失敗しました\n")
    case "fail": .init(.exited(1), stderr: "\(command)\n")
    case "away": .init(.notStarted(reason))
    case "lost": .init(.lost(reason))
    case "late": .init(.timedOut(treeEnded: true))
    default: .init()
    }
  }

  func run(
    _ command: ShellCommand, on host: PlannedHost, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellEnd {
    switch await life.wait(life.world.roll { $0.duration(20...1_500) }) {
    case .over: await hosts.run(command, on: host, output: output)
    case .cancelled: .cancelled(treeEnded: true)
    case .dead: .lost(Reason(code: "lost", text: LocalizedText("the line broke")))
    }
  }

  func recall(
    _ command: ShellCommand.Kept, sentIn life: Int?, on host: PlannedHost, within limit: Duration,
    output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellRecollection {
    await hosts.recall(command, sentIn: life, on: host, within: limit, output: output)
  }

  func endLeftovers(on host: PlannedHost, within limit: Duration) async -> Bool { true }
}

/// Does something when the record has come so far.
private final class Watcher: RunObserver {
  private let place: Int
  private let wanted = Mutex<(@Sendable () -> Void)?>(nil)

  init(_ place: Int) { self.place = place }

  var act: (@Sendable () -> Void)? {
    get { wanted.withLock { $0 } }
    set { wanted.withLock { $0 = newValue } }
  }

  func recorded(_ events: [Event]) {
    guard let last = events.last, last.sequence >= place else { return }
    let act = wanted.withLock { act in
      defer { act = nil }
      return act
    }
    act?()
  }

  func output(step: String, _ stream: OutputStream, _ bytes: [UInt8]) {}
}
