import Engine
import Simulation

@testable import Model

/// A plan in a few words: systems with their steps on hosts `a`, `b`, ….
struct PlanBuilder {
  var plan: Plan

  init(mode: Mode = .drill, clock: ClockRule = .injected, hosts: [String] = ["a", "b"]) {
    plan = Plan(
      scenario: .init(
        id: "test", title: nil, purpose: nil, type: .live, clock: clock, assumptions: [], notice: nil,
        environment: .lab, objectives: [], participants: [], absent: []),
      mode: mode, workspace: .init(name: "test", title: nil, organization: nil, timeZone: "Asia/Tokyo", files: []),
      limits: Limits(),
      hosts: hosts.map {
        PlannedHost(
          id: $0, name: nil, address: nil, port: nil, user: nil, identities: [], knownHosts: [], jump: nil,
          transport: .libssh2, shell: .posix,
          platform: nil, segment: nil, drills: .allowed, parallel: nil)
      },
      systems: [], steps: [], secrets: [:])
  }

  @discardableResult
  mutating func system(_ id: String, dependsOn: [Int] = [], rto: Duration? = .seconds(60), rpo: Duration? = nil) -> Int
  {
    plan.systems.append(
      PlannedSystem(
        id: id, number: nil, name: nil, department: nil, tier: 1, platform: nil, dependsOn: dependsOn,
        objectives: rto.map {
          [
            PlannedObjective(
              level: "service", name: nil, rto: $0, rpo: rpo, rlo: nil, required: true, source: nil, approvedOn: nil)
          ]
        } ?? [],
        maximumTolerableDowntime: nil, procedure: id, procedureTitle: nil, author: nil))
    return plan.systems.count - 1
  }

  /// Adds a step that follows the one before it in its system (or phase) unless `needs` says otherwise.
  @discardableResult
  mutating func step(
    _ name: String, in system: Int? = nil, phase: PlannedStep.Phase = .recover, on host: Int? = 0,
    _ action: PlannedStep.Action, needs: [Int]? = nil, undo: String? = nil,
    change: (inout PlannedStep) -> Void = { _ in }
  ) -> Int {
    let previous = plan.steps.lastIndex { $0.system == system && $0.phase == phase }
    var step = PlannedStep(
      id: "\(system.map { plan.systems[$0].id } ?? phase.rawValue).\(name)", title: nil, phase: phase, system: system,
      action: action, host: host, needs: needs ?? previous.map { [$0] } ?? [], when: [], timeout: .seconds(10),
      retry: Retry(), onFailure: .stop,
      undo: undo.map {
        PlannedUndo(
          action: .run(PlannedText($0, isShell: true), Expectation()), host: host, timeout: .seconds(10),
          retry: Retry(attempts: 2, every: .seconds(1)))
      },
      postcondition: nil, mandatory: true, destructive: false, sensitive: false, register: nil, source: "test.yaml:1")
    change(&step)
    plan.steps.append(step)
    return plan.steps.count - 1
  }
}

extension PlannedStep.Action {
  static func command(_ text: String) -> Self { .run(PlannedText(text, isShell: true), stdin: nil, Expectation()) }

  static var verify: Self { .verify(level: "service", checks: [.tcp], within: .seconds(30)) }
}

extension PlannedCheck {
  static let tcp = PlannedCheck(
    id: "tcp", title: nil, probe: .tcp("a:1"), host: nil, within: nil, every: .seconds(1), consecutive: 1,
    timeout: .seconds(1), mandatory: true)
}

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
