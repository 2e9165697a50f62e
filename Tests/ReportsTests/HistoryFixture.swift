import Catalogue

@testable import Model

/// Plays a plan without hosts: each step starts when what it needs has ended, and ends as told.
struct HistoryFixture {
  enum Act {
    case pass(Duration)
    case byHand(Duration)
    case fail(Duration, StepResult, Reason?)
    /// Started, and nothing more is known.
    case lost
    case skip(String)
  }

  let plan: Plan
  var acts: [String: [Act]] = [:]
  var start = WallTime(milliseconds: 1_795_310_100_000)  // 2026-11-22T01:15:00Z
  var via = "terminal"
  /// For undo, by step; nil: passes.
  var undoFails: Set<String> = []
  var stop: (at: Duration, by: String)?
  /// The record breaks off here, as by kill -9.
  var cut: Duration?
  var clockStep: Duration?
  var note: String?
  var onset: Duration?

  private var timed: [(Duration, Event.Body)] = []
  private var ends: [Int: Duration] = [:]
  private var well: Set<Int> = []
  private var owing: [Int] = []
  private var now = Duration.milliseconds(40)

  init(_ plan: Plan) { self.plan = plan }

  static func reason(_ code: String, _ ja: String, _ en: String) -> Reason {
    Reason(code: code, text: LocalizedText(ja: ja, en: en))
  }

  /// The whole history, folded on the way, so that one that can't have happened is an error.
  func events() throws -> [Event] {
    var copy = self
    return try copy.play()
  }

  private mutating func play() throws -> [Event] {
    opening()
    for phase in [PlannedStep.Phase.before, .inject, .recover] { perform(phase) }
    if let stop {
      timed.append((stop.at, .stopRequested(by: stop.by, Self.reason("signal", "Ctrl-Cによる停止", "stopped with Ctrl-C"))))
    }
    undo()
    perform(.after)
    return try close(numbered(timed))
  }

  private mutating func opening() {
    timed.append((.zero, .opened(header)))
    if let onset {
      timed.append(
        (.zero, .marked(ClockMark(kind: .onset, at: start + onset, elapsed: onset, by: "sato"))))
    }
    if let note { timed.append((.milliseconds(20), .noted(note, by: "sato"))) }
    if let clockStep { timed.append((.milliseconds(30), .clockStepped(clockStep))) }
  }

  private var header: RunHeader {
    RunHeader(
      run: "20261122-101500-vhost-loss-7f3a", scenario: plan.scenario.id, mode: plan.mode, clock: plan.scenario.clock,
      plan: Digest(of: "plan"), operatorName: "suzuki", tool: "sonae 0.1.0", machine: "drill-pc", process: 4242,
      boot: nil)
  }

  private mutating func perform(_ phase: PlannedStep.Phase) {
    let steps = plan.steps.indices.filter { plan.steps[$0].phase == phase }
    guard !steps.isEmpty, let name = RunPhase(rawValue: phase.rawValue) else { return }
    timed.append((now, .phaseBegan(name)))
    let began = now
    for index in steps { perform(index, notBefore: began) }
    now = max(now, steps.compactMap { ends[$0] }.max() ?? now) + .milliseconds(10)
  }

  private mutating func perform(_ index: Int, notBefore began: Duration) {
    let step = plan.steps[index]
    var at = step.needs.compactMap { ends[$0] }.reduce(began, max) + .milliseconds(15 + index % 7)
    if let stop, at > stop.at { return }
    guard step.needs.allSatisfy(well.contains) else {
      let why = Self.reason(Reason.dependencyFailedCode, "前の手順が完了していません", "a step before it did not end well")
      timed.append((at, .stepSettled(step: step.id, result: .notRun, why, by: nil)))
      ends[index] = at
      return
    }
    for (number, act) in (acts[step.id] ?? [.pass(.milliseconds(120 + index * 37 % 900))]).enumerated() {
      at = perform(act, index, attempt: number + 1, at: at)
    }
    ends[index] = at
  }

