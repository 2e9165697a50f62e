/// What became of an order.
public enum Judgement: Sendable, Hashable {
  /// The platform did it.
  case done
  /// The platform's cluster manager has taken it over and will do it: its state tells when it is done.
  case requested(said: String)
  /// Nothing was left to do: the machine was as it should be.
  case alreadySo
  /// There is no such thing on this host. Nothing was done.
  case notFound(Subject, said: String)
  /// The platform wouldn't. Nothing was done.
  case refused(Refusal, said: String)
  /// The platform can't, with this machine. Nothing was done.
  case unsupported(said: String)
  /// The platform tried and says that it failed. Something may have been done.
  case failed(said: String)
  /// Nobody can tell whether it was done: it was ended from outside, or what it said isn't understood.
  case unknown(said: String)

  public enum Subject: String, Sendable { case machine, snapshot, network, host }

  public enum Refusal: Sendable, Hashable {
    /// Something else is being done with the machine: trying again may help.
    case busy
    /// The machine isn't in a state from which this can be done.
    case wrongState(PowerState)
    /// A machine or a snapshot of that name is there.
    case exists
    case permission
    /// Memory, disk space, licences, or a device that something else has.
    case resources
    /// `deleteClone` of a machine that `clone` didn't make.
    case notAClone
    /// The platform's tool isn't on the host, or its service doesn't answer.
    case noPlatform
  }
}

/// What a host says of a machine after an order that failed.
struct Look: Sendable {
  /// Nil: the host has no such machine.
  var state: PowerState?
  /// Nil: wasn't asked.
  var snapshots: [String]?
}

/// Exit codes of our own scripts; the tools' own are turned into others there.
enum ScriptExit: Int32, CaseIterable {
  case exists = 71
  case noNetwork = 72
  case noMachine = 73
  case wrongState = 74
  case notAClone = 75
  case unsupported = 76
  case failed = 77
  /// Of a snapshot that was to be used, and of one that was to be deleted.
  case noSnapshot = 78
  case snapshotGone = 79

  /// `refuse CODE TEXT` for a script.
  static let function = #"refuse() { echo "sonae: $2" >&2; exit "$1"; }"#

  func judgement(_ said: String) -> Judgement {
    switch self {
    case .exists: .refused(.exists, said: said)
    case .noNetwork: .notFound(.network, said: said)
    case .noMachine: .notFound(.machine, said: said)
    case .wrongState: .refused(.wrongState(.unknown(said)), said: said)
    case .notAClone: .refused(.notAClone, said: said)
    case .unsupported: .unsupported(said: said)
    case .failed: .failed(said: said)
    case .noSnapshot: .notFound(.snapshot, said: said)
    case .snapshotGone: .alreadySo
    }
  }
}

/// The rules by which a reply of a POSIX host is judged. The platform's words come last, since they change with versions and
/// languages: what the host says of the machine after a failure is worth more than what it said about the failure.
struct Judging: Sendable {
  let action: MachineAction
  /// Words of the platform's errors, in lower case, and what they mean.
  let words: [(meaning: Meaning, words: [String])]
  /// Reads what the command printed behind `Mark.look`; throws when it isn't understood.
  let look: @Sendable (String) throws(PlatformError) -> Look

  enum Meaning: Sendable, Hashable {
    case refused(Judgement.Refusal)
    case notFound(Judgement.Subject)
    case unsupported
    case done
  }

  /// Words in the output of a command that went well which say that it was only handed over.
  var handsOver: [String] = []
  /// The command is a script of ours that ends with `ScriptExit`.
  var isScript = false
  /// What `suspend` leads to.
  var suspended = PowerState.paused

  func judge(_ reply: Reply) -> Judgement {
    let (said, looked) = split(reply)
    switch reply.exit {
    case 0:
      let output = reply.printed
      return handsOver.contains(where: output.contains) ? .requested(said: output) : .done
    case 126, 127: return .refused(.noPlatform, said: said)
    // Ended by a signal. 255 is what several tools end with by themselves.
    case 128..<255: return .unknown(said: said)
    default: break
    }
    if isScript, let code = ScriptExit(rawValue: reply.exit) { return settled(code.judgement(said)) }
    guard let looked, let look = try? look(looked) else { return byWords(said) ?? .unknown(said: said) }
    return byLook(look, said) ?? byWords(said) ?? .failed(said: said)
  }

  /// What was said before the look, for people, and the look.
  private func split(_ reply: Reply) -> (said: String, look: String?) {
    guard let text = try? reply.text() else { return (reply.said, nil) }
    let all = splitLines(text)
    guard let mark = all.lastIndex(of: Mark.look[...]) else { return (reply.said, nil) }
    var before = reply
    before.output = Array(all[..<mark].joined(separator: "\n").utf8)
    return (before.said, all[(mark + 1)...].map { $0 + "\n" }.joined())
  }

  private func settled(_ judgement: Judgement) -> Judgement {
    if case .notFound(.machine, _) = judgement, action == .deleteClone { return .alreadySo }
    return judgement
  }

  private func byLook(_ look: Look, _ said: String) -> Judgement? {
    guard let state = look.state else {
      // A machine that is gone may have gone where it was sent.
      if case .migrate = action { return .unknown(said: said) }
      return settled(.notFound(.machine, said: said))
    }
    if case .unknown = state { return byWords(said) ?? .unknown(said: said) }
    switch action {
    case .start, .shutdown, .destroy, .suspend, .resume: return byState(state, said)
    case .revert(let name):
      return look.snapshots?.contains(name) == false ? .notFound(.snapshot, said: said) : nil
    case .deleteSnapshot(let name):
      return look.snapshots?.contains(name) == false ? .alreadySo : nil
    case .snapshot(let name):
      // Unless the platform says that it was there before, it may be the one that was to be made.
      return look.snapshots?.contains(name) == true ? byWords(said) ?? .unknown(said: said) : nil
    case .migrate: return [.off, .saved].contains(state) ? .refused(.wrongState(state), said: said) : nil
    case .clone, .deleteClone: return nil
    }
  }

  private func byState(_ state: PowerState, _ said: String) -> Judgement? {
    guard let (goal, wrong) = action.states(suspended: suspended) else { return nil }
    if goal.contains(state) { return .alreadySo }
    if wrong.contains(state) { return .refused(.wrongState(state), said: said) }
    return state == .changing ? byWords(said) ?? .unknown(said: said) : nil
  }

  private func byWords(_ said: String) -> Judgement? {
    let lowered = said.lowercased()
    for (meaning, words) in words where words.contains(where: lowered.contains) {
      switch meaning {
      case .refused(let refusal): return .refused(refusal, said: said)
      case .notFound(let subject): return settled(.notFound(subject, said: said))
      case .unsupported: return .unsupported(said: said)
      case .done: return .done
      }
    }
    return nil
  }
}
