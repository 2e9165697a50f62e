import Catalogue
import Model

extension ReportContext {
  var deviationsTable: Table {
    let rows = stepDeviations + runDeviations
    return Table(
      caption: t(.reportDeviationsCaption),
      columns: [.init(t(.reportKindOfDeviation)), .init(t(.reportWhere), .wide), .init(t(.reportDetails), .wide)],
      rows: rows.isEmpty ? [[Cell(t(.reportNoneApplicable)), Cell(dash), Cell(t(.reportNoDeviations))]] : rows)
  }

  private var stepDeviations: [[Cell]] {
    plan.steps.indices.flatMap { index -> [[Cell]] in
      let record = run.steps[index]
      let place = Cell(title(ofStep: index), details: [group(ofStep: index)], code: plan.steps[index].id)
      return deviations(of: index, record).map { kind, details, tone in
        [Cell(t(kind), tone: tone), place, Cell(details.joined(separator: "\n"))]
      }
    }
  }

  private func deviations(of index: Int, _ record: StepRecord) -> [(Phrase, [String], Tone)] {
    var found: [(Phrase, [String], Tone)] = []
    let result = record.recordedResult
    if run.wasNotApplicable(index) {
      return [(.reportNotApplicableStep, record.reason.map { [t($0)] } ?? [], .muted)]
    }
    if record.attempts.count > 1 {
      found.append(
        (
          .reportDeviationRetried, [t(.reportAttemptsUntil(record.attempts.count, .stepResult(result.rawValue)))],
          .warning
        ))
    }
    if result != .passed, !isUnderWay(index) {
      var details = record.reason.map { [t($0)] } ?? []
      if let by = record.settlement?.by { details.append(t(.reportDecidedBy(by))) }
      found.append((.stepResult(result.rawValue), details, result == .byHand ? .warning : result.tone))
    }
    if case .manual(let task) = plan.steps[index].action, let expected = task.expected,
      let attempt = record.attempts.last, let ended = attempt.ended, ended - attempt.started > expected
    {
      let details = t(.reportTookLonger(words(ended - attempt.started), expected: words(expected)))
      found.append((.reportDeviationSlow, [details], .warning))
    }
    return found
  }

  private var runDeviations: [[Cell]] {
    var rows: [[Cell]] = []
    func add(_ kind: Phrase, at elapsed: Duration?, _ details: String, _ tone: Tone) {
      rows.append([Cell(t(kind), tone: tone), Cell(clock(at: elapsed)), Cell(details)])
    }
    if let stop = run.stop {
      add(.reportDeviationStop, at: stop.elapsed, t(.reportStoppedBecause(by: stop.by, why: t(stop.reason))), .warning)
    }
    for step in run.clockSteps {
      add(
        .reportClockStepped, at: step.elapsed,
        t(.reportClockSteppedBy(step.step.words(language), forward: step.step > .zero)), .warning)
    }
    for resumed in run.takeovers {
      add(.reportResumed(by: resumed.takeover.by), at: resumed.elapsed, unattended(resumed), .warning)
    }
    for index in plan.steps.indices {
      guard let waiver = run.steps[index].waiver else { continue }
      let place = Cell(
        title(ofStep: index), details: [group(ofStep: index), clock(at: waiver.elapsed)], code: plan.steps[index].id)
      rows.append([
        Cell(t(.reportUndoIsWaived), tone: .warning), place,
        Cell(t(.reportDecidedBy(waiver.by)), details: [waiver.reason]),
      ])
    }
    if let halted = run.halted {
      let words = details(ofHalt: halted).joined(separator: "\n")
      add(
        halted.isPause ? .reportPaused : .reportHalted(halted.code), at: nil, words, halted.isPause ? .warning : .bad)
    }
    return rows
  }

  var manualTable: Table {
    Table(
      caption: t(.reportManualCaption),
      columns: [
        .init(t(.reportStep), .wide), .init(t(.reportInstruction), .wide), .init(t(.reportRoleTitle)),
        .init(t(.reportResult)), .init(t(.reportAnsweredByTitle)), .init(t(.reportDuration), .number),
      ], rows: manualRows)
  }

  /// Steps that people do, and steps that people did in the machine's place.
  var manualRows: [[Cell]] {
    plan.steps.indices.flatMap { index -> [[Cell]] in
      var instruction = Cell(dash)
      var role: Inventory.Role?
      var expected: Duration?
      var isManual = false
      if case .manual(let task) = plan.steps[index].action {
        instruction = Cell(t(task.instruction), details: task.items.map { "・" + t($0) })
        if language == .en { instruction.details = task.items.map { "• " + t($0) } }
        (role, expected, isManual) = (task.role, task.expected, true)
      }
      return run.steps[index].attempts.compactMap { attempt -> [Cell]? in
        guard isManual || attempt.outcome?.result == .byHand else { return nil }
        let outcome = attempt.outcome
        let who = outcome?.by.map {
          Cell($0, details: [t(.reportVia(outcome?.via))] + (outcome?.note.map { [t(.reportQuotedNote($0))] } ?? []))
        }
        let length = Cell(
          words(attempt.ended.map { $0 - attempt.started }),
          details: expected.map { [t(.reportExpected(words($0)))] } ?? [])
        return [
          Cell(title(ofStep: index), code: plan.steps[index].id), instruction,
          Cell(role.map { t(.reportRole($0.rawValue)) } ?? dash), outcome.map { cell($0.result) } ?? noEndCell,
          who ?? Cell(dash),
          length,
        ]
      }
    }
  }
}
