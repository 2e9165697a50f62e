import Catalogue
public import Model

/// What a run leaves on the screen: its result, each system measured against its objective, what failed, what is owed.
public struct RunClosing {
  /// More than these are a matter for `sonae runs show`.
  private static let failuresShown = 20
  private static let systemsShown = 60
  /// The narrowest window in which the table has a column for reasons.
  private static let reasonsFrom = 60

  private let run: Run
  private let summary: RunSummary
  private let look: Look
  /// Its process lives.
  private let isGoingOn: Bool

  public init(run: Run, look: Look, isGoingOn: Bool = false) {
    self.run = run
    self.look = look
    self.isGoingOn = isGoingOn && run.closed == nil
    summary = RunSummary(run)
  }

  /// - Parameter width: the window's; nil: nothing is cut.
  public func lines(width: Int?) -> [Line] {
    let open = isGoingOn ? goingOn() : wayOn() + owed()
    let parts = [head(), systems(width), failures(), open, clockSteps()]
    let lines = parts.filter { !$0.isEmpty }.flatMap { [Line()] + $0 }
    return width.map { width in lines.flatMap { $0.wrapped(to: width, indent: 2) } } ?? lines
  }

  private func head() -> [Line] {
    let (symbol, ink) = sign(of: summary.result)
    var line = Line("\(symbol) ", ink)
    // Without objectives there is nothing that could be met.
    let nothingToMeet = summary.result == .met && summary.systems.allSatisfy(\.levels.isEmpty)
    let result: Phrase = isGoingOn ? .runIsGoingOn : .result(summary.result.rawValue)
    line.append(look.say(nothingToMeet ? .resultWithoutObjectives : result), ink)
    line.append("  " + look.say(run.plan.scenario.title ?? LocalizedText(run.plan.scenario.id)))
    if run.header != nil { line.append("  " + summary.run, .quiet) }
    line.append("  " + (run.closed?.elapsed ?? run.lastEvent.elapsed).hours)
    guard !isGoingOn, let reason = run.halted else { return [line] }
    return [line, Line(look.say(reason.text), reason.isPause ? .warning : .bad)]
  }

  private func sign(of result: RunResult) -> (String, Ink) {
    if isGoingOn { return (look.symbols.waiting, .active) }
    return switch result {
    case .met: (look.symbols.good, .good)
    case .missed: (look.symbols.warning, .warning)
    case .failed: (look.symbols.bad, .bad)
    case .aborted, .unfinished: (look.symbols.unknown, .warning)
    }
  }

  // MARK: Systems

  private func systems(_ width: Int?) -> [Line] {
    guard !summary.systems.isEmpty else { return [] }
    let met = summary.systems.count { $0.result == .met }
    // In a window, what went well must not push what didn't out of sight.
    let isFolded = width != nil && summary.systems.count > Self.systemsShown && met > 0
    let shown = isFolded ? summary.systems.filter { $0.result != .met } : summary.systems
    let hasRoom = width.map { $0 >= Self.reasonsFrom } ?? true
    var columns: [Table.Column] = [
      .init(look.say(.tableSystem), fitting: .cut), .init(look.say(.tableResult)),
      .init(look.say(.tableMeasured), isNumber: true), .init(look.say(.tableTarget), isNumber: true),
    ]
    if hasRoom { columns.append(.init(look.say(.tableReason), fitting: .wrap)) }
    let table = Table(columns, rows: shown.map { row($0) }).lines(width: width, look.style)
    return table + (hasRoom ? [] : reasons(shown))
      + (isFolded ? [Line(look.say(.closingMoreMet(met)), .good)] : [])
  }

  /// Below the table where it has no room for them.
  private func reasons(_ systems: [SystemSummary]) -> [Line] {
    systems.compactMap { system in
      (isUnderWay(system) ? nil : system.reasons.first).map { reason in
        var line = Line(look.say(run.plan.systems[system.index].displayName) + ": ")
        line.append(look.say(reason.text), .quiet)
        return line
      }
    }
  }

  private func row(_ system: SystemSummary) -> [Line] {
    let (symbol, ink) = isUnderWay(system) ? (look.symbols.waiting, Ink.active) : look.sign(of: system.result)
    let headline = system.headline
    return [
      Line(look.say(run.plan.systems[system.index].displayName)),
      Line("\(symbol) \(look.say(isUnderWay(system) ? .systemUnderWay : system.result.word))", ink),
      Line(headline?.measured?.hours ?? "-", headline?.isMet == false ? .bad : .plain),
      Line(headline?.objective.rto.hours ?? "-"),
      Line(isUnderWay(system) ? "" : system.reasons.first.map { look.say($0.text) } ?? "", .quiet),
    ]
  }

