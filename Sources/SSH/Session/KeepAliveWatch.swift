import CLibSSH2

/// Asks a silent server whether it lives, while commands wait for it; says when it doesn't.
@SSHLoop
final class KeepAliveWatch {
  private unowned let session: Session
  private let settings: Endpoint.KeepAlive
  private var commands = 0
  private var unanswered = 0
  private var token: TimerHeap.Token?

  init(_ session: Session) {
    self.session = session
    settings = session.endpoint.keepAlive
    if settings.interval != nil { libssh2_keepalive_config(session.handle, 1, 1) }
  }

  func begin() {
    commands += 1
    if commands == 1 {
      unanswered = 0
      schedule(since: .now)
    }
  }

  func end() {
    commands -= 1
    if commands == 0 { stop() }
  }

  func stop() {
    if let token { Reactor.shared.cancel(token) }
    token = nil
  }

  private func schedule(since: ContinuousClock.Instant) {
    guard let interval = settings.interval else { return }
    token = Reactor.shared.schedule(at: since + interval) { [weak self] in self?.due(interval) }
  }

  private func due(_ interval: Duration) {
    let silence = ContinuousClock.now - session.lastReceived
    guard session.isUsable, commands > 0 else { return }
    // While nobody reads what it says, the silence is ours.
    if !session.wantsBytes { return schedule(since: .now) }
    if silence < interval {
      unanswered = 0
      return schedule(since: session.lastReceived)
    }
    if unanswered >= settings.count {
      return session.fail(.keepAliveTimedOut(after: silence))
    }
    // libssh2 goes by the wall clock and may send nothing after a step of it; only what was sent can be unanswered.
    let before = session.io.sent
    var next: Int32 = 0
    libssh2_keepalive_send(session.handle, &next)
    if session.io.sent > before { unanswered += 1 }
    session.flush()
    schedule(since: .now)
  }
}
