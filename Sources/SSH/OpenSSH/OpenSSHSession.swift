import Glibc

/// A connection that the system's `ssh` holds as a master; each command is a request on its control socket.
///
/// The master is a child of this process and ends with it, also when this process is killed: a small shell beside it
/// waits on a line that only this process keeps open.
@SSHLoop
final class OpenSSHSession: CommandSession {
  let target: OpenSSHTarget
  private let way: OpenSSHSession?
  let changed = WakeList()
  private(set) var failure: SSHError?
  let hasUnansweredOpening = false
  private let opening = Turnstile(1)
  private let folder: PrivateFolder
  private var master: HelperProgram?
  /// Whose end ends the master.
  private var lifeline: Int32 = -1

  var label: String { target.label }

  private init(_ target: OpenSSHTarget, over way: OpenSSHSession?) throws(SSHError) {
    self.target = target
    self.way = way
    do throws(FileFailure) {
      folder = try PrivateFolder()
    } catch {
      throw SSHError(.programFailed(said: "no folder for its socket: \(error.problem)"), host: target.label)
    }
  }

  isolated deinit {
    close()
  }

  /// Connects and logs in.
  /// - Parameters:
  ///   - way: the session of the jump host.
  ///   - attempt: stands in the error when the server takes no more connections.
  static func open(_ target: OpenSSHTarget, over way: OpenSSHSession?, attempt: Int)
    async throws(SSHError)
    -> OpenSSHSession
  {
    let session = try OpenSSHSession(target, over: way)
    do throws(SSHError) {
      try session.start([])
      try await session.untilReady(attempt)
    } catch {
      defer { session.close() }
      throw try await session.explained(error)
    }
    return session
  }

  /// The descriptor 3 is the lifeline: a line on it lets the shell go, its end lets it end what it watches over.
  private static let watchman =
    "(IFS= read -r x||{ kill \"$$\";sleep 1;rm -f \"$1\"/*;rmdir \"$1\"; })<&3 3<&- & shift;exec \"$@\" 3<&-"

