extension Connection {
  static func open(_ endpoint: Endpoint, in pool: Pool) async throws(SSHError) -> Connection {
    while true {
      // A jump host's connection takes its own place in the queue before this one asks for one.
      let way = try await way(to: endpoint, pool)
      guard await pool.handshakes.enter() == .admitted else { throw SSHError(.cancelled, host: endpoint.label) }
      defer { pool.handshakes.leave() }
      do throws(SSHError) {
        let session = try await startedSession(endpoint, way, pool)
        return try await loggedIn(session, pool, way: way)
      } catch {
        // The jump host's connection is held up by a stranger's opening: over another one.
        guard error.isTurnedAway else { throw error }
      }
    }
  }

  static func checkHostKey(of endpoint: Endpoint, in pool: Pool) async throws(SSHError) {
    try await startedSession(endpoint, way(to: endpoint, pool), pool).close()
  }

  private static func way(to endpoint: Endpoint, _ pool: Pool) async throws(SSHError) -> Connection? {
    guard let jump = endpoint.jump else { return nil }
    do throws(SSHError) {
      return try await pool.connection(to: jump)
    } catch {
      throw error.seen(from: endpoint.label)
    }
  }

  private static func loggedIn(_ session: Session, _ pool: Pool, way: Connection?) async throws(SSHError) -> Connection
  {
    do throws(SSHError) {
      try await session.authenticate(IdentityList.make(for: session.endpoint, pool.ring), pool.ring)
    } catch {
      session.close()
      throw error
    }
    return Connection(session, pool, way: way)
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
        guard attempt < pool.limits.startAttempts else {
          throw SSHError(
            .startRefused(address: endpoint.addressText, attempts: attempt, said: said), host: endpoint.label)
        }
        try await backOff(attempt, endpoint)
      }
    }
  }

  /// Doubling from 100 ms, with a random part so that refused connections don't come back all together.
  private static func backOff(_ attempt: Int, _ endpoint: Endpoint) async throws(SSHError) {
    let step = Duration.milliseconds(100 << min(attempt - 1, 5))
    try await pause(step + step * Double.random(in: 0...1), endpoint)
  }

  static func pause(_ duration: Duration, _ endpoint: Endpoint) async throws(SSHError) {
    let list = WakeList()
    let end = Deadline(after: duration, waking: list)
    defer { end.cancel() }
    await list.wait(until: { false }, or: end)
    if Task.isCancelled { throw SSHError(.cancelled, host: endpoint.label) }
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
    let session: Session
    if let way {
      session = try await tunnelled(endpoint, way, limit)
    } else {
      let (descriptor, _) = try await Dialer.dial(endpoint, deadline: limit)
      let transport = SocketTransport(descriptor)
      session = try Session(endpoint, over: transport)
      transport.attach(session)
    }
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

  private static func tunnelled(
    _ endpoint: Endpoint, _ way: Connection, _ limit: ContinuousClock.Instant
  ) async throws(SSHError) -> Session {
    let outer = way.session
    let deadline = Deadline(after: limit - .now, waking: outer.changed)
    defer { deadline.cancel() }
    let channel: OpaquePointer
    do throws(SSHError) {
      channel = try await outer.openTunnel(to: endpoint, before: deadline)
    } catch {
      guard case .channelRefused(let problem) = error.reason, !error.isTurnedAway else {
        throw error.seen(from: endpoint.label)
      }
      throw SSHError(
        .unreachable(address: endpoint.addressText, problem: "seen from \(way.endpoint.label): \(problem)"),
        host: endpoint.label)
    }
    let transport = ChannelTransport(outer, channel)
    let session = try Session(endpoint, over: transport)
    transport.attach(session)
    return session
  }
}
