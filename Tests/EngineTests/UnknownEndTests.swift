import Engine
import Model
import Simulation
import Synchronization
import Testing

/// Commands whose end nobody saw, and that may still be at work when the next one of their step is due.
@Suite struct UnknownEndTests {
  /// Nobody sees how `one` ends; what its host says when it is asked is `told`.
  private final class Host: Shell, HostMemory {
    private let calls = Mutex<[String]>([])
    private let told: ShellRecollection

    init(told: ShellRecollection) { self.told = told }

    var log: [String] { calls.withLock { $0 } }

    func run(
      _ command: ShellCommand, on host: PlannedHost, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
    ) async -> ShellEnd {
      calls.withLock { $0.append(command.text) }
      return command.text == "one" ? .timedOut(treeEnded: false) : .exited(0)
    }

    func recall(
      _ command: ShellCommand.Kept, sentIn life: Int?, on host: PlannedHost, within limit: Duration,
      output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
    ) async -> ShellRecollection {
      calls.withLock { $0.append("ask \(command.key)") }
      return told
    }

    func endLeftovers(on host: PlannedHost, within limit: Duration) async -> Bool { true }
  }

  private func run(
    _ host: some Shell & HostMemory, clock: SimulatedClock = SimulatedClock(), shell: Model.Host.Shell = .posix,
    change: (inout PlannedStep) -> Void = { _ in }
  ) async throws -> Run {
    var builder = PlanBuilder()
    builder.plan.hosts[0].shell = shell
    let system = builder.system("s")
    builder.step("one", in: system, .command("one"), undo: "undo one", change: change)
    return try await Runner(
      plan: builder.plan, header: .test(builder.plan),
      parts: .init(
        shell: host, prober: SimulatedProber(), people: SimulatedPeople(), journal: SimulatedJournal(),
        clock: clock),
      observer: NoObserver()
    ).run()
  }

  @Test(arguments: [ShellRecollection.ended(.timedOut(treeEnded: true), wholeOutput: true), .neverStarted, .untold])
  func theUndoWaitsUntilNothingOfItsStepIsAtWork(_ told: ShellRecollection) async throws {
    let host = Host(told: told)
    let run = try await run(host)
    #expect(host.log == ["one", "ask 0.run.s.one.1", "undo one"])
    #expect(run.owed.isEmpty)
  }

  /// Nothing can look for a command there: its undo waits for the end of its time.
  @Test func withoutAShellTheUndoWaitsUntilTheStepsTimeIsOver() async throws {
    let (host, clock) = (Host(told: .untold), SimulatedClock())
    let run = try await run(host, clock: clock, shell: .absent) { $0.timeout = .seconds(40) }
    #expect(host.log == ["one", "undo one"] && run.owed.isEmpty)
    #expect(run.steps[0].undoAttempts.first?.ended ?? .zero >= .seconds(40))
  }

  /// The line of a long command breaks; the host is found again each time, and each time the line holds for longer than a break may last.
  private final class Weak: Shell, HostMemory {
    private let clock: SimulatedClock
    private let breaks: Mutex<Int>

    init(_ clock: SimulatedClock, breaks: Int) {
      self.clock = clock
      self.breaks = Mutex(breaks)
    }

    func run(
      _ command: ShellCommand, on host: PlannedHost, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
    ) async -> ShellEnd {
      command.text == "one" ? .lost(Reason(code: "lost", text: LocalizedText("the line broke"))) : .exited(0)
    }

    func recall(
      _ command: ShellCommand.Kept, sentIn life: Int?, on host: PlannedHost, within limit: Duration,
      output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
    ) async -> ShellRecollection {
      clock.advance(by: .seconds(40))
      let left = breaks.withLock { breaks in
        breaks -= 1
        return breaks
      }
      return left > 0
        ? .lineBroke(Reason(code: "lost", text: LocalizedText("again"))) : .ended(.exited(0), wholeOutput: true)
    }

    func endLeftovers(on host: PlannedHost, within limit: Duration) async -> Bool { true }
  }

  @Test func aLineMayBreakAgainWhileTheHostIsAsked() async throws {
    let clock = SimulatedClock()
    let run = try await run(Weak(clock, breaks: 3), clock: clock) { $0.timeout = .seconds(600) }
    #expect(run.steps[0].result == .passed)
  }

  @Test func theUndoStaysOwedWhileTheHostCanNotBeAsked() async throws {
    let host = Host(told: .unreachable(Reason(code: "x", text: LocalizedText("nobody home"))))
    let run = try await run(host)
    #expect(host.log == ["one", "ask 0.run.s.one.1", "ask 0.run.s.one.1"])
    #expect(run.owed == [0] && run.closed == nil)
    #expect(run.steps[0].undoAttempts.last?.outcome?.reason?.code == "earlier-may-still-run")
    #expect(run.steps[0].undoAttempts.last?.outcome?.started == false)
  }
}
