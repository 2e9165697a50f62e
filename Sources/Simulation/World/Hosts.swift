import Engine
import Model
import Synchronization

/// The hosts of a world. They go on whatever becomes of the processes that sent them commands.
///
/// Lines break before a command arrives, while it runs, and before its end is told; what was sent and not yet read may
/// still begin when its sender is dead. Hosts reboot, and can't be reached for a while.
final class Hosts: Sendable {
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
    var calls = 0
    var troubles = 0
  }

  let world: World
  let ledger = Ledger()
  let answers: HostAnswers
  let troubles: LineTroubles
  private let state = Mutex(State())

  private let tell: (@Sendable (String) -> Void)?

  /// - Parameters:
  ///   - answers: of the plan that is carried out there.
  ///   - tell: is told everything that happens, a line each.
  init(
    in world: World, _ answers: HostAnswers, troubles: LineTroubles = .rolled,
    tell: (@Sendable (String) -> Void)? = nil
  ) {
    self.world = world
    self.answers = answers
    self.troubles = troubles
    self.tell = tell
  }

  private func tell(_ host: String, _ text: @autoclosure () -> String) {
    if let tell { tell("\(world.now.elapsed) \(host): \(text())") }
  }

  // MARK: What goes wrong

  /// From here on nothing breaks any more.
  func calmDown() {
    state.withLock { state in
      state.isCalm = true
      for host in state.hosts.keys { state.hosts[host]?.awayUntil = .zero }
    }
  }

  /// True this often of a hundred times, where the seed decides what goes wrong.
  func happens(_ percent: Int) -> Bool {
    guard case .rolled = troubles, !state.withLock({ $0.isCalm }) else { return false }
    return world.roll { $0.happens(percent) }
  }

  func countCall() -> (number: Int, isCalm: Bool) {
    state.withLock { state in
      state.calls += 1
      return (state.calls, state.isCalm)
    }
  }

  func countTrouble() { state.withLock { $0.troubles += 1 } }

  /// Calls to hosts, and how many of them failed.
  var counts: (calls: Int, troubles: Int) { state.withLock { ($0.calls, $0.troubles) } }

  func isAway(_ host: String) -> Bool {
    state.withLock { $0.hosts[host, default: Host()].awayUntil } > world.now.elapsed
  }

  func goAway(_ host: String) { goAway(host, for: world.roll { $0.duration(200...50_000) }) }

  private func goAway(_ host: String, for time: Duration) {
    let until = world.now.elapsed + time
    tell(host, "can't be reached until \(until)")
    state.withLock { $0.hosts[host, default: Host()].awayUntil = until }
  }

  func reboot(_ host: String) {
    tell(host, "reboots")
    state.withLock { $0.hosts[host, default: Host()].boot += 1 }
    goAway(host, for: world.roll { $0.duration(500...40_000) })
    for place in ledger.places(where: { $0.host == host && $0.end == nil }) { finish(place, .killed) }
    settleSent(arrives: false) { $0.host == host }
  }

  // MARK: Commands

  func finish(_ place: Int, _ end: Ledger.Execution.End) {
    if ledger[place].end == nil { tell(ledger[place].host, "\(ledger[place].key) ends: \(end)") }
    ledger.end(place, end, at: world.now.elapsed)
  }

  /// - Returns: its place in the ledger, and how long it will take.
  func begin(_ execution: Ledger.Execution) -> (place: Int, Duration) {
    var execution = execution
    execution.began = world.now.elapsed
    state.withLock { state in
      let boot = state.hosts[execution.host, default: Host()].boot
      state.hosts[execution.host, default: Host()].traces[execution.life] = boot
    }
    let place = ledger.begin(execution)
    tell(execution.host, "\(execution.key) of process \(execution.life) begins")
    let duration = world.roll { $0.happens(5) ? $0.duration(2_000...30_000) : $0.duration(5...800) }
    let code = execution.wanted + (happens(6) ? 1 : 0)
    world.after(duration) { [self] in finish(place, .exited(code)) }
    return (place, duration)
  }

  /// Sends a command that its host will read some time after its sender has given it up.
  func sendLate(_ execution: Ledger.Execution) {
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
  func settleSent(_ isMeant: (Ledger.Execution) -> Bool) {
    settleSent(arrives: world.roll { $0.happens(50) }, isMeant)
  }

  /// - Parameter arrives: it is read now; else it is lost with its line.
  func settleSent(arrives: Bool, _ isMeant: (Ledger.Execution) -> Bool) {
    let found = state.withLock { state in
      let found = state.sent.filter { isMeant($0.value.execution) }
      for (number, _) in found { state.sent[number] = nil }
      return found.sorted { $0.key < $1.key }.map(\.value)
    }
    for sent in found {
      world.cancel(sent.timer)
      if arrives { _ = begin(sent.execution) }
    }
  }

  /// It has seen that process since it was started.
  func hasTrace(of process: Int, on host: String) -> Bool {
    state.withLock { state in
      let host = state.hosts[host, default: Host()]
      return host.traces[process] == host.boot
    }
  }
}
