import Catalogue
import Model

/// The steps of a run over time, by system, with each system's objective.
struct Chart {
  enum BarKind: String, CaseIterable {
    case machine, people, verification, failed, undo
  }

  /// Seconds from T.
  struct Span {
    var from: Double
    var to: Double
  }

  struct Bar {
    var kind: BarKind
    var span: Span
    /// For the tool tip.
    var about: String
  }

  struct Objective {
    var label: String
    var at: Double
    var isMet: Bool?
  }

  struct Row {
    var label: String
    /// Under the label of a system; empty for steps.
    var detail = ""
    var isGroup = false
    /// The group began on the page before.
    var isContinued = false
    var tone = Tone.plain
    var bars: [Bar] = []
    /// Ready, but not started.
    var waits: [Span] = []
    /// Between a failed attempt and the next.
    var pauses: [Span] = []
    /// From the clock's start to the confirmation of the service.
    var recovery: Span?
    var objectives: [Objective] = []
    /// What stands beside the bars.
    var note = ""
  }

  private(set) var rows: [Row] = []
  /// Nobody was in charge.
  let unattended: [Span]
  let language: Language
  let low: Double
  let high: Double
  /// T lies before the axis begins, by so much.
  let startsBefore: String?

  init(_ context: ReportContext) {
    language = context.language
    rows = ChartRows(context).rows
    unattended = Unattended(context.run).gaps.map { gap in
      Span(from: (gap.from - context.origin).inSeconds, to: (gap.to - context.origin).inSeconds)
    }
    let spans = rows.flatMap { $0.bars.map(\.span) }
    let first = spans.map(\.from).min() ?? 0
    let last = max(spans.map(\.to).max() ?? 0, first + 1)
    // A start of the clock long before the first step would squeeze all steps against the right edge.
    let isFar = first > (last - first)
    let left = isFar ? first : min(0, first)
    low = left
    startsBefore = isFar ? Duration.seconds(first).words(context.language) : nil
    let near = rows.flatMap(\.objectives).map(\.at).filter { $0 <= last + (last - left) * 0.35 }
    high = max(last, near.max() ?? last)
  }
}

/// Builds the rows: systems in the order in which they began, their steps in the plan's order.
private struct ChartRows {
  let context: ReportContext

  init(_ context: ReportContext) { self.context = context }

  var rows: [Chart.Row] {
    let plan = context.plan
    func own(_ phase: PlannedStep.Phase) -> [Int] {
      plan.steps.indices.filter { plan.steps[$0].system == nil && plan.steps[$0].phase == phase }
    }
    let systems = plan.systems.indices.sorted { began($0) < began($1) }
    return group(.before, own(.before)) + group(.inject, own(.inject)) + group(.recover, own(.recover))
      + systems.flatMap { group(ofSystem: $0) } + group(.after, own(.after))
  }

  private func began(_ system: Int) -> (Duration, Int) {
    (context.summary.systems[system].firstAction ?? .seconds(Int64.max / 4), system)
  }

  private func seconds(_ elapsed: Duration) -> Double { (elapsed - context.origin).inSeconds }

  private func group(_ phase: PlannedStep.Phase, _ steps: [Int]) -> [Chart.Row] {
    guard !steps.isEmpty else { return [] }
    return [Chart.Row(label: context.t(.reportPhase(phase.rawValue)), isGroup: true)] + steps.map(row)
  }

  private func group(ofSystem index: Int) -> [Chart.Row] {
    let system = context.summary.systems[index]
    let stands = context.cell(system)
    var head = Chart.Row(label: context.name(ofSystem: index), isGroup: true, tone: stands.tone)
    let measured = system.headline?.measured.map { context.words($0) } ?? context.dash
    head.detail = "\(stands.tone.sign(context.language) ?? "") \(stands.text)"
    if let level = system.headline {
      head.detail += context.t(.reportChartMeasured(measured, target: level.objective.rto.words(context.language)))
    }
    if let end = system.serviceConfirmed { head.recovery = Chart.Span(from: 0, to: seconds(end)) }
    head.objectives = system.levels.filter(\.objective.required).map { level in
      Chart.Objective(
        label: "RTO " + level.objective.rto.words(context.language), at: level.objective.rto.inSeconds,
        isMet: level.isMet)
    }
    return [head] + context.stepsBySystem[index].map(row)
  }

  private func row(_ index: Int) -> Chart.Row {
    let record = context.run.steps[index]
    let step = context.plan.steps[index]
    var row = Chart.Row(label: context.title(ofStep: index))
    for (number, attempt) in record.attempts.enumerated() {
      let isWell = attempt.outcome?.result.tone == .good
      let isOpen = context.isGoingOn && attempt.outcome == nil
      let kind: Chart.BarKind = isWell || isOpen ? Chart.BarKind(step.kind) : .failed
      row.bars.append(bar(attempt, kind, number: number + 1))
      if number > 0, let ended = record.attempts[number - 1].ended {
        row.pauses.append(Chart.Span(from: seconds(ended), to: seconds(attempt.started)))
      }
    }
    if let ready = readiness(step), let first = record.firstStart, first - ready > .milliseconds(1) {
      row.waits.append(Chart.Span(from: seconds(ready), to: seconds(first)))
    }
    row.bars += record.undoAttempts.enumerated().map { bar($1, .undo, number: $0 + 1) }
    let result = context.resultCell(ofStep: index)
    row.tone = result.tone
    row.note = note(record, result)
    return row
  }

  private func note(_ record: StepRecord, _ result: Cell) -> String {
    guard let start = record.firstStart, let end = record.lastEnd, result.tone == .good else {
      return "\(result.tone.sign(context.language) ?? "") \(result.text)"
    }
    let tries = record.attempts.count > 1 ? context.t(.reportChartAttempts(record.attempts.count)) : ""
    return context.words(end - start) + tries
  }

  private func bar(_ attempt: StepRecord.Attempt, _ kind: Chart.BarKind, number: Int) -> Chart.Bar {
    let end = attempt.ended ?? context.end
    let result = attempt.outcome.map { context.t(.stepResult($0.result.rawValue)) } ?? context.noEndCell.text
    let about = context.t(
      .reportChartBar(number: number, result: result, duration: context.words(end - attempt.started)))
    return Chart.Bar(kind: kind, span: Chart.Span(from: seconds(attempt.started), to: seconds(end)), about: about)
  }

  /// When the last step that this one needs had ended; without needs, when its stretch of the run began.
  private func readiness(_ step: PlannedStep) -> Duration? {
    let phase = RunPhase(rawValue: step.phase.rawValue).flatMap { context.run.phaseBegan[$0] }
    return step.needs.compactMap { context.run.steps[$0].lastEnd }.max() ?? phase
  }
}

extension Chart.BarKind {
  init(_ kind: StepKind) {
    switch kind {
    case .run, .script, .machine, .wait, .use: self = .machine
    case .manual: self = .people
    case .check, .verify: self = .verification
    }
  }
}
