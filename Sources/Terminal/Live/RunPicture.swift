import Catalogue
import Model

/// A run as a view shows it: the fold of its events, with the counts and lists that a frame needs kept up to date, so
/// that neither an event nor a frame costs more in a plan with more steps.
struct RunPicture {
  private(set) var run: Run
  private(set) var systems: [SystemPicture]
  /// Systems by tier, then in the plan's order.
  let order: [Int]
  /// Steps of the scenario's own that are under way.
  private(set) var ownActive: [Int] = []
  /// Steps that are being undone.
  private(set) var undoing: [Int] = []
  private(set) var stepsOver = 0
  private(set) var undoPaid = 0
  /// Systems whose steps are all over, by their results.
  private(set) var finished: [SystemResult: Int] = [:]
  private(set) var finishedCount = 0
  /// Systems that have begun and aren't over, by their places in `order`.
  private(set) var activePlaces: [Int] = []
  /// Where the RTO's interval began, once it has.
  private(set) var clockStart: Duration?
  /// The last line of output of steps under way.
  private(set) var lastLines: [Int: String] = [:]

  private let stepsBySystem: [[Int]]
  private let place: [Int]

  init(plan: Plan, history: [Event] = []) {
    run = Run(plan: plan)
    stepsBySystem = plan.stepIndicesBySystem
    order = plan.systems.indices.sorted {
      (plan.systems[$0].tier ?? .max, $0) < (plan.systems[$1].tier ?? .max, $1)
    }
    var place = [Int](repeating: 0, count: order.count)
    for (at, system) in order.enumerated() { place[system] = at }
    self.place = place
    systems = zip(plan.systems, stepsBySystem).map { SystemPicture($0, steps: $1.count) }
    for event in history { _ = apply(event) }
  }

  var plan: Plan { run.plan }

  /// Takes one event in. The runner has folded the same event and stops the run when it contradicts the record; a view
  /// then only shows what it knew before.
  ///
  /// - Returns: the system whose last step ended with it.
  mutating func apply(_ event: Event) -> Int? {
    guard (try? run.apply(event)) != nil else { return nil }
    updateClockStart(event)
    guard let id = event.body.step, let index = run.index(of: id) else { return nil }
    switch event.body {
    case .stepStarted: begin(index)
    case .stepEnded, .stepSettled: return end(index)
    case .undoStarted: undoing.append(index)
    case .undoEnded:
      undoing.removeAll { $0 == index }
      lastLines[index] = nil
      if run.steps[index].undo == .paid { undoPaid += 1 }
    default: break
    }
    return nil
  }

  /// Takes in the end of a step's output; sensitive steps show none.
  mutating func takeOutput(_ bytes: [UInt8], of step: String) {
    guard let index = run.index(of: step), !plan.steps[index].sensitive else { return }
    let lines = visibleLines(String(decoding: bytes, as: UTF8.self))
    if let line = lines.last(where: { !$0.allSatisfy { $0 == " " } }) { lastLines[index] = line }
  }

  private mutating func updateClockStart(_ event: Event) {
    switch event.body {
    case .marked, .phaseBegan: clockStart = RunSummary.RunTimes(run).clockStart
    case .stepStarted where clockStart == nil && run.phase == .inject:
      clockStart = RunSummary.RunTimes(run).clockStart
    default: break
    }
  }

  private mutating func begin(_ index: Int) {
    lastLines[index] = nil
    guard let system = plan.steps[index].system else {
      if !ownActive.contains(index) { ownActive.append(index) }
      return
    }
    if !systems[system].hasStarted { activePlaces.insert(place[system], at: activeSlot(place[system])) }
    systems[system].hasStarted = true
    if !systems[system].active.contains(index) { systems[system].active.append(index) }
  }

  /// - Returns: the step's system when this was its last step.
  private mutating func end(_ index: Int) -> Int? {
    guard run.steps[index].isOver else { return nil }
    stepsOver += 1
    lastLines[index] = nil
    guard let system = plan.steps[index].system else {
      ownActive.removeAll { $0 == index }
      return nil
    }
    systems[system].active.removeAll { $0 == index }
    systems[system].over += 1
    let isFinished = systems[system].over == systems[system].steps
    if isFinished || plan.isRequiredVerify(index) { summarize(system, isFinished: isFinished) }
    return isFinished ? system : nil
  }

  private mutating func summarize(_ system: Int, isFinished: Bool) {
    let summary = SystemSummary(run, system: system, steps: stepsBySystem[system], clockStart: clockStart)
    systems[system].take(summary, isFinished: isFinished)
    if isFinished {
      finished[summary.result, default: 0] += 1
      finishedCount += 1
      let slot = activeSlot(place[system])
      if activePlaces.indices.contains(slot), activePlaces[slot] == place[system] { activePlaces.remove(at: slot) }
    }
  }

  /// Where a place stands, or belongs, among the active ones.
  private func activeSlot(_ place: Int) -> Int {
    var (low, high) = (0, activePlaces.count)
    while low < high {
      let middle = (low + high) / 2
      if activePlaces[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// One system as a view shows it.
struct SystemPicture {
  let steps: Int
  fileprivate(set) var over = 0
  /// Steps under way: running, about to be tried again, or waiting for a person's word.
  fileprivate(set) var active: [Int] = []
  fileprivate(set) var hasStarted = false
  /// Once all its steps are over.
  private(set) var result: SystemResult?
  private(set) var reasons: [Reason] = []
  /// The objective that its clock runs against.
  private(set) var target: Duration?
  /// From the clock's start until the last required level was reached.
  private(set) var measured: Duration?

  init(_ system: PlannedSystem, steps: Int) {
    self.steps = steps
    target = system.objectives.first(where: \.required)?.rto
  }

  fileprivate mutating func take(_ summary: SystemSummary, isFinished: Bool) {
    target = summary.headline?.objective.rto ?? target
    measured = summary.headline?.measured
    guard isFinished else { return }
    result = summary.result
    reasons = summary.reasons
  }
}
