import Catalogue
import Model

/// Which attempt it is: of a step or of its undo, in which of the processes that a run has had.
struct AttemptName: Sendable {
  var isUndo: Bool
  var number: Int
  /// How often the run had been taken over when it started.
  var life: Int
  /// Its second command, which cuts the power of a machine that doesn't heed.
  var cutsPower = false

  /// Names it on the host; no other attempt of the run has the same.
  func key(_ step: String) -> String {
    "\(life).\(isUndo ? "undo" : "run")\(cutsPower ? "-power" : "").\(step).\(number)"
  }

  /// The one that cuts the power, sent by the process of that life: each has one of its own.
  func cuttingPower(in life: Int) -> AttemptName {
    var name = self
    (name.life, name.cutsPower) = (life, true)
    return name
  }
}

/// Steps that are commands on hosts.
extension Performer {
  /// Runs a step's command on its host.
  func run(
    _ text: PlannedText, stdin: PlannedText?, _ expectation: Expectation, of step: PlannedStep, _ attempt: AttemptName
  ) async throws(JournalFailure) -> Outcome {
    let command: ShellCommand
    do throws(MissingValue) {
      let input = try stdin.map { text throws(MissingValue) in try values.render(text) } ?? ""
      command = ShellCommand(
        text: try values.render(text), stdin: Array(input.utf8), timeout: step.timeout,
        kept: step.mutates ? kept(step, attempt) : nil)
    } catch {
      var outcome = Outcome(.failed)
      (outcome.started, outcome.reason) = (false, error.reason)
      if attempt.isUndo, let key = error.lost {
        outcome.reason = Reason(Reason.valueLostCode, .undoValueLost(key, step: step.id, run: values.runID))
      }
      return outcome
    }
    return try await send(command, CommandJudge(expectation), of: step)
  }

  /// Has a command carried out on the step's host, and judges how it ended; if its line breaks, the host is asked.
  func send(
    _ command: ShellCommand, _ judge: CommandJudge, of step: PlannedStep
  ) async throws(JournalFailure) -> Outcome {
    guard let host = step.host else { return Outcome(.failed) }
    let began = clock.now.elapsed
    let capture = capture(step)
    let said = await shell.run(command, on: plan.hosts[host]) { capture.take($0, $1) }
    let noticed = clock.now.elapsed - began
    guard said.isLost || wasLate(said, noticed, command), !Task.isCancelled else {
      return try await outcome(said, capture, judge, of: step)
    }
    if let kept = command.kept,
      let found = try await recalled(kept, sentIn: nil, judge, step, .known(began + command.timeout)).outcome
    {
      return found
    }
    return try await outcome(said, capture, judge, of: step, took: said.isLost ? nil : noticed)
  }

  /// This process slept past the deadline (a suspended laptop, SIGSTOP): then only the host knows whether the command kept its time.
  private func wasLate(_ end: ShellEnd, _ noticed: Duration, _ command: ShellCommand) -> Bool {
    switch end {
    case .exited, .timedOut: break
    case .cancelled, .notStarted, .lost: return false
    }
    return noticed > command.timeout + Self.graceForSlowness
  }

  /// By how much this process may be late where nothing held it up.
  private static let graceForSlowness = Duration.seconds(1)

  private func capture(_ step: PlannedStep) -> OutputCapture {
    let id = step.id
    return OutputCapture(limit: plan.limits.output, hidden: values.hidden) { stream, bytes in
      if !step.sensitive { live(id, stream, bytes) }
    }
  }

  /// - Parameters:
  ///   - took: by the host's clock, of a command that nobody may have been there to end.
  ///   - cut: of what more was printed than has come.
  private func outcome(
    _ end: ShellEnd, _ capture: OutputCapture, _ judge: CommandJudge, of step: PlannedStep, took: Duration? = nil,
    cut: Set<OutputStream> = []
  ) async throws(JournalFailure) -> Outcome {
    let (stdout, stderr) = capture.finish()
    var outcome = late(end, took, step) ?? self.outcome(end, stdout, stderr, judge, of: step)
    if outcome.result == .passed, let register = step.register { take(stdout, register, of: step, &outcome) }
    outcome.stdout = try await keep(stdout, of: step, isCut: cut.contains(.stdout))
    outcome.stderr = try await keep(stderr, of: step, isCut: cut.contains(.stderr))
    return outcome
  }

  // MARK: What hosts keep

  /// How long a line that broke is tried again, in the hope that the host tells how the command ended.
  static let patienceWithLines = Duration.seconds(30)

  func kept(_ step: PlannedStep, _ attempt: AttemptName) -> ShellCommand.Kept {
    .init(key: attempt.key(step.id), output: !step.sensitive)
  }

