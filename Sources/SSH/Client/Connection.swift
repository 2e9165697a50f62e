import Glibc

/// A logged-in session and the commands on it.
@SSHLoop
final class Connection {
  let destination: Destination
  let session: any CommandSession
  unowned let pool: Pool
  /// Keeps the way through the jump host alive as long as this connection.
  private let way: Connection?
  /// How many commands the server lets run at once; learnt from its refusals (MaxSessions).
  private let places = Turnstile(Int.max)
  private var running = 0
  /// A server that refuses the very first channel won't think better of it.
  private var hasRun = false
  /// Wrappers that wait for their commands: those that stayed, and at most one that was started ahead.
  var ready: [Wrapper] = [] {
    didSet { session.rest(on: ready.last?.channel) }
  }
  /// The last wrapper stayed after its command.
  var stays = true
  var isPreparingSpare = false
  var maySpare = true

  init(_ destination: Destination, _ session: any CommandSession, _ pool: Pool, way: Connection? = nil) {
    self.destination = destination
    self.session = session
    self.pool = pool
    self.way = way
  }

  var isUsable: Bool { session.isUsable && way?.isUsable ?? true }

  /// New channels can be opened without waiting for a stranger's.
  var takesMore: Bool { isUsable && !session.hasUnansweredOpening }

  func close() {
    session.close()
  }

  // MARK: commands

  func run(_ command: Command, _ output: @escaping OutputSink) async throws(SSHError) -> CommandEnd {
    guard await places.enter() == .admitted else { throw session.error(.cancelled) }
    var hasPlace = true
    defer { if hasPlace { places.leave() } }
    guard destination.hasShell else { return try await runPlainly(command, output, &hasPlace) }
    let keeping = pool.keeping(for: command)
    let wrapper: Wrapper
    if command.isLast, let waiting = await takeLast() {
      wrapper = waiting
    } else {
      wrapper = try await self.wrapper(keeping, &hasPlace)
    }
    running += 1
    var mayStay = false
    defer {
      running -= 1
      putBack(wrapper, mayStay: mayStay)
    }
    try wrapper.assign(command, keep: pool.limits.keepsShells, sink: output)
    if hasRun { prepareSpare(keeping) }
    hasRun = true
    let deadline = Deadline(after: command.timeout, waking: session.changed)
    defer { deadline.cancel() }
    session.commandBegins()
    defer { session.commandEnds() }
    switch await wrapper.proceed(deadline, cancellable: true) {
    case .ended(let end):
      mayStay = true
      return end
    case .notStarted(let failure): throw failure
    case .overdue(let wasCancelled): return await finish(wrapper, wasCancelled)
    case nil: return .lost(session.error(.endNotSeen(signal: nil)))
    }
  }

  /// A wrapper to give the command to.
  private func wrapper(_ keeping: Keeping, _ hasPlace: inout Bool) async throws(SSHError) -> Wrapper {
    try await patiently(&hasPlace) { (deadline) async throws(SSHError) in
      if let ready = takeReady(keeping) { return ready }
      return try await pool.wrapper(keeping, on: session, before: deadline)
    }
  }

