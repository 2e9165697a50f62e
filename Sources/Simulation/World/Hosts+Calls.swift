import Engine
import Model

/// What a process of a run asks of the hosts.
extension Hosts {
  /// A command that may change something is kept, and stands in the ledger.
  ///
  /// - Returns: how it ended for the one who sent it, and what it has printed by then.
  func run(
    _ command: ShellCommand, on host: PlannedHost, run: String, _ life: Life
  ) async -> (end: ShellEnd, output: String) {
    guard let kept = command.kept else { return await look(command.text, on: host.id, life) }
    let execution = execution(kept.key, on: host.id, run: run, life)
    if life.isDead { return (Self.lost, "") }
    switch await life.wait(world.roll { $0.duration(1...60) }) {
    case .dead:
      // It had been sent.
      if !isAway(host.id), world.roll({ $0.happens(50) }) { sendLate(execution) }
      return (Self.lost, "")
    case .cancelled: return (.cancelled(treeEnded: true), "")
    case .over: break
    }
    let trouble = nextTrouble()
    if trouble == .away { goAway(host.id) }
    if trouble == .refused || isAway(host.id) { return (await unreachable(life), "") }
    if trouble == .late { sendLate(execution) }
    if trouble == .late || trouble == .lostBefore { return (Self.lost, "") }
    let (place, duration) = begin(execution)
    let amid = duration * world.roll { Double.random(in: 0..<1, using: &$0) }
    if trouble == .reboot { world.after(amid) { [self] in reboot(host.id) } }
    let end = await follow(
      place, for: trouble == .lostAmid ? min(amid, command.timeout) : command.timeout,
      breaks: trouble == .lostAmid || trouble == .untold, life)
    return (end, text(answers.answer(to: execution.step, isUndo: execution.isUndo)))
  }

  /// Waits beside a command for its end.
  ///
  /// - Parameter breaks: then, or before its end is told, the line breaks.
  private func follow(_ place: Int, for limit: Duration, breaks: Bool, _ life: Life) async -> ShellEnd {
    let waited = await life.wait(limit) { ledger.atEnd(of: place, $0) }
    let isAway = isAway(ledger[place].host)
    switch (waited, ledger[place].end) {
    case (.dead, _): return Self.lost
    case (.over, _) where breaks || isAway: return Self.lost
    case (_, .exited(let code)) where !isAway: return .exited(code)
    case (.over, .killed): return Self.lost
    default: break
    }
    let isSeen = !isAway && !happens(20)
    if isSeen { finish(place, .killed) }
    return waited == .cancelled ? .cancelled(treeEnded: isSeen) : .timedOut(treeEnded: isSeen)
  }

  /// A command that only looks.
  private func look(_ command: String, on host: String, _ life: Life) async -> (end: ShellEnd, output: String) {
    switch await life.wait(world.roll { $0.duration(1...60) }) {
    case .dead: return (Self.lost, "")
    case .cancelled: return (.cancelled(treeEnded: true), "")
    case .over: break
    }
    let answer = answers.answer(to: command, on: host)
    switch ask(host) {
    case .whole: return (.exited(answer.exit + (happens(10) ? 1 : 0)), text(answer))
    case .neverArrives: return (await unreachable(life), "")
    case .breaksAmid, .answerIsLost: return (Self.lost, "")
    }
  }

  func recall(
    _ command: ShellCommand.Kept, sentIn sender: Int, on host: PlannedHost, run: String, within limit: Duration,
    _ life: Life
  ) async -> (said: ShellRecollection, output: String) {
    guard await life.wait(world.roll { $0.duration(1...60) }) == .over else { return (.untold, "") }
    guard host.shell == .posix else { return (.untold, "") }
    let passage = ask(host.id)
    if passage != .neverArrives {
      settleSent { $0.run == run && $0.key == command.key && $0.host == host.id }
    }
    if passage == .whole || passage == .answerIsLost {
      let said = await recollection(of: command, sentIn: sender, on: host.id, run: run, within: limit, life)
      let execution = execution(command.key, on: host.id, run: run, life)
      if passage == .whole { return (said, text(answers.answer(to: execution.step, isUndo: execution.isUndo))) }
    }
    _ = await unreachable(life)
    return (.unreachable(Self.unreachable), "")
  }

