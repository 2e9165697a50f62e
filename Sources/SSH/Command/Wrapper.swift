/// The wrapper on one channel, and the command that it runs; where the host lets it stay, one command after another.
@SSHLoop
final class Wrapper {
  /// What a run can end with, seen from the channel alone.
  enum Outcome {
    case ended(CommandEnd)
    /// It was certainly not started.
    case notStarted(SSHError)
    /// Time or task is over and the command is still there.
    case overdue(wasCancelled: Bool)
  }

  private let session: any CommandSession
  let channel: any CommandChannel
  /// What it keeps of its commands on the host.
  let keeping: Keeping
  private var nonces = Nonces()
  private var sink: OutputSink = { _, _ in }
  private var gate: OutputGate?
  private var output: FrameReader
  private var errors: FrameReader
  private var toSend = ByteQueue()
  /// As it was given to be sent, until the wrapper is seen to read it.
  private var header: [UInt8] = []
  private var input: [UInt8] = []
  /// One for all: it is used between two waits only.
  private static var buffer = [UInt8](repeating: 0, count: 1 << 15)
  private var isStarting = true
  private var startFailure: Outcome?
  private var isAssigned = false
  /// Whether the wrapper is to stay for another command: then its input stays open.
  private var mayStay = false
  private var assigned = ContinuousClock.now
  /// How many commands it has seen to their end.
  private(set) var served = 0
  private var sentEnd = false

  /// Starts the wrapper at once. It waits for its command.
  init(_ session: any CommandSession, _ channel: any CommandChannel, keeping: Keeping) {
    self.session = session
    self.channel = channel
    self.keeping = keeping
    output = FrameReader(nonces)
    errors = FrameReader(nonces)
    startFailure = start()
    _ = channel.settle()
  }

  /// Gives it its next command. One that reads no input may leave it ready for another, if that is wanted.
  func assign(_ command: Command, keep: Bool, sink: @escaping OutputSink) throws(SSHError) {
    mayStay = keep && command.standardInput.isEmpty
    assigned = .now
    var kept: (key: String, input: Int)?
    if case .state(let family, _) = keeping, let key = command.kept?.key {
      guard Command.Kept.isKey(key) else { throw session.error(.invalidCommand(problem: "its key is none")) }
      kept = (key, command.standardInput.count)
      begin(with: Nonces(key, of: family))
    } else if served > 0 {
      begin(with: Nonces())
    }
    guard let header = Bootstrap.header(command.text, nonces, stays: mayStay, kept: kept) else {
      throw session.error(
        .invalidCommand(problem: "it is longer than 1 MiB, or has a zero byte or too many control characters"))
    }
    toSend.append(header)
    self.header = header
    input = command.standardInput
    self.sink = sink
    gate = command.gate
    isAssigned = true
    if mayStay, served == 0 { closeInputIfNothingBegins() }
  }

  /// What isn't our wrapper (a forced command) may wait for the end of its input before it does anything.
  private func closeInputIfNothingBegins() {
    _ = Reactor.shared.schedule(at: .now + .seconds(2)) { [weak self] in
      guard let self, self.processID == nil, self.served == 0 else { return }
      self.mayStay = false
      self.session.changed.wakeAll()
    }
  }

  /// It finds what a command has left behind by the numbers of the processes that came after it. There are 32,768 of them
  /// at the least (pid_max), which no machine uses up so soon.
  private static let numbersLast = Duration.seconds(1)

  /// After a command's end: makes it ready for the next one, if it says on both streams that it waits for that.
  func isReadyAgain() -> Bool {
    guard output.stays, errors.stays, mayStay, ContinuousClock.now - assigned < Self.numbersLast, !isGone else {
      return false
    }
    served += 1
    sink = { _, _ in }
    gate = nil
    isAssigned = false
    return true
  }

  private func begin(with nonces: Nonces) {
    self.nonces = nonces
    output = FrameReader(nonces)
    errors = FrameReader(nonces)
  }

  /// What the processes of its command can be known by.
  var mark: String { nonces.mark }

  /// The server has ended a wrapper that waited for its command.
  var isGone: Bool { channel.hasEnded }

  /// The wrapper's process id, once its begin mark came.
  var processID: Int32? { output.processID ?? errors.processID }

