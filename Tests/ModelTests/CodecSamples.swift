@testable import Model

/// Random values of everything that stands in a record.
extension Seeded {
  mutating func localizedText() -> LocalizedText {
    let parts = localized()
    return parts.both.map { LocalizedText($0) } ?? LocalizedText(ja: parts.ja, en: parts.en)
  }

  mutating func milliseconds() -> Duration { .milliseconds(Int64.random(in: 0...100_000_000, using: &self)) }
  mutating func microseconds() -> Duration {
    .microseconds(Int64.random(in: -5_000_000...100_000_000_000, using: &self))
  }
  mutating func wallTime() -> WallTime { WallTime(milliseconds: .random(in: 0...4_102_444_800_000, using: &self)) }
  mutating func digest() -> Digest { Digest(of: text()) }
  mutating func reason() -> Reason { Reason(code: text(), text: localizedText()) }
  mutating func retry() -> Retry { Retry(attempts: .random(in: 1...5, using: &self), every: milliseconds()) }

  mutating func kept() -> KeptOutput {
    switch Int.random(in: 0..<3, using: &self) {
    case 0: .inline(text(), digest: digest())
    case 1:
      .file(
        digest: digest(), kept: .random(in: 0...9999, using: &self), bytes: 1 << 40, whole: digest(),
        isPartial: chance(1, in: 2))
    default: .withheld
    }
  }

  mutating func checkOutcome() -> CheckOutcome {
    var check = CheckOutcome(
      id: text(), holds: chance(1, in: 2), tries: .random(in: 0...99, using: &self), mandatory: chance(1, in: 2),
      seen: text())
    check.dataAsOf = maybe { $0.wallTime() }
    check.reason = maybe { $0.reason() }
    return check
  }

  mutating func outcome() -> Outcome {
    var outcome = Outcome(one())
    outcome.interrupted = chance(1, in: 4)
    outcome.started = chance(3, in: 4)
    outcome.exit = maybe { .random(in: -1...255, using: &$0) }
    outcome.duration = microseconds()
    outcome.reason = maybe { $0.reason() }
    outcome.stdout = maybe { $0.kept() }
    outcome.stderr = maybe { $0.kept() }
    outcome.registered = maybe { $0.text() }
    outcome.checks = list(upTo: 3) { $0.checkOutcome() }
    outcome.by = maybe { $0.text() }
    outcome.via = maybe { $0.text() }
    outcome.note = maybe { $0.text() }
    return outcome
  }

  mutating func header() -> RunHeader {
    var header = RunHeader(
      run: text(), scenario: text(), mode: one(), clock: one(), plan: digest(), operatorName: text(), tool: text(),
      machine: text(), process: .random(in: 1...4_194_304, using: &self), boot: maybe { $0.text() },
      recordsOn: maybe { $0.text() }, hosts: places())
    (header.machineID, header.pidNamespace) = (maybe { $0.text() }, maybe { .random(in: 1...9, using: &$0) })
    return header
  }

  private mutating func places() -> [String: String] {
    Dictionary(list(upTo: 3) { ($0.text(), $0.text()) }) { first, _ in first }
  }

  mutating func body() -> Event.Body {
    let attempt = Int.random(in: 1...9, using: &self)
    return switch Int.random(in: 0..<15, using: &self) {
    case 0: .opened(header())
    case 1: .marked(ClockMark(kind: one(), at: wallTime(), elapsed: microseconds(), by: text()))
    case 2: .phaseBegan(one())
    case 3: .stepStarted(step: text(), attempt: attempt, owesUndo: chance(1, in: 2))
    case 4: .stepEnded(step: text(), attempt: attempt, outcome())
    case 5: .stepSettled(step: text(), result: one(), reason(), by: maybe { $0.text() })
    case 6: .undoStarted(step: text(), attempt: attempt)
    case 7: .undoEnded(step: text(), attempt: attempt, outcome())
    case 8: .stopRequested(by: text(), reason())
    case 9: .noted(text(), by: text())
    case 10: .clockStepped(microseconds())
    case 11: .halted(reason())
    case 12: .undoWaived(step: text(), by: text(), reason: text())
    case 13: .resumed(takeover())
    default: .closed(one())
    }
  }

  private mutating func takeover() -> Takeover {
    var takeover = Takeover(
      by: text(), tool: text(), machine: text(), process: .random(in: 1...4_194_304, using: &self),
      boot: maybe { $0.text() }, unattended: microseconds(), movedHosts: places())
    (takeover.machineID, takeover.pidNamespace) = (maybe { $0.text() }, maybe { .random(in: 1...9, using: &$0) })
    return takeover
  }

  mutating func event() -> Event {
    Event(sequence: .random(in: 1...1_000_000, using: &self), at: wallTime(), elapsed: microseconds(), body: body())
  }
}
