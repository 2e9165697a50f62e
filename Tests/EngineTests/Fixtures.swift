import Engine
import Model
import Simulation

/// A run over the simulator.
struct Rehearsal {
  var shell = SimulatedShell()
  var prober = SimulatedProber()
  var people = SimulatedPeople()
  var journal = SimulatedJournal()
  var clock = SimulatedClock()
  var secrets: [String: Secret] = [:]
  var observer: any RunObserver = NoObserver()

  func runner(_ plan: Plan) -> Runner {
    Runner(
      plan: plan, header: .test(plan),
      parts: .init(
        shell: shell, prober: prober, people: people, journal: journal, clock: clock, secrets: secrets),
      observer: observer)
  }

  func run(_ plan: Plan) async throws -> Run { try await runner(plan).run() }
}

extension RunHeader {
  static func test(_ plan: Plan) -> RunHeader {
    RunHeader(
      run: "run-1", scenario: "test", mode: plan.mode, clock: plan.scenario.clock, plan: .zero, operatorName: "tester",
      tool: "test", machine: "here", process: 1, boot: nil)
  }
}

extension Run {
  /// `id result` for each step, in the plan's order.
  var results: [String] { zip(plan.steps, steps).map { "\($0.id) \($1.recordedResult.rawValue)" } }
}

/// Hosts that can't tell anything of earlier commands, and on which nothing is left.
protocol NoMemory: HostMemory {}

extension NoMemory {
  func recall(
    _ command: ShellCommand.Kept, sentIn life: Int?, on host: PlannedHost, within limit: Duration,
    output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellRecollection { .untold }

  func endLeftovers(on host: PlannedHost, within limit: Duration) async -> Bool { true }
}
