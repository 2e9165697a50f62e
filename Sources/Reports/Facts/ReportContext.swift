import Catalogue
import Model

/// What every section of a report reads from, worked out once.
struct ReportContext {
  let run: Run
  let events: [Event]
  let evidence: Evidence
  let language: Language
  let summary: RunSummary
  let zone: LocalZone
  /// For each system the indices of its steps.
  let stepsBySystem: [[Int]]

  init(_ report: Report, _ language: Language) {
    run = report.run
    events = report.events
    evidence = report.evidence
    self.language = language
    summary = RunSummary(report.run)
    zone = LocalZone(report.run.plan.workspace.timeZone)
    stepsBySystem = report.run.plan.stepIndicesBySystem
  }

  var plan: Plan { run.plan }
  var runID: String { run.header?.run ?? "" }
  var isDrill: Bool { plan.mode == .drill }

  func t(_ phrase: Phrase) -> String { phrase.text(language) }
  func t(_ text: LocalizedText) -> String { text.text(language) }
  func t(_ reason: Reason) -> String { reason.text.text(language) }

  /// `a、b、c` or `a, b, c`; a dash when there is nothing.
  func listed(_ texts: [String]) -> String {
    texts.isEmpty ? dash : texts.joined(separator: language == .ja ? "、" : ", ")
  }

  var colon: String { language == .ja ? "：" : ": " }
  var dash: String { language == .ja ? "－" : "–" }
}

// MARK: - Times

extension ReportContext {
  /// Where T is zero: the clock's start by the plan's rule, else the opening of the run.
  var origin: Duration { summary.times.clockStart ?? .zero }

  func stopwatch(_ elapsed: Duration) -> String { (elapsed - origin).stopwatch }

  /// `10:15:00`, with the date before it when it isn't the day of the run's start.
  func clock(_ time: WallTime) -> String {
    let civil = zone.civil(time)
    let isSameDay = civil.dateText == zone.civil(run.openedAt).dateText
    return isSameDay ? civil.clockText : "\(civil.dateText) \(civil.clockText)"
  }

  func clock(at elapsed: Duration?) -> String { elapsed.map { clock(run.wallTime(at: $0)) } ?? dash }

  func words(_ duration: Duration?) -> String { duration.map { $0.words(language) } ?? dash }

  /// `令和8年11月22日（日）`, `Sunday 22 November 2026 (Reiwa 8)`
  func date(_ time: WallTime) -> String {
    let civil = zone.civil(time)
    let days = CivilTime.daysSinceEpoch(year: civil.year, month: civil.month, day: civil.day)
    let era = Era.year(civil.year, month: civil.month, day: civil.day)
    return t(
      .reportDate(
        year: civil.year, month: civil.month, day: civil.day, weekday: Int((days % 7 + 11) % 7), eraJa: era?.ja,
        eraEn: era?.en))
  }

  func fiscalYear(_ time: WallTime) -> String {
    let year = zone.civil(time).fiscalYear
    let era = Era.fiscalYear(year)
    return t(.reportFiscalYear(year, eraJa: era?.ja, eraEn: era?.en))
  }

  var endedAt: WallTime? { run.closed?.at }

  /// The last instant that the record knows of.
  var end: Duration { run.lastEvent.elapsed }
}

// MARK: - Names

extension ReportContext {
  func name(ofSystem index: Int) -> String { t(plan.systems[index].displayName) }
  func title(ofStep index: Int) -> String { t(titlePhrase(ofStep: index)) }

  /// The step's own title; a verification without one is called after its level, other steps after their id.
  func titlePhrase(ofStep index: Int) -> Phrase {
    let step = plan.steps[index]
    if step.title == nil, case .verify(let id, _, _) = step.action, let system = step.system {
      let level = plan.systems[system].objectives.first { $0.level == id }?.name ?? LocalizedText(id)
      return .reportVerification(of: .words(ja: level.text(.ja), en: level.text(.en)))
    }
    return .words(ja: step.displayTitle.text(.ja), en: step.displayTitle.text(.en))
  }
  func host(ofStep index: Int) -> String? { plan.steps[index].host.map { plan.hosts[$0].id } }

  /// The system's name, or the stretch of the run for the scenario's own steps.
  func group(ofStep index: Int) -> String {
    let step = plan.steps[index]
    return step.system.map(name(ofSystem:)) ?? t(.reportPhase(step.phase.rawValue))
  }

  var organization: String {
    t(plan.workspace.organization ?? plan.workspace.title ?? LocalizedText(plan.workspace.name))
  }
  var subject: String { t(plan.scenario.title ?? LocalizedText(plan.scenario.id)) }
  var title: Phrase { isDrill ? .reportDrillTitle : .reportRecoveryTitle }
}

// MARK: - Cells

extension ReportContext {
  func cell(_ result: StepResult, notApplicable: Bool = false) -> Cell {
    if notApplicable { return Cell(t(.reportNotApplicableStep), tone: .muted) }
    return Cell(t(.stepResult(result.rawValue)), tone: result.tone)
  }

  func resultCell(ofStep index: Int) -> Cell {
    isUnderWay(index)
      ? underWayCell : cell(run.steps[index].recordedResult, notApplicable: run.wasNotApplicable(index))
  }

  /// Its process lives, so what has no end yet is under way and not in doubt.
  var isGoingOn: Bool { evidence.isGoingOn && run.closed == nil }

  func isUnderWay(_ step: Int) -> Bool {
    isGoingOn && run.steps[step].result == nil && run.steps[step].firstStart != nil
  }

  func isUnderWay(_ system: SystemSummary) -> Bool { isGoingOn && run.isUnderWay(system: system.index) }

  var underWayCell: Cell { Cell(t(.stepUnderWay), tone: .muted) }

  /// Of an attempt without an end.
  var noEndCell: Cell { isGoingOn ? underWayCell : cell(.unknown) }
  var noEndWords: String { t(isGoingOn ? .stepUnderWay : .reportNoEndRecorded) }

  func cell(_ system: SystemSummary) -> Cell {
    isUnderWay(system) ? Cell(t(.systemUnderWay), tone: .muted) : cell(system.result)
  }

  func cell(_ result: SystemResult) -> Cell { Cell(t(.result(result.rawValue)), tone: result.tone) }
}

extension StepResult {
  var tone: Tone {
    switch self {
    case .passed: .good
    case .byHand: .good
    case .failed, .timedOut, .unknown: .bad
    case .skipped, .notRun: .warning
    }
  }

  /// Went wrong, or nobody can say that it didn't.
  var isBroken: Bool { tone == .bad }
}

extension SystemResult {
  var tone: Tone {
    switch self {
    case .met: .good
    case .missed, .failed: .bad
    case .notMeasured, .unfinished: .warning
    }
  }
}

extension RunResult {
  var tone: Tone {
    switch self {
    case .met: .good
    case .missed, .failed: .bad
    case .aborted, .unfinished: .warning
    }
  }
}
