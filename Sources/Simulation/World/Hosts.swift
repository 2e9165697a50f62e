public import Engine
public import Model
import Synchronization

/// The hosts of a world. They go on whatever becomes of the processes that sent them commands.
///
/// Lines break before a command arrives, while it runs, and before its end is told; what was sent and not yet read may
/// still begin when its sender is dead. Hosts reboot, and can't be reached for a while.
public final class Hosts: Sendable {
  private struct Host {
    var boot = 1
    /// It can't be reached before that.
    var awayUntil = Duration.zero
    /// Which processes it has a trace of, and in which of its boots they left it.
    var traces: [Int: Int] = [:]
  }

  /// A command that was sent and that its host hasn't read yet.
  private struct Sent {
    var execution: Ledger.Execution
    var timer: Int
  }

  private struct State {
    var hosts: [String: Host] = [:]
    var sent: [Int: Sent] = [:]
    var sentCount = 0
    var isCalm = false
  }

  let world: World
  public let ledger = Ledger()
  private let state = Mutex(State())

  private let tell: (@Sendable (String) -> Void)?

  /// - Parameter tell: is told everything that happens, a line each.
  public init(in world: World, tell: (@Sendable (String) -> Void)? = nil) {
    self.world = world
    self.tell = tell
  }

  private func tell(_ host: String, _ text: @autoclosure () -> String) {
    if let tell { tell("\(world.now.elapsed) \(host): \(text())") }
  }

  /// From here on nothing breaks any more.
  public func calmDown() {
    state.withLock { state in
      state.isCalm = true
      for host in state.hosts.keys { state.hosts[host]?.awayUntil = .zero }
    }
  }

  private func happens(_ percent: Int) -> Bool {
    !state.withLock { $0.isCalm } && world.roll { $0.happens(percent) }
  }

  func isAway(_ host: String) -> Bool {
    state.withLock { $0.hosts[host, default: Host()].awayUntil } > world.now.elapsed
  }

  private func goAway(_ host: String, for time: Duration) {
    let until = world.now.elapsed + time
    tell(host, "can't be reached until \(until)")
    state.withLock { $0.hosts[host, default: Host()].awayUntil = until }
  }

  private func reboot(_ host: String) {
    tell(host, "reboots")
    state.withLock { $0.hosts[host, default: Host()].boot += 1 }
    goAway(host, for: world.roll { $0.duration(500...40_000) })
    for place in ledger.places(where: { $0.host == host && $0.end == nil }) { finish(place, .killed) }
    _ = settleSent { $0.host == host }
  }

  private func finish(_ place: Int, _ end: Ledger.Execution.End) {
    if ledger[place].end == nil { tell(ledger[place].host, "\(ledger[place].key) ends: \(end)") }
    ledger.end(place, end, at: world.now.elapsed)
  }

  /// - Returns: its place in the ledger.
  private func begin(_ execution: Ledger.Execution) -> Int {
    var execution = execution
    execution.began = world.now.elapsed
    state.withLock { state in
      let boot = state.hosts[execution.host, default: Host()].boot
      state.hosts[execution.host, default: Host()].traces[execution.life] = boot
    }
    let place = ledger.begin(execution)
    tell(execution.host, "\(execution.key) of process \(execution.life) begins")
    let duration = world.roll { $0.happens(5) ? $0.duration(2_000...30_000) : $0.duration(5...800) }
    let code = happens(6) ? 1 : 0
    world.after(duration) { [self] in finish(place, .exited(code)) }
    return place
  }

  /// Sends a command that its host will read some time after its sender has given it up.
  private func sendLate(_ execution: Ledger.Execution) {
    let number = state.withLock { state in
      state.sentCount += 1
      return state.sentCount
    }
    let timer = world.after(world.roll { $0.duration(1...8_000) }) { [self] in
      guard state.withLock({ $0.sent.removeValue(forKey: number) }) != nil else { return }
      _ = begin(execution)
    }
    state.withLock { $0.sent[number] = Sent(execution: execution, timer: timer) }
  }

  /// Whoever looks for what was sent waits until it is read, or sees to it that it never is.
  ///
  /// - Parameter arrives: it is read now; else it is lost with its line.
  private func settleSent(arrives: Bool = false, _ isMeant: (Ledger.Execution) -> Bool) -> [Int] {
    let found = state.withLock { state in
      let found = state.sent.filter { isMeant($0.value.execution) }
      for (number, _) in found { state.sent[number] = nil }
      return found.sorted { $0.key < $1.key }.map(\.value)
    }
    for sent in found { world.cancel(sent.timer) }
    return arrives ? found.map { begin($0.execution) } : []
  }

  // MARK: For one process

