import Catalogue

/// Rules on the steps of one list: a procedure's, or one of a scenario's three.
extension Validator {
  /// Checks what the steps need of one another.
  ///
  /// - Parameter procedure: nil for a scenario's own steps.
  func order(of steps: [StepDeclaration], in procedure: Int?) -> StepOrder {
    let index = procedure.map { self.steps[$0] } ?? Self.index(steps.map(\.id))
    var needs: [[Int]] = []
    needs.reserveCapacity(steps.count)
    for (number, step) in steps.enumerated() {
      checkThatItRuns(step)
      var before = step.needs.map { $0.compactMap { need($0, of: step, steps, index, in: procedure) } }
      for reference in step.fencedBy {
        guard let fence = need(reference, of: step, steps, index, in: procedure) else { continue }
        if !steps[fence].kind.showsSomething {
          ledger.report(.fenceShowsNothing, at: reference.mark, .fenceShowsNothing(reference.id))
        }
        before = (before ?? previous(number)).filter { $0 != fence } + [fence]
      }
      needs.append(before ?? previous(number))
    }
    reportCycles(needs, names: steps.map(\.id)) { from, to in
      ((steps[from].needs ?? []) + steps[from].fencedBy).first { index[$0.id] == to }?.mark ?? steps[from].mark
    }
    return StepOrder(needs: needs, registers: steps.map { $0.register?.name })
  }

  private func previous(_ number: Int) -> [Int] { number == 0 ? [] : [number - 1] }

  private func checkThatItRuns(_ step: StepDeclaration) {
    if step.modes == [] { ledger.report(.stepNeverRuns, at: step.mark, .stepNeverRuns) }
    for condition in step.when where condition.isOneOf.isEmpty {
      ledger.report(.stepNeverRuns, at: condition.name.mark, .stepNeverRuns)
    }
  }

  /// The step of the same list that a need means; nil when it means one elsewhere, or none, which is reported.
  private func need(
    _ reference: Reference, of step: StepDeclaration, _ steps: [StepDeclaration], _ index: [String: Int],
    in procedure: Int?
  ) -> Int? {
    let parts = reference.id.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 1, let local = index[parts[0]] else {
      if parts.count == 1 || procedure == nil {
        reportUnknownNeed(reference, steps)
      } else {
        checkNeedElsewhere(reference, parts)
      }
      return nil
    }
    if let ours = step.modes, let theirs = steps[local].modes, !ours.isEmpty, !theirs.isEmpty,
      Set(ours).isDisjoint(with: theirs)
    {
      ledger.report(.needNeverMet, at: reference.mark, .needNeverMet(reference.id))
    }
    return local
  }

  private func reportUnknownNeed(_ reference: Reference, _ steps: [StepDeclaration]) {
    ledger.report(
      .unknownID, at: reference.mark, .unknownID(.step, reference.id),
      suggestion: ledger.nearest(to: reference.id, among: steps.lazy.map(\.id)))
  }

  /// `system.step`
  private func checkNeedElsewhere(_ reference: Reference, _ parts: [String]) {
    guard let system = systems[parts[0]] else {
      ledger.report(
        .unknownID, at: reference.mark, .unknownID(.system, parts[0]),
        suggestion: ledger.nearest(to: parts[0], among: systems.keys))
      return
    }
    guard let procedure = procedure(of: inventory.systems[system]) else { return }
    if !isStep(parts.dropFirst(), of: procedure) {
      let names = workspace.procedures[procedure].steps.lazy.map { parts[0] + "." + $0.id }
      ledger.report(
        .unknownID, at: reference.mark, .unknownID(.step, reference.id),
        suggestion: ledger.nearest(to: reference.id, among: names))
    }
  }

  /// Whether a path of ids leads to a step, through the procedures that steps use.
  private func isStep(_ path: ArraySlice<String>, of procedure: Int) -> Bool {
    guard let first = path.first, let number = steps[procedure][first] else { return false }
    guard case .use(let reference, _) = workspace.procedures[procedure].steps[number].kind else {
      return path.count == 1
    }
    guard path.count > 1, let used = procedures[reference.id] else { return path.count > 1 }
    return isStep(path.dropFirst(), of: used)
  }
}

extension StepDeclaration {
  /// Whether it is run in drills.
  var runsInDrills: Bool { modes?.contains(.drill) ?? true }

  /// The step's own host references: of its command or check, its postcondition and its undo.
  ///
  /// - Parameter fallback: the procedure's `on`.
  /// - Returns: nil in place of a reference where nothing says which host it is.
  func hostReferences(fallback: Reference?) -> [(on: Reference?, mutates: Bool)] {
    var references: [(Reference?, Bool)] = []
    let own = on ?? fallback
    switch kind {
    case .run, .script, .machine: references.append((own, true))
    case .check(let check) where check.probe.needsHost: references.append((check.on ?? own, false))
    default: break
    }
    if let check = postcondition, check.probe.needsHost { references.append((check.on ?? own, false)) }
    if let undo, undo.kind.needsHost { references.append((undo.on ?? own, true)) }
    return references
  }
}
