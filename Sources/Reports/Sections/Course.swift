import Catalogue
import Model

extension ReportContext {
  var timelineSection: Section {
    let rows = Timeline(self).entries.map { entry -> [Cell] in
      let numbers =
        entry.firstSequence == entry.lastSequence
        ? "\(entry.firstSequence)" : listed([entry.firstSequence, entry.lastSequence].map(String.init))
      let stumble = entry.stumble.first.map { Cell($0, details: Array(entry.stumble.dropFirst())) }
      return [
        Cell(numbers), Cell(clock(entry.at), details: ["T\(stopwatch(entry.elapsed))"]), entry.work,
        stumble ?? Cell.empty,
      ]
    }
    let table = Table(
      caption: t(.reportTimelineCaption),
      columns: [
        .init(t(.reportJournalLine), .key), .init(t(.reportTime), .short), .init(t(.reportWork), .wide),
        .init(t(.reportStumbles), .wide),
      ], rows: rows)
    return Section(
      id: "timeline", title: t(.reportTimeline),
      blocks: [.paragraph(t(.reportTimelineNote(zone: zone.label, zero: clock(at: origin)))), .table(table)])
  }

  var chartSection: Section {
    let chart = Chart(self)
    return Section(
      id: "chart", title: t(.reportChart),
      blocks: chart.rows.isEmpty
        ? [.paragraph(t(.reportNothingStarted))] : [.paragraph(t(.reportChartNote)), .chart(chart)])
  }

  var checksSection: Section {
    var blocks: [Block] = [.table(checksTable), .table(deviationsTable)]
    if !manualRows.isEmpty { blocks.append(.table(manualTable)) }
    blocks.append(.table(attemptsTable))
    return Section(id: "checks", title: t(.reportChecks), blocks: blocks)
  }

  private var checksTable: Table {
    var rows: [[Cell]] = []
    for (index, step) in plan.steps.enumerated() {
      let outcomes = run.steps[index].attempts.last?.outcome?.checks ?? []
      for check in step.plannedChecks {
        rows.append(row(check, of: index, outcomes.first { $0.id == check.id }))
      }
    }
    return Table(
      caption: t(.reportChecksCaption),
      columns: [
        .init(t(.reportSystem)), .init(t(.reportCheck), .wide), .init(t(.reportMandatory)),
        .init(t(.reportTries), .number),
        .init(t(.reportResult), .short), .init(t(.reportSeen), .wide),
      ], rows: rows)
  }

  private func row(_ check: PlannedCheck, of step: Int, _ outcome: CheckOutcome?) -> [Cell] {
    let title = Cell(check.title.map { t($0) } ?? check.id, code: "\(plan.steps[step].id) · \(check.id)")
    var seen = Cell(outcome?.seen ?? dash)
    if let time = outcome?.dataAsOf { seen.details.append(t(.reportDataAsOf(time.iso8601))) }
    if let reason = outcome?.reason { seen.details.append(t(reason)) }
    let result: Cell
    switch outcome?.holds {
    case true?: result = Cell(t(.reportCheckHolds), tone: .good)
    case false?: result = Cell(t(.reportCheckDoesNotHold), tone: .bad)
    case nil:
      result =
        run.wasNotApplicable(step)
        ? Cell(t(.reportNotApplicableStep), tone: .muted) : Cell(t(.reportCheckNotAsked), tone: .warning)
    }
    return [
      Cell(group(ofStep: step)), title, Cell(t(.reportIsMandatory(check.mandatory && plan.steps[step].mandatory))),
      Cell(outcome.map { String($0.tries) } ?? dash), result, seen,
    ]
  }

  private var attemptsTable: Table {
    Table(
      caption: t(.reportAttemptsCaption),
      columns: [
        .init(t(.reportStep), .wide), .init(t(.reportHost)), .init(t(.reportAttempt), .number),
        .init(t(.reportStarted), .short),
        .init(t(.reportDuration), .number), .init(t(.reportResult), .short), .init(t(.reportDetails), .wide),
      ], rows: plan.steps.indices.flatMap(attemptRows))
  }

  private func attemptRows(_ index: Int) -> [[Cell]] {
    let record = run.steps[index]
    let step = plan.steps[index]
    let name = Cell(title(ofStep: index), details: stepNotes(step), code: step.id)
    let host = Cell(host(ofStep: index) ?? dash)
    var rows = record.attempts.enumerated().map { number, attempt -> [Cell] in
      let result = attempt.outcome.map { cell($0.result) } ?? noEndCell
      let details =
        attempt.outcome.map { remarks(on: $0) + why($0) } ?? [
          noEndWords
        ]
      let exit = attempt.outcome?.exit.map { t(.reportExit($0)) }
      return [
        name, host, attemptNumber(number + 1, step), Cell(clock(attempt.startedAt)),
        Cell(words(attempt.ended.map { $0 - attempt.started }), details: unattendedNote(attempt)), result,
        Cell(([exit].compactMap(\.self) + details).joined(separator: "\n")),
      ]
    }
    if let settled = record.settlement {
      var details = [t(settled.reason)]
      if let by = settled.by { details.append(t(.reportDecidedBy(by))) }
      rows.append([
        name, host, Cell(dash), Cell(clock(at: settled.elapsed)), Cell(dash), resultCell(ofStep: index),
        Cell(details.joined(separator: "\n")),
      ])
    } else if record.attempts.isEmpty {
      rows.append([
        name, host, Cell("0 / \(step.retry.attempts)"), Cell(dash), Cell(dash), resultCell(ofStep: index),
        Cell(t(.reportNeverStarted)),
      ])
    }
    return rows
  }

  private func attemptNumber(_ number: Int, _ step: PlannedStep) -> Cell {
    let planned = step.retry.attempts
    return number > planned
      ? Cell(String(number), details: [t(.reportAttemptsPlanned(planned))]) : Cell("\(number) / \(planned)")
  }

  /// Also of an attempt that ended well, where the record has something to say of it.
  private func why(_ outcome: Outcome) -> [String] {
    outcome.result.tone == .good ? outcome.reason.map { [t($0)] } ?? [] : Array(stumble(outcome).dropFirst())
  }

  /// What is said of a step beside its title: its kind, whether it is mandatory, what it does.
  private func stepNotes(_ step: PlannedStep) -> [String] {
    let kind = t(.reportStepKind(step.kind.rawValue)) + (step.mandatory ? "" : t(.reportOptionalMark))
    return [[kind, deed(of: step)].compactMap(\.self).joined(separator: colon)]
  }

  private func deed(of step: PlannedStep) -> String? {
    switch step.action {
    case .run(let text, _, _): step.sensitive ? t(.reportWithheld) : Self.shortened(text.display)
    case .script(let script, _, _): script.path
    case .machine(let machine): t(machine.deed)
    case .verify(let level, _, _): level
    case .wait(let length): words(length)
    case .check, .manual: nil
    }
  }

  static func shortened(_ text: String) -> String { text.count > 160 ? text.prefix(159) + "…" : text }
}
