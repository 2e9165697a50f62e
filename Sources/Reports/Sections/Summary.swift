import Catalogue
import Model

extension ReportContext {
  var summarySection: Section {
    var blocks: [Block] = [
      .verdict(
        summary.result.tone, word: t(isGoingOn ? .runIsGoingOn : .result(summary.result.rawValue)),
        sentence: t(verdictSentence))
    ]
    if let openNotice { blocks.append(openNotice) }
    if !run.owed.isEmpty, !isGoingOn { blocks.append(owedNotice) }
    if !troubles.isEmpty {
      blocks += [.heading(t(.reportWhyThisResult)), .list(troubles)]
    }
    blocks += [
      .table(tallyTable), .table(stepsTable), .heading(t(.reportLimitsTitle)), .paragraph(t(.reportLimitsIntroduction)),
      .list(limits),
    ]
    return Section(id: "summary", title: t(.reportSummary), blocks: blocks)
  }

  func count(of result: SystemResult) -> Int { summary.systems.count { $0.result == result } }

  private var verdictSentence: Phrase {
    if isGoingOn { return .reportVerdictGoingOn }
    if summary.result == .unfinished { return .reportVerdictUnfinished }
    return .reportVerdictCounts(
      systems: summary.systems.count, met: count(of: .met), missed: count(of: .missed), failed: count(of: .failed),
      notMeasured: count(of: .notMeasured))
  }

  /// What kept the run from `met`.
  private var troubles: [Cell] {
    var lines: [Cell] = []
    if let stop = run.stop {
      lines.append(Cell(t(.reportStoppedBecause(by: stop.by, why: t(stop.reason))), tone: .warning))
    }
    if let halted = run.halted {
      lines.append(
        halted.isPause
          ? Cell(t(.reportPausedBecause(t(halted))), tone: .warning)
          : Cell(t(.reportHalted(halted.code)), tone: .bad, details: details(ofHalt: halted)))
    }
    for system in summary.systems where system.result != .met && !isUnderWay(system) {
      let why = Self.firstFew(system.reasons.map { t($0) }, more: { t(.reportAndMore($0)) })
      lines.append(
        Cell(
          t(.reportSystemStands(name(ofSystem: system.index), .result(system.result.rawValue))),
          tone: system.result.tone, details: why))
    }
    for (index, step) in plan.steps.enumerated()
    where step.system == nil && run.steps[index].recordedResult.isBroken && !isUnderWay(index) {
      let record = run.steps[index]
      let why = record.reason.map { [t($0)] } ?? []
      lines.append(
        Cell(
          t(.stepStands(id: step.id, result: .stepResult(record.recordedResult.rawValue), why: nil)), tone: .bad,
          details: why))
    }
    return lines
  }

  private static func firstFew(_ texts: [String], more: (Int) -> String) -> [String] {
    texts.count <= 4 ? texts : texts.prefix(3) + [more(texts.count - 3)]
  }

  private var tallyTable: Table {
    let tally = Tally(run)
    let measured = summary.systems.count { $0.result == .met || $0.result == .missed }
    let rpo = summary.systems.filter { system in
      system.levels.contains { $0.objective.required && $0.objective.rpo != nil }
    }
    func row(_ name: Phrase, _ share: Share) -> [Cell] { [Cell(t(name)), Cell(share.text(language))] }
    let rows = [
      row(.reportSystemsMet, Share(count: self.count(of: .met), outOf: summary.systems.count)),
      row(.reportSystemsMeasured, Share(count: measured, outOf: summary.systems.count)),
      row(.reportRPOMeasured, Share(count: rpo.count { $0.measuredRPO != nil }, outOf: rpo.count)),
      row(.reportMandatoryStepsDone, tally.mandatory),
      row(.reportMandatoryChecksHeld, tally.mandatoryChecks),
      row(.reportMandatoryChecksAsked, tally.mandatoryChecksAsked),
      row(.reportFirstAttempt, tally.firstAttempt),
    ]
    return Table(
      caption: t(.reportTallyCaption),
      columns: [.init(t(.reportMeasure), .wide), .init(t(.reportCountOfAll), .number)], rows: rows)
  }

  /// Each step once, by how it ended.
  private var stepsTable: Table {
    let tally = Tally(run)
    let open = plan.steps.indices.filter(isUnderWay)
    let results = StepResult.allCases.map { result in
      let under = open.count { run.steps[$0].recordedResult == result }
      return (t(.stepResult(result.rawValue)), (tally.byResult[result] ?? 0) - under)
    }
    let underWay = isGoingOn ? [(t(.stepUnderWay), open.count)] : []
    let all = results + underWay + [(t(.reportNotApplicableStep), tally.notApplicable), (t(.reportSum), tally.steps)]
    return Table(
      caption: t(.reportStepResultsCaption),
      columns: [.init(t(.reportMeasure))] + all.map { .init($0.0, .number) },
      rows: [[Cell(t(.reportStepCount))] + all.map { Cell(String($0.1)) }], style: .dense)
  }
}
