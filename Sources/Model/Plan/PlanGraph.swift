/// The order of a plan as a graph: what each step waits for, gates between systems included.
public struct PlanGraph: Sendable {
  /// For each step the steps that must have ended before it, over the borders of systems and phases too.
  let predecessors: [[Int]]
  let plan: Plan

  public init(_ plan: Plan) {
    self.plan = plan
    let bySystem = plan.stepIndicesBySystem
    let gates = bySystem.map { PlanGraph.gate(plan, $0) }
    var predecessors = plan.steps.map(\.needs)
    for (index, step) in plan.steps.enumerated() where step.phase == .recover {
      guard let system = step.system, plan.isEntry(index) else { continue }
      predecessors[index] += plan.systems[system].dependsOn.flatMap { gates[$0] }
    }
    self.predecessors = predecessors
  }

  /// What a system's dependents wait for: its required levels, else its last steps.
  public static func gate(_ plan: Plan, _ steps: [Int]) -> [Int] {
    let levels = steps.filter { plan.isRequiredVerify($0) }
    if !levels.isEmpty { return levels }
    let needed = Set(steps.flatMap { plan.steps[$0].needs })
    return steps.filter { !needed.contains($0) }
  }

  /// The longest way to the end of each step by `cost`, with the step before it on that way.
  func longest(_ cost: (Int) -> Duration) -> (ends: [Duration], before: [Int?]) {
    var ends = [Duration](repeating: .zero, count: plan.steps.count)
    var before = [Int?](repeating: nil, count: plan.steps.count)
    for index in plan.steps.indices {
      let last = predecessors[index].filter { $0 < index }.max { ends[$0] < ends[$1] }
      before[index] = last
      ends[index] = (last.map { ends[$0] } ?? .zero) + cost(index)
    }
    return (ends, before)
  }
}

extension Plan {
  /// Whether a step proves a level that the system's result hangs on.
  public func isRequiredVerify(_ index: Int) -> Bool {
    guard case .verify(let level, _, _) = steps[index].action, let system = steps[index].system else { return false }
    return systems[system].objectives.contains { $0.level == level && $0.required }
  }

  /// Whether a step waits for nothing inside its own system, only for what the system depends on.
  public func isEntry(_ index: Int) -> Bool {
    steps[index].needs.allSatisfy { steps[$0].system != steps[index].system }
  }

  /// What the injection may take at worst.
  var worstCaseOfInjection: Duration {
    steps.filter { $0.phase == .inject }.reduce(.zero) { $0 + $1.expectedAtWorst }
  }
}
