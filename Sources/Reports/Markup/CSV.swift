import Catalogue
import Model

/// Comma-separated values for spreadsheets: RFC 4180 with a byte order mark, so that Excel takes it for UTF-8.
///
/// Texts that a spreadsheet would take for a formula get an apostrophe before them.
struct CSV {
  enum Field {
    case text(String)
    case number(Double?)
    case whole(Int?)
  }

  private(set) var text = "\u{FEFF}"

  init(header: [String]) { add(header.map(Field.text)) }

  mutating func add(_ fields: [Field]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { text += "," }
      switch field {
      case .text(let value): text += Self.quoted(Self.disarmed(VisibleText.oneLine(value)))
      case .number(let value): text += value.map { Self.decimal($0) } ?? ""
      case .whole(let value): text += value.map(String.init) ?? ""
      }
    }
    text += "\r\n"
  }

  /// Full-width signs begin a formula in a Japanese Excel too.
  private static func disarmed(_ value: String) -> String {
    guard let first = value.unicodeScalars.first, "=+-@＝＋－＠␉␍".unicodeScalars.contains(first) else { return value }
    return "'" + value
  }

  private static func quoted(_ value: String) -> String {
    guard
      value.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D })
    else { return value }
    return "\"" + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  private static func decimal(_ value: Double) -> String {
    value == value.rounded() ? String(Int64(value)) : String(value)
  }
}

extension CSV.Field {
  init(_ duration: Duration?) {
    switch duration?.jsonSeconds {
    case .integer(let seconds): self = .whole(Int(seconds))
    case .number(let seconds): self = .number(seconds)
    default: self = .text("")
    }
  }
}

extension CSV {
  /// A row for each attempt, one for each step that was settled without, one for each that never began.
  static func steps(_ context: ReportContext) -> String {
    let names: [Phrase] = [
      .reportRunID, .reportCSVPhase, .reportCSVSystemID, .reportSystem, .reportCSVStepID, .reportStep, .reportCSVKind,
      .reportHost, .reportMandatory, .reportAttempt, .reportCSVStarted, .reportCSVElapsed, .reportCSVSeconds,
      .reportCSVResultCode, .reportResult, .reportCSVExit, .reportCSVReasonCode, .reportCSVReason, .reportActor,
      .reportCSVVia, .reportCSVNote,
    ]
    var csv = CSV(header: names.map { context.t($0) })
    for index in context.plan.steps.indices {
      let record = context.run.steps[index]
      for (number, attempt) in record.attempts.enumerated() {
        csv.add(stepFields(context, index) + attemptFields(context, attempt, number: number + 1))
      }
      if let settled = record.settlement {
        csv.add(stepFields(context, index) + settledFields(context, settled))
      } else if record.attempts.isEmpty {
        csv.add(stepFields(context, index) + emptyFields(context))
      }
    }
    return csv.text
  }

  private static func stepFields(_ context: ReportContext, _ index: Int) -> [Field] {
    let step = context.plan.steps[index]
    return [
      .text(context.runID), .text(step.phase.rawValue), .text(step.system.map { context.plan.systems[$0].id } ?? ""),
      .text(step.system.map(context.name(ofSystem:)) ?? ""), .text(step.id), .text(context.title(ofStep: index)),
      .text(step.kind.rawValue), .text(context.host(ofStep: index) ?? ""),
      .text(context.t(.reportIsMandatory(step.mandatory))),
    ]
  }

  private static func attemptFields(_ context: ReportContext, _ attempt: StepRecord.Attempt, number: Int) -> [Field] {
    let outcome = attempt.outcome
    let result: (code: String, words: Phrase) =
      if outcome == nil, context.isGoingOn {
        ("under_way", .stepUnderWay)
      } else {
        { ($0, .stepResult($0)) }((outcome?.result ?? .unknown).rawValue)
      }
    return [
      .whole(number), .text(attempt.startedAt.iso8601), Field(attempt.started),
      Field(attempt.ended.map { $0 - attempt.started }), .text(result.code),
      .text(context.t(result.words)), .whole(outcome?.exit), .text(outcome?.reason?.code ?? ""),
      .text(outcome?.reason.map { context.t($0) } ?? ""), .text(outcome?.by ?? ""), .text(outcome?.via ?? ""),
      .text(outcome?.note ?? ""),
    ]
  }

  private static func settledFields(_ context: ReportContext, _ settled: StepRecord.Settlement) -> [Field] {
    [
      .whole(nil), .text(context.run.wallTime(at: settled.elapsed).iso8601), Field(settled.elapsed), .text(""),
      .text(settled.result.rawValue), .text(context.t(.stepResult(settled.result.rawValue))), .whole(nil),
      .text(settled.reason.code), .text(context.t(settled.reason)), .text(settled.by ?? ""), .text(""), .text(""),
    ]
  }

  private static func emptyFields(_ context: ReportContext) -> [Field] {
    // What isn't over may still be run.
    if context.isGoingOn { return [.whole(nil)] + [Field](repeating: .text(""), count: 11) }
    return [.whole(nil), .text(""), .text(""), .text("")]
      + [.text(StepResult.notRun.rawValue), .text(context.t(.stepResult(StepResult.notRun.rawValue)))]
      + [Field](repeating: .text(""), count: 6)
  }

  /// A row for each level of each system; one for a system without any.
  static func systems(_ context: ReportContext) -> String {
    let names: [Phrase] = [
      .reportRunID, .reportCSVSystemID, .reportSystem, .reportDepartment, .reportTier, .reportCSVResultCode,
      .reportResult,
      .reportLevel, .reportCSVRequired, .reportCSVTarget, .reportCSVMeasured, .reportLevelResult, .reportCSVSource,
      .reportCSVTargetRPO, .reportCSVMeasuredRPO, .reportFirstAction, .reportServiceConfirmed, .reportCSVReason,
    ]
    var csv = CSV(header: names.map { context.t($0) })
    for system in context.summary.systems {
      let levels: [LevelSummary?] = system.levels.isEmpty ? [nil] : system.levels
      for level in levels { csv.add(fields(context, system, level)) }
    }
    return csv.text
  }

  private static func fields(_ context: ReportContext, _ system: SystemSummary, _ level: LevelSummary?) -> [Field] {
    let planned = context.plan.systems[system.index]
    func time(_ elapsed: Duration?) -> Field { .text(elapsed.map { context.run.wallTime(at: $0).iso8601 } ?? "") }
    let judged: Phrase =
      switch level?.isMet {
      case true?: .reportWithin
      case false?: .reportExceeded
      case nil: .result(SystemResult.notMeasured.rawValue)
      }
    return [
      .text(context.runID), .text(system.id), .text(context.name(ofSystem: system.index)),
      .text(planned.department.map { context.t($0) } ?? ""), .whole(planned.tier), .text(system.result.rawValue),
      .text(context.t(.result(system.result.rawValue))), .text(level?.objective.level ?? ""),
      .text(level.map { context.t(.reportIsMandatory($0.objective.required)) } ?? ""), Field(level?.objective.rto),
      Field(level?.measured), .text(context.t(judged)),
      .text(level.map { context.t(context.source(of: $0.objective)) } ?? ""),
      Field(level?.objective.rpo), Field(system.measuredRPO), time(system.firstAction), time(system.serviceConfirmed),
      .text(system.reasons.map { context.t($0) }.joined(separator: " / ")),
    ]
  }
}
