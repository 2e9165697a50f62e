/// The connections of a client by endpoint.
@SSHLoop
final class Pool {
  let limits: Client.Limits
  let knownHosts = KnownHostsStore()
  let ring: KeyRing
  private let handshakes: Turnstile
  private var pace: Pace
  private var entries: [Destination: Entry] = [:]
  private var retired: [Connection] = []
  private var isClosed = false
  /// By the hosts' labels.
  private var numbers: [String: WrapperNumbers] = [:]
  private var ways: [OpenSSHTarget: OpenSSHTarget] = [:]

  /// A connection, or one in the making that several callers wait for.
  private final class Entry {
    var connection: Connection?
    var task: Task<Void, Never>?
    var waiting = 0
    var failure: SSHError?
    let changed = WakeList()
  }

  nonisolated init(_ passphrases: any PassphraseSource, _ limits: Client.Limits) {
    self.limits = limits
    ring = KeyRing(passphrases)
    handshakes = Turnstile(limits.handshakes)
    pace = Pace(limits.handshakes)
  }

  /// Makes a connection when there is a place for it.
  func make(_ label: String, _ body: () async throws(SSHError) -> Connection) async throws(SSHError) -> Connection {
    guard let place = await Place.take(in: handshakes) else { throw SSHError(.cancelled, host: label) }
    defer { place.leave() }
    let connection = try await body()
    pace.succeeded(othersWait: handshakes.isWanted)
    handshakes.admit(upTo: pace.limit)
    return connection
  }

  /// What a command needs of its wrapper.
  func keeping(for command: Command) -> Keeping {
    guard let kept = command.kept, let family = limits.family else { return .nothing }
    return .state(family, output: kept.output)
  }

  /// A wrapper on a channel of its own. One that could not be opened leaves no number out: nothing was given to it.
  func wrapper(_ keeping: Keeping, on session: any CommandSession, before deadline: Deadline) async throws(SSHError)
    -> Wrapper
  {
    guard keeping != .nothing else {
      return Wrapper(session, try await session.openChannel(for: program, before: deadline), keeping: keeping)
    }
    let place = numbers[session.label, default: WrapperNumbers()].next(session.label)
    do throws(SSHError) {
      let text = Bootstrap.exec(tag: limits.tag, keeping: keeping, place)
      return Wrapper(session, try await session.openChannel(for: text, before: deadline), keeping: keeping)
    } catch {
      numbers[session.label]?.giveBack(place)
      throw error
    }
  }

  /// A wrapper that keeps nothing.
  var program: String { Bootstrap.exec(tag: limits.tag) }

  /// A server has too many connections being started.
  func wasRefused() {
    pace.wasRefused()
    handshakes.admit(upTo: pace.limit)
  }

  func run(_ command: Command, on destination: Destination, _ output: @escaping OutputSink) async throws(SSHError)
    -> CommandEnd
  {
    var attempt = 0
    while true {
      attempt += 1
      let connection = try await connection(to: destination)
      do throws(SSHError) {
        return try await connection.run(command, output)
      } catch {
        // Not started, because the kept connection had died unnoticed, or is held up: once more on a new one.
        let isOld = if case .connectionLost = error.reason { true } else { error.isTurnedAway }
        guard isOld, attempt == 1, !isClosed else { throw error }
      }
    }
  }

  /// The connection to a destination; made now if there is none that lives. Callers at the same time share one.
  func connection(to destination: Destination) async throws(SSHError) -> Connection {
    let destination = try await resolved(destination)
    guard !isClosed else { throw SSHError(.clientClosed, host: destination.label) }
    if let living = entries[destination]?.connection, living.takesMore { return living }
    let entry = startingEntry(destination)
    entry.waiting += 1
    let never = Deadline(after: nil, waking: entry.changed)
    await entry.changed.wait(until: { entry.task == nil }, or: never)
    entry.waiting -= 1
    if entry.task == nil {
      if let connection = entry.connection { return connection }
      throw entry.failure ?? SSHError(.clientClosed, host: destination.label)
    }
    // Cancelled; the last one to give up takes the attempt along.
    if entry.waiting == 0 { entry.task?.cancel() }
    throw SSHError(.cancelled, host: destination.label)
  }

  /// The destination with its way, which the system's `ssh` is asked for once.
  func resolved(_ destination: Destination) async throws(SSHError) -> Destination {
    guard case .openSSH(let target) = destination, !target.isResolved else { return destination }
    if let known = ways[target] { return .openSSH(known) }
    let resolved = try await target.resolved()
    ways[target] = resolved
    return .openSSH(resolved)
  }

  private func startingEntry(_ destination: Destination) -> Entry {
    if let entry = entries[destination], let task = entry.task, !task.isCancelled { return entry }
    if let old = entries[destination]?.connection { retire(old) }
    let entry = Entry()
    entries[destination] = entry
    entry.task = SSHLoop.task {
      do throws(SSHError) {
        let connection = try await Connection.open(destination, in: self)
        if self.isClosed || self.entries[destination] !== entry { connection.close() }
        entry.connection = connection
      } catch {
        entry.failure = error
      }
      entry.task = nil
      entry.changed.wakeAll()
    }
    return entry
  }

  /// A connection that is only blocked for new channels lives on for those that it has.
  private func retire(_ connection: Connection) {
    retired.removeAll { !$0.isUsable }
    if connection.isUsable { retired.append(connection) } else { connection.close() }
  }

  func close() {
    isClosed = true
    for connection in retired { connection.close() }
    retired = []
    for entry in entries.values {
      entry.task?.cancel()
      entry.connection?.close()
    }
    entries = [:]
  }
}

/// The numbers of the wrappers on one host; see `WrapperPlace`.
private struct WrapperNumbers {
  private var last = 0
  private var free: [Int] = []

  mutating func next(_ host: String) -> WrapperPlace {
    if let number = free.popLast() { return WrapperPlace(host: host, number: number) }
    last += 1
    return WrapperPlace(host: host, number: last)
  }

  mutating func giveBack(_ place: WrapperPlace) { free.append(place.number) }
}
