import Engine
import Model
import Records
import Synchronization

/// Holds what a record says against what really happened on the hosts, and says what can't be.
final class Judge: Sendable {
  private let hosts: Hosts
  private let found = Mutex<[String]>([])
  /// What `append` has said to be on disk.
  private let acknowledged = Mutex<[String: [Int: Event]]>([:])

  init(_ hosts: Hosts) { self.hosts = hosts }

  var violations: [String] { found.withLock { $0 } }

  func object(_ text: String) { found.withLock { $0.append(text) } }

  func acknowledge(_ events: [Event], of run: String) {
    acknowledged.withLock { acknowledged in
      for event in events { acknowledged[run, default: [:]][event.sequence] = event }
    }
  }

  // MARK: A record as it lies on disk

  /// - Parameter memory: the state that the run's process had at its end; nil when it was killed.
  /// - Returns: what the record tells, if it can be read.
  @discardableResult
  func judge(_ folder: RunFolder, against memory: Run?) -> RecordedRun? {
    let known = acknowledged.withLock { $0[folder.id] ?? [:] }
    let recorded: RecordedRun
    do throws(RecordsError) {
      let verification = try folder.verify()
      if verification.isBroken {
        object("the record of \(folder.id) is broken: \(verification)")
        return nil
      }
      recorded = try folder.read()
    } catch {
      if known.isEmpty { judgeUnopened(folder.id) } else { object("the record can't be read: \(error)") }
      return nil
    }
    let lost = known.filter { !recorded.events.indices.contains($0.key - 1) || recorded.events[$0.key - 1] != $0.value }
    if let first = lost.keys.min() { object("event \(first) was acknowledged, and is lost") }
    if let memory { compare(memory, recorded.run) }
    judge(recorded.run, recorded.events)
    return recorded
  }

  private func judgeUnopened(_ run: String) {
    if hosts.ledger.all.contains(where: { $0.run == run }) { object("something was run without a record") }
  }

  private func compare(_ memory: Run, _ disk: Run) {
    guard memory.lastEvent.sequence == disk.lastEvent.sequence, memory.steps == disk.steps, memory.owed == disk.owed,
      memory.values == disk.values, memory.closed == disk.closed, memory.halted == disk.halted
    else { return object("the record's fold isn't the state that the process had") }
  }

  private func judge(_ run: Run, _ events: [Event]) {
    let executions = hosts.ledger.all.filter { $0.run == run.header?.run }
    let byKey = Dictionary(grouping: executions, by: \.key)
    for (key, times) in byKey where times.count > 1 { object("\(key) was carried out \(times.count) times") }
    for execution in executions { judge(execution, run) }
    let byStep = Dictionary(grouping: executions, by: \.step)
    for (index, step) in run.plan.steps.enumerated() {
      // Without a POSIX shell nothing can look for a command there: what still runs is for people to say.
      if step.host.map({ run.plan.hosts[$0].shell }) == .absent { continue }
      let record = run.steps[index]
      let own = byStep[step.id] ?? []
      judgeAttempts(step, record, byKey)
      judgeRepetition(own.filter { !$0.isUndo }, record.attempts)
      judgeRepetition(own.filter(\.isUndo), record.undoAttempts)
      judgeUndo(step, record, own)
    }
    if run.closed?.result == .met {
      for (index, step) in run.plan.steps.enumerated() where step.mandatory && step.system != nil {
        if run.steps[index].result?.isDone != true { object("met, but \(step.id) isn't done") }
      }
    }
    judgeOrder(run.plan, events)
  }

  /// Nothing is done that wasn't announced on disk before.
  private func judge(_ execution: Ledger.Execution, _ run: Run) {
    let attempts = run.index(of: execution.step).map {
      execution.isUndo ? run.steps[$0].undoAttempts : run.steps[$0].attempts
    }
    guard let attempts, attempts.count >= execution.attempt,
      attempts[execution.attempt - 1].life == execution.processesBefore
    else { return object("\(execution.key) was carried out without an intent in the record") }
    if attempts[execution.attempt - 1].outcome?.started == false {
      object("\(execution.key) never began, says the record")
    }
  }

  /// Nothing has passed without its end having been seen.
  private func judgeAttempts(_ step: PlannedStep, _ record: StepRecord, _ byKey: [String: [Ledger.Execution]]) {
    guard step.mutates else { return }
    for (isUndo, attempts) in [(false, record.attempts), (true, record.undoAttempts)] {
      for (number, attempt) in attempts.enumerated() where attempt.outcome?.result == .passed {
        if attempt.outcome?.reason?.code == "found-done" { continue }
        let key = "\(attempt.life).\(isUndo ? "undo" : "run").\(step.id).\(number + 1)"
        if byKey[key]?.last?.isDone != true { object("\(key) passed without proof") }
      }
    }
  }

  /// What is done again is done because the record says that it failed, or is unknown, or was cut off; and never beside itself.
  private func judgeRepetition(_ executions: [Ledger.Execution], _ attempts: [StepRecord.Attempt]) {
    for (first, second) in zip(executions, executions.dropFirst()) {
      let outcome = attempts[min(first.attempt, attempts.count) - 1].outcome
      guard let outcome else {
        object("\(second.key) began while nobody knew what became of \(first.key)")
        continue
      }
      if outcome.result.isDone { object("\(second.key) began though \(first.key) was done") }
      if first.ended.map({ $0 > second.began }) ?? true { object("\(second.key) began beside \(first.key)") }
    }
  }

  /// What has an undo owes it from its first effect on, until it is paid or waived.
  private func judgeUndo(_ step: PlannedStep, _ record: StepRecord, _ executions: [Ledger.Execution]) {
    guard step.undo != nil, executions.contains(where: { !$0.isUndo }) else { return }
    switch record.undo {
    case .owed, .waived: break
    case .none, .released: object("the undo of \(step.id) is forgotten")
    case .paid:
      if record.undoAttempts.last?.outcome?.result.isDone != true { object("the undo of \(step.id) was never done") }
    }
    for undo in executions where undo.isUndo {
      for work in executions where !work.isUndo && (work.ended.map { $0 > undo.began } ?? true) {
        object("\(undo.key) began beside \(work.key)")
      }
    }
  }

  /// The last effect is undone first.
  private func judgeOrder(_ plan: Plan, _ events: [Event]) {
    var run = Run(plan: plan)
    for event in events {
      guard (try? run.apply(event)) != nil else { return object("event \(event.sequence) can't have happened") }
      guard case .undoStarted(let id, _) = event.body, let index = run.index(of: id),
        let place = run.owed.firstIndex(of: index)
      else { continue }
      for later in run.owed[(place + 1)...] where run.steps[later].undoAttempts.isEmpty {
        object("\(id) is undone before \(plan.steps[later].id), which was done after it")
      }
    }
  }
}

/// The shipped journal, and what it says to be on disk.
struct WatchedJournal: Journal {
  let file: JournalFile
  let run: String
  let life: Life
  let judge: Judge

  func append(_ events: [Event]) async throws(JournalFailure) {
    try await file.append(events)
    if !life.isDead { judge.acknowledge(events, of: run) }
  }

  func keep(_ bytes: [UInt8]) async throws(JournalFailure) -> Digest { try await file.keep(bytes) }
}