  private mutating func perform(_ act: Act, _ index: Int, attempt: Int, at: Duration) -> Duration {
    let step = plan.steps[index]
    if case .skip(let why) = act {
      timed.append((at, .stepSettled(step: step.id, result: .skipped, Self.reason("by-person", why, why), by: "sato")))
      return at
    }
    timed.append((at, .stepStarted(step: step.id, attempt: attempt, owesUndo: step.undo != nil)))
    if step.undo != nil, attempt == 1 { owing.append(index) }
    let outcome: Outcome
    switch act {
    case .pass(let length): outcome = passed(step, length)
    case .byHand(let length): outcome = answered(Outcome(.byHand), length)
    case .fail(let length, let result, let reason): outcome = failed(result, length, reason)
    case .lost, .skip: return at + .seconds(3)
    }
    let end = at + outcome.duration
    timed.append((end, .stepEnded(step: step.id, attempt: attempt, outcome)))
    if outcome.result == .passed || outcome.result == .byHand { well.insert(index) }
    return outcome.result == .failed ? end + step.retry.every : end
  }

  private func passed(_ step: PlannedStep, _ length: Duration) -> Outcome {
    var outcome = Outcome(.passed)
    outcome.duration = length
    outcome.checks = step.plannedCheckIDs.map { id in
      var check = CheckOutcome(id: id, holds: true, tries: 2, mandatory: true, seen: "HTTP 200")
      if id == "data" { check.dataAsOf = start + .seconds(-240) }
      return check
    }
    if step.kind == .run { outcome.exit = 0 }
    return step.kind == .manual ? answered(outcome, length) : outcome
  }

  private func answered(_ outcome: Outcome, _ length: Duration) -> Outcome {
    var outcome = outcome
    outcome.duration = length
    outcome.by = "suzuki"
    outcome.via = via
    return outcome
  }

  private func failed(_ result: StepResult, _ length: Duration, _ reason: Reason?) -> Outcome {
    var outcome = Outcome(result)
    outcome.duration = length
    outcome.reason = reason
    outcome.exit = result == .failed ? 1 : nil
    let text = "error: Domain is already active"
    outcome.stderr = .inline(text, digest: Digest(of: text))
    return outcome
  }

  private mutating func undo() {
    timed.append((now, .phaseBegan(.undo)))
    for index in owing.reversed() {
      let id = plan.steps[index].id
      now = now + .milliseconds(20)
      timed.append((now, .undoStarted(step: id, attempt: 1)))
      now = now + .milliseconds(90)
      timed.append(
        (
          now,
          .undoEnded(
            step: id, attempt: 1, undoFails.contains(id) ? failed(.failed, .milliseconds(90), nil) : Outcome(.passed))
        ))
    }
    now = now + .milliseconds(10)
  }

  private func numbered(_ timed: [(Duration, Event.Body)]) -> [Event] {
    let kept = timed.filter { event in cut.map { event.0 <= $0 } ?? true }
    let sorted = kept.enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
    return sorted.enumerated().map { place, timed in
      Event(sequence: place + 1, at: start + timed.element.0, elapsed: timed.element.0, body: timed.element.1)
    }
  }

  private func close(_ events: [Event]) throws -> [Event] {
    var run = Run(plan: plan)
    for event in events { try run.apply(event) }
    guard run.owed.isEmpty, cut == nil else { return events }
    let at = run.lastEvent.elapsed + .milliseconds(5)
    let verdict = RunSummary(run).verdict(of: run)
    return events + [Event(sequence: events.count + 1, at: start + at, elapsed: at, body: .closed(verdict))]
  }
}

extension PlannedStep {
  fileprivate var plannedCheckIDs: [String] {
    switch action {
    case .check(let check): [check.id]
    case .verify(_, let checks, _): checks.map(\.id)
    default: []
    }
  }
}