  /// Runs until the command's end, its deadline or the task's cancellation. May be called again to go on reading.
  /// - Parameter patience: nil reads on regardless of cancellation, until `stop` says so.
  func proceed(_ deadline: Deadline, cancellable: Bool, stop: @SSHLoop () -> Bool = { false }) async -> Outcome? {
    while true {
      let ended = session.failure
      let moved = step()
      let hasMore = channel.settle()
      if let outcome = moved.outcome { return outcome }
      if moved.more {
        // A full buffer of output: others come first, then this goes on.
        await Turn.next()
        continue
      }
      if hasMore { continue }
      if let ended { return lost(ended) }
      if stop() { return nil }
      if cancellable, Task.isCancelled { return .overdue(wasCancelled: true) }
      if deadline.hasPassed { return .overdue(wasCancelled: false) }
      if session.failure != nil { continue }
      if cancellable { await session.changed.waitOnce(before: deadline) } else { await session.changed.wait() }
    }
  }

  private func step() -> (outcome: Outcome?, more: Bool) {
    if isStarting { startFailure = start() }
    if let startFailure { return (startFailure, false) }
    send()
    guard gate?.isOpen(orWake: session) ?? true else { return (nil, false) }
    let waitsForBegin = processID == nil
    let more = read(&output, .standardOutput)
    if output.processID != nil { channel.becomeBusy() }
    let moreErrors = read(&errors, .standardError)
    // The input waits for the begin mark, and nothing else may come after that to wake it.
    if waitsForBegin, processID != nil {
      send()
      header = []
    }
    if let code = output.code, errors.code != nil { return (.ended(.exited(code: code)), false) }
    if more || moreErrors { return (nil, true) }
    return (channel.hasReachedEnd ? endWithoutMark() : nil, false)
  }

  private func start() -> Outcome? {
    switch channel.start() {
    case .pending: return nil
    case .started:
      isStarting = false
      return nil
    case .refused:
      isStarting = false
      return .notStarted(session.error(.channelRefused(problem: "the server does not run commands for this account")))
    case .broken(let problem):
      isStarting = false
      return lost(session.error(.connectionLost(problem: problem)))
    }
  }

  /// Input follows only when the wrapper is known to read it: anything else must not get to see it.
  private func send() {
    guard channel.isRequested, isAssigned else { return }
    if !input.isEmpty, processID != nil {
      toSend.append(input)
      input = []
    }
    channel.send(&toSend)
    if toSend.isEmpty, input.isEmpty, !mayStay, !sentEnd { sentEnd = channel.endInput() }
  }

  /// - Returns: there may be more at once.
  private func read(_ frame: inout FrameReader, _ stream: Stream) -> Bool {
    for _ in 0..<16 {
      let got = Self.buffer.withUnsafeMutableBytes { channel.read(stream, into: $0) }
      guard got > 0 else { return false }
      let bytes = Self.buffer.withUnsafeBytes { frame.read(UnsafeRawBufferPointer(rebasing: $0[0..<got])) }
      if !bytes.isEmpty { sink(stream, bytes) }
    }
    return true
  }

  private func deliverRest() {
    for (bytes, name) in [(output.finish(), Stream.standardOutput), (errors.finish(), .standardError)]
    where !bytes.isEmpty {
      sink(name, bytes)
    }
  }

  private func lost(_ failure: SSHError) -> Outcome {
    deliverRest()
    return .ended(.lost(failure))
  }

  /// The channel is at its end and the marks haven't both come.
  private func endWithoutMark() -> Outcome? {
    let (status, name) = channel.exit
    let hasBegun = output.state != .before || errors.state != .before
    if hasBegun || served > 0 { return lost(session.error(.endNotSeen(signal: name))) }
    let said = Echo.quotable(errors.noise + [32] + output.noise, sent: header)
    // What ended without a begin mark hadn't come to the command. But an end that is none, or that went well without us,
    // may be the server's, which closed the channel (ChannelTimeout): the wrapper may be alive with the header still to read.
    let failed = status.map { $0 != 0 } ?? (name != nil)
    let notOurs = session.error(.shellNotPOSIX(status: status, signal: name, said: said))
    guard failed else { return lost(notOurs) }
    if keeping != .nothing, status == StateFolder.failureStatus {
      return .notStarted(session.error(.stateNotKept(said: said)))
    }
    return .notStarted(notOurs)
  }
}

/// A pause in which everything else that is ready gets its turn.
enum Turn {
  @SSHLoop
  static func next() async {
    let list = WakeList()
    _ = Reactor.shared.schedule(at: .now) { list.wakeAll() }
    await list.wait()
  }
}
