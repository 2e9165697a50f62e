public import Engine
public import Model
import Synchronization

/// A journal in memory, which can be told to fail.
public final class SimulatedJournal: Journal {
  private let state = Mutex<(events: [Event], outputs: [Digest: [UInt8]])>(([], [:]))
  private let failsAfter: Int?

  /// - Parameter failsAfter: the number of events after which nothing more can be written.
  public init(failsAfter: Int? = nil) { self.failsAfter = failsAfter }

  public var events: [Event] { state.withLock { $0.events } }

  public func append(_ events: [Event]) async throws(JournalFailure) {
    let count = state.withLock { state in
      state.events += events
      return state.events.count
    }
    if let failsAfter, count > failsAfter { throw Self.full }
  }

  public func keep(_ bytes: [UInt8]) async throws(JournalFailure) -> Digest {
    let digest = Digest(of: bytes)
    state.withLock { $0.outputs[digest] = bytes }
    return digest
  }

  private static let full = JournalFailure(
    reason: Reason(code: "disk-full", text: LocalizedText(ja: "ディスクがいっぱいです", en: "the disk is full")))
}

/// People in memory: an answer is what a closure says.
public struct SimulatedPeople: People {
  private let answer: @Sendable (PeopleQuestion) -> PeopleAnswer

  public init(
    answer: @escaping @Sendable (PeopleQuestion) -> PeopleAnswer = { _ in
      .done(note: nil, by: "tester", via: "simulation")
    }
  ) {
    self.answer = answer
  }

  public func ask(_ question: PeopleQuestion) async -> PeopleAnswer { answer(question) }
}

/// Probes in memory.
public struct SimulatedProber: Prober {
  private let answer: @Sendable (PlannedProbe) -> ProbeAnswer

  public init(answer: @escaping @Sendable (PlannedProbe) -> ProbeAnswer = { _ in ProbeAnswer(holds: true, seen: "up") })
  {
    self.answer = answer
  }

  public func ask(_ probe: PlannedProbe, timeout: Duration) async -> ProbeAnswer { answer(probe) }
}

/// Nobody watches.
public struct NoObserver: RunObserver {
  public init() {}
  public func recorded(_ events: [Event]) {}
  public func output(step: String, _ stream: OutputStream, _ bytes: [UInt8]) {}
}