  /// - Parameter special: `-o` values that come before the target's.
  private func start(_ special: [String]) throws(SSHError) {
    try SystemSSH.find(for: label)
    let master = ["ControlMaster=yes", "ControlPersist=no", "ControlPath=\(folder.socket)"]
    let proxy = way.map { ["ProxyCommand=\($0.forwarding)"] } ?? []
    let options = ["-N"] + (master + special + proxy).flatMap { ["-o", $0] } + target.options
    let nothing = Glibc.open("/dev/null", O_RDWR | O_CLOEXEC)
    let log = Glibc.open(folder.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    defer { for descriptor in [nothing, log] where descriptor >= 0 { Glibc.close(descriptor) } }
    do throws(FileFailure) {
      guard nothing >= 0, log >= 0 else { throw FileFailure(number: errno) }
      let line = try SocketPair()
      lifeline = line.ours
      defer { Glibc.close(line.theirs) }
      self.master = try HelperProgram(
        ["/bin/sh", "-c", Self.watchman, "sh", folder.path, "ssh"] + options + ["--", target.label],
        environment: SystemSSH.environment(), descriptors: [nothing, nothing, log, line.theirs],
        onEnd: { [weak self] in self?.masterEnded() })
    } catch {
      throw self.error(.programFailed(said: "ssh can't be started: \(error.problem)"))
    }
  }

  /// The command that reaches through here what ssh names `%h` and `%p`. It makes no connection of its own.
  private var forwarding: String {
    "ssh -F none -o ControlPath=\(folder.socket) -o ProxyCommand=false -W '[%h]:%p' way"
  }

  /// The socket appears when the login is done.
  private func untilReady(_ attempt: Int) async throws(SSHError) {
    let limit = target.connectTimeout + SSHConfig.defaultAuthenticationTimeout
    let end = ContinuousClock.now + limit
    var pause = Duration.milliseconds(2)
    while access(folder.socket, F_OK) != 0 {
      if failure != nil { throw error(said.reason(target, attempt)) }
      guard ContinuousClock.now < end else { throw error(.handshakeTimedOut(after: limit)) }
      if Task.isCancelled { throw error(.cancelled) }
      let nap = Deadline(after: pause, waking: changed)
      await changed.waitOnce(before: nap)
      nap.cancel()
      pause = min(pause * 2, .milliseconds(50))
    }
  }

  private var said: OpenSSHSaid {
    OpenSSHSaid((try? readFile(folder.log, limit: 1 << 16)) ?? [])
  }

  private func masterEnded() {
    guard failure == nil else { return }
    // It may say much before it is logged in; afterwards the last line is what matters.
    failure = error(
      said.isSilence
        ? .keepAliveTimedOut(after: target.silence) : .connectionLost(problem: said.lastLine ?? "ssh ended"))
    changed.wakeAll()
  }

  // MARK: commands

  func openChannel(for program: String, before deadline: Deadline) async throws(SSHError) -> any CommandChannel {
    switch try await begin(program, before: deadline) {
    case .running(let channel): return channel
    // The wrapper waits for its command: nothing was done yet.
    case .unknown(let error): throw error
    }
  }

  /// What became of a program that the server was asked for.
  enum Beginning {
    case running(OpenSSHChannel)
    /// It may run: the request was sent, and nothing says that it was refused.
    case unknown(SSHError)
  }

  /// Has a program executed.
  /// - Throws: when it was certainly not: the request wasn't sent, or it was refused.
  func begin(_ program: String, before deadline: Deadline) async throws(SSHError) -> Beginning {
    // One after the other: who is refused then knows that the others before it have come through.
    guard await opening.enter(within: deadline.duration) == .admitted else { throw gaveUp(deadline) }
    defer { opening.leave() }
    guard failure == nil else { throw failure ?? error(.clientClosed) }
    let channel: OpenSSHChannel
    do throws(FileFailure) {
      channel = try OpenSSHChannel(folder.socket, program, waking: changed)
    } catch {
      throw self.error(.connectionLost(problem: "ssh's master: \(error.problem)"))
    }
    do throws(SSHError) {
      try await untilOpen(channel.request, deadline)
    } catch {
      channel.release()
      guard case .refused = channel.request.answer else { return .unknown(error) }
      throw error
    }
    return .running(channel)
  }

  /// A connection from the host to another one. Many may be opened at the same time.
  func openTunnel(to target: Endpoint, before deadline: Deadline) async throws(SSHError) -> any Transport {
    guard failure == nil else { throw failure ?? error(.clientClosed) }
    let tunnel: OpenSSHTunnel
    do throws(FileFailure) {
      tunnel = try OpenSSHTunnel(self, folder.socket, to: target)
    } catch {
      throw self.error(.connectionLost(problem: "ssh's master: \(error.problem)"))
    }
    do throws(SSHError) {
      try await untilOpen(tunnel.request, deadline)
    } catch {
      tunnel.close()
      // The master's answer doesn't tell why; its log does.
      guard case .channelRefused = error.reason, let why = said.refusedOpening, !deadline.hasPassed else { throw error }
      throw self.error(.channelRefused(problem: why))
    }
    return tunnel
  }

  private func untilOpen(_ request: MuxRequest, _ deadline: Deadline) async throws(SSHError) {
    while true {
      request.listen()
      switch request.answer {
      case .opened: return
      case .refused(let problem): throw error(.channelRefused(problem: problem))
      case .broken(let problem): throw failure ?? error(.connectionLost(problem: problem))
      case .none: break
      }
      if let failure { throw failure }
      if deadline.hasPassed || Task.isCancelled { throw gaveUp(deadline) }
      await changed.waitOnce(before: deadline)
    }
  }

  /// The master looks after itself: `ServerAliveInterval`.
  func rest(on channel: (any CommandChannel)?) {}
  func commandBegins() {}
  func commandEnds() {}

  func close() {
    if failure == nil {
      failure = error(.clientClosed)
      changed.wakeAll()
    }
    master?.terminate()
    if lifeline >= 0 {
      // The line lets the shell go without a kill: the process id may be a stranger's by then.
      send(lifeline, "\n", 1, Int32(MSG_NOSIGNAL))
      Glibc.close(lifeline)
      lifeline = -1
    }
    folder.remove()
  }

  // MARK: host keys

  /// Connects as far as the host's key.
  /// - Throws: `SSHError`: `hostKeyUnknown` has the line that would make the host known.
  /// - Returns: the key, which is known.
  static func checkHostKey(of target: OpenSSHTarget, over way: OpenSSHSession?) async throws(SSHError) -> HostKey? {
    let session = try OpenSSHSession(target, over: way)
    defer { session.close() }
    // Nobody is logged in: the server's refusal comes after its key was found good.
    try session.start(asksForKey)
    do throws(SSHError) {
      try await session.untilReady(1)
      return session.said.serverKey
    } catch {
      switch error.reason {
      case .noKeyAccepted, .otherMethodsWanted: return session.said.serverKey
      default: throw try await session.explained(error)
      }
    }
  }

  /// No login is tried, and the key is told that the server shows.
  private static let asksForKey = ["PreferredAuthentications=none", "LogLevel=DEBUG1"]

  /// A refused host key or login with what ssh doesn't tell by itself.
  private func explained(_ failure: SSHError) async throws(SSHError) -> SSHError {
    switch failure.reason {
    case .hostKeyUnknown(let name, _, _, _, _): try await unknownKey(name)
    case .hostKeyRevoked(let name, _, _, _): try await revokedKey(name)
    case .noKeyAccepted(let user, [], let server):
      error(.noKeyAccepted(user: user, tried: (try? await SystemSSH.identities(of: target)) ?? [], server: server))
    default: failure
    }
  }

  /// The key that the server shows, and the line by which it is revoked.
  private func revokedKey(_ name: String) async throws(SSHError) -> SSHError {
    let session = try OpenSSHSession(target, over: way)
    defer { session.close() }
    try session.start(Self.asksForKey)
    _ = try? await session.untilReady(1)
    guard let key = session.said.serverKey else { return error(.programFailed(said: session.said.text)) }
    let said = (try? await SystemSSH.configuration(of: target)) ?? [:]
    let paths = [said["userknownhostsfile"], said["globalknownhostsfile"]].flatMap { $0?.split(separator: " ") ?? [] }
    let known = KnownHosts(
      paths.map { ConfigTokens.home(String($0)) }.compactMap { path in
        (try? readFile(path, limit: 64 << 20)).map { KnownHostsFile(path: path, text: $0) }
      })
    // What isn't in the files comes from the command.
    let place = known.revocation(of: key.fingerprint, for: name)
    return error(
      .hostKeyRevoked(
        name: name, type: key.type, fingerprint: key.fingerprint,
        at: place ?? .init(file: said["knownhostscommand"] ?? "known_hosts", line: 0)))
  }

  /// The file that ssh would write a new host's key to, by the inventory or by its own configuration.
  private func knownHostsFile() async -> String {
    if let file = target.knownHostsFile { return file }
    let files = (try? await SystemSSH.configuration(of: target))?["userknownhostsfile"]?.split(separator: " ")
    return ConfigTokens.home(files?.first.map { String($0) } ?? "~/.ssh/known_hosts")
  }

  /// The key that the server shows, written by ssh into a file of our own.
  private func unknownKey(_ name: String) async throws(SSHError) -> SSHError {
    let file = await knownHostsFile()
    let session = try OpenSSHSession(target, over: way)
    defer { session.close() }
    let shown = session.folder.shown
    try session.start(
      [
        "PreferredAuthentications=none", "StrictHostKeyChecking=accept-new", "UserKnownHostsFile=\(shown)",
        "GlobalKnownHostsFile=/dev/null", "KnownHostsCommand=none", "HashKnownHosts=no",
      ])
    // However it ends: the key is written before that.
    _ = try? await session.untilReady(1)
    let lines = ((try? readFile(shown, limit: 1 << 16)) ?? []).split(separator: UInt8(ascii: "\n"))
    guard let text = lines.first, let line = KnownHostsLine(text, number: 1) else {
      return error(.programFailed(said: session.said.text))
    }
    return error(
      .hostKeyUnknown(
        name: name, type: line.key.type, fingerprint: line.key.fingerprint, addTo: file,
        line: String(decoding: text, as: UTF8.self)))
  }
}
