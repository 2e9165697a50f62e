import Catalogue
import Model

extension ReportContext {
  var targetsSection: Section {
    Section(
      id: "targets", title: t(.reportTargets),
      blocks: [
        .paragraph(t(clockSentence)), .table(recoveryTimes), .paragraph(t(.reportRoundedUp)), .table(recoveryPoints),
        .table(otherClocks), .paragraph(t(.reportOtherClocksNote)),
      ])
  }

  private var recoveryTimes: Table {
    let rows = summary.systems.flatMap { system -> [[Cell]] in
      let name = Cell(name(ofSystem: system.index), code: system.id)
      var result = cell(system)
      result.details = isUnderWay(system) ? [] : Array(system.reasons.prefix(3).map { t($0) })
      guard !system.levels.isEmpty else {
        return [[name, Cell(dash), Cell(dash), Cell(dash), Cell(dash), Cell(dash), result]]
      }
      return system.levels.enumerated().map { place, level in
        [place == 0 ? name : Cell(t(.reportSameSystem(name.text)))] + cells(of: level, system)
          + [place == 0 ? result : Cell(t(.reportSeeAbove), tone: .muted)]
      }
    }
    return Table(
      caption: t(.reportRecoveryTimesCaption),
      columns: [
        .init(t(.reportSystem), .wide), .init(t(.reportLevel), .wide), .init(t(.reportRTO), .number),
        .init(t(.reportMeasuredTime), .number), .init(t(.reportMargin), .number), .init(t(.reportLevelResult), .short),
        .init(t(.reportSystemResult), .wide),
      ], rows: rows)
  }

  private func cells(of level: LevelSummary, _ system: SystemSummary) -> [Cell] {
    let objective = level.objective
    var about = [t(source(of: objective))]
    if !objective.required { about.insert(t(.reportOptionalLevel), at: 0) }
    if let rlo = objective.rlo { about.insert(t(rlo), at: 0) }
    var target = Cell(objective.rto.words(language))
    if let most = plan.systems[system.index].maximumTolerableDowntime {
      target.details = [t(.reportMTD(most.words(language)))]
    }
    return [
      Cell(objective.name.map { t($0) } ?? objective.level, details: about), target,
      level.measured.map { Cell($0.words(language)) } ?? Cell(t(.result("not_measured")), tone: .muted),
      Cell(margin(of: level)), verdict(on: level),
    ]
  }

  func source(of objective: PlannedObjective) -> Phrase {
    if objective.source == "sample" { return .reportSampleValue }
    return .reportSource(objective.source, approvedOn: objective.approvedOn)
  }

