import Catalogue
import Model
import Platforms

extension MachineOperation {
  /// The machine is as it should be then.
  ///
  /// - Parameter machine: nil: the host has none of that name.
  func isReached(_ machine: VirtualMachine?) -> Bool {
    guard let state = machine?.state else { return self == .deleteClone }
    switch self {
    // Snapshots are asked for by their name: `Performer.watchSnapshot`.
    case .deleteClone, .snapshot, .deleteSnapshot: return false
    // Both hosts are asked: `Performer.watchMove`.
    case .migrate: return false
    // Whether it runs then differs.
    case .revert: return [.running, .off, .paused, .saved].contains(state)
    // ESXi has a suspended machine's memory on disk.
    case .suspend: return state == goal || state == .saved
    case .start, .resume, .shutdown, .destroy, .clone: return state == goal
    }
  }

  /// What the machine is then, where it is about what the machine is doing.
  var goal: PowerState {
    switch self {
    case .start, .resume: .running
    case .shutdown, .destroy, .clone, .deleteClone, .snapshot, .revert, .deleteSnapshot, .migrate: .off
    case .suspend: .paused
    }
  }

  /// Other steps say what the machine was doing; these whether there is one.
  var isAboutClones: Bool { self == .clone || self == .deleteClone }

  var isAboutPower: Bool {
    switch self {
    case .start, .shutdown, .destroy, .suspend, .resume: true
    case .clone, .deleteClone, .snapshot, .revert, .deleteSnapshot, .migrate: false
    }
  }

  fileprivate var alreadySo: Phrase {
    switch self {
    case .deleteClone: .cloneIsGone
    case .deleteSnapshot: .snapshotIsGone
    case .migrate: .machineHasMoved
    default: .machineAlreadySo(goal.phrase)
    }
  }
}

extension PlannedMachine {
  /// As a command names it while nobody has listed the host's machines.
  var unlisted: VirtualMachine { VirtualMachine(name: name, handle: name, state: .unknown("")) }

  /// Whether the name alone tells the platform which machine is meant, so that nobody has to look it up. libvirt takes for an id what
  /// strtol(3) takes for a number, and 36 characters may be a UUID.
  var isNamedByItsName: Bool {
    guard !operation.isAboutClones, platform.kind == .libvirt, name.utf8.count != 36 else { return false }
    let number = name.drop { $0.isWhitespace || "+-".contains($0) }
    return !number.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// How long the order may take: some platforms end it only when the guest is off, and by then its power may be due to be cut.
  func timeForOrder(of step: PlannedStep) -> Duration { min(hardAfter ?? step.timeout, step.timeout) }

  /// Whether the machine's state has to tell what came of the order: of each that was taken. A tool may end with 0 and have done nothing. One
  /// that waits until the guest is off may be beyond our reach (sudo's); the power is cut all the same.
  func mustBeWaitedFor(after ordered: Outcome) -> Bool {
    guard ordered.started else { return false }
    let isOverdue = ordered.result == .timedOut || ordered.reason?.code == Reason.mayStillRunCode
    return ordered.result == .passed || (isOverdue && hardAfter != nil)
  }

  /// How long the machine may take to get there after the order was carried out; nil: as long as the step.
  func timeToSettle(after ordered: Outcome) -> Duration? {
    operation == .shutdown || ordered.reason?.code == Reason.requestedCode ? nil : .seconds(10)
  }

  /// The machine must be seen before it is changed: a stop that is undone by a start must find it running, and libvirt says of a machine that
  /// is paused already that it was suspended.
  var wantsLook: Bool { operation.isAboutPower && operation != .start }

  /// Nothing is left to do.
  func isSo(_ machine: VirtualMachine) -> Bool {
    guard operation.isAboutPower else { return false }
    return machine.state == operation.goal || (platform.kind == .esxi && operation.isReached(machine))
  }

  /// What the platform calls the machine whose state shows whether it is done.
  var shownBy: String { copy?.name ?? name }

  private func action(_ operation: MachineOperation) -> MachineAction {
    switch operation {
    case .start: .start
    case .shutdown: .shutdown
    case .destroy: .destroy
    case .suspend: .suspend
    case .resume: .resume
    case .clone: .clone(as: copy?.name ?? "", network: copy?.network ?? "")
    case .deleteClone: .deleteClone
    case .snapshot: .snapshot(snapshot ?? "")
    case .revert: .revert(snapshot ?? "")
    case .deleteSnapshot: .deleteSnapshot(snapshot ?? "")
    case .migrate: .migrate(to: destination?.name ?? "")
    }
  }

  func order(_ operation: MachineOperation, to target: VirtualMachine) -> Result<Order, MachineList.Obstacle> {
    do throws(PlatformError) {
      return .success(try platform.platform().order(action(operation), on: target))
    } catch {
      return .failure(.init(reason: Reason(error.code, .machineNotOrdered(error.phrase))))
    }
  }

  func judge(_ order: Order, _ operation: MachineOperation) -> CommandJudge {
    let name = name
    return CommandJudge(
      looksAtOutput: { _ in true },
      outcome: { exit, stdout, stderr in
        Outcome(order.judge(Reply(exit, stdout, stderr)), operation, name)
      })
  }
}

extension Outcome {
  /// What a platform's answer says about a step. What it refused or found as it should be was not begun: then there is nothing to undo.
  init(_ judgement: Judgement, _ operation: MachineOperation, _ name: String) {
    self.init(judgement.result)
    reason = judgement.reason(operation, name)
    switch judgement {
    case .done, .requested, .failed, .unknown: break
    case .alreadySo, .notFound, .refused, .unsupported: started = false
    }
  }

