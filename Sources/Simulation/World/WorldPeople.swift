import Engine
import Model

/// The people at one process: slow, sometimes absent, and truthful about what they see on the hosts.
struct WorldPeople: People {
  let hosts: Hosts
  let run: String
  let life: Life
  /// They are there, and everything that they do goes well.
  let isCalm: Bool

  init(_ hosts: Hosts, run: String, _ life: Life, isCalm: Bool) {
    (self.hosts, self.run, self.life, self.isCalm) = (hosts, run, life, isCalm)
  }

  private static let nobody = PeopleAnswer.unanswered(
    Reason(code: "nobody", text: LocalizedText("nobody is there")))

  func ask(_ question: PeopleQuestion) async -> PeopleAnswer {
    let world = life.world
    guard await life.wait(world.roll { $0.duration(100...5_000) }) == .over else { return Self.nobody }
    if !isCalm, world.roll({ $0.happens(15) }) { return Self.nobody }
    let dice = isCalm ? 0 : world.roll { Int.random(in: 0..<100, using: &$0) }
    switch question.kind {
    case .doubt(let isUndo): return await doubt(question.step, isUndo)
    case .failure:
      return switch dice {
      case 0..<40: .retry(by: "sato", via: "terminal")
      case 40..<70: .skip(reason: "not today", by: "sato", via: "terminal")
      case 70..<85: .done(note: "by hand", by: "sato", via: "terminal")
      default: .failed(note: nil, by: "sato", via: "terminal")
      }
    case .task, .undo:
      return switch dice {
      case 0..<85: .done(note: nil, by: "sato", via: "terminal")
      case 85..<95: .failed(note: nil, by: "sato", via: "terminal")
      default: .skip(reason: "not today", by: "sato", via: "terminal")
      }
    }
  }

  private func doubt(_ step: String, _ isUndo: Bool) async -> PeopleAnswer {
    while true {
      let (found, isRunning) = hosts.look(for: step, isUndo: isUndo, run: run)
      if isRunning {
        guard await life.wait(.seconds(2)) == .over else { return Self.nobody }
        continue
      }
      guard let found else { return .retry(by: "sato", via: "terminal") }
      return found.isDone
        ? .done(note: "seen", by: "sato", via: "terminal")
        : .failed(note: "half done", by: "sato", via: "terminal")
    }
  }
}

/// Probes of a world: what they ask for comes up after a while, or doesn't.
struct WorldProber: Prober {
  let hosts: Hosts
  let life: Life

  init(_ hosts: Hosts, _ life: Life) { (self.hosts, self.life) = (hosts, life) }

  func ask(_ probe: PlannedProbe, timeout: Duration) async -> ProbeAnswer {
    let trouble = hosts.nextTrouble()
    // A connection that is refused tells at once; else nobody answers.
    let time = trouble == nil || trouble == .refused ? life.world.roll { $0.duration(1...200) } : timeout
    guard await life.wait(time) == .over else { return ProbeAnswer(holds: false, seen: "interrupted") }
    let holds = trouble == nil && !hosts.happens(15)
    return ProbeAnswer(holds: holds, seen: holds ? "up" : "down")
  }
}
