import CLibSSH2
import Glibc

/// Sockets and timers of the loop: epoll, level-triggered, and a heap of instants.
@SSHLoop
final class Reactor {
  static let shared = Reactor()

  typealias Handler = @SSHLoop (Readiness) -> Void

  /// What a socket is ready for. An error or hang-up counts as both, so that the next read or write tells it.
  struct Readiness: OptionSet {
    let rawValue: UInt8
    static let readable = Readiness(rawValue: 1)
    static let writable = Readiness(rawValue: 2)
  }

  private struct Watch {
    let identity: UInt64
    var interest: Readiness
    let handler: Handler
  }

  private let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
  private var watches: [Int32: Watch] = [:]
  private var nextIdentity: UInt64 = 1
  private var timers = TimerHeap()
  private let executor = SSHLoop.shared.executor

  private init() {
    var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: 0))
    epoll_ctl(epoll, EPOLL_CTL_ADD, executor.bell, &event)
  }

  // MARK: sockets

  func watch(_ descriptor: Int32, for interest: Readiness, handler: @escaping Handler) {
    let identity = nextIdentity << 32 | UInt64(UInt32(bitPattern: descriptor))
    nextIdentity = (nextIdentity + 1) & 0xFFFF_FFFF
    watches[descriptor] = Watch(identity: identity, interest: interest, handler: handler)
    control(EPOLL_CTL_ADD, descriptor, interest, identity)
  }

  func change(_ descriptor: Int32, to interest: Readiness) {
    guard var watch = watches[descriptor], watch.interest != interest else { return }
    watch.interest = interest
    watches[descriptor] = watch
    control(EPOLL_CTL_MOD, descriptor, interest, watch.identity)
  }

  /// Must come before the descriptor is closed.
  func forget(_ descriptor: Int32) {
    guard watches.removeValue(forKey: descriptor) != nil else { return }
    var event = epoll_event()
    epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &event)
  }

  private func control(_ operation: Int32, _ descriptor: Int32, _ interest: Readiness, _ identity: UInt64) {
    var events: UInt32 = 0
    if interest.contains(.readable) { events |= EPOLLIN.rawValue }
    if interest.contains(.writable) { events |= EPOLLOUT.rawValue }
    var event = epoll_event(events: events, data: epoll_data_t(u64: identity))
    epoll_ctl(epoll, operation, descriptor, &event)
  }

  // MARK: timers

  func schedule(at instant: ContinuousClock.Instant, _ action: @escaping @SSHLoop () -> Void) -> TimerHeap.Token {
    timers.add(instant, action)
  }

  func cancel(_ token: TimerHeap.Token) {
    timers.cancel(token)
  }

  // MARK: waiting

  /// One wait, then every event and timer that is due.
  func poll() {
    let ready = withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 128) { buffer -> [epoll_event] in
      let timeout = executor.mayWait() ? timers.millisecondsToNext() : 0
      let count = epoll_wait(epoll, buffer.baseAddress, 128, timeout)
      executor.endWait()
      return count > 0 ? Array(buffer[0..<Int(count)]) : []
    }
    for event in ready { deliver(event) }
    while let action = timers.takeDue() { action() }
  }

  private func deliver(_ event: epoll_event) {
    let identity = event.data.u64
    guard identity != 0 else { return executor.silenceBell() }
    let descriptor = Int32(truncatingIfNeeded: identity & 0xFFFF_FFFF)
    // The descriptor may have been closed and opened anew by an earlier handler of the same round.
    guard let watch = watches[descriptor], watch.identity == identity else { return }
    var readiness: Readiness = []
    let broken = event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
    if broken || event.events & EPOLLIN.rawValue != 0 { readiness.insert(.readable) }
    if broken || event.events & EPOLLOUT.rawValue != 0 { readiness.insert(.writable) }
    watch.handler(readiness)
  }
}
