extension Connection {
  static func open(_ destination: Destination, in pool: Pool) async throws(SSHError) -> Connection {
    switch destination {
    case .libssh2(let endpoint): try await open(endpoint, in: pool)
    case .openSSH(let target): try await open(target, in: pool)
    }
  }

  private static func open(_ endpoint: Endpoint, in pool: Pool) async throws(SSHError) -> Connection {
    while true {
      // A jump host's connection takes its own place in the queue before this one asks for one.
      let way = try await way(to: endpoint, pool)
      do throws(SSHError) {
        return try await pool.make(endpoint.label) { () async throws(SSHError) in
          let session = try await startedSession(endpoint, way, pool)
          try await logIn(session, pool)
          return Connection(.libssh2(endpoint), session, pool, way: way)
        }
      } catch {
        // The jump host's connection is held up by a stranger's opening: over another one.
        guard error.isTurnedAway else { throw error }
      }
    }
  }

  static func checkHostKey(of destination: Destination, in pool: Pool) async throws(SSHError) -> HostKey? {
    switch try await pool.resolved(destination) {
    case .libssh2(let endpoint):
      let session = try await startedSession(endpoint, way(to: endpoint, pool), pool)
      defer { session.close() }
      return session.hostKey.map { HostKey(type: $0.type, fingerprint: $0.fingerprint) }
    case .openSSH(let target):
      let way = try await way(to: target.jump.map(Destination.openSSH), for: target.label, pool)
      return try await OpenSSHSession.checkHostKey(of: target, over: way?.session as? OpenSSHSession)
    }
  }

  private static func open(_ target: OpenSSHTarget, in pool: Pool) async throws(SSHError) -> Connection {
    var attempt = 0
    while true {
      attempt += 1
      // As above; and the way may be gone by the next attempt.
      let way = try await way(to: target.jump.map(Destination.openSSH), for: target.label, pool)
      do throws(SSHError) {
        return try await pool.make(target.label) { () async throws(SSHError) in
          let session = try await OpenSSHSession.open(
            target, over: way?.session as? OpenSSHSession, attempt: attempt)
          return Connection(.openSSH(target), session, pool, way: way)
        }
      } catch {
        guard case .startRefused = error.reason, attempt < pool.limits.startAttempts else { throw error }
        pool.wasRefused()
        try await backOff(attempt, target.label)
      }
    }
  }

  private static func way(to jump: Destination?, for label: String, _ pool: Pool) async throws(SSHError) -> Connection?
  {
    guard let jump else { return nil }
    do throws(SSHError) {
      return try await pool.connection(to: jump)
    } catch {
      throw error.seen(from: label)
    }
  }

  private static func way(to endpoint: Endpoint, _ pool: Pool) async throws(SSHError) -> Connection? {
    try await way(to: endpoint.way, for: endpoint.label, pool)
  }

  private static func logIn(_ session: Session, _ pool: Pool) async throws(SSHError) {
    do throws(SSHError) {
      try await session.authenticate(IdentityList.make(for: session.endpoint, pool.ring), pool.ring)
    } catch {
      session.close()
      throw error
    }
  }

  /// A session whose server is known, with patience for servers that have too many connections being started.
  private static func startedSession(
    _ endpoint: Endpoint, _ way: Connection?, _ pool: Pool
  ) async throws(SSHError) -> Session {
    var attempt = 0
    while true {
      attempt += 1
      switch try await startSession(endpoint, way, pool) {
      case .started(let session): return session
      case .closedEarly(let said):
        pool.wasRefused()
        guard attempt < pool.limits.startAttempts else {
          throw SSHError(
            .startRefused(address: endpoint.addressText, attempts: attempt, said: said), host: endpoint.label)
        }
        try await backOff(attempt, endpoint.label)
      }
    }
  }

  /// Doubling from 100 ms, with a random part so that refused connections don't come back all together.
  private static func backOff(_ attempt: Int, _ label: String) async throws(SSHError) {
    let step = Duration.milliseconds(100 << min(attempt - 1, 5))
    try await pause(step + step * Double.random(in: 0...1), label)
  }

  static func pause(_ duration: Duration, _ label: String) async throws(SSHError) {
    let list = WakeList()
    let end = Deadline(after: duration, waking: list)
    defer { end.cancel() }
    await list.wait(until: { false }, or: end)
    if Task.isCancelled { throw SSHError(.cancelled, host: label) }
  }

  private enum Start {
    case started(Session)
    case closedEarly(String)
  }

  private static func startSession(
    _ endpoint: Endpoint, _ way: Connection?, _ pool: Pool
  ) async throws(SSHError) -> Start {
    let knownHosts = try pool.knownHosts.knownHosts(for: endpoint)
    let limit = ContinuousClock.now + endpoint.connectTimeout
    let transport: any Transport =
      if let way {
        try await tunnel(to: endpoint, way, limit)
      } else {
        SocketTransport(try await Dialer.dial(endpoint, deadline: limit).0)
      }
    let session = try Session(endpoint, over: transport)
    transport.attach(session)
    let deadline = Deadline(after: endpoint.connectTimeout, waking: session.changed)
    defer { deadline.cancel() }
    do throws(SSHError) {
      guard let early = try await session.handshake(knownHosts, before: deadline) else { return .started(session) }
      session.close()
      return .closedEarly(early.said)
    } catch {
      session.close()
      throw error
    }
  }

  /// A connection through the jump host.
  private static func tunnel(
    to endpoint: Endpoint, _ way: Connection, _ limit: ContinuousClock.Instant
  ) async throws(SSHError) -> any Transport {
    let deadline = Deadline(after: limit - .now, waking: way.session.changed)
    defer { deadline.cancel() }
    do throws(SSHError) {
      return try await way.session.openTunnel(to: endpoint, before: deadline)
    } catch {
      guard case .channelRefused(let problem) = error.reason, !error.isTurnedAway else {
        throw error.seen(from: endpoint.label)
      }
      throw SSHError(
        .unreachable(address: endpoint.addressText, problem: "seen from \(way.destination.label): \(problem)"),
        host: endpoint.label)
    }
  }
}