  /// Measured ÷ target in percent, rounded up.
  private func margin(of level: LevelSummary) -> String {
    let target = level.objective.rto.inMilliseconds
    guard let measured = level.measured, target > 0 else { return dash }
    let tenths = (measured.inMicroseconds + target - 1) / target
    return tenths >= 100 ? "\((tenths + 9) / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }

  private func verdict(on level: LevelSummary) -> Cell {
    switch level.isMet {
    case true?: Cell(t(.reportWithin), tone: .good)
    case false?: Cell(t(.reportExceeded), tone: .bad)
    case nil: Cell(t(.result("not_measured")), tone: .warning)
    }
  }

  private var recoveryPoints: Table {
    let rows = summary.systems.map { system -> [Cell] in
      let targets = system.levels.filter(\.objective.required).compactMap(\.objective.rpo)
      let target = targets.min()
      let judged: Cell
      switch (system.measuredRPO, target) {
      case (nil, nil): judged = Cell(t(.reportNoneApplicable), tone: .muted)
      case (nil, _?): judged = Cell(t(.result("not_measured")), tone: .warning)
      case (_?, nil): judged = Cell(t(.reportNoTarget), tone: .muted)
      case (let measured?, let target?):
        judged = measured <= target ? Cell(t(.reportWithin), tone: .good) : Cell(t(.reportExceeded), tone: .bad)
      }
      return [
        Cell(name(ofSystem: system.index)), Cell(words(target)),
        Cell(system.measuredRPO.map { $0.words(language) } ?? t(.result("not_measured"))), judged,
      ]
    }
    return Table(
      caption: t(.reportRecoveryPointsCaption),
      columns: [
        .init(t(.reportSystem), .wide), .init(t(.reportRPO), .number), .init(t(.reportMeasuredPoint), .number),
        .init(t(.reportJudgement), .short),
      ], rows: rows)
  }

  /// The measured time by each rule, so that nobody can choose a kinder one afterwards unseen.
  private var otherClocks: Table {
    let times = summary.times
    let starts: [(ClockRule, Duration?)] = [
      (.onset, times.onset), (.injected, times.injected), (.detected, times.detected), (.activated, times.activated),
    ]
    let columns = starts.map { rule, start in
      Table.Column(t(.reportFromRule(.reportClockRule(rule.rawValue), isPlans: rule == plan.scenario.clock)), .number)
    }
    let rows = summary.systems.map { system -> [Cell] in
      let since = starts.map { _, start -> Cell in
        guard let start, let end = system.serviceConfirmed else { return Cell(dash) }
        return Cell((end - start).clockTenths)
      }
      return [
        Cell(name(ofSystem: system.index)), Cell(clock(at: system.firstAction)),
        Cell(clock(at: system.serviceConfirmed)),
      ]
        + since
    }
    let head = starts.map { rule, start in Cell(clock(at: start), details: [t(markSource(rule, start))]) }
    return Table(
      caption: t(.reportOtherClocksCaption),
      columns: [.init(t(.reportSystem), .wide), .init(t(.reportFirstAction)), .init(t(.reportServiceConfirmed))]
        + columns,
      rows: [[Cell(t(.reportStartOfClock)), Cell(dash), Cell(dash)] + head] + rows, style: .dense)
  }

  private func markSource(_ rule: ClockRule, _ start: Duration?) -> Phrase {
    if let mark = run.marks[rule] { return .reportMarkedBy(mark.by) }
    return start == nil ? .reportNoMark : .reportDerivedMark
  }

  var splitSection: Section {
    let shown = RecoverySplit.Part.allCases.filter { $0 != .unattended || !run.takeovers.isEmpty }
    let rows = summary.systems.compactMap { system -> [Cell]? in
      guard let split = split(of: system) else { return nil }
      return [Cell(name(ofSystem: system.index))]
        + shown.map { Cell(split[$0] == .zero ? dash : split[$0].clockTenths) }
        + [Cell(split.total.clockTenths)]
    }
    let open = summary.systems.filter { split(of: $0) == nil }.map { name(ofSystem: $0.index) }
    var blocks: [Block] = [.paragraph(t(.reportSplitIntroduction))]
    if !rows.isEmpty {
      let parts = shown.map { Table.Column(t(.reportSplitPart($0)), .number) }
      blocks.append(
        .table(
          Table(
            caption: t(.reportSplitCaption),
            columns: [.init(t(.reportSystem), .wide)] + parts + [.init(t(.reportSum), .number)], rows: rows,
            style: .dense)))
    }
    if !open.isEmpty { blocks.append(.paragraph(t(.reportNoSplitFor(listed(open))))) }
    return Section(id: "split", title: t(.reportSplit), blocks: blocks)
  }

  func split(of system: SystemSummary) -> RecoverySplit? {
    guard let start = summary.times.clockStart, let end = system.serviceConfirmed,
      let last = stepsBySystem[system.index].first(where: {
        run.steps[$0].lastEnd == end && plan.steps[$0].kind == .verify
      })
    else { return nil }
    return RecoverySplit(run, summary, last: last, start: start, stepsBySystem: stepsBySystem)
  }
}

extension Phrase {
  fileprivate static func reportSplitPart(_ part: RecoverySplit.Part) -> Phrase {
    switch part {
    case .decision: .reportSplitDecision
    case .response: .reportSplitResponse
    case .prerequisites: .reportSplitPrerequisites
    case .queue: .reportSplitQueue
    case .machine: .reportSplitMachine
    case .people: .reportSplitPeople
    case .retry: .reportSplitRetry
    case .verification: .reportSplitVerification
    case .unattended: .reportSplitUnattended
    }
  }
}
