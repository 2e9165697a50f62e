import Catalogue
import Model

/// When nobody was in charge of a run, on its monotonic clock: from the last line of a process that went to the first of
/// the next. Both are known; when in between the process went isn't, so these are upper bounds.
struct Unattended {
  let gaps: [(from: Duration, to: Duration)]

  init(_ run: Run) {
    gaps = run.takeovers.map { ($0.elapsed - $0.takeover.unattended, $0.elapsed) }
  }

  func within(from: Duration, to: Duration) -> Duration {
    gaps.reduce(.zero) { $0 + max(.zero, min(to, $1.to) - max(from, $1.from)) }
  }
}

extension ReportContext {
  /// `Nobody was in charge for at most 35.5 s (last sign of life 18:56:45)`
  func unattended(_ record: Run.TakeoverRecord) -> String {
    guard let gap = record.unattendedAtMost else { return t(.reportUnattendedUnknown) }
    return t(.reportUnattended(gap.words(language), last: clock(record.at + (.zero - record.takeover.unattended))))
  }

  /// How much of an attempt's duration passed with nobody in charge.
  func unattendedNote(_ attempt: StepRecord.Attempt) -> [String] {
    guard let ended = attempt.ended else { return [] }
    let gap = Unattended(run).within(from: attempt.started, to: ended)
    return gap > .zero ? [t(.reportOfThatUnattended(words(gap)))] : []
  }
}
