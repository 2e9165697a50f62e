import Catalogue
import Model

/// Carries out one step at a time and says how it ended.
struct Performer: Sendable {
  /// Output up to this many bytes stands in the journal itself.
  static let inlineLimit = 4096

  let plan: Plan
  let shell: any Shell
  let people: any People
  let clock: any RunClock
  let journal: any Journal
  let values: RunValues
  let checks: CheckRunner
  let live: @Sendable (String, OutputStream, [UInt8]) -> Void

  /// - Throws: `JournalFailure` when the output can't be kept.
  func perform(_ index: Int) async throws(JournalFailure) -> Outcome {
    let step = plan.steps[index]
    let began = clock.now.elapsed
    var outcome: Outcome
    switch step.action {
    case .run(let text, let stdin, let expectation):
      outcome = try await run(text, stdin: stdin, expectation, of: step)
    case .script(let script, let stdin, let expectation):
      outcome = try await run(script.command, stdin: stdin, expectation, of: step)
    case .check(var check):
      check.timeout = min(check.timeout, step.timeout)
      outcome = await hold([check], within: check.within.map { min($0, step.timeout) })
    case .verify(_, let checks, let within): outcome = await hold(checks, within: min(within, step.timeout))
    case .manual(let task): outcome = await ask(step, .task(shown(task)))
    case .wait(let duration): outcome = await wait(duration)
    }
    if outcome.result == .passed, let postcondition = step.postcondition {
      outcome = await confirm(postcondition, after: outcome, hidden: step.sensitive)
    }
    outcome.duration = clock.now.elapsed - began
    return outcome
  }

  func performUndo(_ index: Int) async throws(JournalFailure) -> Outcome {
    let step = plan.steps[index]
    guard let undo = step.undo else { return Outcome(.passed) }
    let began = clock.now.elapsed
    var outcome: Outcome
    switch undo.action {
    case .manual(let text): outcome = await ask(step, .undo(values.shown(text)))
    case .run(let text, let expectation):
      var undoStep = step
      undoStep.host = undo.host
      undoStep.timeout = undo.timeout
      undoStep.register = nil
      outcome = try await run(text, stdin: nil, expectation, of: undoStep)
    }
    outcome.duration = clock.now.elapsed - began
    return outcome
  }

  // MARK: Commands

  private func run(
    _ text: PlannedText, stdin: PlannedText?, _ expectation: Expectation, of step: PlannedStep
  ) async throws(JournalFailure) -> Outcome {
    guard let host = step.host else { return Outcome(.failed) }
    let command: ShellCommand
    do throws(MissingValue) {
      let input = try stdin.map { text throws(MissingValue) in try values.render(text) } ?? ""
      command = ShellCommand(text: try values.render(text), stdin: Array(input.utf8), timeout: step.timeout)
    } catch {
      var outcome = Outcome(.failed)
      (outcome.started, outcome.reason) = (false, error.reason)
      return outcome
    }
    let id = step.id
    let capture = OutputCapture(limit: plan.limits.output, hidden: values.hidden) { stream, bytes in
      if !step.sensitive { live(id, stream, bytes) }
    }
    let end = await shell.run(command, on: plan.hosts[host]) { capture.take($0, $1) }
    let (stdout, stderr) = capture.finish()
    var outcome = judge(end, stdout, stderr, expectation, of: step)
    if outcome.result == .passed, let register = step.register { take(stdout, register, of: step, &outcome) }
    outcome.stdout = try await keep(stdout, of: step)
    outcome.stderr = try await keep(stderr, of: step)
    return outcome
  }

  private func judge(
    _ end: ShellEnd, _ stdout: CapturedStream, _ stderr: CapturedStream, _ expectation: Expectation,
    of step: PlannedStep
  ) -> Outcome {
    var outcome: Outcome
    switch end {
    case .exited(let code):
      let objection = expectation.objection(exit: code, stdout: stdout.seen, stderr: stderr.seen)
      outcome = Outcome(objection == nil ? .passed : .failed)
      (outcome.exit, outcome.reason) = (code, objection)
    case .timedOut(let ended):
      outcome = Outcome(ended ? .timedOut : .unknown)
      let time = step.timeout.short
      outcome.reason = ended ? Reason("timed-out", .commandTimedOut(time)) : Reason("may-still-run", .mayStillRun(time))
    case .cancelled(let ended):
      outcome = Outcome(ended ? .failed : .unknown)
      outcome.reason = Reason("interrupted", .interrupted)
    case .notStarted(let reason):
      outcome = Outcome(.failed)
      // A host may send back what it was given, and the error says what it said.
      (outcome.started, outcome.reason) = (false, values.redacted(reason))
    case .lost(let reason):
      outcome = Outcome(.unknown)
      outcome.reason = values.redacted(reason)
    }
    return outcome
  }

  private func take(
    _ stdout: CapturedStream, _ register: PlannedRegister, of step: PlannedStep, _ outcome: inout Outcome
  ) {
    guard let text = stdout.wholeText else {
      (outcome.result, outcome.reason) = (.failed, .cannotJudge("stdout"))
      return
    }
    guard let value = register.matches.map({ firstMatch(of: $0, in: text) }) ?? text.trimmed else {
      outcome.result = .failed
      outcome.reason = Reason("register", .registerDidNotMatch(register.matches ?? ""))
      return
    }
    let bounded = String(value.prefix(4096))
    values.register(register.key, bounded, sensitive: step.sensitive)
    outcome.registered = step.sensitive ? nil : bounded
  }

  private func keep(_ stream: CapturedStream, of step: PlannedStep) async throws(JournalFailure) -> KeptOutput? {
    if step.sensitive { return .withheld }
    if stream.bytes == 0 { return nil }
    if stream.bytes <= Self.inlineLimit, let text = String(validating: stream.kept, as: UTF8.self) {
      return .inline(text, digest: stream.whole)
    }
    let digest = try await journal.keep(stream.kept)
    return .file(digest: digest, kept: stream.kept.count, bytes: stream.bytes, whole: stream.whole)
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

  /// The step's own work is done; it has passed only when its postcondition holds too.
  ///
  /// - Parameter hidden: what the check saw isn't kept either.
  private func confirm(_ postcondition: PlannedCheck, after work: Outcome, hidden: Bool) async -> Outcome {
    let confirmed = await hold([postcondition], within: postcondition.within, hidden: hidden)
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
    var outcome: Outcome
    switch answer {
    case .unanswered(let reason):
      outcome = Outcome(.notRun)
      outcome.reason = reason
    default:
      outcome = Outcome(.notRun)
      outcome.reason = Reason("nobody-answered", .nobodyAnswered)
    }
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
