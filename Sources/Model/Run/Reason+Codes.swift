public import Catalogue

extension Reason {
  public static let undoAskedCode = "undo-asked"
  public static let notApplicableCode = "not-applicable"
  /// A machine was as a step wanted it before the step did anything.
  public static let alreadySoCode = "already-so"
  public static let dependencyFailedCode = "dependency-failed"
  /// No other attempt can come to it.
  public static let valueLostCode = "value-lost"

  public init(_ code: String, _ phrase: Phrase) {
    self.init(code: code, text: LocalizedText(ja: phrase.ja, en: phrase.en))
  }

  /// The run was put down by a signal and waits to be resumed: no result of it, and nobody's decision to give it up.
  public static func paused(by signal: String, _ phrase: Phrase) -> Reason {
    Reason(pausedCode + signal.lowercased(), phrase)
  }

  public var isPause: Bool { code.hasPrefix(Self.pausedCode) }

  private static let pausedCode = "paused-"

  static let noObjective = Reason("no-objective", .noObjective)
  static let nothingInjected = Reason("nothing-injected", .nothingInjected)
  static let rpoMissed = Reason("rpo-missed", .rpoMissed)

  static func rtoMissed(_ level: String) -> Reason { Reason("rto-missed", .rtoMissed(level: level)) }
  static let gapUnknown = Reason("gap-unknown", .gapUnknown)
  static func gapCorrected(_ step: Duration, forward: Bool) -> Reason {
    Reason("gap-clock-corrected", .gapCorrected(seconds: Int((step.inMilliseconds + 999) / 1000), forward: forward))
  }
  static func notOver(_ steps: [String]) -> Reason { Reason("not-over", .stepsNotOver(steps)) }
  static func levelNotReached(_ level: String) -> Reason { Reason("level-not-reached", .levelNotReached(level: level)) }

  /// What stands in the way of a system's result: the step, and its own reason.
  static func step(_ run: Run, _ index: Int) -> Reason {
    let planned = run.plan.steps[index]
    let record = run.steps[index]
    return Reason(
      "step-\(record.recordedResult.rawValue)",
      .stepStands(
        id: planned.id, result: .stepResult(record.recordedResult.rawValue),
        why: record.reason.map { Phrase.words(ja: $0.text.text(.ja), en: $0.text.text(.en)) }))
  }
}
