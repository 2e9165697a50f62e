import Catalogue
import Model

extension Runner {
  /// Takes one message in as events of the present turn.
  func take(_ message: Message, _ turn: inout Turn, _ tasks: inout TaskBook) throws(JournalFailure) {
    switch message {
    case .ended(let step, let attempt, let outcome, let instant):
      guard tasks.has(.step(step)) else { return }
      tasks.end(.step(step))
      try turn.emit([.stepEnded(step: plan.steps[step].id, attempt: attempt, outcome)], at: instant)
    case .undone(let step, let attempt, let outcome, let instant):
      guard tasks.has(.undo(step)) else { return }
      tasks.end(.undo(step))
      try turn.emit([.undoEnded(step: plan.steps[step].id, attempt: attempt, outcome)], at: instant)
    case .decided(let step, let answer):
      guard tasks.has(.question(step)) else { return }
      tasks.end(.question(step))
      try takeDecision(step, answer, &turn)
    case .journalFailed(let failure): throw failure
    case .stop(let person, let atOnce): try takeStop(by: person, atOnce: atOnce, &turn, &tasks)
    case .pause(let reason): takePause(reason, &turn, &tasks)
    case .graceOver: endGrace(&turn)
    case .wake: tasks.end(.timer)
    }
  }

  private func takeStop(
    by person: String, atOnce: Bool, _ turn: inout Turn, _ tasks: inout TaskBook
  ) throws(JournalFailure) {
    guard turn.pause == nil else { return endGrace(&turn) }
    if turn.machine.run.stop == nil {
      try turn.emit([.stopRequested(by: person, Reason("stop-asked", .stopAsked))])
      // What only looks, waits or asks needn't be waited for; what changes something is let to its end.
      tasks.cancel { key in
        switch key {
        case .step(let index): !self.plan.steps[index].mutates
        case .question: true
        case .undo, .timer, .grace: false
        }
      }
    }
    if atOnce { try turn.emit([.halted(Reason("stopped-at-once", .stoppedAtOnce))]) }
  }

  private func takeDecision(_ step: Int, _ answer: PeopleAnswer, _ turn: inout Turn) throws(JournalFailure) {
    let id = plan.steps[step].id
    guard turn.machine.run.steps[step].awaitsDecision else { return }
    let last = turn.machine.run.steps[step].recordedResult
    func settle(_ result: StepResult, _ reason: Reason, by: String?) throws(JournalFailure) {
      try turn.emit([.stepSettled(step: id, result: result, reason, by: by)])
    }
    switch answer {
    case .retry(let note, let by, _):
      try turn.emit([.noted("retry \(id)" + (note.map { ": \($0)" } ?? ""), by: by)])
      turn.machine.retryNow(step, at: clock.now.elapsed)
    case .skip(let why, let by, _):
      try settle(.skipped, Reason(code: "person-skipped", text: LocalizedText(why)), by: by)
    case .done(let note, let by, _):
      try settle(.byHand, Reason(code: "by-hand", text: LocalizedText(note ?? "")), by: by)
    case .failed(_, let by, _): try settle(last, Reason("person-said-failed", .personSaidFailed), by: by)
    case .unanswered: try settle(last, Reason("nobody-decided", .nobodyDecided), by: nil)
    }
  }
}

/// One turn of the runner: the events that are decided but not yet on disk.
struct Turn {
  var machine: Machine
  /// The run is being put down: nothing more is decided.
  var pause: Pause?
  private let clock: any RunClock
  private var events: [Event] = []
  /// The wall clock less the monotonic one, as last seen.
  private var offset: Duration?

  struct Pause {
    let reason: Reason
    /// Nothing is waited for any more.
    var isOver = false
  }

  init(machine: Machine, clock: any RunClock) {
    self.machine = machine
    self.clock = clock
  }

  /// While the kernel is the same, a wall clock that was set meanwhile is seen as in a run that goes on.
  init(resuming resumption: Runner.Resumption, clock: any RunClock) {
    self.init(machine: Machine(resuming: resumption.run), clock: clock)
    let last = resumption.run.lastEvent
    if resumption.takeover.gapClock == .boot { offset = .milliseconds(last.at.milliseconds) - last.elapsed }
  }

  mutating func takeEvents() -> [Event] {
    defer { events = [] }
    return events
  }

  mutating func decide() throws(JournalFailure) {
    while !machine.isFinished {
      let now = clock.now
      // What is decided, a run's result too, may hang on it.
      try emit([], at: now)
      let bodies = machine.decide(now: now.elapsed)
      if bodies.isEmpty { return }
      try emit(bodies, at: now)
    }
  }

  /// Numbers and times events and takes them into the machine.
  mutating func emit(_ bodies: [Event.Body], at instant: RunInstant? = nil) throws(JournalFailure) {
    let now = instant ?? clock.now
    if let step = clockStep(now) { try add(.clockStepped(step), now) }
    for body in bodies { try add(body, now) }
  }

  private mutating func add(_ body: Event.Body, _ now: RunInstant) throws(JournalFailure) {
    let last = machine.run.lastEvent
    let event = Event(
      sequence: last.sequence + 1, at: now.wall, elapsed: max(now.elapsed, last.elapsed), body: body
    ).inWholeMicroseconds
    do throws(HistoryError) {
      try machine.apply(event)
    } catch {
      throw JournalFailure(reason: Reason("impossible-history", .impossibleHistory(error.description)))
    }
    events.append(event)
  }

  /// More than a second between two looks at the clocks isn't drift: someone set the clock.
  private mutating func clockStep(_ now: RunInstant) -> Duration? {
    let seen = .milliseconds(now.wall.milliseconds) - now.elapsed
    defer { offset = seen }
    guard let offset, machine.run.header != nil, abs((seen - offset).inMilliseconds) > 1000 else { return nil }
    return seen - offset
  }
}
