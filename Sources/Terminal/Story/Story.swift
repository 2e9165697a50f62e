import Catalogue
import Model

/// Puts events into lines that stay: above the live area or in a log.
struct Story {
  let look: Look
  /// Tells also what has only begun, each with both clocks.
  let isLog: Bool

  /// - Parameters:
  ///   - run: with the event taken in.
  /// - Returns: nil for what isn't told.
  func entry(_ event: Event, _ run: Run) -> StoryEntry? {
    switch event.body {
    case .stepStarted(let id, let attempt, _): isLog ? StoryEntry(started(event, id, attempt, run)) : nil
    case .stepEnded(let id, _, let outcome): ended(event, id, outcome, run)
    case .stepSettled(let id, let result, let reason, let by): settled(event, id, result, reason, by, run)
    case .undoStarted(let id, _):
      isLog ? StoryEntry(stepLine(event, (look.symbols.undo, .active), .storyUndoStarted, id, run)) : nil
    case .undoEnded(let id, _, let outcome): undone(event, id, outcome, run)
    case .undoWaived(let id, let by, let reason): waived(event, id, by, reason, run)
    default: note(event).map { StoryEntry($0) }
    }
  }

  /// How a system came out.
  func entry(_ event: Event, system: Int, _ picture: RunPicture) -> StoryEntry? {
    guard let result = picture.systems[system].result else { return nil }
    var line = head(event, look.sign(of: result))
    let name = look.say(picture.plan.systems[system].displayName)
    line.append(look.say(.storySystem(name, .result(result.rawValue))), look.sign(of: result).1)
    if let measured = picture.systems[system].measured {
      line.append("  \(measured.hours)" + (picture.systems[system].target.map { " / \($0.hours)" } ?? ""))
    }
    return StoryEntry(line, details: picture.systems[system].reasons.map { look.say($0.text) })
  }

  // MARK: Steps

  private func started(_ event: Event, _ id: String, _ attempt: Int, _ run: Run) -> Line {
    let step = run.index(of: id).map { run.plan.steps[$0] }
    var facts = step?.host.map { run.plan.hosts[$0].id } ?? ""
    if attempt > 1 { facts += "  " + look.say(.liveAttempt(attempt, of: step?.retry.attempts ?? 1)) }
    return stepLine(event, (look.symbols.waiting, .plain), .storyStarted, id, run, facts: facts)
  }

  private func ended(_ event: Event, _ id: String, _ outcome: Outcome, _ run: Run) -> StoryEntry {
    let word = Phrase.stepResult(outcome.result.rawValue)
    let facts = outcome.duration.brief + (outcome.by.map { look.say(.storyBy($0)) } ?? "")
    let line = stepLine(event, look.sign(of: outcome.result), word, id, run, facts: facts)
    let note = noteDetail(outcome.note)
    if outcome.result.isDone { return StoryEntry(line, details: note) }
    let reason = outcome.reason.map { [look.say($0.text)] } ?? []
    return StoryEntry(line, details: reason + note, output: outputTail(outcome), next: comesNext(id, run))
  }

  /// What follows a failure.
  private func comesNext(_ id: String, _ run: Run) -> String? {
    guard let index = run.index(of: id) else { return nil }
    let (step, record) = (run.plan.steps[index], run.steps[index])
    if record.awaitsDecision { return look.say(.storyAsksWhatNow) }
    guard record.willRetry else { return nil }
    if record.attempts.last?.outcome?.interrupted == true { return look.say(.storyAgain) }
    return look.say(
      .storyRetry(next: record.attempts.count + 1, of: step.retry.attempts, after: step.retry.every.brief))
  }

  private func settled(
    _ event: Event, _ id: String, _ result: StepResult, _ reason: Reason, _ by: String?, _ run: Run
  ) -> StoryEntry {
    let word: Phrase =
      reason.code == Reason.notApplicableCode ? .storyNotApplicable : .stepResult(result.rawValue)
    let facts = by.map { look.say(.storyBy($0)) } ?? ""
    let line = stepLine(event, look.sign(of: result), word, id, run, facts: facts)
    return StoryEntry(line, details: reason.text.isEmpty ? [] : [look.say(reason.text)])
  }

  private func undone(_ event: Event, _ id: String, _ outcome: Outcome, _ run: Run) -> StoryEntry {
    let isDone = outcome.result.isDone
    let sign = isDone ? (look.symbols.undo, Ink.good) : look.sign(of: outcome.result)
    let word: Phrase = isDone ? .storyUndone : .storyUndoFailed
    let line = stepLine(event, sign, word, id, run, facts: outcome.duration.brief)
    if isDone { return StoryEntry(line) }
    return StoryEntry(line, details: outcome.reason.map { [look.say($0.text)] } ?? [], output: outputTail(outcome))
  }

  private func waived(_ event: Event, _ id: String, _ by: String, _ reason: String, _ run: Run) -> StoryEntry {
    let line = stepLine(
      event, (look.symbols.undo, .warning), .storyUndoWaived, id, run, facts: look.say(.storyBy(visible(by))))
    return StoryEntry(line, details: noteDetail(visible(reason)))
  }

