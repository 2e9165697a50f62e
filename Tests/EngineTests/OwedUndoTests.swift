import Engine
import Model
import Simulation
import Synchronization
import Testing

/// What is owed is paid, whenever it comes to be owed, and however often somebody has to take the run up for it.
@Suite struct OwedUndoTests {
  /// Its undo fails as often as told.
  private static func shell(failures: Int) -> SimulatedShell {
    let left = Mutex(failures)
    return SimulatedShell { _, command, _ in
      let fails =
        command == "undo work"
        && left.withLock { left in
          left -= 1
          return left >= 0
        }
      return .init(.exited(fails ? 1 : 0))
    }
  }

  private static func plan(undoOfTheLast: String? = nil) -> Plan {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("work", in: system, .command("work"), undo: "undo work")
    builder.step("verify", in: system, on: nil, .verify)
    builder.step("look", phase: .after, .command("look"), undo: undoOfTheLast)
    return builder.plan
  }

  private func resumed(_ rehearsal: Rehearsal, _ plan: Plan, undoesOnly: Bool) async throws -> Run {
    let takeover = Takeover(
      by: "tester", tool: "test", machine: "here", process: 2, boot: nil, unattended: .seconds(60))
    let run = try Run(plan: plan, events: rehearsal.journal.events)
    return try await Runner(
      plan: plan, header: .test(plan), resumption: .init(run, takeover: takeover, undoesOnly: undoesOnly),
      parts: .init(
        shell: rehearsal.shell, prober: rehearsal.prober, people: rehearsal.people, journal: rehearsal.journal,
        clock: rehearsal.clock),
      observer: NoObserver()
    ).run()
  }

  @Test func whatFollowsTheUndoWaitsUntilNothingIsOwed() async throws {
    var rehearsal = Rehearsal()
    rehearsal.shell = Self.shell(failures: 2)
    let plan = Self.plan()
    let halted = try await rehearsal.run(plan)
    #expect(rehearsal.shell.commands == ["a: work", "a: undo work", "a: undo work"])
    #expect(halted.owed == [0] && halted.halted?.code == "undo-owed")
    let closed = try await resumed(rehearsal, plan, undoesOnly: false)
    #expect(rehearsal.shell.commands.suffix(2) == ["a: undo work", "a: look"])
    #expect(closed.owed.isEmpty && closed.closed?.result == .met)
  }

  @Test func whatIsOwedCanBePaidAlone() async throws {
    var rehearsal = Rehearsal()
    rehearsal.shell = Self.shell(failures: 3)
    let plan = Self.plan()
    _ = try await rehearsal.run(plan)
    let closed = try await resumed(rehearsal, plan, undoesOnly: true)
    #expect(rehearsal.shell.commands.suffix(2) == ["a: undo work", "a: undo work"])
    #expect(closed.owed.isEmpty && closed.closed?.result == .aborted)
  }

  @Test func whatIsDoneAfterTheUndoIsUndoneToo() async throws {
    var rehearsal = Rehearsal()
    rehearsal.shell = Self.shell(failures: 0)
    let closed = try await rehearsal.run(Self.plan(undoOfTheLast: "undo look"))
    #expect(rehearsal.shell.commands == ["a: work", "a: undo work", "a: look", "a: undo look"])
    #expect(closed.closed?.result == .met)
  }
}
