import Catalogue
import Model

/// One line of the chronicle: 時刻｜作業内容・状況｜つまづいた工程.
struct TimelineEntry {
  /// The journal's lines that tell of it.
  var firstSequence: Int
  var lastSequence: Int
  var at: WallTime
  var elapsed: Duration
  var ended: Duration?
  var work: Cell
  /// What went wrong here, if anything.
  var stumble: [String] = []
}

/// Puts the events of a run into lines; an attempt of a step is one line, at the time when it started.
struct Timeline {
  private(set) var entries: [TimelineEntry] = []
  private let context: ReportContext
  /// Where the line of an attempt that is under way stands.
  private var open: [Key: Int] = [:]

  private struct Key: Hashable {
    var step: String
    var attempt: Int
    var isUndo: Bool
  }

  init(_ context: ReportContext) {
    self.context = context
    entries.reserveCapacity(context.events.count / 2 + 8)
    for event in context.events { take(event) }
    for place in open.values {
      entries[place].work.tone = context.isGoingOn ? .muted : .bad
      if context.isGoingOn {
        entries[place].work.details.append(context.noEndWords)
      } else {
        entries[place].stumble.append(context.noEndWords)
      }
    }
  }

  private mutating func take(_ event: Event) {
    switch event.body {
    case .stepStarted(let step, let attempt, _): start(event, Key(step: step, attempt: attempt, isUndo: false))
    case .undoStarted(let step, let attempt): start(event, Key(step: step, attempt: attempt, isUndo: true))
    case .stepEnded(let step, let attempt, let outcome):
      end(event, Key(step: step, attempt: attempt, isUndo: false), outcome)
    case .undoEnded(let step, let attempt, let outcome):
      end(event, Key(step: step, attempt: attempt, isUndo: true), outcome)
    case .stepSettled(let step, let result, let reason, let by): settle(event, step, result, reason, by)
    default: takeRunEvent(event)
    }
  }

  private mutating func start(_ event: Event, _ key: Key) {
    guard let index = context.run.index(of: key.step) else { return }
    open[key] = entries.count
    add(event, Cell(context.t(title(key, index)), details: [place(of: index)]))
  }

  private func title(_ key: Key, _ index: Int) -> Phrase {
    let words = context.titlePhrase(ofStep: index)
    if key.isUndo { return .reportTimelineUndo(words, attempt: key.attempt) }
    return .reportTimelineStep(words, attempt: key.attempt)
  }

  /// `住民情報システム・vhost-b・コマンド`
  private func place(of index: Int) -> String {
    let kind = context.t(.reportStepKind(context.plan.steps[index].kind.rawValue))
    return [context.group(ofStep: index), context.host(ofStep: index), kind].compactMap(\.self)
      .joined(separator: context.language == .ja ? "・" : " · ")
  }

  private mutating func end(_ event: Event, _ key: Key, _ outcome: Outcome) {
    guard let line = open.removeValue(forKey: key) else { return }
    entries[line].ended = event.elapsed
    entries[line].lastSequence = event.sequence
    entries[line].work.tone = outcome.result.tone
    let words = context.t(.stepResult(outcome.result.rawValue))
    let length = (event.elapsed - entries[line].elapsed).words(context.language)
    entries[line].work.details[0] += context.colon + context.t(.reportTimelineEnd(result: words, duration: length))
    let gap = Unattended(context.run).within(from: entries[line].elapsed, to: event.elapsed)
    if gap > .zero { entries[line].work.details.append(context.t(.reportOfThatUnattended(context.words(gap)))) }
    entries[line].work.details += context.remarks(on: outcome)
    if outcome.result.tone == .good {
      // How it is known, where nobody was there to see it.
      if let reason = outcome.reason { entries[line].work.details.append(context.t(reason)) }
      return
    }
    entries[line].stumble = context.stumble(outcome)
    if let index = context.run.index(of: key.step), !key.isUndo {
      entries[line].stumble += context.sequel(ofStep: index, attempt: key.attempt)
    }
  }

  private mutating func settle(_ event: Event, _ step: String, _ result: StepResult, _ reason: Reason, _ by: String?) {
    guard let index = context.run.index(of: step) else { return }
    let isNotApplicable = reason.code == Reason.notApplicableCode
    let outcome = context.cell(result, notApplicable: isNotApplicable)
    var details = [place(of: index) + context.colon + outcome.text]
    if let by { details.append(context.t(.reportDecidedBy(by))) }
    add(
      event, Cell(context.title(ofStep: index), tone: outcome.tone, details: details),
      stumble: isNotApplicable || result.tone == .good ? [] : [context.t(reason)])
    if isNotApplicable { entries[entries.count - 1].work.details.append(context.t(reason)) }
  }

