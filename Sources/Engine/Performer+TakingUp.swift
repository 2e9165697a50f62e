import Catalogue
import Model

/// An attempt whose end nobody saw.
struct LeftAttempt: Sendable {
  let index: Int
  let name: AttemptName
  /// On the run's clock.
  let started: Duration
  let startedAt: WallTime
  /// Of the process that asks.
  let life: Int
  /// See `Run.mayStillHeed`.
  let mayStillHeed: Bool
  /// When its time was over, by all clocks: told of later, an end of which the host doesn't know the time may have come too late.
  /// Nil: no clock knows.
  private let startedForSure: Duration?

  /// The one that was under way when the run's process went; nil: none was.
  init?(_ run: Run, _ index: Int, isUndo: Bool) {
    let attempts = isUndo ? run.steps[index].undoAttempts : run.steps[index].attempts
    guard let last = attempts.last, last.outcome == nil else { return nil }
    (self.index, life) = (index, run.takeovers.count)
    name = AttemptName(isUndo: isUndo, number: attempts.count, life: last.life)
    // What wall clocks say about the gap is no reason to end a healthy command: then it has all its time from now on.
    let takeover = run.takeovers.last.flatMap { $0.takeover.gapClock == .boot ? nil : $0.elapsed }
    (started, startedAt) = (takeover ?? last.started, last.startedAt)
    let isGapKnown = run.takeovers.allSatisfy { $0.takeover.gapClock != .none && $0.longer == .zero }
    startedForSure = isGapKnown ? last.started : nil
    mayStillHeed = run.mayStillHeed(index)
  }

  func deadlines(_ timeout: Duration) -> RecallDeadlines {
    RecallDeadlines(end: started + timeout, proof: startedForSure.map { $0 + timeout })
  }

  private init(index: Int, name: AttemptName, _ attempt: StepRecord.Attempt, life: Int) {
    (self.index, self.name, started, startedAt) = (index, name, attempt.started, attempt.startedAt)
    (startedForSure, self.life, mayStillHeed) = (nil, life, false)
  }

  /// Its commands: that of the step, and those that cut a machine's power, which any process may have sent since.
  func commands(of step: PlannedStep) -> [AttemptName] {
    let action = name.isUndo ? step.undo.map { step.forUndo($0).action } : step.action
    guard case .machine(let machine) = action, machine.hardAfter != nil else { return [name] }
    return [name] + (name.life...max(name.life, life)).map { name.cuttingPower(in: $0) }
  }

  /// Those that ended as `unknown`: their commands may still be at work.
  static func unknown(_ run: Run, _ index: Int, isUndo: Bool) -> [LeftAttempt] {
    let attempts = isUndo ? run.steps[index].undoAttempts : run.steps[index].attempts
    return attempts.enumerated().filter { $1.outcome?.result == .unknown }.map { number, attempt in
      LeftAttempt(
        index: index, name: AttemptName(isUndo: isUndo, number: number + 1, life: attempt.life), attempt,
        life: run.takeovers.count)
    }
  }
}

/// Until when a host is asked what became of a command.
struct RecallDeadlines: Sendable {
  /// When its time is over; then it is ended.
  let end: Duration
  /// Told of before this, an end of which the host doesn't know the time has come in time; nil: that can't be known.
  let proof: Duration?

  static func known(_ end: Duration) -> RecallDeadlines { RecallDeadlines(end: end, proof: end) }
}

/// What is known of an attempt whose end nobody saw.
enum TakenUp: Sendable {
  case known(Outcome)
  /// The host can't be asked now, for this reason, and nobody says what became of it: then nothing may be decided on it.
  case hostNotAsked(Reason)
}

/// What became of an attempt that was under way when its runner went: what the host says, else what the step's own
/// postcondition shows, else what a person says. Never a guess.
extension Performer {
  /// - Parameter isStopped: the run is only to be undone, so nobody needs to be asked.
  func takeUp(_ left: LeftAttempt, isStopped: Bool) async throws(JournalFailure) -> TakenUp {
    let step = recalled(plan.steps[left.index])
    // What only looked, waited or asked is done again.
    guard step.mutates else { return .known(.cutOff) }
    let began = clock.now.elapsed
    var outcome: Outcome
    switch try await told(left, step, isStopped: isStopped) {
    case .outcome(let told):
      outcome = await confirmed(told, step)
      // Nothing will be done again: then nothing is owed for what never was.
      if isStopped, outcome.interrupted { outcome.interrupted = false }
    case .unreachable(let why):
      guard let said = await askAboutDoubt(step, left) else { return .hostNotAsked(why) }
      outcome = said
    case .nothing:
      if !(await canBeJudged(left, step)) {
        outcome = .inDoubt
        outcome.reason = Reason(Reason.mayStillRunCode, .mayStillRun(step.timeout.short))
      } else if isStopped {
        outcome = .inDoubt
      } else if let shown = await shown(step, left) {
        outcome = shown
      } else {
        outcome = await askAboutDoubt(step, left) ?? .inDoubt
      }
    }
    outcome.duration = clock.now.elapsed - began
    return .known(outcome)
  }

