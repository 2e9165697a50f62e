import Catalogue
import Engine
import Model
import Synchronization

/// The questions that wait for an answer, the open one first.
///
/// ## Concurrency
/// Those who ask add and withdraw; the reader's thread answers. A mutex guards the list, and whoever takes a question
/// out of it is the one that resumes it.
final class QuestionBook: Sendable {
  struct Pending {
    var id: Int
    var question: PeopleQuestion
    var continuation: CheckedContinuation<PeopleAnswer, Never>
  }

  struct Front {
    var id: Int
    var question: PeopleQuestion
    /// Which one it is since there was none, from 1.
    var number: Int
    /// Questions behind it.
    var waiting: Int
  }

  private struct State {
    var pending: [Pending] = []
    var lastID = 0
    /// That are over, since there was none.
    var over = 0
    /// What is open has to be answered, somebody wants to be told.
    var insists = false
    /// Withdrawn before they were added.
    var withdrawn: Set<Int> = []
    /// Nothing can be answered any more.
    var isClosed = false
  }

  private let state = Mutex(State())
  let pipe = WakePipe()

  func nextID() -> Int {
    state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
  }

  func add(_ pending: Pending) {
    let isTaken = state.withLock { state in
      if state.isClosed || state.withdrawn.remove(pending.id) != nil { return false }
      state.pending.append(pending)
      return true
    }
    if isTaken { pipe.wake() } else { pending.continuation.resume(returning: .unanswered(.takenBack)) }
  }

  func withdraw(_ id: Int) {
    let pending = state.withLock { state in
      let pending = Self.take(id, &state)
      if pending == nil { state.withdrawn.insert(id) }
      return pending
    }
    pending?.continuation.resume(returning: .unanswered(.takenBack))
    pipe.wake()
  }

  func answer(_ id: Int, _ answer: PeopleAnswer) {
    let pending = state.withLock { Self.take(id, &$0) }
    pending?.continuation.resume(returning: answer)
  }

  /// Has people told that what is open has to be answered.
  func insist() {
    state.withLock { $0.insists = !$0.pending.isEmpty }
    pipe.wake()
  }

  /// - Returns: whether they are to be told, once.
  func takeInsistence() -> Bool {
    state.withLock { state in
      defer { state.insists = false }
      return state.insists
    }
  }

  /// Takes all questions back, those to come as well.
  func close() {
    let left = state.withLock { state in
      state.isClosed = true
      defer { state.pending = [] }
      return state.pending
    }
    for pending in left { pending.continuation.resume(returning: .unanswered(.takenBack)) }
    pipe.wake()
  }

  var front: Front? {
    state.withLock { state in
      state.pending.first.map {
        Front(id: $0.id, question: $0.question, number: state.over + 1, waiting: state.pending.count - 1)
      }
    }
  }

  var isOver: Bool { state.withLock { $0.isClosed } }

  private static func take(_ id: Int, _ state: inout State) -> Pending? {
    guard let place = state.pending.firstIndex(where: { $0.id == id }) else { return nil }
    defer { state.over = state.pending.isEmpty ? 0 : state.over + 1 }
    return state.pending.remove(at: place)
  }
}

extension Reason {
  static let takenBack = Reason("interrupted", .interrupted)
  static let nobodyThere = Reason("nobody-there", .askNobodyThere)
}