  mutating func add(_ event: Event, _ work: Cell, stumble: [String] = []) {
    entries.append(
      TimelineEntry(
        firstSequence: event.sequence, lastSequence: event.sequence, at: event.at, elapsed: event.elapsed,
        work: work, stumble: stumble))
  }
}

extension Timeline {
  /// What isn't about one step.
  fileprivate mutating func takeRunEvent(_ event: Event) {
    switch event.body {
    case .opened(let header):
      let phrase = Phrase.reportOpened(isDrill: context.isDrill, by: header.operatorName)
      add(event, Cell(context.t(phrase), details: [header.machine]))
    case .marked(let mark):
      let rule = Phrase.reportClockRule(mark.kind.rawValue)
      add(event, Cell(context.t(.reportMarked(rule, at: context.clock(mark.at), by: mark.by))))
    case .phaseBegan(let phase): add(event, Cell(context.t(.reportPhaseBegan(phase.rawValue))))
    case .stopRequested(let by, let reason):
      add(event, Cell(context.t(.reportStopRequested(by: by)), tone: .warning), stumble: [context.t(reason)])
    case .noted(let text, let by): add(event, Cell(context.t(.reportNote(by: by)), details: [text]))
    case .clockStepped(let step):
      add(
        event, Cell(context.t(.reportClockStepped), tone: .warning),
        stumble: [context.t(.reportClockSteppedBy(step.words(context.language), forward: step > .zero))])
    case .resumed(let takeover):
      let record = context.run.takeovers.first { $0.at == event.at && $0.takeover == takeover }
      add(
        event, Cell(context.t(.reportResumed(by: takeover.by)), tone: .warning, details: [takeover.machine]),
        stumble: record.map { [context.unattended($0)] } ?? [])
    case .undoWaived(let step, let by, let reason):
      guard let index = context.run.index(of: step) else { return }
      add(
        event, Cell(context.t(.reportUndoWaived(context.title(ofStep: index), by: by)), tone: .warning),
        stumble: [reason])
    case .halted(let reason):
      let words: Phrase = reason.isPause ? .reportPaused : .reportHalted(reason.code)
      add(
        event, Cell(context.t(words), tone: reason.isPause ? .warning : .bad), stumble: context.details(ofHalt: reason))
    case .closed(let result):
      add(event, Cell(context.t(.reportClosed(.result(result.rawValue))), tone: result.tone))
    case .stepStarted, .stepEnded, .stepSettled, .undoStarted, .undoEnded: break
    }
  }
}

// MARK: - What an outcome says

extension ReportContext {
  /// Who answered, how, and what they wrote.
  func remarks(on outcome: Outcome) -> [String] {
    var remarks: [String] = []
    if let by = outcome.by { remarks.append(t(.reportAnsweredBy(by, via: outcome.via))) }
    if let note = outcome.note, !note.isEmpty { remarks.append(t(.reportQuotedNote(note))) }
    return remarks
  }

  /// What a halt's heading doesn't say; what older records tell the person at the terminal to type is left out.
  func details(ofHalt reason: Reason) -> [String] {
    switch reason.code {
    case "undo-owed": []
    case "stopped-at-once": [t(.stoppedAtOnce)]
    default: [t(reason)]
    }
  }

  /// Why an attempt didn't end well.
  func stumble(_ outcome: Outcome) -> [String] {
    var lines = [t(.stepResult(outcome.result.rawValue))]
    if let exit = outcome.exit, exit != 0 { lines[0] += t(.reportExitCode(exit)) }
    if let reason = outcome.reason { lines.append(t(reason)) }
    for check in outcome.checks where !check.holds {
      lines.append(t(.reportCheckFailed(check.id, seen: check.seen)))
    }
    if let last = outcome.lastWords { lines.append(last) }
    return lines
  }

  /// What followed on an attempt that didn't end well.
  func sequel(ofStep index: Int, attempt: Int) -> [String] {
    let record = run.steps[index]
    guard attempt < record.attempts.count else { return [] }
    let pause =
      record.attempts[attempt].started - (record.attempts[attempt - 1].ended ?? record.attempts[attempt].started)
    return [t(.reportRetriedAfter(words(pause)))]
  }
}

extension Outcome {
  /// The end of what the command wrote to standard error, else to standard output, as far as the journal itself keeps it.
  var lastWords: String? {
    for output in [stderr, stdout] {
      guard case .inline(let text, _) = output else { continue }
      let lines = text.split(whereSeparator: \.isNewline).suffix(2)
      if !lines.isEmpty { return lines.map { String($0.suffix(200)) }.joined(separator: "\n") }
    }
    return nil
  }
}
