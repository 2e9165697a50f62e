import CLibSSH2

/// An exec channel of libssh2.
@SSHLoop
final class SessionChannel: CommandChannel {
  private let session: Session
  let handle: OpaquePointer
  private let program: String
  private(set) var isRequested = false
  private(set) var hasReachedEnd = false

  init(_ session: Session, _ handle: OpaquePointer, _ program: String) {
    self.session = session
    self.handle = handle
    self.program = program
  }

  /// The request goes out at once, and what is sent goes out behind it; the server's answer is looked for by the way.
  func start() -> ChannelStart {
    let before = session.io.sent
    // libssh2 takes the next answer that it reads for the answer to this request; if it is another channel's, it fails.
    // So everything is read for the channel first, and the answer looked for among what has been read.
    var nothing: CChar = 0
    if isRequested { libssh2_channel_read_ex(handle, 0, &nothing, 0) }
    session.io.isDeaf = true
    defer { session.io.isDeaf = false }
    let code = libssh2_channel_process_startup(handle, "exec", 4, program, UInt32(program.utf8.count))
    // While keys are exchanged the request may have to wait; nothing may overtake it then.
    if session.io.sent - before > program.utf8.count { isRequested = true }
    switch code {
    case 0: return .started
    case Library.again: return .pending
    case LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED: return .refused
    default: return .broken(session.lastMessage)
    }
  }

  func send(_ queue: inout ByteQueue) {
    while !queue.isEmpty, session.io.outbound.count < Session.outboundLimit {
      let sent = queue.withUnsafeBytes {
        libssh2_channel_write_ex(handle, 0, $0.baseAddress?.assumingMemoryBound(to: CChar.self), min($0.count, 32768))
      }
      if sent == Int(Library.again) || sent == 0 { return }
      // The command doesn't read any more (it may have ended); its end still comes.
      if sent < 0 { return queue.drop(queue.count) }
      queue.drop(sent)
    }
  }

  func endInput() -> Bool {
    libssh2_channel_send_eof(handle) != Library.again
  }

  func read(_ stream: Stream, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let number = stream == .standardOutput ? 0 : SSH_EXTENDED_DATA_STDERR
    let got = libssh2_channel_read_ex(
      handle, number, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
    if got > 0 { return got }
    // The exit status and signal come between the end of the output and the close.
    if got == 0, libssh2_channel_eof(handle) != 0, libssh2_channel_wait_closed(handle) != Library.again {
      hasReachedEnd = true
    }
    if got < 0, got != Int(Library.again) {
      session.fail(.connectionLost(problem: session.io.disconnectMessage ?? session.lastMessage))
    }
    return 0
  }

  var hasEnded: Bool { session.hasEnded(handle) }

  /// libssh2 gives 0 also where no status came.
  var exit: (status: Int32?, signal: String?) {
    var signal: UnsafeMutablePointer<CChar>?
    var length = 0
    libssh2_channel_get_exit_signal(handle, &signal, &length, nil, nil, nil, nil)
    let name = signal.map { String(cString: $0) }
    if let signal { libssh2_free(session.handle, signal) }
    let status = libssh2_channel_get_exit_status(handle)
    return (status == 0 ? nil : status, name)
  }

  func settle() -> Bool { session.settle() }

  func becomeBusy() { session.becomeBusy() }

  func release() { session.release(handle) }
}