  /// Asks a host what became of an attempt, again and again for a while if it can't be reached, and judges that as any other.
  /// A host that was reached meanwhile is given the same time again when the next line breaks.
  ///
  /// - Parameters:
  ///   - life: of the process that sent it; nil: this one did, its line broke, and after its time nobody waits for it.
  /// - Returns: what the host said; and the outcome, where that is enough for one.
  func recalled(
    _ kept: ShellCommand.Kept, sentIn life: Int?, _ judge: CommandJudge, _ step: PlannedStep,
    _ deadlines: RecallDeadlines
  ) async throws(JournalFailure) -> (said: ShellRecollection, outcome: Outcome?) {
    let end = deadlines.end
    var lastHeard = clock.now.elapsed
    while true {
      let answer = try await asked(kept, sentIn: life, judge, step, deadlines)
      if case .lineBroke = answer.said, clock.now.elapsed < end { lastHeard = clock.now.elapsed }
      let patience = lastHeard + Self.patienceWithLines
      let giveUp = life == nil ? min(end, patience) : patience
      guard answer.said.reasonToAskAgain != nil, clock.now.elapsed < giveUp, !Task.isCancelled else { return answer }
      try? await clock.sleep(until: clock.now.elapsed + .seconds(1))
    }
  }

  private func asked(
    _ kept: ShellCommand.Kept, sentIn life: Int?, _ judge: CommandJudge, _ step: PlannedStep,
    _ deadlines: RecallDeadlines
  ) async throws(JournalFailure) -> (said: ShellRecollection, outcome: Outcome?) {
    guard let host = step.host else { return (.untold, nil) }
    let limit = deadlines.end - clock.now.elapsed
    let capture = capture(step)
    let recollection = await shell.recall(
      kept, sentIn: life, on: plan.hosts[host], within: max(limit, .seconds(1))
    ) { capture.take($0, $1) }
    guard case .ended(let end, let wholeOutput, let took, let cut) = recollection else { return (recollection, nil) }
    if case .lost = end { return (recollection, nil) }
    // What isn't there can't be judged, and doesn't make a failure either.
    if case .exited(let code) = end, !wholeOutput, judge.looksAtOutput(code) || step.register != nil {
      return (.untold, nil)
    }
    // Nor does what has ended, nobody knows when, prove that it kept its time: that is only known while the time isn't over.
    if case .exited = end, took == nil, deadlines.proof.map({ clock.now.elapsed > $0 }) ?? true {
      return (.untold, nil)
    }
    // Where nothing was to be kept, nothing is missing.
    let missing = kept.output ? cut : []
    var outcome = try await outcome(end, capture, judge, of: step, took: took, cut: missing)
    if outcome.reason == nil {
      outcome.reason =
        missing.isEmpty ? Reason("found-on-host", .foundOnHost) : Reason("found-in-part-on-host", .foundInPartOnHost)
    }
    return (recollection, outcome)
  }

  /// Nil for a command that kept its time.
  private func late(_ end: ShellEnd, _ took: Duration?, _ step: PlannedStep) -> Outcome? {
    guard case .exited(let code) = end, let took, took > step.timeout else { return nil }
    var outcome = Outcome(.timedOut)
    outcome.exit = code
    outcome.reason = Reason("ended-late", .endedLate(code, after: took.short, timeout: step.timeout.short))
    return outcome
  }

  private func outcome(
    _ end: ShellEnd, _ stdout: CapturedStream, _ stderr: CapturedStream, _ judge: CommandJudge, of step: PlannedStep
  ) -> Outcome {
    var outcome: Outcome
    switch end {
    case .exited(let code):
      outcome = judge.outcome(code, stdout, stderr)
      // A host may send back what it was given, and a platform's words are quoted.
      outcome.reason = outcome.reason.map(values.redacted)
      outcome.exit = code
    case .timedOut(let ended):
      outcome = Outcome(ended ? .timedOut : .unknown)
      let time = step.timeout.short
      outcome.reason =
        ended ? Reason("timed-out", .commandTimedOut(time)) : Reason(Reason.mayStillRunCode, .mayStillRun(time))
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

  /// Stands at the end of what isn't all, for whoever reads the file alone.
  private static let partMark = Array("\n[… its host kept no more of it …]\n".utf8)

  private func keep(
    _ stream: CapturedStream, of step: PlannedStep, isCut: Bool
  ) async throws(JournalFailure) -> KeptOutput? {
    if step.sensitive { return .withheld }
    if stream.bytes == 0, !isCut { return nil }
    if !isCut, stream.bytes <= Self.inlineLimit, let text = String(validating: stream.kept, as: UTF8.self) {
      return .inline(text, digest: stream.whole)
    }
    let kept = isCut ? stream.kept + Self.partMark : stream.kept
    let digest = try await journal.keep(kept)
    return .file(
      digest: digest, kept: kept.count, bytes: stream.bytes, whole: stream.whole, isPartial: isCut)
  }
}

extension PlannedStep {
  /// The undo as if it were a step.
  func forUndo(_ undo: PlannedUndo) -> PlannedStep {
    var step = self
    switch undo.action {
    case .run(let text, let expectation): step.action = .run(text, stdin: nil, expectation)
    case .machine(let machine): step.action = .machine(machine)
    case .manual: break
    }
    step.host = undo.host
    step.timeout = undo.timeout
    step.register = nil
    return step
  }
}
