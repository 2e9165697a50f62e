public import Model

/// A plan in a few words: systems with their steps on hosts `a`, `b`, ….
public struct PlanBuilder {
  public var plan: Plan
  private let step: PlannedStep
  private let undo: PlannedUndo?
  private let system: PlannedSystem

  /// One of everything, to be copied and changed.
  fileprivate static let pattern: Plan = {
    guard let pattern = try? Plan(json: JSON(reading: text.utf8)) else { preconditionFailure("the pattern is no plan") }
    return pattern
  }()

  private static let text = #"""
    {"schema":1,"mode":"drill","limits":{"hosts":5,"output_bytes":65536,"per_host":2},
    "scenario":{"id":"test","type":"live","clock":"injected","environment":"lab"},
    "workspace":{"name":"test","time_zone":"Asia/Tokyo"},
    "hosts":[{"id":"a","drills":"allowed"}],
    "systems":[{"id":"s","procedure":"s","tier":1,"objectives":[{"level":"service","required":true,"rto_ms":60000}]}],
    "steps":[{"id":"s.a","phase":"recover","system":0,"host":0,"mandatory":true,"on_failure":"stop","source":"test.yaml:1",
      "timeout_ms":10000,"retry":{"attempts":1,"every_ms":5000},"action":{"kind":"run","run":{"shell":true,"text":"a"},"expect":{}},
      "undo":{"expect":{},"host":0,"retry":{"attempts":2,"every_ms":1000},"run":{"shell":true,"text":"b"},"timeout_ms":10000}},
      {"id":"s.b","phase":"recover","system":0,"host":0,"mandatory":true,"on_failure":"stop","source":"test.yaml:2",
      "timeout_ms":10000,"retry":{"attempts":1,"every_ms":5000},"action":{"kind":"check","check":{"id":"tcp","every_ms":1000,
      "timeout_ms":1000,"mandatory":true,"probe":{"kind":"tcp","tcp":"a:1"}}}},
      {"id":"s.c","phase":"recover","mandatory":true,"on_failure":"stop","source":"test.yaml:3","timeout_ms":60000,
      "retry":{"attempts":1,"every_ms":5000},"register":{"key":"s.x"},"when":[{"is_one_of":["y"],"key":"s.x"}],
      "action":{"kind":"manual","task":{"instruction":"c"}}}]}
    """#

  public init(mode: Mode = .drill, clock: ClockRule = .injected, hosts: [String] = ["a", "b"]) {
    plan = Self.pattern
    (step, system, undo) = (plan.steps[0], plan.systems[0], plan.steps[0].undo)
    let host = plan.hosts[0]
    plan.mode = mode
    plan.scenario.clock = clock
    plan.limits = Limits()
    plan.hosts = hosts.map { id in
      var host = host
      host.id = id
      return host
    }
    (plan.systems, plan.steps) = ([], [])
  }

  @discardableResult
  public mutating func system(
    _ id: String, dependsOn: [Int] = [], rto: Duration? = .seconds(60), rpo: Duration? = nil
  ) -> Int {
    var system = system
    (system.id, system.procedure, system.dependsOn) = (id, id, dependsOn)
    system.objectives = system.objectives.flatMap { pattern in
      rto.map { rto in
        var objective = pattern
        (objective.rto, objective.rpo) = (rto, rpo)
        return [objective]
      } ?? []
    }
    plan.systems.append(system)
    return plan.systems.count - 1
  }

  /// Adds a step that follows the one before it in its system (or phase) unless `needs` says otherwise.
  @discardableResult
  public mutating func step(
    _ name: String, in system: Int? = nil, phase: PlannedStep.Phase = .recover, on host: Int? = 0,
    _ action: PlannedStep.Action, needs: [Int]? = nil, undo: String? = nil,
    change: (inout PlannedStep) -> Void = { _ in }
  ) -> Int {
    let previous = plan.steps.lastIndex { $0.system == system && $0.phase == phase }
    var step = step
    step.id = "\(system.map { plan.systems[$0].id } ?? phase.rawValue).\(name)"
    (step.phase, step.system, step.host, step.action) = (phase, system, host, action)
    step.needs = needs ?? previous.map { [$0] } ?? []
    step.retry = Retry()
    step.undo = undo.flatMap { text in
      var undo = self.undo
      undo?.action = .run(PlannedText(text, isShell: true), Expectation())
      undo?.host = host
      return undo
    }
    change(&step)
    plan.steps.append(step)
    return plan.steps.count - 1
  }
}

extension PlannedStep.Action {
  public static func command(_ text: String) -> Self {
    .run(PlannedText(text, isShell: true), stdin: nil, Expectation())
  }

  /// Done by a person.
  public static func task(_ instruction: String) -> Self {
    guard case .manual(var task) = PlanBuilder.pattern.steps[2].action else {
      preconditionFailure("the pattern has no task")
    }
    task.instruction = LocalizedText(instruction)
    return .manual(task)
  }

  public static var verify: Self { .verify(level: "service", checks: [.tcp], within: .seconds(30)) }
}

extension PlannedStep {
  /// Keeps what it prints as a value.
  public mutating func register(as key: String) {
    register = PlanBuilder.pattern.steps[2].register
    register?.key = key
  }

  /// Is done only when the value is that.
  public mutating func doOnly(when key: String, is value: String) {
    when = PlanBuilder.pattern.steps[2].when.map { condition in
      var condition = condition
      (condition.key, condition.isOneOf) = (key, [value])
      return condition
    }
  }
}

extension PlannedCheck {
  public static var tcp: PlannedCheck {
    guard case .check(let check) = PlanBuilder.pattern.steps[1].action else {
      preconditionFailure("the pattern has no check")
    }
    return check
  }

  /// Asked by a command on a host.
  public static func command(_ text: String, on host: Int) -> PlannedCheck {
    var check = tcp
    (check.id, check.host) = ("asked", host)
    check.probe = .run(PlannedText(text, isShell: true), Expectation())
    return check
  }
}