  func takeUpUndo(_ left: LeftAttempt) async throws(JournalFailure) -> TakenUp {
    let step = recalled(plan.steps[left.index])
    guard let undo = step.undo, undo.mutates else { return .known(.cutOff) }
    let began = clock.now.elapsed
    var outcome = Outcome.inDoubt
    switch try await told(left, step.forUndo(undo), isStopped: false) {
    case .outcome(let told):
      outcome = told
      if left.mayStillHeed, case .machine(let machine) = undo.action {
        outcome = await lasting(told, machine, of: step)
      }
    case .unreachable(let why):
      guard let said = await askAboutDoubt(step, left) else { return .hostNotAsked(why) }
      outcome = said
    case .nothing:
      if await canBeJudged(left, step.forUndo(undo)) {
        if let shown = await shownByPlatform(step.forUndo(undo), left) {
          outcome = shown
        } else {
          outcome = await askAboutDoubt(step, left) ?? .inDoubt
        }
      }
    }
    outcome.duration = clock.now.elapsed - began
    return .known(outcome)
  }

  /// The step as its output may be taken over: like that of a sensitive one where it may show what nobody can take out of it
  /// any more. What is expected of it is judged all the same.
  private func recalled(_ step: PlannedStep) -> PlannedStep {
    var step = step
    if !values.coversEarlier { step.sensitive = true }
    return step
  }

  /// What the host has kept of it, where that is enough.
  private func told(
    _ left: LeftAttempt, _ step: PlannedStep, isStopped: Bool
  ) async throws(JournalFailure) -> Told {
    if case .machine(let machine) = step.action { return try await told(left, machine, step, isStopped: isStopped) }
    guard let expectation = step.expectation else { return .nothing }
    return try await told(left, left.name, CommandJudge(expectation), step, left.deadlines(step.timeout))
  }

  func told(
    _ left: LeftAttempt, _ name: AttemptName, _ judge: CommandJudge, _ step: PlannedStep, _ deadlines: RecallDeadlines
  ) async throws(JournalFailure) -> Told {
    let (said, outcome) = try await recalled(
      kept(plan.steps[left.index], name), sentIn: name.life, judge, step, deadlines)
    return switch said {
    case .neverStarted: .outcome(.neverStarted)
    case .unreachable(let why), .lineBroke(let why): .unreachable(hostNotAsked(left, why))
    case .ended, .untold: outcome.map { .outcome($0) } ?? .nothing
    }
  }

  /// Waits for the end of earlier commands of a step whose end nobody saw, and ends them when their time is over: a step, or it
  /// and its undo, never work beside themselves. What a host doesn't know any more doesn't run there, as far as anyone can tell.
  ///
  /// - Returns: nil, or what becomes of the attempt that was to follow: the host can't be asked.
  func settle(_ earlier: [LeftAttempt], before attempt: AttemptName) async -> Outcome? {
    for left in earlier {
      let step = plan.steps[left.index]
      guard let host = left.name.isUndo ? step.undo?.host : step.host else { continue }
      let timeout = left.name.isUndo ? step.undo?.timeout ?? step.timeout : step.timeout
      guard plan.hosts[host].shell == .posix else {
        try? await clock.sleep(until: left.started + timeout)
        continue
      }
      var reason: Reason?
      for name in left.commands(of: step) {
        let said = await shell.recall(
          kept(step, name), sentIn: name.life == attempt.life ? nil : name.life, on: plan.hosts[host],
          within: max(left.started + timeout - clock.now.elapsed, .seconds(1))
        ) { _, _ in }
        reason = reason ?? said.reasonToAskAgain
      }
      guard let why = reason else { continue }
      var outcome = Outcome(.failed)
      (outcome.started, outcome.reason) = (
        false,
        Reason(
          "earlier-may-still-run", .earlierMayStillRun(host: plan.hosts[host].id, why: values.redacted(why).phrase))
      )
      return outcome
    }
    return nil
  }