  private func recollection(
    of command: ShellCommand.Kept, sentIn sender: Int, on host: String, run: String, within limit: Duration,
    _ life: Life
  ) async -> ShellRecollection {
    guard let place = ledger.places(where: { $0.run == run && $0.key == command.key }).last else {
      return hasTrace(of: sender, on: host) ? .neverStarted : .untold
    }
    if ledger[place].end == nil {
      let waited = await life.wait(limit) { ledger.atEnd(of: place, $0) }
      if waited == .dead { return .untold }
      if isAway(host) { return .lineBroke(Self.unreachable) }
      if ledger[place].end == nil {
        if waited == .cancelled { return .untold }
        finish(place, .killed)
        return .ended(.timedOut(treeEnded: true), wholeOutput: command.output)
      }
    }
    let execution = ledger[place]
    guard case .exited(let code) = execution.end else { return .untold }
    return .ended(
      .exited(code), wholeOutput: command.output, took: execution.ended.map { $0 - execution.began })
  }

  func endLeftovers(on host: PlannedHost, run: String, before life: Life, within limit: Duration) async -> Bool {
    guard host.shell == .posix else { return false }
    let passage = ask(host.id)
    guard passage != .neverArrives else { return false }
    settleSent { $0.run == run && $0.host == host.id && $0.life < life.number }
    if passage == .breaksAmid { return false }
    let deadline = world.now.elapsed + limit
    while let place = ledger.places(where: {
      $0.run == run && $0.host == host.id && $0.life < life.number && $0.end == nil
    }).first {
      if await life.wait(deadline - world.now.elapsed, for: { ledger.atEnd(of: place, $0) }) != .over { return false }
      if isAway(host.id) { return false }
      if ledger[place].end == nil { finish(place, .killed) }
    }
    return passage == .whole
  }

  /// What a person finds who goes and looks: nothing more of it begins from then on.
  ///
  /// - Returns: what it began last, and whether that is still running.
  func look(for step: String, isUndo: Bool, run: String) -> (found: Ledger.Execution?, isRunning: Bool) {
    settleSent(arrives: false) { $0.run == run && $0.step == step && $0.isUndo == isUndo }
    let last = ledger.places { $0.run == run && $0.step == step && $0.isUndo == isUndo }.last.map { ledger[$0] }
    return (last, last.map { $0.end == nil } ?? false)
  }

  private func execution(_ key: String, on host: String, run: String, _ life: Life) -> Ledger.Execution {
    var execution = Ledger.Execution(run: run, key: key, host: host, life: life.number)
    execution.wanted = answers.answer(to: execution.step, isUndo: execution.isUndo).exit
    return execution
  }

  private func text(_ answer: HostAnswers.Answer) -> String {
    switch answer.output {
    case .text(let text): text
    case .time: "@\(world.now.wall.milliseconds / 1000)\n"
    }
  }

  private func unreachable(_ life: Life) async -> ShellEnd {
    _ = await life.wait(.seconds(1))
    return .notStarted(Self.unreachable)
  }

  private static let unreachable = Reason(code: "unreachable", text: LocalizedText("the host does not answer"))
  private static let lost = ShellEnd.lost(Reason(code: "lost", text: LocalizedText("the line broke")))
}

/// The hosts as one process of a run reaches them.
struct LifeShell: Shell, HostMemory {
  let hosts: Hosts
  let run: String
  let life: Life
  /// The processes of the run, the first one first: what a record calls a life is a place in it.
  let lives: [Int]

  init(_ hosts: Hosts, run: String, _ life: Life, lives: [Int]) {
    (self.hosts, self.run, self.life, self.lives) = (hosts, run, life, lives)
  }

  func run(
    _ command: ShellCommand, on host: PlannedHost, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellEnd {
    let (end, text) = await hosts.run(command, on: host, run: run, life)
    output(.stdout, Array(text.utf8))
    return end
  }

  func recall(
    _ command: ShellCommand.Kept, sentIn life: Int?, on host: PlannedHost, within limit: Duration,
    output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellRecollection {
    let sender = life.map { lives.indices.contains($0) ? lives[$0] : -1 } ?? self.life.number
    let (said, text) = await hosts.recall(command, sentIn: sender, on: host, run: run, within: limit, self.life)
    if case .ended = said { output(.stdout, Array(text.utf8)) }
    return said
  }

  func endLeftovers(on host: PlannedHost, within limit: Duration) async -> Bool {
    await hosts.endLeftovers(on: host, run: run, before: life, within: limit)
  }
}
