public import Catalogue
public import Model

extension Table {
  /// A plan's steps in their order, system by system.
  public static func plan(_ plan: Plan, _ look: Look) -> Table {
    let own = plan.steps.indices.filter { plan.steps[$0].system == nil }
    let before = own.filter { plan.steps[$0].phase != .after }
    let after = own.filter { plan.steps[$0].phase == .after }
    let order = before + plan.stepIndicesBySystem.flatMap { $0 } + after
    var last: Int?
    let rows = order.enumerated().map { number, index in
      let step = plan.steps[index]
      let isFirst = number == 0 || step.system != last || step.system == nil
      last = step.system
      return [
        Line(String(number + 1), .quiet),
        Line(isFirst ? groupName(step, plan, look) : "", .strong),
        Line(look.name(of: step, in: plan)),
        Line(step.kind.rawValue),
        Line(step.host.map { plan.hosts[$0].id } ?? ""),
        Line(step.knownWorstCase?.hours ?? "–"),
        Line(
          step.system.flatMap { isFirst ? plan.systems[$0].objectives.first { $0.required }?.rto.hours : nil } ?? ""),
      ]
    }
    return Table(
      [
        .init("#", isNumber: true), .init(look.say(.tableSystem), fitting: .cut),
        .init(look.say(.tableStep), fitting: .cut), .init(look.say(.tableKind)),
        .init(look.say(.tableHost), fitting: .cut), .init(look.say(.tableAtWorst), isNumber: true),
        .init(look.say(.tableTarget), isNumber: true),
      ], rows: rows)
  }

  private static func groupName(_ step: PlannedStep, _ plan: Plan, _ look: Look) -> String {
    look.say(
      step.system.map { plan.systems[$0].displayName }
        ?? LocalizedText(look.say(Phrase.livePhase(step.phase.rawValue))))
  }

  /// Runs that were recorded, as they come.
  public static func runs(_ runs: [RunRow], _ look: Look) -> Table {
    Table(
      [
        .init(look.say(.tableRun)), .init(look.say(.tableStarted)), .init(look.say(.tableScenario), fitting: .cut),
        .init(look.say(.tableMode)), .init(look.say(.tableResult)), .init(look.say(.tableOwed), isNumber: true),
        .init(look.say(.tableOperator), fitting: .cut),
      ],
      rows: runs.map { run in
        [
          Line(run.id), Line(run.startedAt.map(look.date) ?? "–"), Line(run.scenario),
          Line(run.mode.map { look.say(.liveMode($0.rawValue)) } ?? "–"), standing(run, look),
          Line(run.owed == 0 ? "-" : String(run.owed), run.owed == 0 ? .quiet : .bad), Line(run.operatorName),
        ]
      })
  }

  private static func standing(_ run: RunRow, _ look: Look) -> Line {
    switch run.standing {
    case .goingOn: Line(look.say(.runIsGoingOn), .active)
    case .neverBegan: Line(look.say(.runNeverBegan), .quiet)
    case .unreadable: Line(look.say(.runUnreadable), .bad)
    case .over(let result): Line(look.say(.result(result.rawValue)), result == .met ? .good : .warning)
    }
  }

  /// Virtual machines, as they come.
  public static func machines(_ machines: [MachineRow], _ look: Look) -> Table {
    Table(
      [
        .init(look.say(.tableHost), fitting: .cut), .init(look.say(.tableMachine), fitting: .cut),
        .init(look.say(.tableState)), .init(look.say(.tableInventory), fitting: .cut),
      ],
      rows: machines.map { row in
        [
          Line(row.host), Line(row.name), Line(row.state.map { look.say($0) } ?? "–"),
          Line(look.say(row.standing), row.isDrift ? .warning : .good),
        ]
      })
  }

  /// Health checks and what they saw.
  public static func checks(_ checks: [CheckRow], _ look: Look) -> Table {
    Table(
      [
        .init(look.say(.tableSystem), fitting: .cut), .init(look.say(.tableCheck), fitting: .cut),
        .init(look.say(.tableResult)), .init(look.say(.tableSeen), fitting: .wrap),
      ],
      rows: checks.map { row in
        let outcome = row.outcome
        let (symbol, word, ink): (String, Phrase, Ink) =
          if outcome.holds {
            (look.symbols.good, .checkHolds, .good)
          } else if row.isUnknown {
            (look.symbols.unknown, .checkUnknown, .warning)
          } else if outcome.mandatory {
            (look.symbols.bad, .checkFails, .bad)
          } else {
            (look.symbols.warning, .checkFails, .warning)
          }
        let reason = outcome.holds ? nil : outcome.reason.map { look.say($0.text) }
        let seen = [outcome.seen, reason ?? ""].filter { !$0.isEmpty }.joined(separator: " – ")
        return [
          Line(row.system), Line(row.title.map { look.say($0) } ?? outcome.id),
          Line("\(symbol) \(look.say(word))", ink),
          Line(seen),
        ]
      })
  }
}

/// A line of `sonae hosts discover`.
public struct MachineRow: Sendable {
  public var host: String
  public var name: String
  /// Nil: it isn't there.
  public var state: Phrase?
  public var standing: Phrase
  public var isDrift: Bool

  public init(host: String, name: String, state: Phrase?, standing: Phrase, isDrift: Bool) {
    (self.host, self.name, self.state, self.standing, self.isDrift) = (host, name, state, standing, isDrift)
  }
}

/// A line of `sonae runs list`.
public struct RunRow: Sendable {
  public var id: String
  public var scenario: String
  /// Nil: nothing of it is known.
  public var mode: Mode?
  /// Nil: it never began, or can't be read.
  public var startedAt: WallTime?
  public var standing: Standing
  /// Undo actions that are still owed.
  public var owed: Int
  public var operatorName: String

  public enum Standing: Sendable {
    /// `unfinished` when its process went before the end.
    case over(RunResult)
    /// Its process lives.
    case goingOn
    /// Its process went before it had done anything.
    case neverBegan
    case unreadable
  }

  public init(
    id: String, scenario: String, mode: Mode?, startedAt: WallTime?, standing: Standing, owed: Int, operatorName: String
  ) {
    self.id = id
    self.scenario = scenario
    self.mode = mode
    self.startedAt = startedAt
    self.standing = standing
    self.owed = owed
    self.operatorName = operatorName
  }
}

/// A line of `sonae check`.
public struct CheckRow: Sendable {
  /// As it is to be shown.
  public var system: String
  public var title: LocalizedText?
  public var outcome: CheckOutcome

  /// Nobody could be asked, so that nothing is known.
  public var isUnknown: Bool

  public init(system: String, title: LocalizedText?, outcome: CheckOutcome, isUnknown: Bool = false) {
    self.isUnknown = isUnknown
    self.system = system
    self.title = title
    self.outcome = outcome
  }
}
