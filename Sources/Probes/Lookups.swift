import Glibc
import Synchronization

/// Finds the addresses of names without ever blocking past a deadline.
///
/// `getaddrinfo` can't be cut short, and with the name servers down it takes tens of seconds. So each name is looked up on
/// a thread of its own, one at a time however many ask for it: as many threads as there are distinct names under way, also
/// when checks are repeated every second while nothing answers.
///
/// ## Concurrency
/// A mutex guards the list of those who wait.
final class Lookups: Sendable {
  enum Answer: Sendable, Hashable {
    case addresses([String])
    case failed(String)
    case late
    case cancelled
  }

  private typealias Waiters = [Int: CheckedContinuation<Answer, Never>]

  private struct State {
    var underWay: [String: Waiters] = [:]
    var lastTicket = 0
  }

  private let state = Mutex(State())
  private let lookUp: @Sendable (String) -> Answer

  init(lookUp: @escaping @Sendable (String) -> Answer = Lookups.ask) { self.lookUp = lookUp }

  /// Cancelling the task ends the wait at once; the look-up itself ends by itself, later.
  func addresses(of name: String, within: Duration) async -> Answer {
    await withTaskGroup(of: Answer.self) { group in
      group.addTask { await self.wait(for: name) }
      group.addTask { (try? await Task.sleep(for: within)) == nil ? .cancelled : .late }
      defer { group.cancelAll() }
      return await group.next() ?? .cancelled
    }
  }

  private func wait(for name: String) async -> Answer {
    let ticket = state.withLock { state in
      state.lastTicket += 1
      return state.lastTicket
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        enter(name, ticket, continuation)
        // The handler may have run before there was anything to take back.
        if Task.isCancelled { leave(name, ticket) }
      }
    } onCancel: {
      leave(name, ticket)
    }
  }

  private func enter(_ name: String, _ ticket: Int, _ continuation: CheckedContinuation<Answer, Never>) {
    let isNew = state.withLock { state in
      let isNew = state.underWay[name] == nil
      state.underWay[name, default: [:]][ticket] = continuation
      return isNew
    }
    guard isNew else { return }
    let isStarted = startThread { [self] in finish(name, lookUp(name)) }
    if !isStarted { finish(name, .failed("no thread left for the look-up")) }
  }

  private func leave(_ name: String, _ ticket: Int) {
    state.withLock { $0.underWay[name]?.removeValue(forKey: ticket) }?.resume(returning: .cancelled)
  }

  private func finish(_ name: String, _ answer: Answer) {
    let waiters = state.withLock { $0.underWay.removeValue(forKey: name) }
    for waiter in (waiters ?? [:]).values { waiter.resume(returning: answer) }
  }

  /// The machine's own way: /etc/hosts, DNS and whatever else nsswitch.conf names. Blocks.
  static func ask(_ name: String) -> Answer {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_ADDRCONFIG
    var found: UnsafeMutablePointer<addrinfo>?
    let failure = getaddrinfo(name, nil, &hints, &found)
    guard failure == 0 else {
      return .failed(failure == EAI_SYSTEM ? String(cString: strerror(errno)) : String(cString: gai_strerror(failure)))
    }
    defer { freeaddrinfo(found) }
    var texts: [String] = []
    var entry = found
    while let info = entry?.pointee {
      var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let size = socklen_t(buffer.count)
      if getnameinfo(info.ai_addr, info.ai_addrlen, &buffer, size, nil, 0, NI_NUMERICHOST) == 0 {
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // libcurl takes no zones in its list of addresses.
        if !texts.contains(text), !text.contains("%") { texts.append(text) }
      }
      entry = info.ai_next
    }
    return texts.isEmpty ? .failed("no usable address") : .addresses(texts)
  }
}
