import Model

/// Where the time between the clock's start and the recovery of one system went, along its critical path.
///
/// The parts add up to the measured recovery time. From the step that reached the level, the way goes back through the
/// step that each one waited for longest, into other systems too; each moment belongs to one part.
struct RecoverySplit {
  enum Part: CaseIterable {
    /// From the clock's start to the activation: detection and decision.
    case decision
    /// From the activation to the first step on the critical path.
    case response
    /// Steps of systems that this one depends on.
    case prerequisites
    /// Nothing stood in the way but the limits on what runs side by side.
    case queue
    case machine
    case people
    /// Failed attempts and the pauses after them.
    case retry
    case verification
    /// Whatever was going on, there was nobody who could have carried the run on.
    case unattended
  }

  private(set) var parts: [Part: Duration] = [:]
  /// The steps of the critical path, the first one first.
  private(set) var path: [Int] = []

  private let start: Duration
  private let unattended: Unattended

  /// - Parameters:
  ///   - last: the step that reached the level.
  ///   - start: the clock's start on the run's monotonic clock.
  init(_ run: Run, _ summary: RunSummary, last: Int, start: Duration, stepsBySystem: [[Int]]) {
    self.start = start
    unattended = Unattended(run)
    let own = run.plan.steps[last].system
    var next: Int? = last
    var earliest = run.steps[last].lastEnd ?? start
    var seen = Set<Int>()
    while let index = next, seen.insert(index).inserted, let began = run.steps[index].firstStart, earliest > start {
      path.append(index)
      let isOwn = run.plan.steps[index].system == own
      addAttempts(run.steps[index], kind: run.plan.steps[index].kind, isOwn: isOwn)
      earliest = began
      next = Self.blocker(of: index, run, stepsBySystem)
      if let next, let ready = run.steps[next].lastEnd, ready < began {
        add(isOwn ? .queue : .prerequisites, from: ready, to: began)
        earliest = ready
      }
    }
    addBeginning(until: earliest, activated: summary.times.activated)
    path.reverse()
  }

  subscript(part: Part) -> Duration { parts[part] ?? .zero }

  var total: Duration { parts.values.reduce(.zero, +) }

  private mutating func add(_ part: Part, from: Duration, to: Duration) {
    let from = max(from, start)
    guard to > from else { return }
    let gap = unattended.within(from: from, to: to)
    parts[part, default: .zero] += to - from - gap
    if gap > .zero { parts[.unattended, default: .zero] += gap }
  }

  private mutating func addAttempts(_ record: StepRecord, kind: StepKind, isOwn: Bool) {
    guard let last = record.attempts.last, let ended = record.lastEnd else { return }
    guard isOwn else { return add(.prerequisites, from: record.attempts[0].started, to: ended) }
    add(.retry, from: record.attempts[0].started, to: last.started)
    let part: Part =
      switch kind {
      case .run, .script, .machine, .wait, .use: .machine
      case .manual: .people
      case .check, .verify: .verification
      }
    add(part, from: last.started, to: ended)
  }

  private mutating func addBeginning(until first: Duration, activated: Duration?) {
    let activation = min(max(activated ?? start, start), first)
    add(.decision, from: start, to: activation)
    add(.response, from: activation, to: first)
  }

  /// The step that `index` waited for longest: of those that it needs, else of the systems that its own depends on. What
  /// such a system did after this one had begun wasn't waited for.
  private static func blocker(of index: Int, _ run: Run, _ stepsBySystem: [[Int]]) -> Int? {
    let step = run.plan.steps[index]
    var candidates = step.needs
    let needsOwn = step.needs.contains { run.plan.steps[$0].system == step.system }
    if let system = step.system, !needsOwn {
      candidates += run.plan.systems[system].dependsOn.flatMap { stepsBySystem[$0] }
    }
    guard let began = run.steps[index].firstStart else { return nil }
    return candidates.filter {
      run.plan.steps[$0].phase == .recover && run.steps[$0].lastEnd.map { $0 <= began } == true
    }
    .max { (run.steps[$0].lastEnd ?? .zero) < (run.steps[$1].lastEnd ?? .zero) }
  }
}
