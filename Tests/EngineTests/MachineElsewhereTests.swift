import Engine
import Simulation
import Synchronization
import Testing

@testable import Model

/// A machine that may be running on another host: `a` is the home of `db`, `b` its standby.
@Suite final class MachineElsewhereTests: Sendable {
  private typealias Virsh = MachineTests.Virsh

  private let home = Virsh(1)
  private let standby = Virsh(5)
  /// The hosts whose answers never come.
  private let silent = Mutex<Set<String>>([])

  private func machine(_ operation: MachineOperation, elsewhere host: Int) -> PlannedMachine {
    var machine = PlannedMachine(operation: operation, id: "db", name: "db", platform: PlannedPlatform(.libvirt))
    if operation.mayReachNetwork { machine.elsewhere = [.init(host: host, platform: machine.platform)] }
    return machine
  }

  private func add(
    _ operation: MachineOperation, on host: Int, phase: PlannedStep.Phase, to builder: inout PlanBuilder,
    fencedBy: [Int] = []
  ) {
    var action = machine(operation, elsewhere: 1 - host)
    action.fencedBy = fencedBy
    let system = phase == .recover ? 0 : nil as Int?
    builder.step(operation.rawValue, in: system, phase: phase, on: host, .machine(action), undo: "unused") { step in
      step.undo?.action = .machine(machine(operation.inverse ?? operation, elsewhere: 1 - host))
      step.needs += fencedBy.filter { !step.needs.contains($0) }
    }
  }

  /// The home loses its machine, and it is started on the standby.
  private func plan(cuts: Bool = true, fence: Bool = false) -> Plan {
    var builder = PlanBuilder()
    builder.system("s")
    if cuts { add(.destroy, on: 0, phase: .inject, to: &builder) }
    let fences = fence ? [builder.step("off", in: 0, on: 1, .check(.command("is-off a", on: 1)))] : []
    add(.start, on: 1, phase: .recover, to: &builder, fencedBy: fences)
    builder.step("verify", in: 0, .verify)
    return builder.plan
  }

  private func run(_ plan: Plan, after: @escaping @Sendable (_ host: String, _ command: String) -> Void = { _, _ in })
    async throws -> Run
  {
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { [self] host, command, _ in
      if silent.withLock({ $0.contains(host) }) {
        return .init(.notStarted(Reason(code: "no-way", text: .init("no way"))))
      }
      defer { after(host, command) }
      guard command.contains("virsh") else { return .init() }
      return (host == "a" ? home : standby).answer(command)
    }
    return try await rehearsal.run(plan)
  }

  private func index(_ name: String, _ run: Run) throws -> Int { try #require(run.index(of: name)) }
  private func reason(_ name: String, _ run: Run) throws -> String? { run.steps[try index(name, run)].reason?.code }

  @Test func whatRunsElsewhereIsNotStarted() async throws {
    let run = try await run(plan(cuts: false))
    #expect(try reason("s.start", run) == "machine-runs-elsewhere" && standby.given == [])
    #expect(run.steps[try index("s.start", run)].undo == .released && run.owed.isEmpty)
  }

  @Test(arguments: [3, 4, 7]) func nothingButOffIsOff(_ state: Int) async throws {
    home.state.withLock { $0 = state }
    _ = try await run(plan(cuts: false))
    #expect(standby.given == [])
  }

  @Test(arguments: [6, 99]) func aStateThatSaysNothingIsNoPermission(_ state: Int) async throws {
    home.state.withLock { $0 = state }
    let run = try await run(plan(cuts: false))
    #expect(try reason("s.start", run) == "machine-elsewhere-unknown" && standby.given == [])
  }

  @Test func whatWasStoppedMayBeStartedElsewhereAndComesHome() async throws {
    let run = try await run(plan())
    #expect(run.closed?.result == .met && run.owed.isEmpty)
    #expect(home.given == ["destroy", "start"] && standby.given == ["start", "shutdown"])
  }

  @Test func aHostThatCannotBeAskedStopsTheStart() async throws {
    silent.withLock { $0 = ["a"] }
    let run = try await run(plan(cuts: false))
    #expect(try reason("s.start", run) == "machine-elsewhere-unknown" && standby.given == [])
    #expect(run.owed.isEmpty)
  }

  @Test func whatRunsHereAlreadyIsLeftSo() async throws {
    silent.withLock { $0 = ["a"] }
    standby.state.withLock { $0 = 1 }
    let run = try await run(plan(cuts: false))
    #expect(try reason("s.start", run) == Reason.alreadySoCode && standby.given == [])
  }

  @Test func aFenceSpeaksForAHostThatCannotBeAsked() async throws {
    silent.withLock { $0 = ["a"] }
    let run = try await run(plan(cuts: false, fence: true))
    #expect(try reason("s.start", run) == "machine-fenced" && standby.given == ["start", "shutdown"])
    #expect(run.owed.isEmpty)
  }

  @Test func aFenceDoesNotOutweighAHostThatSaysItRuns() async throws {
    let run = try await run(plan(cuts: false, fence: true))
    #expect(try reason("s.start", run) == "machine-runs-elsewhere" && standby.given == [])
  }

  @Test func aFenceThatShowedNothingIsNone() async throws {
    silent.withLock { $0 = ["a"] }
    var plan = plan(cuts: false, fence: true)
    plan.steps[0].when = [.init(key: "scenario.never", isOneOf: ["x"])]
    let run = try await run(plan)
    #expect(try reason("s.start", run) == "machine-elsewhere-unknown" && standby.given == [])
  }

  /// The standby can't be reached when all is to be put back, and what runs there is still to be stopped.
  @Test func whatMayStillRunOnTheStandbyKeepsItFromBeingStartedAtHome() async throws {
    let run = try await run(plan()) { [self] host, command in
      if host == "b", command.contains("start") { silent.withLock { $0 = ["b"] } }
    }
    #expect(home.given == ["destroy"] && standby.state.withLock { $0 } == 1)
    let last = run.steps[try index("inject.destroy", run)].undoAttempts.last?.outcome
    #expect(last?.reason?.code == "machine-elsewhere-unknown" && last?.started == false)
    #expect(run.owed.count == 2)
  }

  /// A standby that is always off is none that this run has started anything on.
  @Test func aStandbyThatThisRunHasNotTouchedDoesNotKeepItFromComingHome() async throws {
    silent.withLock { $0 = ["b"] }
    var builder = PlanBuilder()
    builder.system("s")
    add(.destroy, on: 0, phase: .inject, to: &builder)
    builder.step("verify", in: 0, .verify)
    let run = try await run(builder.plan)
    #expect(home.given == ["destroy", "start"] && run.owed.isEmpty)
    #expect(run.steps[0].undoAttempts.last?.outcome?.reason?.code == "machine-fenced")
  }
}
