import Catalogue
import Engine
import Glibc
import Model
import Records
import Reports

/// Takes up a run whose process has gone, and carries it to its end or only undoes what it did.
struct ResumeSession {
  let folder: WorkspaceFolder
  let settings: Settings
  let options: RunCourse.Options
  let isAgreed: Bool
  /// A person says so of the machine that had the run before; `--yes` alone doesn't.
  let saysOtherIsDown: Bool
  let undoesOnly: Bool
  /// The person has made sure that hosts whose addresses changed are the same machines.
  var acceptsMoved = false
  var waived: [(step: String, reason: String)] = []
  var undoneByHand: [(step: String, note: String)] = []

  /// - Returns: the exit code that the run has earned.
  func run(_ name: String) async throws -> Exit {
    let records = folder.records(settings)
    let found = try find(name, in: records)
    if let exit = try await tidyIfClosed(found) { return exit }
    try options.handover?.check(found.id)
    options.warnAboutSharing(records)
    if options.detaches {
      // The process in the background claims it anew.
      _ = try await agreed(found, in: records)
      return try Detachment(subject: found.id, isJSON: options.global.json).start()
    }
    let (claimed, moved) = try await agreed(found, in: records)
    let resumed = try orStop(found) { () throws(ResumeFailure) in
      try records.resume(
        claimed, as: options.actor, tool: "sonae \(SonaeCommand.version)", at: SystemClock().now.wall,
        movedHosts: moved)
    }
    let plan = resumed.recorded.run.plan
    let secrets = try SecretValues(root: folder.root).read(plan.secrets.filter { plan.secretNames.contains($0.key) })
    let hosts = access(plan)
    let course = RunCourse(plan: plan, recording: resumed.recording, options: options)
    var takeover = resumed.takeover
    takeover.saidDown = otherMachine(of: resumed.recorded.run)
    var resumption = Runner.Resumption(
      resumed.recorded.run, takeover: takeover, undoesOnly: undoesOnly, waived: waived)
    resumption.undoneByHand = undoneByHand
    resumption.hasSameSecrets = try areSame(secrets, in: resumed.recording.folder)
    try options.handover?.complete(found)
    return try await hosts.use(run: found, life: resumed.recorded.run.takeovers.count + 1) { shell in
      try await course.carryOut(shell, secrets, from: .resuming(resumption, history: resumed.recorded.events))
    }
  }

  /// Says which secrets aren't what they were: what was printed with the old ones is not taken over.
  private func areSame(_ secrets: [String: Secret], in run: RunFolder) throws -> Bool {
    do throws(JournalFailure) {
      let changed = try run.secretsThatChanged(secrets)
      if !changed.isEmpty { Output.complain(Words.text(.secretsChanged(changed))) }
      return changed.isEmpty
    } catch {
      throw Stop(.noRecord, Phrase(error.reason))
    }
  }

  /// A process that was killed right after it had closed the run may have left its record without a head, and on the hosts what
  /// they kept of it; so may a host that couldn't be reached then.
  ///
  /// - Returns: the exit code that the run has earned; nil when there was nothing to be tidied.
  private func tidyIfClosed(_ found: RunFolder) async throws -> Exit? {
    guard found.secret != nil || !found.hasHead, let closed = found.closedRun() else { return nil }
    let run = closed.run
    if found.secret == nil {
      if found.hasHead { Output.complain(Words.text(.headPlaced(found.id))) }
      // What stands in the way is a disk; the run has earned what it has earned.
      return found.hasHead ? Exit(run) : nil
    }
    return try await access(run.plan).use(run: found, life: run.takeovers.count + 1) { shell in
      await shell.sweep(after: run, found)
      if found.secret == nil { Output.complain(Words.text(.runTidied(found.id))) }
      if options.global.json {
        Output.json(RunJSON(run, evidence: closed.evidence(isGoingOn: false)).value)
      }
      return found.secret == nil ? Exit(run) : .open
    }
  }

  private func find(_ name: String, in records: RecordsFolder) throws -> RunFolder {
    do throws(RecordsError) {
      return try records.find(name)
    } catch {
      throw Stop(.usage, Phrase(error.reason))
    }
  }

