import Glibc

/// A command that ssh's master executes for us, on sockets of our own.
@SSHLoop
final class OpenSSHChannel: CommandChannel {
  private let control: WatchedDescriptor
  private let input: WatchedDescriptor
  private let output: WatchedDescriptor
  private let errors: WatchedDescriptor
  private var received: [UInt8] = []
  private var status: UInt32?
  private let changed: WakeList
  /// After the end of the control socket without a status: if it is the master that ends, its own end tells more.
  private var grace: Deadline?
  private(set) var answer = Answer.none

  enum Answer: Equatable {
    case none
    case opened
    case refused(String)
    case broken(String)
  }

  /// Asks the master behind the socket; `answer` has what it said after the next changes.
  init(_ socketPath: String, _ program: String, waking changed: WakeList) throws(FileFailure) {
    self.changed = changed
    control = WatchedDescriptor(try UnixSocket.connect(to: socketPath), waking: changed)
    let input = try SocketPair()
    let output = try SocketPair()
    let errors = try SocketPair()
    self.input = WatchedDescriptor(input.ours, waking: changed)
    self.output = WatchedDescriptor(output.ours, waking: changed)
    self.errors = WatchedDescriptor(errors.ours, waking: changed)
    let handed = [input.theirs, output.theirs, errors.theirs]
    defer { for descriptor in handed { Glibc.close(descriptor) } }
    var request = ByteQueue()
    request.append(MuxProtocol.opening(command: program))
    control.send(&request)
    guard request.isEmpty else { throw FileFailure(number: EAGAIN) }
    for descriptor in handed {
      try control.hand(descriptor)
    }
    listen()
  }

  /// Takes in what the master says.
  func listen() {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      while case let got = control.read(into: UnsafeMutableRawBufferPointer(buffer)), got > 0 {
        received += UnsafeRawBufferPointer(rebasing: buffer[0..<got])
        while let message = MuxProtocol.next(&received) { take(message) }
        if received.count > MuxProtocol.longestMessage { take(.hello(version: 0)) }
      }
    }
    if control.isAtEnd, answer == .none { answer = .broken("ssh's master closed its socket") }
  }

  private func take(_ message: MuxProtocol.Answer) {
    switch message {
    case .hello(let version) where version != MuxProtocol.version:
      answer = .broken("ssh's master speaks version \(version) of its protocol, not \(MuxProtocol.version)")
      control.close()
    case .opened where answer == .none: answer = .opened
    case .refused(let problem) where answer == .none: answer = .refused(problem)
    case .exited(let code): status = code
    default: break
    }
  }

  // MARK: CommandChannel

  var isRequested: Bool { true }

  /// The master does it together with the opening.
  func start() -> ChannelStart { .started }

  func send(_ queue: inout ByteQueue) { input.send(&queue) }

  func endInput() -> Bool {
    input.close()
    return true
  }

  func read(_ stream: Stream, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    (stream == .standardOutput ? output : errors).read(into: buffer)
  }

  var hasReachedEnd: Bool {
    guard output.isAtEnd, errors.isAtEnd, hasEnded else { return false }
    guard status == nil else { return true }
    if grace == nil { grace = Deadline(after: .milliseconds(200), waking: changed) }
    return grace?.hasPassed == true
  }

  var hasEnded: Bool {
    listen()
    return status != nil || control.isAtEnd || control.number < 0
  }

  /// ssh says 255 for whatever has no status: as little as 0 for an end of which nothing is known.
  var exit: (status: Int32, signal: String?) {
    (status.map { $0 == 255 ? 0 : Int32(truncatingIfNeeded: $0) } ?? 0, nil)
  }

  func settle() -> Bool { false }

  func becomeBusy() {}

  func release() {
    grace?.cancel()
    for descriptor in [control, input, output, errors] { descriptor.close() }
  }
}
