import Engine
import Model
import Records
import Synchronization

/// The processes of a run, put together as the program puts them together.
extension Story {
  /// One process: it begins the run or takes it up, and carries it as far as it comes.
  func live(_ run: inout RunFolder?, _ life: Life, isCalm: Bool, undoesOnly: Bool) async -> Lived {
    let disk = LifeDisk(disk, life, troubles: isCalm ? [:] : diskTroubles()) { [self] in cutPower() }
    if !isCalm, troubles == .rolled { endSomeTime(life) }
    defer { count(disk) }
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
    if !isCalm, troubles == .rolled { requestStops(runner) }
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
  func run(_ runner: Runner, _ life: Life) async -> Run? {
    // So that its tasks come to their end, without any effect.
    life.atEnd { [weak runner] in runner?.requestStop(by: "nobody", atOnce: true) }
    return try? await runner.run()
  }

  /// The process has gone, whatever ended it, and its locks with it.
  func end(_ life: Life) {
    life.end()
    holders.withLock { holders in holders = holders.filter { $0.value !== life } }
  }

  enum Lived {
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

  func runner(_ plan: Plan, _ recording: Recording, _ life: Life, _ isCalm: Bool) -> Runner {
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
      shell: LifeShell(hosts, run: id, life, lives: lives), prober: WorldProber(hosts, life),
      people: WorldPeople(hosts, run: id, life, isCalm: isCalm || troubles != .rolled),
      journal: WatchedJournal(file: recording.journal, run: id, life: life, judge: judge), clock: clock, executor: world
    )
  }

  // MARK: Locks

  func hold(_ plan: Plan, _ life: Life) {
    let used = Set(plan.steps.flatMap { [$0.host, $0.undo?.host].compactMap { $0 } }).sorted().map { plan.hosts[$0].id }
    holders.withLock { holders in
      for host in used {
        if let other = holders[host], other !== life, !other.isDead { judge.object("two runs have \(host)") }
        holders[host] = life
      }
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
