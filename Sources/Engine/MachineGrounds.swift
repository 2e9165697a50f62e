import Model

/// What the run so far says about a machine that is to be changed.
struct MachineGrounds: Sendable {
  /// The hosts that needn't be able to say whether it runs there before it is started, by their places in the plan.
  ///
  /// A step's own fences speak for all of them when each has done its work. An undo puts back what ran before this run stopped
  /// it: there only a host on which the run has something to undo itself has to answer.
  var excused: Set<Int> = []
  /// The step that was to make the machine, where it hasn't.
  var unmade: String?
  /// Its step is known to have made the snapshot that the undo is to delete: one of that name may be another's.
  var isItsOwn = true

  init(_ run: Run, _ index: Int, isUndo: Bool) {
    let step = run.plan.steps[index]
    func isDone(_ other: Int) -> Bool { run.steps[other].result?.isDone == true }
    if isUndo {
      guard case .machine(let machine)? = step.undo?.action else { return }
      if let maker = machine.madeBy, !isDone(maker) { unmade = run.plan.steps[maker].id }
      // A postcondition is looked at when the step's own work is done.
      isItsOwn =
        machine.operation != .deleteSnapshot
        || run.steps[index].attempts.contains { $0.outcome.map { $0.result.isDone || !$0.checks.isEmpty } ?? false }
      let indebted = run.owed.filter { $0 != index }.flatMap { other in
        [run.plan.steps[other].host, run.plan.steps[other].undo?.host].compactMap(\.self)
      }
      excused = Set(machine.elsewhere.map(\.host)).subtracting(indebted)
    } else if case .machine(let machine) = step.action {
      if let maker = machine.madeBy, !isDone(maker) { unmade = run.plan.steps[maker].id }
      if !machine.fencedBy.isEmpty, machine.fencedBy.allSatisfy(isDone) { excused = Set(machine.elsewhere.map(\.host)) }
    }
  }
}
