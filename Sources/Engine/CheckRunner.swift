import Catalogue
public import Model
import Platforms

/// Asks health checks until they hold or their time is over.
public struct CheckRunner: Sendable {
  let hosts: [PlannedHost]
  let shell: any Shell
  let prober: any Prober
  let clock: any RunClock
  let values: RunValues

  init(hosts: [PlannedHost], shell: any Shell, prober: any Prober, clock: any RunClock, values: RunValues) {
    self.hosts = hosts
    self.shell = shell
    self.prober = prober
    self.clock = clock
    self.values = values
  }

  /// For checks outside a run.
  public init(
    hosts: [PlannedHost], shell: any Shell, prober: any Prober, clock: any RunClock, secrets: [String: Secret]
  ) {
    self.init(
      hosts: hosts, shell: shell, prober: prober, clock: clock,
      values: RunValues(runID: "", registered: [:], secrets: secrets))
  }

  /// Asks all checks in rounds until every mandatory one holds in the same round, often enough in a row.
  ///
  /// - Parameter within: from now; nil asks once.
  /// - Returns: what each check said in the last round.
  public func hold(_ checks: [PlannedCheck], within: Duration?) async -> (held: Bool, outcomes: [CheckOutcome]) {
    let deadline = within.map { clock.now.elapsed + $0 }
    let pause = checks.map(\.every).min() ?? .seconds(1)
    var inARow = [Int](repeating: 0, count: checks.count)
    var tries = 0
    while true {
      tries += 1
      var outcomes = await round(checks, deadline: deadline)
      for index in checks.indices {
        outcomes[index].tries = tries
        inARow[index] = outcomes[index].holds ? inARow[index] + 1 : 0
        // Asked once, there is no row to wait for.
        if within != nil, inARow[index] < checks[index].consecutive { outcomes[index].holds = false }
      }
      let held = zip(checks, outcomes).allSatisfy { $1.holds || !$0.mandatory }
      guard !held, !Task.isCancelled, let deadline, clock.now.elapsed + pause < deadline,
        (try? await clock.sleep(until: clock.now.elapsed + pause)) != nil
      else { return (held, outcomes) }
    }
  }

  private func round(_ checks: [PlannedCheck], deadline: Duration?) async -> [CheckOutcome] {
    await withTaskGroup(of: (Int, CheckOutcome).self) { group in
      for (index, check) in checks.enumerated() {
        group.addTask { (index, await self.ask(check, deadline: deadline)) }
      }
      var outcomes = checks.map { CheckOutcome(id: $0.id, holds: false, tries: 0, mandatory: $0.mandatory, seen: "") }
      for await (index, outcome) in group { outcomes[index] = outcome }
      return outcomes
    }
  }

  private func ask(_ check: PlannedCheck, deadline: Duration?) async -> CheckOutcome {
    let left = deadline.map { $0 - clock.now.elapsed } ?? check.timeout
    let timeout = min(check.timeout, max(left, .milliseconds(100)))
    var outcome = CheckOutcome(id: check.id, holds: false, tries: 1, mandatory: check.mandatory, seen: "")
    switch check.probe {
    case .tcp, .http, .tls:
      let answer = await prober.ask(check.probe, timeout: timeout)
      (outcome.holds, outcome.seen, outcome.reason) = (answer.holds, answer.seen, answer.reason)
    case .run(let text, let expectation):
      await ask(text, of: check, timeout, &outcome) { expectation.objection(exit: $0, stdout: $1, stderr: $2) }
    case .plugin(let text, let accept):
      let codes = accept.map(\.exitCode)
      await ask(text, of: check, timeout, &outcome) { code, _, _ in
        let objection = Expectation(exit: codes).objection(exit: code, stdout: "", stderr: "")
        return objection.map { Reason(code: PluginState(exitCode: code).reasonCode, text: $0.text) }
      }
    case .dataAsOf(let text): await askDataTime(text, of: check, timeout, &outcome)
    case .machine(let question): await ask(question, of: check, timeout, &outcome)
    }
    return outcome
  }

