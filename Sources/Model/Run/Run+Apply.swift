extension Run {
  /// Takes one event in.
  ///
  /// - Throws: `HistoryError` when the event can't follow what came before; the state is then as it was.
  public mutating func apply(_ event: Event) throws(HistoryError) {
    func fail(_ message: String) -> HistoryError { HistoryError(sequence: event.sequence, message: message) }
    guard event.sequence == lastEvent.sequence + 1 else {
      throw fail("its number doesn't follow \(lastEvent.sequence)")
    }
    guard closed == nil else { throw fail("the run was closed before") }
    switch event.body {
    case .opened(let header):
      guard self.header == nil else { throw fail("the run was opened before") }
      self.header = header
      openedAt = event.at
      wallAnchors.append((event.elapsed, event.at))
    case .marked(let mark): marks[mark.kind] = mark
    case .phaseBegan(let phase):
      self.phase = phase
      phaseBegan[phase] = event.elapsed
    case .stepStarted, .stepEnded, .stepSettled, .undoStarted, .undoEnded, .undoWaived:
      try applyStep(event)
    case .stopRequested(let by, let reason):
      stop = stop ?? StopRequest(by: by, reason: reason, elapsed: event.elapsed)
    case .noted(let text, let by): notes.append(Note(text: text, by: by, elapsed: event.elapsed))
    case .clockStepped(let step):
      clockSteps.append(ClockStep(step: step, elapsed: event.elapsed))
      wallAnchors.append((event.elapsed, event.at))
      correctGap(by: step)
    case .resumed(let takeover):
      guard header != nil else { throw fail("a run that was never opened is resumed") }
      halted = nil
      takeovers.append(TakeoverRecord(takeover: takeover, at: event.at, elapsed: event.elapsed))
      wallAnchors.append((event.elapsed, event.at))
    case .halted(let reason): halted = reason
    case .closed(let result):
      guard owed.isEmpty else { throw fail("the run is closed while an undo is owed") }
      closed = Closing(result: result, at: event.at, elapsed: event.elapsed)
    }
    lastEvent = (event.sequence, event.at, event.elapsed)
  }

  private mutating func applyStep(_ event: Event) throws(HistoryError) {
    func fail(_ message: String) -> HistoryError { HistoryError(sequence: event.sequence, message: message) }
    guard let id = event.body.step, let index = index(of: id) else {
      throw fail("the plan has no step \(event.body.step ?? "")")
    }
    switch event.body {
    case .stepStarted(_, let attempt, let owesUndo):
      guard !steps[index].isRunning, steps[index].settlement == nil, attempt == steps[index].attempts.count + 1 else {
        throw fail("attempt \(attempt) of \(id) can't start now")
      }
      steps[index].attempts.append(.init(startedAt: event.at, started: event.elapsed, life: takeovers.count))
      if owesUndo, steps[index].undo == .none {
        steps[index].undo = .owed
        owed.append(index)
      }
    case .stepEnded(_, let attempt, let outcome):
      guard steps[index].isRunning, attempt == steps[index].attempts.count else {
        throw fail("attempt \(attempt) of \(id) ends without having started")
      }
      steps[index].attempts[attempt - 1].ended = event.elapsed
      steps[index].attempts[attempt - 1].outcome = outcome
      if let key = plan.steps[index].register?.key, let value = outcome.registered { values[key] = value }
      releaseUndoOfWhatNeverStarted(index)
    case .stepSettled(_, let result, let reason, let by):
      guard !steps[index].isOver else { throw fail("\(id) was over before") }
      steps[index].settlement = .init(result: result, reason: reason, by: by, elapsed: event.elapsed)
    case .undoStarted(_, let attempt):
      guard steps[index].undo == .owed, attempt == steps[index].undoAttempts.count + 1 else {
        throw fail("no undo of \(id) can start now")
      }
      steps[index].undoAttempts.append(.init(startedAt: event.at, started: event.elapsed, life: takeovers.count))
    case .undoEnded(_, let attempt, let outcome):
      guard steps[index].undo == .owed, attempt == steps[index].undoAttempts.count,
        steps[index].undoAttempts[attempt - 1].outcome == nil
      else { throw fail("the undo of \(id) ends without having started") }
      steps[index].undoAttempts[attempt - 1].ended = event.elapsed
      steps[index].undoAttempts[attempt - 1].outcome = outcome
      if outcome.result == .passed || outcome.result == .byHand { settleUndo(index, .paid) }
    case .undoWaived(_, let by, let reason):
      guard steps[index].undo == .owed, steps[index].undoAttempts.last.map({ $0.outcome != nil }) ?? true else {
        throw fail("no undo of \(id) can be waived now")
      }
      steps[index].waiver = .init(by: by, reason: reason, elapsed: event.elapsed)
      settleUndo(index, .waived)
    default: break
    }
  }

  /// What never started has nothing to undo; one attempt that may have run keeps the debt.
  private mutating func releaseUndoOfWhatNeverStarted(_ index: Int) {
    guard steps[index].undo == .owed, steps[index].isOver,
      steps[index].attempts.allSatisfy({ $0.outcome?.started == false })
    else { return }
    settleUndo(index, .released)
  }

  private mutating func settleUndo(_ index: Int, _ state: StepRecord.UndoState) {
    steps[index].undo = state
    if let place = owed.lastIndex(of: index) { owed.remove(at: place) }
  }
}

extension Event.Body {
  /// The step that the event is about.
  public var step: String? {
    switch self {
    case .stepStarted(let step, _, _), .stepEnded(let step, _, _), .stepSettled(let step, _, _, _),
      .undoStarted(let step, _), .undoEnded(let step, _, _), .undoWaived(let step, _, _):
      step
    default: nil
    }
  }
}
