import Catalogue
public import Model
import Synchronization

/// Carries a plan through: decides, journals, acts, and takes the outcomes in, until the run is closed or can't go on.
///
/// The rule of every turn: what comes next is on disk before any of it is done.
///
/// ## Concurrency
/// `run` is called once. Steps go on side by side in tasks that the run owns; `requestStop` may be called from anywhere.
public final class Runner: Sendable {
  let plan: Plan
  let header: RunHeader
  let marks: [ClockMark]
  private let resumption: Resumption?
  let journal: any Journal
  let people: any People
  let clock: any RunClock
  private let executor: (any TaskExecutor)?
  let performer: Performer
  let observer: any RunObserver
  let mailbox = Mailbox<Message>()

  enum Message: Sendable {
    case ended(step: Int, attempt: Int, Outcome, RunInstant)
    case undone(step: Int, attempt: Int, Outcome, RunInstant)
    case decided(step: Int, PeopleAnswer)
    case journalFailed(JournalFailure)
    case stop(by: String, atOnce: Bool)
    case pause(Reason)
    case graceOver
    case wake
  }

  /// What a run needs from outside.
  public struct Parts {
    public var shell: any Shell & HostMemory
    public var prober: any Prober
    public var people: any People
    public var journal: any Journal
    public var clock: any RunClock
    public var secrets: [String: Secret]
    /// On which the run's tasks run; nil: on those that the whole program shares.
    public var executor: (any TaskExecutor)?

    public init(
      shell: any Shell & HostMemory, prober: any Prober, people: any People, journal: any Journal, clock: any RunClock,
      secrets: [String: Secret] = [:], executor: (any TaskExecutor)? = nil
    ) {
      self.shell = shell
      self.prober = prober
      self.people = people
      self.journal = journal
      self.clock = clock
      self.secrets = secrets
      self.executor = executor
    }
  }

  /// A run that is carried on.
  public struct Resumption: Sendable {
    /// As its record tells it.
    public let run: Run
    public var takeover: Takeover
    /// Only what is owed is to be paid: nothing else is started.
    public var undoesOnly: Bool
    /// Steps whose undo needn't be paid, and why; said by the one who takes over.
    public var waived: [(step: String, reason: String)]
    /// Steps whose undo a person has carried out, with what they say about it.
    public var undoneByHand: [(step: String, note: String)] = []
    /// Every secret has the value that it had in all processes before.
    public var hasSameSecrets = true

    public init(
      _ run: Run, takeover: Takeover, undoesOnly: Bool, waived: [(step: String, reason: String)] = []
    ) {
      self.run = run
      self.waived = waived
      self.takeover = takeover
      self.undoesOnly = undoesOnly
    }
  }

  /// - Parameters:
  ///   - marks: times that were said beforehand: onset, detection.
  ///   - resumption: the run's history, to carry it on; then `header` and `marks` stand in it.
  public init(
    plan: Plan, header: RunHeader, marks: [ClockMark] = [], resumption: Resumption? = nil, parts: Parts,
    observer: any RunObserver
  ) {
    self.plan = plan
    self.header = header
    self.marks = marks
    self.resumption = resumption
    self.observer = observer
    (journal, people, clock, executor) = (parts.journal, parts.people, parts.clock, parts.executor)
    let values = RunValues(
      runID: header.run, registered: resumption?.run.values ?? [:], secrets: parts.secrets,
      lost: resumption?.run.lostValues ?? [],
      coversEarlier: resumption.map { $0.hasSameSecrets && !$0.run.hasLostValues } ?? true)
    performer = Performer(
      plan: plan, shell: parts.shell, people: parts.people, clock: parts.clock, journal: parts.journal, values: values,
      checks: CheckRunner(
        hosts: plan.hosts, shell: parts.shell, prober: parts.prober, clock: parts.clock, values: values),
      live: { observer.output(step: $0, $1, $2) })
  }

  /// Starts nothing more, waits for what is under way, undoes, and closes as aborted; a second time: stops at once.
  public func requestStop(by person: String, atOnce: Bool) {
    mailbox.post(.stop(by: person, atOnce: atOnce))
  }

  /// Runs the plan to its end.
  ///
  /// - Returns: the run as its journal tells it: closed, or halted with what is owed or paused.
  /// - Throws: `JournalFailure`; what was under way was cancelled, and nothing more is run.
  public func run() async throws(JournalFailure) -> Run {
    var turn = resumption.map { Turn(resuming: $0, clock: clock) } ?? Turn(machine: Machine(plan: plan), clock: clock)
    var tasks = TaskBook(clock, executor)
    do throws(JournalFailure) {
      try turn.emit(beginning(turn.machine.run))
      // Before anything new is started: what is under way now is what the process before left behind.
      if resumption != nil { try await commit(&turn, &tasks) }
      while true {
        if let pause = turn.pause { try turn.emit(pausing(pause, tasks)) } else { try turn.decide() }
        try await commit(&turn, &tasks)
        if turn.machine.isFinished { break }
        if tasks.isEmpty {
          try turn.emit([.halted(Reason("stuck", .stuck))])
          continue
        }
        for message in await mailbox.take() { try take(message, &turn, &tasks) }
      }
    } catch {
      await tasks.cancelAll(waiting: .seconds(5))
      throw error
    }
    // What a pause leaves under way goes on on its host; whoever resumes the run finds out how it ended.
    if turn.pause == nil { await tasks.cancelAll(waiting: .seconds(5)) }
    return turn.machine.run
  }

