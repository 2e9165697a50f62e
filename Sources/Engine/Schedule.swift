import Model

/// Which steps may start now: kept up to date step by step, so that a plan of any size costs linear time.
struct Schedule: Sendable {
  private let plan: Plan
  /// Nil while no steps are to be done: before the first phase, and while undoing.
  private var phase: PlannedStep.Phase?
  /// Needs that are still open, for each step.
  private var openNeeds: [Int]
  private let dependents: [[Int]]
  private var gates: SystemGates
  /// Ready to start, lowest index (which is the plan's order) first.
  private var ready = Heap<Int>()
  /// Ready, but their host is busy.
  private var parked: [[Int]]
  private var underWay: [Int]
  private(set) var running = 0
  /// Decided to start, but not journaled yet.
  private var claimed: Set<Int> = []
  private var retries = Heap<DueRetry>()
  /// Steps that can't be done any more because something before them failed, with what that was.
  private(set) var blocked: [(step: Int, by: Blocker)] = []
  /// Steps of the present phase that aren't over yet.
  private var openInPhase: [PlannedStep.Phase: Int] = [:]
  /// Failed, and waiting for a person's word.
  private(set) var undecided: [Int] = []
  /// A step of the phase failed in a way that stops what follows.
  private(set) var brokenPhases: Set<PlannedStep.Phase> = []

  enum Blocker: Sendable {
    case step(Int)
    case system(Int)
  }

  init(_ plan: Plan) {
    self.plan = plan
    openNeeds = plan.steps.map { $0.needs.count }
    var dependents = [[Int]](repeating: [], count: plan.steps.count)
    for (index, step) in plan.steps.enumerated() {
      for need in step.needs { dependents[need].append(index) }
      openInPhase[step.phase, default: 0] += 1
    }
    self.dependents = dependents
    gates = SystemGates(plan)
    parked = Array(repeating: [], count: plan.hosts.count)
    underWay = Array(repeating: 0, count: plan.hosts.count)
  }

  /// As it stands after a run's history; who decides on it doesn't know the way there.
  init(_ run: Run) {
    self.init(run.plan)
    if let phase = run.phase { open(phase) }
    for (index, record) in run.steps.enumerated() {
      if record.isRunning { started(index) } else { follow(index, record) }
    }
    ready = Heap(ready.unordered.filter { run.steps[$0].attempts.isEmpty })
  }

  func isComplete(_ phase: PlannedStep.Phase) -> Bool { openInPhase[phase, default: 0] == 0 }

  var nextRetry: Duration? { retries.first?.at }

  // MARK: What happened

  mutating func open(_ phase: RunPhase) {
    self.phase = PlannedStep.Phase(rawValue: phase.rawValue)
    for index in plan.steps.indices where plan.steps[index].phase == self.phase { offer(index) }
  }

  /// Takes the step's place within the limits as soon as it is decided.
  mutating func claim(_ index: Int) {
    claimed.insert(index)
    count(index)
  }

  mutating func started(_ index: Int) {
    if claimed.remove(index) == nil { count(index) }
  }

  private mutating func count(_ index: Int) {
    running += 1
    if let host = plan.steps[index].host { underWay[host] += 1 }
  }

  mutating func ended(_ index: Int) {
    running -= 1
    guard let host = plan.steps[index].host else { return }
    underWay[host] -= 1
    if !parked[host].isEmpty { ready.insert(parked[host].removeFirst()) }
  }

  mutating func retry(_ index: Int, at time: Duration) {
    undecided.removeAll { $0 == index }
    retries.insert(DueRetry(at: time, step: index))
  }

  /// What comes after an attempt that has ended, or after the step's settlement.
  mutating func follow(_ index: Int, _ record: StepRecord) {
    if record.willRetry, let end = record.lastEnd {
      let isInterrupted = record.attempts.last?.outcome?.interrupted == true
      retry(index, at: isInterrupted ? end : end + plan.steps[index].retry.every)
    } else if record.isOver {
      over(index, record)
    } else if record.awaitsDecision {
      undecided.append(index)
    }
  }

  /// A step is over: opens what waited for it, or closes it for good.
  private mutating func over(_ index: Int, _ record: StepRecord) {
    let phase = plan.steps[index].phase
    openInPhase[phase, default: 0] -= 1
    undecided.removeAll { $0 == index }
    let goesOn =
      record.result.map { $0.isDone || $0 == .skipped } ?? false || record.wasNotApplicable
      || plan.steps[index].letsGoOn(record)
    if !goesOn, plan.steps[index].mandatory { brokenPhases.insert(phase) }
    for dependent in dependents[index] {
      if goesOn { meet(dependent) } else { blocked.append((dependent, .step(index))) }
    }
    guard let system = plan.steps[index].system else { return }
    switch gates.stepOver(index, system: system, goesOn: goesOn) {
    case .opened:
      for dependent in gates.dependents(of: system) { passGate(dependent) }
    case .closed:
      for dependent in gates.dependents(of: system) { closeGate(dependent, by: system) }
    case nil: break
    }
  }

  private mutating func meet(_ index: Int) {
    openNeeds[index] -= 1
    offer(index)
  }

  private mutating func passGate(_ system: Int) {
    guard gates.pass(system) else { return }
    for entry in gates.entries(of: system) { offer(entry) }
  }

  private mutating func closeGate(_ system: Int, by failed: Int) {
    for entry in gates.entries(of: system) { blocked.append((entry, .system(failed))) }
  }

  private mutating func offer(_ index: Int) {
    guard openNeeds[index] == 0, plan.steps[index].phase == phase,
      plan.steps[index].system.map({ gates.isOpen($0) }) ?? true
    else { return }
    ready.insert(index)
  }

  // MARK: What may start

  /// The next step that may start, within the limits; it is taken out.
  mutating func next(now: Duration) -> Int? {
    while let due = retries.first, due.at <= now {
      _ = retries.popFirst()
      ready.insert(due.step)
    }
    while running < plan.limits.hosts, let index = ready.popFirst() {
      guard let host = plan.steps[index].host else { return index }
      if underWay[host] < plan.hosts[host].parallel ?? plan.limits.perHost { return index }
      parked[host].append(index)
    }
    return nil
  }

  mutating func takeBlocked() -> [(step: Int, by: Blocker)] {
    defer { blocked = [] }
    return blocked
  }
}

/// A failed step and when it may be tried again.
private struct DueRetry: Comparable {
  var at: Duration
  var step: Int

  static func < (a: Self, b: Self) -> Bool { (a.at, a.step) < (b.at, b.step) }
}

extension PlannedStep {
  /// The playbook says to go on although it failed.
  func letsGoOn(_ record: StepRecord) -> Bool {
    guard onFailure == .continue else { return false }
    return [.failed, .timedOut, .unknown].contains(record.recordedResult)
  }
}

extension StepRecord {
  var wasNotApplicable: Bool { settlement?.reason.code == Reason.notApplicableCode }
}
