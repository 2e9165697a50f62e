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

  private func run(_ host: Host) async throws -> Run {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("one", in: system, .command("one"), undo: "undo one")
    return try await Runner(
      plan: builder.plan, header: .test(builder.plan),
      parts: .init(
        shell: host, prober: SimulatedProber(), people: SimulatedPeople(), journal: SimulatedJournal(),
        clock: SimulatedClock()),
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

  @Test func theUndoStaysOwedWhileTheHostCanNotBeAsked() async throws {
    let host = Host(told: .unreachable(Reason(code: "x", text: LocalizedText("nobody home"))))
    let run = try await run(host)
    #expect(host.log == ["one", "ask 0.run.s.one.1", "ask 0.run.s.one.1"])
    #expect(run.owed == [0] && run.closed == nil)
    #expect(run.steps[0].undoAttempts.last?.outcome?.reason?.code == "earlier-may-still-run")
    #expect(run.steps[0].undoAttempts.last?.outcome?.started == false)
  }
}