  /// Opens a channel with patience: a server that is at its limit (MaxSessions) frees the place of a command that has
  /// ended a little after its end, and those of running commands later.
  private func patiently<Opened>(
    _ hasPlace: inout Bool, _ open: (Deadline) async throws(SSHError) -> Opened
  ) async throws(SSHError) -> Opened {
    var firstRefusal: ContinuousClock.Instant?
    while true {
      let deadline = Deadline(after: destination.connectTimeout, waking: session.changed)
      defer { deadline.cancel() }
      do throws(SSHError) {
        return try await open(deadline)
      } catch {
        guard case .channelRefused = error.reason, session.isUsable, hasRun, !error.isTurnedAway else { throw error }
        // Where there are few places, those of the other kind don't keep theirs.
        while let other = ready.popLast() { other.channel.release() }
        let since = firstRefusal ?? .now
        firstRefusal = since
        if ContinuousClock.now - since < (running > 0 ? Self.patience : destination.connectTimeout) {
          try await Self.pause(.milliseconds(20), destination.label)
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

  /// The command's text as the exec request: nothing of ours runs there, so nothing can be ended or found there either.
  private func runPlainly(
    _ command: Command, _ output: @escaping OutputSink, _ hasPlace: inout Bool
  ) async throws(SSHError) -> CommandEnd {
    guard let session = session as? OpenSSHSession else { throw self.session.error(.shellNeedsOpenSSH) }
    guard let text = PlainCommand.request(command.text) else {
      throw session.error(.invalidCommand(problem: "it is empty, longer than 32,000 bytes, or has a zero byte"))
    }
    let channel: OpenSSHChannel
    switch try await patiently(
      &hasPlace,
      { (deadline) async throws(SSHError) in
        try await session.begin(text, before: deadline)
      })
    {
    case .running(let opened): channel = opened
    case .unknown where Task.isCancelled: return .cancelled(treeKilled: false)
    case .unknown: return .lost(session.failure ?? session.error(.statusNotSeen))
    }
    running += 1
    hasRun = true
    let deadline = Deadline(after: command.timeout, waking: session.changed)
    defer {
      running -= 1
      deadline.cancel()
      channel.release()
    }
    return await PlainCommand(session, channel, command, output).end(before: deadline)
  }

  /// Ends the remote processes of a run that is overdue, and takes in what it still says.
  private func finish(_ run: Wrapper, _ wasCancelled: Bool) async -> CommandEnd {
    let killed = Promise<Bool>(waking: session.changed)
    // A task of its own: this one may be cancelled, and the killing must go on all the same.
    SSHLoop.task { killed.fulfil(await self.killTree(of: run)) }
    let never = Deadline(after: nil, waking: session.changed)
    _ = await run.proceed(never, cancellable: false, stop: { killed.value != nil })
    let treeKilled = await killed.get()
    return wasCancelled ? .cancelled(treeKilled: treeKilled) : .timedOut(treeKilled: treeKilled)
  }

  /// - Returns: true only when it was seen that nothing is left.
  private func killTree(of run: Wrapper) async -> Bool {
    // A wrapper that is slow to start can only be ended once its begin mark tells its process id.
    let patience = Deadline(after: .seconds(5), waking: session.changed)
    defer { patience.cancel() }
    await session.changed.wait(until: { run.processID != nil || !session.isUsable }, or: patience)
    guard let pid = run.processID else { return false }
    let script = Command(TreeKill.script(wrapper: String(pid), mark: run.mark), timeout: .seconds(15))
    if let answer = await answer(of: script, on: session) { return answer }
    // No second channel to be had here (MaxSessions, or the line is dead): another connection.
    guard let other = try? await Connection.open(destination, in: pool) else { return false }
    defer { other.close() }
    return await answer(of: script, on: other.session) ?? false
  }

  private func answer(of script: Command, on session: any CommandSession) async -> Bool? {
    // A line that is dead answers nothing; then another connection has to be tried soon.
    let opening = Deadline(after: .seconds(5), waking: session.changed)
    defer { opening.cancel() }
    guard let channel = try? await session.openChannel(for: pool.program, before: opening) else { return nil }
    let deadline = Deadline(after: script.timeout, waking: session.changed)
    defer { deadline.cancel() }
    defer { channel.release() }
    let said = OutputBuffer()
    let run = Wrapper(session, channel, keeping: .nothing)
    guard (try? run.assign(script, keep: false, sink: { said.append($1, from: $0) })) != nil else { return nil }
    guard case .ended(.exited) = await run.proceed(deadline, cancellable: false) else { return nil }
    return TreeKill.nothingIsLeft(said.standardOutput)
  }
}
