import Catalogue
import Model

/// Carries out one step at a time and says how it ended.
struct Performer: Sendable {
  /// Output up to this many bytes stands in the journal itself.
  static let inlineLimit = 4096

  let plan: Plan
  let shell: any Shell & HostMemory
  let people: any People
  let clock: any RunClock
  let journal: any Journal
  let values: RunValues
  let checks: CheckRunner
  let live: @Sendable (String, OutputStream, [UInt8]) -> Void

  /// - Parameters:
  ///   - attempt: which one it is, and in which process of the run.
  ///   - earlier: attempts of which nobody knows whether they still work.
  /// - Throws: `JournalFailure` when the output can't be kept.
  func perform(
    _ index: Int, _ attempt: AttemptName, after earlier: [LeftAttempt], _ grounds: MachineGrounds
  ) async throws(JournalFailure) -> Outcome {
    let step = plan.steps[index]
    let began = clock.now.elapsed
    if let obstacle = await settle(earlier, before: attempt) { return obstacle }
    var outcome: Outcome
    switch step.action {
    case .run(let text, let stdin, let expectation):
      outcome = try await run(text, stdin: stdin, expectation, of: step, attempt)
    case .script(let script, let stdin, let expectation):
      outcome = try await run(script.command, stdin: stdin, expectation, of: step, attempt)
    case .machine(let machine): outcome = try await operate(machine, of: step, attempt, grounds)
    case .check(var check):
      check.timeout = min(check.timeout, step.timeout)
      outcome = await hold([check], within: check.within.map { min($0, step.timeout) })
    case .verify(_, let checks, let within): outcome = await hold(checks, within: min(within, step.timeout))
    case .manual(let task): outcome = await ask(step, .task(shown(task)))
    case .wait(let duration): outcome = await wait(duration)
    }
    outcome = await confirmed(outcome, step)
    outcome.duration = clock.now.elapsed - began
    return outcome
  }

  /// - Parameters:
  ///   - mayStillHeed: see `Run.mayStillHeed`.
  func performUndo(
    _ index: Int, _ attempt: AttemptName, after earlier: [LeftAttempt], mayStillHeed: Bool, _ grounds: MachineGrounds
  ) async throws(JournalFailure) -> Outcome {
    let step = plan.steps[index]
    guard let undo = step.undo else { return Outcome(.passed) }
    let began = clock.now.elapsed
    if let obstacle = await settle(earlier, before: attempt) { return obstacle }
    var outcome: Outcome
    switch undo.action {
    case .manual(let text): outcome = await ask(step, .undo(values.shown(text)))
    case .run(let text, let expectation):
      outcome = try await run(text, stdin: nil, expectation, of: step.forUndo(undo), attempt)
    case .machine(let machine):
      outcome = try await operate(machine, of: step.forUndo(undo), attempt, grounds)
      if mayStillHeed { outcome = await lasting(outcome, machine, of: step) }
    }
    outcome.duration = clock.now.elapsed - began
    return outcome
  }

  // MARK: Checks, people, time

  func hold(_ checks: [PlannedCheck], within: Duration?, hidden: Bool = false) async -> Outcome {
    var (held, outcomes) = await self.checks.hold(checks, within: within)
    if hidden { for index in outcomes.indices { outcomes[index].seen = "" } }
    var outcome = Outcome(held ? .passed : Task.isCancelled ? .skipped : .failed)
    outcome.checks = outcomes
    if !held {
      let open = outcomes.filter { !$0.holds && $0.mandatory }
      let seen = open.map { $0.reason?.text ?? LocalizedText($0.seen) }.first ?? LocalizedText("")
      outcome.reason =
        Task.isCancelled
        ? Reason("interrupted", .interrupted)
        : Reason(
          "check-failed",
          .didNotHold(open.map(\.id).joined(separator: ", "), seen: .words(ja: seen.text(.ja), en: seen.text(.en))))
    }
    return outcome
  }

