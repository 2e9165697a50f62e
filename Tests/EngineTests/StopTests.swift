import Catalogue
import Engine
import Simulation
import Synchronization
import Testing

@testable import Model

@Suite struct StopTests {
  @Test func theFirstStopLetsChangesEndThenUndoes() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("one", in: system, .command("one"), undo: "undo one")
    builder.step("two", in: system, .command("two"), undo: "undo two")
    let shell = GatedShell(gate: "one")
    let journal = SimulatedJournal()
    let runner = Runner(
      plan: builder.plan, header: .test(builder.plan),
      parts: .init(
        shell: shell, prober: SimulatedProber(), people: SimulatedPeople(), journal: journal, clock: SimulatedClock()),
      observer: NoObserver())
    async let run = runner.run()
    await shell.reached()
    runner.requestStop(by: "tester", atOnce: false)
    while !journal.events.contains(where: { if case .stopRequested = $0.body { true } else { false } }) {
      await Task.yield()
    }
    shell.open()
    let ended = try await run
    #expect(shell.commands == ["one", "undo one"])
    #expect(ended.results == ["s.one passed", "s.two not_run"])
    #expect(ended.closed?.result == .aborted)
  }

  @Test func theSecondStopHaltsWithWhatIsOwedWrittenDown() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("one", in: system, .command("one"), undo: "undo one")
    let shell = GatedShell(gate: "one")
    let runner = Runner(
      plan: builder.plan, header: .test(builder.plan),
      parts: .init(
        shell: shell, prober: SimulatedProber(), people: SimulatedPeople(), journal: SimulatedJournal(),
        clock: SimulatedClock()),
      observer: NoObserver())
    async let run = runner.run()
    await shell.reached()
    runner.requestStop(by: "tester", atOnce: false)
    runner.requestStop(by: "tester", atOnce: true)
    let ended = try await run
    #expect(ended.closed == nil)
    #expect(ended.owed == [0])
    #expect(ended.results == ["s.one unknown"])
  }

  @Test func aPauseLeavesWhatIsUnderWayInTheRecordAndIsNoAbort() async throws {
    var builder = PlanBuilder()
    let (first, second) = (builder.system("s"), builder.system("t"))
    builder.step("one", in: first, .command("one"), undo: "undo one")
    builder.step("two", in: first, .command("two"))
    builder.step("verify", in: second, .verify)
    let shell = GatedShell(gate: "one")
    let journal = SimulatedJournal()
    let runner = Runner(
      plan: builder.plan, header: .test(builder.plan),
      parts: .init(
        shell: shell, prober: SimulatedProber(), people: SimulatedPeople(), journal: journal, clock: SimulatedClock()),
      observer: NoObserver())
    async let run = runner.run()
    await shell.reached()
    runner.requestPause(.paused(by: "SIGTERM", .pausedForTermination))
    let ended = try await run
    #expect(ended.isPaused && ended.closed == nil && ended.stop == nil && ended.owed == [0])
    #expect(ended.steps[0].isRunning && ended.steps[1].attempts.isEmpty)
    #expect(shell.commands == ["one"])
    shell.open()
  }

  @Test func nothingMoreIsRunOnceTheJournalFails() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    for index in 0..<5 { builder.step("step\(index)", in: system, .command("\(index)")) }
    var rehearsal = Rehearsal()
    // opened, phase, started 0 | ended 0, started 1 | …
    rehearsal.journal = SimulatedJournal(failsAfter: 5)
    await #expect(throws: JournalFailure.self) { try await rehearsal.run(builder.plan) }
    #expect(rehearsal.shell.commands == ["a: 0", "a: 1"])
  }
}

/// Counts what goes on side by side.
final class CountingShell: Shell, NoMemory {

  struct Most {
    var inAll = 0
    var onOneHost = 0
  }

  private let state = Mutex<(now: [String: Int], most: Most)>(([:], Most()))

  var most: Most { state.withLock { $0.most } }

  func run(
    _ command: ShellCommand, on host: PlannedHost, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellEnd {
    state.withLock { state in
      state.now[host.id, default: 0] += 1
      state.most.inAll = max(state.most.inAll, state.now.values.reduce(0, +))
      state.most.onOneHost = max(state.most.onOneHost, state.now[host.id] ?? 0)
    }
    for _ in 0..<50 { await Task.yield() }
    state.withLock { $0.now[host.id, default: 0] -= 1 }
    return .exited(0)
  }
}

/// Holds one command until it is let go.
final class GatedShell: Shell, NoMemory {

  private let gate: String
  private let state = Mutex<(commands: [String], isOpen: Bool)>(([], false))

  init(gate: String) { self.gate = gate }

  var commands: [String] { state.withLock { $0.commands } }

  func reached() async { while !commands.contains(gate) { await Task.yield() } }

  func open() { state.withLock { $0.isOpen = true } }

  func run(
    _ command: ShellCommand, on host: PlannedHost, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellEnd {
    state.withLock { $0.commands.append(command.text) }
    while command.text == gate, !state.withLock({ $0.isOpen }) {
      if Task.isCancelled { return .cancelled(treeEnded: true) }
      await Task.yield()
    }
    return .exited(0)
  }
}
