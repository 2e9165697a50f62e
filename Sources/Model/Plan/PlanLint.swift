public import Catalogue

/// A promise that a plan can't keep by its own timeouts and retries.
public struct PlanWarning: Sendable, Hashable {
  public var system: String
  public var level: String
  public var worstCase: Duration
  public var rto: Duration
  /// Ids of the steps on the longest way.
  public var path: [String]

  public var phrase: Phrase {
    .planCannotPromise(
      system: system, level: level, worst: worstCase.hours, rto: rto.hours, path: path.joined(separator: " → "))
  }
}

extension Plan {
  /// Finds each level that can be reached later than its RTO although every step keeps its timeouts and retries.
  ///
  /// People's work counts with the time that its step expects. With a clock rule that begins before the recovery the
  /// injection counts as well.
  public func warnings() -> [PlanWarning] {
    let (ends, before) = PlanGraph(self).longest { steps[$0].expectedAtWorst }
    let head = scenario.clock == .onset || scenario.clock == .injected ? worstCaseOfInjection : .zero
    return steps.indices.compactMap { index in
      guard case .verify(let level, _, _) = steps[index].action, let system = steps[index].system,
        let objective = systems[system].objectives.first(where: { $0.level == level }),
        head + ends[index] > objective.rto
      else { return nil }
      let path = sequence(first: index) { before[$0] }.map { steps[$0].id }
      return PlanWarning(
        system: systems[system].id, level: level, worstCase: head + ends[index], rto: objective.rto,
        path: path.reversed())
    }
  }
}

extension PlannedStep {
  /// What it may take at worst; people's work as expected, since nobody can time people out. Nil where nothing says how
  /// long a person needs.
  public var knownWorstCase: Duration? {
    if case .manual(let task) = action { return task.expected }
    return worstCase
  }

  var expectedAtWorst: Duration { knownWorstCase ?? .zero }
}

extension Duration {
  /// `3:00:00`, with a day's hours going on beyond 24.
  public var hours: String {
    let seconds = components.seconds
    return "\(seconds / 3600):\(pad(Int(seconds / 60 % 60), 2)):\(pad(Int(seconds % 60), 2))"
  }
}