  /// A step whose own work is done has passed only when its postcondition holds too.
  func confirmed(_ work: Outcome, _ step: PlannedStep) async -> Outcome {
    guard work.result == .passed, let postcondition = step.postcondition else { return work }
    // What a sensitive step's check saw isn't kept either.
    let confirmed = await hold([postcondition], within: postcondition.within, hidden: step.sensitive)
    var outcome = work
    outcome.checks = confirmed.checks
    if confirmed.result != .passed { (outcome.result, outcome.reason) = (.failed, confirmed.reason) }
    return outcome
  }

  private func wait(_ duration: Duration) async -> Outcome {
    if (try? await clock.sleep(until: clock.now.elapsed + duration)) != nil { return Outcome(.passed) }
    var outcome = Outcome(.skipped)
    outcome.reason = Reason("interrupted", .interrupted)
    return outcome
  }

  private func shown(_ task: ManualTask) -> ManualTask {
    var task = task
    task.instruction = values.shown(task.instruction)
    task.items = task.items.map { values.shown($0) }
    return task
  }

  private func ask(_ step: PlannedStep, _ kind: PeopleQuestion.Kind) async -> Outcome {
    let question = PeopleQuestion(step: step.id, title: step.displayTitle, kind: kind)
    let answer = await withDeadline(step.timeout, on: clock) { await people.ask(question) }
    if let said = answer.flatMap({ Outcome(said: $0, done: .passed) }) { return said }
    var outcome = Outcome(.notRun)
    outcome.reason = Reason("nobody-answered", .nobodyAnswered)
    if case .unanswered(let reason) = answer { outcome.reason = reason }
    return outcome
  }
}

extension Outcome {
  /// What a person says became of the work; nil when that isn't the answer.
  init?(said answer: PeopleAnswer, done: StepResult) {
    switch answer {
    case .done(let note, let by, let via):
      self.init(done)
      (self.note, self.by, self.via) = (note, by, via)
    case .failed(let note, let by, let via):
      self.init(.failed)
      (self.note, self.by, self.via) = (note, by, via)
      reason = Reason("person-said-failed", .personSaidFailed)
    case .skip(let why, let by, let via):
      self.init(.skipped)
      (note, self.by, self.via) = (why, by, via)
      reason = Reason("person-skipped", .personSkipped)
    case .retry, .unanswered: return nil
    }
  }
}

/// Waits for an answer at most this long; the work is cancelled then.
private func withDeadline<Answer: Sendable>(
  _ limit: Duration, on clock: any RunClock, _ work: @escaping @Sendable () async -> Answer
) async -> Answer? {
  let deadline = clock.now.elapsed + limit
  return await withTaskGroup(of: Answer?.self) { group in
    group.addTask { await work() }
    group.addTask {
      try? await clock.sleep(until: deadline)
      return nil
    }
    let first = await group.next() ?? nil
    group.cancelAll()
    return first
  }
}

extension PlannedScript {
  /// The script's text as a here-document-free command: it is handed to its interpreter through a file of its own, which
  /// goes also when the step's time is over (a shell that a signal ends doesn't run its EXIT trap).
  var command: PlannedText {
    var parts: [PlannedText.Part] = [
      .text(
        "f=$(mktemp) || exit 125; trap 'rm -f \"$f\"' EXIT; trap 'exit 143' HUP INT TERM; "
          + "printf '%s' \(shellQuoted(text)) >\"$f\" || exit 125; \(shellQuoted(interpreter)) \"$f\""
      )
    ]
    for argument in arguments {
      parts.append(.text(" "))
      // An empty argument is an argument too.
      if argument.parts.isEmpty { parts.append(.text("''")) }
      parts += argument.parts.map { if case .text(let text) = $0 { .text(shellQuoted(text)) } else { $0 } }
    }
    return PlannedText(parts: parts, isShell: true)
  }
}