  enum Told {
    case outcome(Outcome)
    case nothing
    /// Not even what still runs there can be seen.
    case unreachable(Reason)
  }

  func hostNotAsked(_ left: LeftAttempt, _ why: Reason) -> Reason {
    let step = plan.steps[left.index]
    let host = left.name.isUndo ? step.undo?.host : step.host
    return Reason(
      "host-not-asked",
      .hostNotAsked(step.id, host: host.map { plan.hosts[$0].id } ?? "-", why: values.redacted(why).phrase))
  }

  /// A command outlives the process that started it: nothing is decided, and nothing undone, while it may still run. Without a POSIX
  /// shell nothing can look for it there, now or later: it is given its time, and then what became of it is for the step's check and for
  /// people to say. A machine that is seen to be as it should be needs no more time.
  private func canBeJudged(_ left: LeftAttempt, _ step: PlannedStep) async -> Bool {
    guard let host = step.host else { return true }
    guard plan.hosts[host].shell == .posix else {
      if await shownByPlatform(step, left) == nil { try? await clock.sleep(until: left.started + step.timeout) }
      return true
    }
    return await shell.endLeftovers(on: plan.hosts[host], within: step.timeout)
  }

  /// The postcondition holds, so the step's work is done. A value that it had to register can't come from that.
  private func shown(_ step: PlannedStep, _ left: LeftAttempt) async -> Outcome? {
    if let seen = await shownByPlatform(step, left) {
      let outcome = await confirmed(seen, step)
      return outcome.result == .passed ? outcome : nil
    }
    guard let postcondition = step.postcondition, step.register == nil else { return nil }
    var outcome = await hold([postcondition], within: nil, hidden: step.sensitive)
    guard outcome.result == .passed else { return nil }
    outcome.reason = .foundDone
    return outcome
  }

  /// Nil when nobody says anything.
  private func askAboutDoubt(_ step: PlannedStep, _ left: LeftAttempt) async -> Outcome? {
    let question = PeopleQuestion(
      step: step.id, title: step.displayTitle, kind: .doubt(isUndo: left.name.isUndo), command: command(step, left))
    let answer = await people.ask(question)
    if let said = Outcome(said: answer, done: .byHand) { return said }
    guard case .retry(let note, let by, let via) = answer else { return nil }
    // It may have been at work, so nothing says that it wasn't.
    var outcome = Outcome(.unknown)
    outcome.interrupted = true
    (outcome.by, outcome.via, outcome.note) = (by, via, note)
    outcome.reason = Reason("done-again-by-word", .doneAgainByWord(by))
    return outcome
  }
}

extension Performer {
  /// What people have to look at on the host.
  private func command(_ step: PlannedStep, _ left: LeftAttempt) -> PeopleQuestion.Command? {
    guard let host = left.name.isUndo ? step.undo?.host : step.host else { return nil }
    var text: String?
    switch (left.name.isUndo, step.action, step.undo?.action) {
    case (true, _, .run(let command, _)?), (false, .run(let command, _, _), _): text = command.display
    case (true, _, .machine(let machine)?), (false, .machine(let machine), _): text = machine.deed.text(.en)
    case (false, .script(let script, _, _), _): text = script.path
    default: break
    }
    return .init(host: plan.hosts[host].id, text: step.sensitive ? nil : text, startedAt: left.startedAt)
  }
}

extension Reason {
  static var foundDone: Reason { Reason("found-done", .foundDone) }

  /// Its words.
  fileprivate var phrase: Phrase { .words(ja: text.text(.ja), en: text.text(.en)) }
}

extension Outcome {
  /// Cut off, and to be done again.
  fileprivate static var cutOff: Outcome {
    var outcome = Outcome(.notRun)
    outcome.interrupted = true
    outcome.reason = Reason("cut-off", .cutOff)
    return outcome
  }

  /// Cut off before it reached its host.
  fileprivate static var neverStarted: Outcome {
    var outcome = cutOff
    outcome.started = false
    outcome.reason = Reason("never-reached-host", .neverReachedHost)
    return outcome
  }

  static var inDoubt: Outcome {
    var outcome = Outcome(.unknown)
    outcome.reason = Reason("in-doubt", .inDoubt)
    return outcome
  }
}