  func run(_ command: ShellCommand, on host: PlannedHost, run: String, _ life: Life) async -> (ShellEnd, place: Int?) {
    let execution = command.kept.map {
      Ledger.Execution(run: run, key: $0.key, host: host.id, life: life.number, began: .zero)
    }
    if life.isDead { return (Self.lost, nil) }
    switch await life.wait(world.roll { $0.duration(1...60) }) {
    case .dead:
      // It had been sent.
      if let execution, !isAway(host.id), world.roll({ $0.happens(50) }) { sendLate(execution) }
      return (Self.lost, nil)
    case .cancelled: return (.cancelled(treeEnded: true), nil)
    case .over: break
    }
    if happens(2) { goAway(host.id, for: world.roll { $0.duration(200...50_000) }) }
    if isAway(host.id) {
      _ = await life.wait(.seconds(1))
      return (.notStarted(Self.unreachable), nil)
    }
    guard let execution else { return (.exited(happens(10) ? 1 : 0), nil) }
    if happens(3) {
      if world.roll({ $0.happens(60) }) { sendLate(execution) }
      return (Self.lost, nil)
    }
    let place = begin(execution)
    let breaksAfter = happens(4) ? world.roll { $0.duration(1...1_000) } : nil
    if happens(1) { world.after(world.roll { $0.duration(1...500) }) { [self] in reboot(host.id) } }
    let limit = min(command.timeout, breaksAfter ?? command.timeout)
    let waited = await life.wait(limit) { ledger.atEnd(of: place, $0) }
    if waited == .dead { return (Self.lost, place) }
    let end = ledger[place].end
    if case .exited(let code) = end, !isAway(host.id) { return (.exited(code), place) }
    if end != nil || isAway(host.id) || breaksAfter.map({ $0 < command.timeout }) == true, waited != .cancelled {
      return (Self.lost, place)
    }
    let isSeen = !happens(20)
    if isSeen { finish(place, .killed) }
    return (waited == .cancelled ? .cancelled(treeEnded: isSeen) : .timedOut(treeEnded: isSeen), place)
  }

  func recall(
    _ command: ShellCommand.Kept, sentIn sender: Int, on host: PlannedHost, run: String, within limit: Duration,
    _ life: Life
  ) async -> ShellRecollection {
    guard await life.wait(world.roll { $0.duration(1...60) }) == .over else { return .untold }
    if isAway(host.id) {
      _ = await life.wait(.seconds(1))
      return .unreachable(Self.unreachable)
    }
    guard host.shell == .posix else { return .untold }
    _ = settleSent(arrives: world.roll { $0.happens(50) }) {
      $0.run == run && $0.key == command.key && $0.host == host.id
    }
    guard let place = ledger.places(where: { $0.run == run && $0.key == command.key }).last else {
      let (boot, trace) = state.withLock { state in
        let known = state.hosts[host.id, default: Host()]
        return (known.boot, known.traces[sender])
      }
      return trace == boot ? .neverStarted : .untold
    }
    if ledger[place].end == nil {
      let waited = await life.wait(limit) { ledger.atEnd(of: place, $0) }
      if waited == .dead { return .untold }
      if isAway(host.id) { return .lineBroke(Self.unreachable) }
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
    guard host.shell == .posix, !isAway(host.id) else { return false }
    _ = settleSent(arrives: world.roll { $0.happens(50) }) {
      $0.run == run && $0.host == host.id && $0.life < life.number
    }
    let deadline = world.now.elapsed + limit
    while let place = ledger.places(where: {
      $0.run == run && $0.host == host.id && $0.life < life.number && $0.end == nil
    }).first {
      if await life.wait(deadline - world.now.elapsed, for: { ledger.atEnd(of: place, $0) }) != .over { return false }
      if isAway(host.id) { return false }
      if ledger[place].end == nil { finish(place, .killed) }
    }
    return true
  }

  /// What a person finds who goes and looks: nothing more of it begins from then on.
  ///
  /// - Returns: what it began last, and whether that is still running.
  func look(for step: String, isUndo: Bool, run: String) -> (found: Ledger.Execution?, isRunning: Bool) {
    _ = settleSent { $0.run == run && $0.step == step && $0.isUndo == isUndo }
    let last = ledger.places { $0.run == run && $0.step == step && $0.isUndo == isUndo }.last.map { ledger[$0] }
    return (last, last.map { $0.end == nil } ?? false)
  }

  private static let lost = ShellEnd.lost(Reason(code: "lost", text: LocalizedText("the line broke")))
  private static let unreachable = Reason(code: "unreachable", text: LocalizedText("the host does not answer"))
}

/// The hosts as one process of a run reaches them.
public struct LifeShell: Shell, HostMemory {
  let hosts: Hosts
  let run: String
  let life: Life
  /// The processes of the run, the first one first: what a record calls a life is a place in it.
  let lives: [Int]

  public init(_ hosts: Hosts, run: String, _ life: Life, lives: [Int]) {
    (self.hosts, self.run, self.life, self.lives) = (hosts, run, life, lives)
  }

  public func run(
    _ command: ShellCommand, on host: PlannedHost, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellEnd {
    let (end, place) = await hosts.run(command, on: host, run: run, life)
    if place != nil { output(.stdout, Array("done\n".utf8)) }
    return end
  }

  public func recall(
    _ command: ShellCommand.Kept, sentIn life: Int?, on host: PlannedHost, within limit: Duration,
    output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellRecollection {
    let sender = life.map { lives.indices.contains($0) ? lives[$0] : -1 } ?? self.life.number
    let told = await hosts.recall(command, sentIn: sender, on: host, run: run, within: limit, self.life)
    if case .ended = told { output(.stdout, Array("done\n".utf8)) }
    return told
  }

  public func endLeftovers(on host: PlannedHost, within limit: Duration) async -> Bool {
    await hosts.endLeftovers(on: host, run: run, before: life, within: limit)
  }
}
