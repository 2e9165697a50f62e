import Glibc

/// A command that ssh's master executes for us, on sockets of our own.
@SSHLoop
final class OpenSSHChannel: CommandChannel {
  let request: MuxRequest
  private let input: WatchedDescriptor
  private let output: WatchedDescriptor
  private let errors: WatchedDescriptor
  private let changed: WakeList
  /// After the end of the control socket without a status: if it is the master that ends, its own end tells more.
  private var grace: Deadline?

  /// Asks the master behind the socket.
  init(_ socketPath: String, _ program: String, waking changed: WakeList) throws(FileFailure) {
    self.changed = changed
    let input = try SocketPair()
    let output = try SocketPair()
    let errors = try SocketPair()
    self.input = WatchedDescriptor(input.ours, waking: changed)
    self.output = WatchedDescriptor(output.ours, waking: changed)
    self.errors = WatchedDescriptor(errors.ours, waking: changed)
    let handed = [input.theirs, output.theirs, errors.theirs]
    defer { for descriptor in handed { Glibc.close(descriptor) } }
    request = try MuxRequest(socketPath, MuxProtocol.opening(command: program), handing: handed, waking: changed)
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
    guard request.status == nil else { return true }
    if grace == nil { grace = Deadline(after: .milliseconds(200), waking: changed) }
    return grace?.hasPassed == true
  }

  var hasEnded: Bool {
    request.listen()
    return request.status != nil || request.isOver
  }

  /// The master hands on what came, 0 as well. But ssh says 255 for whatever has no status.
  var exit: (status: Int32?, signal: String?) {
    (request.status.flatMap { $0 == 255 ? nil : Int32(truncatingIfNeeded: $0) }, nil)
  }

  func settle() -> Bool { false }

  func becomeBusy() {}

  func release() {
    grace?.cancel()
    request.close()
    for descriptor in [input, output, errors] { descriptor.close() }
  }
}
