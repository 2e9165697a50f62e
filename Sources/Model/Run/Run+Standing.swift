extension Run {
  /// Who carries the run on, or did last.
  public struct Charge: Sendable, Hashable {
    public var by: String
    public var machine: String
    public var process: Int
  }

  /// Nil before the run was opened.
  public var charge: Charge? {
    if let last = takeovers.last?.takeover {
      return Charge(by: last.by, machine: last.machine, process: last.process)
    }
    return header.map { Charge(by: $0.operatorName, machine: $0.machine, process: $0.process) }
  }

  /// Steps and undos that have begun and not ended: `mount on storage-1`, an undo marked so.
  public var underWay: [(step: Int, isUndo: Bool)] {
    steps.indices.filter { steps[$0].isRunning }.map { ($0, false) }
      + owed.filter { steps[$0].undoAttempts.last.map { $0.outcome == nil } ?? false }.map { ($0, true) }
  }

  /// Something of the system is still to come.
  public func isUnderWay(system: Int) -> Bool {
    plan.steps.indices.contains { plan.steps[$0].system == system && !steps[$0].isOver }
  }

  public var stepsOver: Int { steps.count(where: \.isOver) }
}