  /// The machine is as it should be; nothing was sent.
  static func alreadySo(_ operation: MachineOperation) -> Outcome {
    Outcome(.alreadySo, operation, "")
  }

  /// Nothing was sent.
  static func notBegun(_ reason: Reason) -> Outcome {
    var outcome = Outcome(.failed)
    (outcome.started, outcome.reason) = (false, reason)
    return outcome
  }
}

extension Judgement {
  fileprivate var result: StepResult {
    switch self {
    case .done, .requested, .alreadySo: .passed
    case .notFound, .refused, .unsupported, .failed: .failed
    case .unknown: .unknown
    }
  }

  fileprivate func reason(_ operation: MachineOperation, _ name: String) -> Reason? {
    switch self {
    case .done: nil
    case .requested(let said): Reason(Reason.requestedCode, .machineRequested(said: said))
    case .alreadySo: Reason(Reason.alreadySoCode, operation.alreadySo)
    case .notFound(.machine, let said): Reason("machine-not-found", .machineNotFound(name, said: said))
    case .notFound(.snapshot, let said): Reason("snapshot-not-found", .snapshotNotFound(said: said))
    case .refused(.exists, let said) where operation == .snapshot:
      Reason("machine-refused", .machineRefused(next: .snapshotNameIsTaken, said: said))
    case .notFound(.network, let said): Reason("network-not-found", .machineNetworkNotFound(said: said))
    case .notFound(_, let said): Reason("machine-refused", .machineRefused(next: .machineLookAtIt, said: said))
    case .refused(.wrongState(let state), let said):
      Reason("machine-wrong-state", .machineWrongState(state.phrase, isPaused: state == .paused, said: said))
    case .refused(let refusal, let said): Reason("machine-refused", .machineRefused(next: refusal.next, said: said))
    case .unsupported(let said): Reason("machine-unsupported", .machineUnsupported(said: said))
    case .failed(let said): Reason("machine-failed", .machineFailed(said: said))
    case .unknown(let said): Reason("machine-unknown", .machineNotUnderstood(said: said))
    }
  }
}

extension Judgement.Refusal {
  /// What whoever reads it can do about it.
  fileprivate var next: Phrase {
    switch self {
    case .busy: .machineIsBusy
    case .permission: .machineNeedsRights
    case .resources: .machineNeedsRoom
    case .noPlatform: .machineNeedsPlatform
    case .exists: .machineNameIsTaken
    case .notAClone: .machineIsNoClone
    case .wrongState: .machineLookAtIt
    }
  }
}

extension PlatformError {
  var phrase: Phrase {
    switch self {
    case .value(let field, let value, let problem):
      .platformValue(field.rawValue, value, problem: problem.description, ja: problem.inJapanese)
    case .unsupported(let why): .platformUnsupported(why)
    case .commandTooLong(let bytes, let limit): .platformCommandTooLong(bytes, limit: limit)
    case .failed(let exit, let said): .platformFailed(exit, said: said)
    case .cut: .platformOutputCut
    case .outputTooLong(let limit): .platformOutputTooLong(limit)
    case .notUTF8: .platformNotUTF8
    case .notUnderstood(let line, let expected): .platformNotUnderstood(line, expected: expected)
    }
  }
}

extension PlatformError.Problem {
  fileprivate var inJapanese: String {
    switch self {
    case .empty: "空です"
    case .tooLong: "長すぎます（255 バイトまで）"
    case .controlCharacter: "制御文字を含んでいます"
    case .notAllowed(let rule): "使えません（\(rule)）"
    }
  }
}

extension Reason {
  /// The platform will do it: only the machine's state tells when.
  static let requestedCode = "machine-requested"
  /// Its time is over, and nobody could end it on its host.
  static let mayStillRunCode = "may-still-run"
}

extension PlannedPlatform {
  /// - Throws: when a value of the inventory can't stand in a command.
  func platform() throws(PlatformError) -> any Platform {
    var access = PlatformAccess(sudo: sudo)
    if let uri { access.uri = uri }
    return try kind.platform(access)
  }
}