  /// The end of what a failed command printed, where the journal itself has it.
  private func outputTail(_ outcome: Outcome) -> [String] {
    for output in [outcome.stderr, outcome.stdout] {
      guard case .inline(let text, _)? = output else { continue }
      let lines = visibleLines(text).filter { !$0.allSatisfy { $0 == " " } }
      if !lines.isEmpty { return lines.suffix(10) }
    }
    return []
  }

  private func noteDetail(_ note: String?) -> [String] {
    note.map { $0.isEmpty ? [] : [look.say(.storyNote($0))] } ?? []
  }

  // MARK: The run itself

  private func note(_ event: Event) -> Line? {
    switch event.body {
    case .opened(let header):
      let words = Phrase.storyOpened(
        run: header.run, scenario: header.scenario, mode: .liveMode(header.mode.rawValue),
        operatorName: header.operatorName)
      return line(event, words, .strong, date: true)
    case .marked(let mark):
      return line(event, .storyMarked(mark.kind.rawValue, at: look.clock(mark.at), by: mark.by))
    case .phaseBegan(let phase): return line(event, .storyPhase(.livePhase(phase.rawValue)), .active)
    case .stopRequested(let by, let reason):
      return line(event, reason.code == Reason.undoAskedCode ? .storyOnlyUndo(by: by) : .storyStop(by: by), .warning)
    case .noted(let text, let by):
      var line = line(event, .storyNote(text))
      line.append(look.say(.storyBy(by)), .quiet)
      return line
    case .clockStepped(let step):
      return line(
        event, .storyClockStepped((step < .zero ? "-" : "+") + (step < .zero ? .zero - step : step).brief), .warning)
    case .resumed(let takeover):
      let words: Phrase =
        takeover.gapClock == .none
        ? .storyResumed(by: takeover.by, machine: takeover.machine)
        : .storyResumed(
          by: takeover.by, machine: takeover.machine, after: takeover.unattended.brief,
          last: look.clock(event.at + (.zero - takeover.unattended)))
      return line(event, words, .warning, date: true)
    case .halted(let reason):
      let words = Phrase.words(ja: reason.text.text(.ja), en: reason.text.text(.en))
      return reason.isPause
        ? line(event, .storyPaused(words), .warning, date: true) : line(event, .storyHalted(words), .bad)
    case .closed(let result):
      return line(event, .storyClosed(.result(result.rawValue)), result == .met ? .good : .bad, date: true)
    default: return nil
    }
  }

  private func line(_ event: Event, _ words: Phrase, _ ink: Ink = .plain, date: Bool = false) -> Line {
    var line = head(event, (" ", .plain), date: date)
    line.append(look.say(words), ink)
    return line
  }

  // MARK: Pieces

  /// A log has both clocks; beside a live view, whose header shows the run's, the wall clock is enough.
  private func head(_ event: Event, _ sign: (String, Ink), date: Bool = false) -> Line {
    let wall = date ? look.date(event.at) : look.clock(event.at)
    var line = Line(wall + " " + (isLog ? event.elapsed.sinceStart + " " : ""), .quiet)
    line.append(sign.0, sign.1)
    line.append(" ")
    return line
  }

  /// `10:15:03 ✓ passed resident-information.database 3.1s  Start the database machine`
  private func stepLine(
    _ event: Event, _ sign: (String, Ink), _ word: Phrase, _ id: String, _ run: Run, facts: String = ""
  ) -> Line {
    var line = head(event, sign)
    line.append(look.say(word) + " ", sign.1)
    line.append(id)
    if !facts.isEmpty { line.append(" " + facts, .quiet) }
    if let title = run.index(of: id).flatMap({ run.plan.steps[$0].title }) {
      line.append("  \(look.say(title))", .quiet)
    }
    return line
  }
}

/// What is told of one event.
struct StoryEntry {
  var head: Line
  /// Reasons and notes, a text each.
  var details: [String]
  /// The end of what a failed command printed.
  var output: [String]
  /// What follows a failure.
  var next: String?

  init(_ head: Line, details: [String] = [], output: [String] = [], next: String? = nil) {
    self.head = head
    self.details = details
    self.output = output
    self.next = next
  }

  /// Everything, in lines.
  var all: [Line] {
    [head] + details.flatMap(visibleLines).map { Line("    \($0)") } + output.map { Line("    | \($0)", .quiet) }
      + (next.map { [Line("    \($0)", .warning)] } ?? [])
  }

  /// Everything but the output as one line, for a log.
  var single: Line {
    var line = head
    for detail in details { line.append(" - \(detail)") }
    if let next { line.append(" - \(next)") }
    return line
  }
}

extension Look {
  /// The sign and the ink of a step's result.
  func sign(of result: StepResult) -> (String, Ink) {
    switch result {
    case .passed, .byHand: (symbols.good, .good)
    case .failed, .timedOut: (symbols.bad, .bad)
    case .unknown: (symbols.unknown, .bad)
    case .skipped, .notRun: (symbols.skipped, .warning)
    }
  }

  /// The sign and the ink of a system's result.
  func sign(of result: SystemResult) -> (String, Ink) {
    switch result {
    case .met: (symbols.good, .good)
    case .missed: (symbols.warning, .warning)
    case .failed: (symbols.bad, .bad)
    case .notMeasured, .unfinished: (symbols.unknown, .warning)
    }
  }
}