  /// Shows where the run stands and what will be done, and asks. Only here a person can say that nobody carries on the
  /// run on another machine: its lock can't be seen from here.
  ///
  /// - Returns: the run, and where hosts are now that were somewhere else before.
  private func agreed(
    _ found: RunFolder, in records: RecordsFolder
  ) async throws -> (run: ClaimedRun, moved: [String: String]) {
    let claimed = try orStop(found) { () throws(ResumeFailure) in try records.claim(found) }
    let run = claimed.recorded.run
    if !saysOtherIsDown { try checkThatNobodyHasIt(run, found) }
    try checkWaivers(of: run)
    let moved = try await movedHosts(of: run)
    if options.detaches { try checkNobodyIsAsked(in: run) }
    let doubtful = run.steps.indices.filter { run.steps[$0].isRunning }.map { run.plan.steps[$0].id }
    Output.complain(
      Words.text(
        .willResume(
          found.id, undoesOnly: undoesOnly, over: run.steps.count(where: \.isOver), of: run.steps.count,
          inDoubt: doubtful, owed: run.owed.count)))
    if found.secret == nil { Output.complain(Words.text(.secretOfRunMissing(found.path))) }
    if let other = otherMachine(of: run), !saysOtherIsDown, options.handover == nil {
      let other = other == ThisProcess.machine ? Words.text(.namesake(other)) : other
      Output.complain(Words.text(.resumeElsewhere(other)))
      // Its lock can't be seen from here, and two processes that carry on one run do everything twice.
      if isAgreed { throw Stop(.refused, .otherMachineMayLive(other, run: found.id)) }
    }
    try Agreement.confirm(isAgreed)
    return (claimed, moved)
  }

  /// What was done on one machine must not be undone on another that has its name now.
  private func movedHosts(of run: Run) async throws -> [String: String] {
    let (before, now) = (run.places, try await access(run.plan).places())
    let moved = now.filter { id, place in before[id].map { $0 != place } ?? false }
    if !moved.isEmpty, !acceptsMoved {
      let hosts = moved.sorted { $0.key < $1.key }.map { (host: $0.key, then: before[$0.key] ?? "", now: $0.value) }
      throw Stop(.refused, .hostsMoved(hosts))
    }
    return moved
  }

  private func access(_ plan: Plan) -> HostAccess {
    HostAccess(plan: plan, settings: settings.ssh, connection: options.connection, root: folder.root)
  }

  /// A copy of a run whose process lives is locked by nobody, but in the same boot the process can be seen.
  private func checkThatNobodyHasIt(_ run: Run, _ found: RunFolder) throws {
    guard otherMachine(of: run) == nil, let process = run.charge?.process, process != ThisProcess.number,
      let zero = run.clockZero(in: ThisProcess.boot)
    else { return }
    // One that is just ending has given its lock back before it is gone.
    for _ in 0..<20 {
      guard ThisProcess.lives(process, since: zero + run.lastEvent.elapsed) else { return }
      usleep(100_000)
    }
    throw Stop(.refused, .copyOfLivingRun(found.id, process: process))
  }

  /// The machine that had the run before, if its process can't be seen from here.
  private func otherMachine(of run: Run) -> String? {
    guard let place = run.place, !place.isSeen(from: ThisProcess.place) else { return nil }
    return place.machine
  }

  private func checkNobodyIsAsked(in run: Run) throws {
    let ahead = undoesOnly ? [] : run.steps.indices.filter { !run.steps[$0].isOver }.map { run.plan.steps[$0] }
    let owed = run.owed.map { run.plan.steps[$0] }.filter { step in
      !waived.contains { $0.step == step.id } && !undoneByHand.contains { $0.step == step.id }
    }
    try Detachment.check(steps: ahead, undos: ahead + owed)
  }

  /// Whoever did it doesn't decide alone that it stays done.
  private func checkWaivers(of run: Run) throws {
    for step in waived.map(\.step) + undoneByHand.map(\.step) where !run.isOwed(step) {
      throw Stop(.usage, .noUndoOwed(step))
    }
    // What may still be at work can't have been undone.
    for (step, _) in undoneByHand where run.index(of: step).map({ run.steps[$0].isRunning }) == true {
      throw Stop(.refused, .byHandWhileInDoubt(step, run: run.header?.run ?? ""))
    }
    guard !waived.isEmpty else { return }
    let rules = ActorRules(people: folder.people)
    let acted = [run.header?.operatorName].compactMap(\.self) + run.takeovers.map(\.takeover.by)
    guard !acted.contains(where: { rules.areOnePerson($0, options.actor) }) else {
      throw Stop(.refused, .waiverNeedsAnother(options.actor))
    }
  }

  private func orStop<Done>(_ found: RunFolder, _ work: () throws(ResumeFailure) -> Done) throws -> Done {
    do throws(ResumeFailure) {
      return try work()
    } catch {
      switch error {
      case .refused(let reason): throw Stop(.refused, Phrase(reason))
      case .unreadable(let reason): throw Stop(.refused, Phrase(reason))
      case .unwritable(let failure): throw Stop(.noRecord, .recordFailed(Phrase(failure.reason), run: found.id))
      }
    }
  }
}

extension Run {
  fileprivate func isOwed(_ step: String) -> Bool { index(of: step).map(owed.contains) ?? false }
}