  private func ask(
    _ question: MachineQuestion, of check: PlannedCheck, _ timeout: Duration, _ outcome: inout CheckOutcome
  ) async {
    guard let host = check.host else { return }
    let list = MachineList(shell: shell, values: values)
    switch await list.look(for: question.name, question.platform, on: hosts[host], timeout: timeout) {
    case .failure(let obstacle): outcome.reason = obstacle.reason
    case .success(let machine):
      outcome.seen = machine.state.word
      outcome.holds = machine.state.word == question.state.rawValue
      if !outcome.holds {
        outcome.reason = Reason("machine-state", .machineIs(machine.state.phrase, wanted: question.state.phrase))
      }
    }
  }

  private func askDataTime(
    _ text: PlannedText, of check: PlannedCheck, _ timeout: Duration, _ outcome: inout CheckOutcome
  ) async {
    var time: WallTime?
    await ask(text, of: check, timeout, &outcome) { code, stdout, _ in
      time = stdout.isWhole ? WallTime(dataTime: stdout.parts[0].trimmed) : nil
      if code == 0, time == nil { return Reason("no-time", .noTimeInOutput) }
      // Clocks differ a little; data from tomorrow is a wrong answer, not data that lost nothing.
      if let time, time > clock.now.wall + .seconds(300) { return Reason("time-ahead", .dataTimeAhead(time.iso8601)) }
      return Expectation().objection(exit: code, stdout: "", stderr: "")
    }
    outcome.dataAsOf = outcome.holds ? time : nil
  }

  private func ask(
    _ text: PlannedText, of check: PlannedCheck, _ timeout: Duration, _ outcome: inout CheckOutcome,
    objection: (Int, SeenText, SeenText) -> Reason?
  ) async {
    guard let host = check.host else { return }
    let command: String
    do throws(MissingValue) {
      command = try values.render(text)
    } catch {
      outcome.reason = error.reason
      return
    }
    let capture = OutputCapture(limit: 64 << 10, hidden: values.hidden) { _, _ in }
    let end = await shell.run(ShellCommand(text: command, timeout: timeout), on: hosts[host]) { capture.take($0, $1) }
    let (stdout, stderr) = capture.finish()
    switch end {
    case .exited(let code):
      outcome.reason = objection(code, stdout.seen, stderr.seen)
      outcome.holds = outcome.reason == nil
      outcome.seen =
        [stdout.seen.parts[0].firstLine, stderr.seen.parts[0].firstLine].first { !$0.isEmpty } ?? "exit \(code)"
    case .timedOut: outcome.reason = Reason("timed-out", .commandTimedOut(timeout.short))
    case .cancelled: outcome.reason = Reason("interrupted", .interrupted)
    case .notStarted(let reason), .lost(let reason): outcome.reason = values.redacted(reason)
    }
  }
}

extension PluginState {
  /// The code of the reason for which a plugin's answer isn't accepted.
  public var reasonCode: String { "plugin-\(rawValue)" }

  /// Codes that the guidelines don't know are unknown.
  init(exitCode: Int) { self = Self.allCases.first { $0.exitCode == exitCode } ?? .unknown }

  /// Source: Monitoring Plugins Development Guidelines, "Plugin Return Codes".
  var exitCode: Int {
    switch self {
    case .ok: 0
    case .warning: 1
    case .critical: 2
    case .unknown: 3
    }
  }
}

extension WallTime {
  /// What `data_as_of` prints: ISO 8601, or `@` and seconds since 1970.
  init?(dataTime text: String) {
    if text.hasPrefix("@") {
      guard let seconds = Double(text.dropFirst()), abs(seconds) < 1e12 else { return nil }
      self.init(milliseconds: Int64(seconds * 1000))
    } else {
      self.init(iso8601: text)
    }
  }
}

extension String {
  /// At most 120 characters of the first line that isn't empty.
  var firstLine: String {
    let line = split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) } ?? ""
    return line.count > 120 ? line.prefix(119) + "…" : String(line)
  }
}

extension Duration {
  /// `30s`, `2.5s`, `300ms`
  var short: String {
    let milliseconds = inMilliseconds
    if milliseconds < 1000 { return "\(milliseconds)ms" }
    return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(inSeconds)s"
  }
}
