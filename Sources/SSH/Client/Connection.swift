import Glibc

/// A logged-in session and the commands on it.
@SSHLoop
final class Connection {
  let endpoint: Endpoint
  private let session: Session
  private unowned let pool: Pool
  private let keepAlive: KeepAliveWatch
  /// Keeps the way through the jump host alive as long as this connection.
  private let way: Connection?
  /// How many commands the server lets run at once; learnt from its refusals (MaxSessions).
  private let places = Turnstile(Int.max)
  private var running = 0
  /// A server that refuses the very first channel won't think better of it.
  private var hasRun = false

  private init(_ session: Session, _ pool: Pool, way: Connection?) {
    endpoint = session.endpoint
    self.session = session
    self.pool = pool
    self.way = way
    keepAlive = KeepAliveWatch(session)
  }

  var isUsable: Bool { session.isUsable && way?.isUsable ?? true }

  /// New channels can be opened without waiting for a stranger's.
  var takesMore: Bool { isUsable && !session.hasUnansweredOpening }

  func close() {
    keepAlive.stop()
    session.close()
  }

  // MARK: opening

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
    session.becomeBusy()
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

  private static func pause(_ duration: Duration, _ endpoint: Endpoint) async throws(SSHError) {
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

  // MARK: commands

  func run(_ command: Command, _ output: @escaping OutputSink) async throws(SSHError) -> CommandEnd {
    guard await places.enter() == .admitted else { throw session.error(.cancelled) }
    var hasPlace = true
    defer { if hasPlace { places.leave() } }
    let channel = try await openChannel(&hasPlace)
    hasRun = true
    defer { release(channel) }
    let run = try CommandRun(session, channel, command, sink: output)
    let deadline = Deadline(after: command.timeout, waking: session.changed)
    defer { deadline.cancel() }
    keepAlive.begin()
    defer { keepAlive.end() }
    switch await run.proceed(deadline, cancellable: true) {
    case .ended(let end): return end
    case .notStarted(let failure): throw failure
    case .overdue(let wasCancelled): return await finish(run, wasCancelled)
    case nil: return .lost(session.error(.endNotSeen(signal: nil)))
    }
  }

  /// Opens a channel, with patience: a server that is at its limit (MaxSessions) frees the place of a command that has
  /// ended a little after its end, and those of running commands later.
  private func openChannel(_ hasPlace: inout Bool) async throws(SSHError) -> OpaquePointer {
    var firstRefusal: ContinuousClock.Instant?
    while true {
      let deadline = Deadline(after: endpoint.connectTimeout, waking: session.changed)
      defer { deadline.cancel() }
      do throws(SSHError) {
        let channel = try await session.openChannel(before: deadline)
        running += 1
        return channel
      } catch {
        guard case .channelRefused = error.reason, session.isUsable, hasRun, !error.isTurnedAway else { throw error }
        let since = firstRefusal ?? .now
        firstRefusal = since
        if ContinuousClock.now - since < (running > 0 ? Self.patience : endpoint.connectTimeout) {
          try await Self.pause(.milliseconds(20), endpoint)
        } else if running > 0 {
          // Those who run are as many as the server allows.
          hasPlace = await places.stepBack(to: running) == .admitted
          guard hasPlace else { throw session.error(.cancelled) }
          firstRefusal = nil
        } else {
          throw error
        }
      }
    }
  }

  private static let patience = Duration.seconds(1)

  private func release(_ channel: OpaquePointer) {
    running -= 1
    session.release(channel)
  }

  /// Ends the remote processes of a run that is overdue, and takes in what it still says.
  private func finish(_ run: CommandRun, _ wasCancelled: Bool) async -> CommandEnd {
    let killed = Promise<Bool>(waking: session.changed)
    // A task of its own: this one may be cancelled, and the killing must go on all the same.
    Task { killed.fulfil(await self.killTree(of: run)) }
    let never = Deadline(after: nil, waking: session.changed)
    _ = await run.proceed(never, cancellable: false, stop: { killed.value != nil })
    let treeKilled = await killed.get()
    return wasCancelled ? .cancelled(treeKilled: treeKilled) : .timedOut(treeKilled: treeKilled)
  }

  /// - Returns: true only when it was seen that nothing is left.
  private func killTree(of run: CommandRun) async -> Bool {
    guard let pid = run.processID else { return false }
    let script = Command(TreeKill.script(wrapper: pid), timeout: .seconds(15))
    if let answer = await Self.answer(of: script, on: session, endpoint) { return answer }
    // No second channel to be had here (MaxSessions, or the line is dead): another connection.
    guard let other = try? await Connection.open(endpoint, in: pool) else { return false }
    defer { other.close() }
    return await Self.answer(of: script, on: other.session, endpoint) ?? false
  }

  private static func answer(of script: Command, on session: Session, _ endpoint: Endpoint) async -> Bool? {
    let deadline = Deadline(after: script.timeout, waking: session.changed)
    defer { deadline.cancel() }
    guard let channel = try? await session.openChannel(before: deadline) else { return nil }
    defer { session.release(channel) }
    let said = OutputBuffer()
    guard let run = try? CommandRun(session, channel, script, sink: { said.append($1, from: $0) }) else { return nil }
    guard case .ended(.exited) = await run.proceed(deadline, cancellable: false) else { return nil }
    return TreeKill.nothingIsLeft(said.standardOutput)
  }
}