  private func beginning(_ run: Run) -> [Event.Body] {
    guard let resumption else { return [.opened(header)] + marks.map { .marked($0) } }
    let person = resumption.takeover.by
    var bodies: [Event.Body] = [.resumed(resumption.takeover)]
    for (step, reason) in resumption.waived {
      bodies += givenUp(run, step) + [.undoWaived(step: step, by: person, reason: reason)]
    }
    for (step, note) in resumption.undoneByHand { bodies += givenUp(run, step) + byHand(run, step, note, by: person) }
    // Where all steps are over the run ends as it would have ended.
    if resumption.undoesOnly, run.stop == nil, run.steps.contains(where: { !$0.isOver }) {
      bodies.append(.stopRequested(by: resumption.takeover.by, Reason("undo-asked", .undoAsked)))
    }
    return bodies
  }

  /// The undo that was under way when the process went, of which a person's word takes the place.
  private func givenUp(_ run: Run, _ step: String) -> [Event.Body] {
    guard let index = run.index(of: step), let last = run.steps[index].undoAttempts.last, last.outcome == nil else {
      return []
    }
    return [.undoEnded(step: step, attempt: run.steps[index].undoAttempts.count, .inDoubt)]
  }

  private func byHand(_ run: Run, _ step: String, _ note: String, by person: String) -> [Event.Body] {
    guard let index = run.index(of: step) else { return [] }
    let attempt = run.steps[index].undoAttempts.count + 1
    var outcome = Outcome(.byHand)
    (outcome.by, outcome.note) = (person, note)
    return [.undoStarted(step: step, attempt: attempt), .undoEnded(step: step, attempt: attempt, outcome)]
  }

  /// Puts the turn's events on disk, shows them, then does what they announce.
  private func commit(_ turn: inout Turn, _ tasks: inout TaskBook) async throws(JournalFailure) {
    let events = turn.takeEvents()
    if !events.isEmpty {
      try await journal.append(events)
      observer.recorded(events)
    }
    guard !turn.machine.isFinished, turn.pause == nil else { return }
    for event in events { launch(event, turn.machine.run, &tasks) }
    for step in turn.machine.awaitingDecision { askAboutFailure(step, turn.machine.run, &tasks) }
    if let wake = turn.machine.nextWake { tasks.wake(at: wake) { [mailbox] in mailbox.post(.wake) } }
  }

  private func launch(_ event: Event, _ run: Run, _ tasks: inout TaskBook) {
    switch event.body {
    case .stepStarted(let id, let attempt, _):
      guard let index = run.index(of: id) else { return }
      let name = AttemptName(isUndo: false, number: attempt, life: run.takeovers.count)
      let earlier = LeftAttempt.unknown(run, index, isUndo: false)
      let grounds = MachineGrounds(run, index, isUndo: false)
      tasks.start(.step(index)) { [self] in
        await report { () throws(JournalFailure) in
          let outcome = try await performer.perform(index, name, after: earlier, grounds)
          return .ended(step: index, attempt: attempt, outcome, clock.now)
        }
      }
    case .undoStarted(let id, let attempt):
      // One that a person has carried out has its end already.
      guard let index = run.index(of: id), run.steps[index].undoAttempts.last?.outcome == nil else { return }
      let name = AttemptName(isUndo: true, number: attempt, life: run.takeovers.count)
      let earlier = [false, true].flatMap { LeftAttempt.unknown(run, index, isUndo: $0) }
      let mayStillHeed = run.mayStillHeed(index)
      let grounds = MachineGrounds(run, index, isUndo: true)
      tasks.start(.undo(index)) { [self] in
        await report { () throws(JournalFailure) in
          let outcome = try await performer.performUndo(
            index, name, after: earlier, mayStillHeed: mayStillHeed, grounds)
          return .undone(step: index, attempt: attempt, outcome, clock.now)
        }
      }
    case .resumed: takeUp(run, &tasks)
    default: break
    }
  }

  /// Finds out what became of everything that was under way when the run's process went.
  private func takeUp(_ run: Run, _ tasks: inout TaskBook) {
    for index in run.steps.indices where run.steps[index].isRunning {
      guard let left = LeftAttempt(run, index, isUndo: false) else { continue }
      let isStopped = run.stop != nil
      tasks.start(.step(index)) { [self] in
        await report { () throws(JournalFailure) in
          switch try await performer.takeUp(left, isStopped: isStopped) {
          case .known(let outcome): .ended(step: index, attempt: left.name.number, outcome, clock.now)
          // What was under way stays so in the record, and nothing is done or undone beside it.
          case .hostNotAsked(let reason): .pause(reason)
          }
        }
      }
    }
    for index in run.owed {
      guard let left = LeftAttempt(run, index, isUndo: true) else { continue }
      tasks.start(.undo(index)) { [self] in
        await report { () throws(JournalFailure) in
          switch try await performer.takeUpUndo(left) {
          case .known(let outcome): .undone(step: index, attempt: left.name.number, outcome, clock.now)
          case .hostNotAsked(let reason): .pause(reason)
          }
        }
      }
    }
  }

  private func report(_ work: () async throws(JournalFailure) -> Message) async {
    do throws(JournalFailure) {
      mailbox.post(try await work())
    } catch {
      mailbox.post(.journalFailed(error))
    }
  }

  private func askAboutFailure(_ step: Int, _ run: Run, _ tasks: inout TaskBook) {
    guard !tasks.has(.question(step)), let outcome = run.steps[step].attempts.last?.outcome else { return }
    let question = PeopleQuestion(
      step: plan.steps[step].id, title: plan.steps[step].displayTitle, kind: .failure(outcome))
    tasks.start(.question(step)) { [people, mailbox] in
      mailbox.post(.decided(step: step, await people.ask(question)))
    }
  }
}
