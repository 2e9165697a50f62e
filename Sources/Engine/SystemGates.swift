import Model

/// Which systems may begin: one begins when all that it depends on have reached their required levels.
struct SystemGates: Sendable {
  enum Turn { case opened, closed }

  private let gateSteps: [Set<Int>]
  private let entrySteps: [[Int]]
  private let dependentSystems: [[Int]]
  private var openDependencies: [Int]
  private var openGateSteps: [Int]
  private var turned: [Bool]

  init(_ plan: Plan) {
    let bySystem = plan.stepIndicesBySystem
    gateSteps = bySystem.map { Set(PlanGraph.gate(plan, $0)) }
    entrySteps = bySystem.map { $0.filter { plan.isEntry($0) } }
    openDependencies = plan.systems.map(\.dependsOn.count)
    openGateSteps = gateSteps.map(\.count)
    turned = Array(repeating: false, count: plan.systems.count)
    var dependents = [[Int]](repeating: [], count: plan.systems.count)
    for (index, system) in plan.systems.enumerated() {
      for needed in system.dependsOn { dependents[needed].append(index) }
    }
    dependentSystems = dependents
    for system in plan.systems.indices where gateSteps[system].isEmpty {
      turned[system] = true
      for dependent in dependents[system] { openDependencies[dependent] -= 1 }
    }
  }

  func isOpen(_ system: Int) -> Bool { openDependencies[system] == 0 }
  func entries(of system: Int) -> [Int] { entrySteps[system] }
  func dependents(of system: Int) -> [Int] { dependentSystems[system] }

  /// Takes in that a step is over; tells when that opens or closes the way for the system's dependents.
  mutating func stepOver(_ step: Int, system: Int, goesOn: Bool) -> Turn? {
    guard !turned[system], gateSteps[system].contains(step) else { return nil }
    openGateSteps[system] -= 1
    guard !goesOn || openGateSteps[system] == 0 else { return nil }
    turned[system] = true
    return goesOn ? .opened : .closed
  }

  /// One of the systems that it depends on is there; true when it was the last.
  mutating func pass(_ system: Int) -> Bool {
    openDependencies[system] -= 1
    return openDependencies[system] == 0
  }
}