  private func isUnderWay(_ system: SystemSummary) -> Bool {
    isGoingOn && run.isUnderWay(system: system.index)
  }

  // MARK: What went wrong, what is left to do

  private func failures() -> [Line] {
    let failed = summary.steps.filter {
      [.failed, .timedOut, .unknown].contains($0.result) && !(isGoingOn && run.steps[$0.index].result == nil)
    }
    guard !failed.isEmpty else { return [] }
    let shown = failed.prefix(Self.failuresShown).flatMap { step in
      let (symbol, ink) = look.sign(of: step.result)
      var line = Line("\(symbol) ", ink)
      line.append(look.say(.stepResult(step.result.rawValue)) + " ", ink)
      line.append(step.id)
      return [line] + (step.reason.map { visibleLines(look.say($0.text)).map { Line("    \($0)") } } ?? [])
    }
    let more = failed.count - Self.failuresShown
    return [Line(look.say(.closingFailures(failed.count)), .strong)] + shown
      + (more > 0 ? [Line(look.say(.closingMoreFailures(more)))] : [])
  }

  /// Where a run stands whose process lives; its undos are no business of a person's.
  private func goingOn() -> [Line] {
    guard let charge = run.charge else { return [] }
    let now = run.underWay.prefix(3).map { step, isUndo in
      let planned = run.plan.steps[step]
      let host = (isUndo ? planned.undo?.host : planned.host).map { run.plan.hosts[$0].id }
      return Phrase.standingStep(planned.id, host: host, isUndo: isUndo)
    }
    var words: [Phrase] = [
      .standingSince(
        look.date(run.openedAt), process: charge.process, machine: charge.machine, over: run.stepsOver,
        of: run.steps.count)
    ]
    if !now.isEmpty { words.append(.standingNow(now)) }
    if !run.owed.isEmpty { words.append(.standingOwed(run.owed.count)) }
    words += [.standingFollow(summary.run), .standingStop(charge.process, machine: charge.machine)]
    return words.map { Line(look.advise($0)) }
  }

  /// What comes before anything that is done by hand: a command on a line of its own.
  private func wayOn() -> [Line] {
    guard run.closed == nil, run.header != nil else { return [] }
    return [Phrase.goOnWith(summary.run), .onlyUndo(summary.run)].map { Line(look.advise($0), .strong) }
  }

  private func owed() -> [Line] {
    guard !run.owed.isEmpty else {
      return undone()
    }
    let steps = run.owed.reversed().map { index in
      var line = Line("\(look.symbols.undo) ", .warning)
      line.append(run.plan.steps[index].id)
      if let host = run.plan.steps[index].undo?.host { line.append("  " + run.plan.hosts[host].id) }
      line.append("  " + undoText(run.plan.steps[index]), .quiet)
      return line
    }
    return [Line(look.say(.owedByHand(run.owed.count)), .warning)] + steps
  }

  private func undone() -> [Line] {
    let (paid, waived) = (summary.undo.paid, summary.undo.waived)
    guard waived > 0 else { return paid > 0 ? [Line(look.say(.closingUndone(paid)), .quiet)] : [] }
    let waivers = zip(run.plan.steps, run.steps).compactMap { step, record in
      record.waiver.map { Line("  " + look.say(.closingWaived(step.id, by: $0.by, why: $0.reason)), .warning) }
    }
    return [Line(look.say(.closingUndone(paid, waived: waived)), .warning)] + waivers
  }

  private func clockSteps() -> [Line] {
    let sizes = run.clockSteps.map { $0.step < .zero ? .zero - $0.step : $0.step }
    guard let largest = sizes.max() else { return [] }
    return [Line(look.say(.closingClockSteps(sizes.count, largest: largest.brief)), .warning)]
  }

  private func undoText(_ step: PlannedStep) -> String {
    switch step.undo?.action {
    case .run(let text, _) where !step.sensitive: text.display
    case .machine(let machine): look.say(machine.deed)
    case .manual(let text): look.say(text)
    default: ""
    }
  }
}
