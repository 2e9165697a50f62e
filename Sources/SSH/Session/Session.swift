import CLibSSH2

/// One SSH session of libssh2 over one transport.
///
/// ## Concurrency
/// libssh2 is used in its non-blocking way. Every operation is a step that is repeated after each change (bytes came,
/// bytes left, the end came) until it has its answer. As sends never fall short (see `SessionIO`), operations of
/// different channels may be under way together; what must be alone on a session (opening a channel) takes a turn.
@SSHLoop
final class Session: TransportClient, CommandSession {
  let endpoint: Endpoint
  let io = SessionIO()
  let handle: OpaquePointer
  let transport: any Transport
  /// Fires whenever a step may go better than the last time.
  let changed = WakeList()
  /// Set once, when the session can no longer be used.
  private(set) var failure: SSHError?
  /// When the server was last heard.
  var lastReceived = ContinuousClock.now
  let opening = Turnstile(1)
  /// An opening goes on that nobody waits for any more: until its answer comes no other channel can be opened here.
  var hasUnansweredOpening = false
  /// Channels that are done with and wait for the server's close.
  var closing: [OpaquePointer] = []
  var isReaping = false
  /// A channel that is closed on both sides, kept because libssh2 reads from the network only for a channel's sake.
  var listener: OpaquePointer?
  /// An open channel on which nothing happens; it serves as the listener where there is none.
  private var resting: OpaquePointer?
  private lazy var keepAlive = KeepAliveWatch(self)

  /// More than this is not read ahead of what libssh2 has taken in.
  private static let inboundLimit = 1 << 17
  /// More than this waiting to leave stops writers.
  static let outboundLimit = 1 << 18

  init(_ endpoint: Endpoint, over transport: any Transport) throws(SSHError) {
    guard Library.isReady, let handle = io.makeHandle() else {
      throw SSHError(.handshakeFailed(problem: "libssh2 could not be set up"), host: endpoint.label)
    }
    self.endpoint = endpoint
    self.transport = transport
    self.handle = handle
  }

  isolated deinit {
    close()
    // Else libssh2 would wait for the server's close of every open channel, and free nothing.
    io.isOver = true
    let code = libssh2_session_free(handle)
    assert(code == 0, "libssh2 keeps a session: \(code)")
  }

  var label: String { endpoint.label }

  // MARK: transport

  var wantsBytes: Bool { io.inbound.count < Self.inboundLimit }

  func received(_ bytes: UnsafeRawBufferPointer) {
    io.inbound.append(bytes)
    if io.greeting != nil, let room = io.greeting.map({ 16384 - $0.count }), room > 0 {
      io.greeting?.append(contentsOf: bytes.prefix(room))
    }
    lastReceived = .now
    changed.wakeAll()
    listen()
  }

  func writable() {
    flush()
    changed.wakeAll()
  }

  func ended(_ problem: String?) {
    fail(.connectionLost(problem: io.disconnectMessage ?? problem ?? "closed by the server"))
  }

  func fail(_ reason: SSHError.Reason) {
    guard failure == nil else { return }
    failure = error(reason)
    changed.wakeAll()
  }

  func close() {
    fail(.clientClosed)
    keepAlive.stop()
    io.socket = -1
    transport.close()
  }

  func flush() {
    guard isUsable, !io.outbound.isEmpty else { return }
    do throws(TransportFailure) {
      try transport.send(&io.outbound)
    } catch {
      fail(.connectionLost(problem: error.problem))
    }
  }

  // MARK: steps

  /// Takes the step now and after every change, until it gives a value.
  ///
  /// The connection's end is told only after a step that found nothing more: what arrived before it still counts.
  func perform<Value>(
    before deadline: Deadline, orFail reason: SSHError.Reason,
    _ step: () throws(SSHError) -> Value?
  ) async throws(SSHError) -> Value {
    while true {
      let ended = failure
      let value = try step()
      let hasMore = settle()
      if let value { return value }
      if hasMore { continue }
      if let ended { throw ended }
      if deadline.hasPassed { throw error(reason) }
      if Task.isCancelled { throw error(.cancelled) }
      if failure == nil { await changed.waitOnce(before: deadline) }
    }
  }

  /// After every call of libssh2: what it wants to send goes out, what it took in makes room, and what it read from
  /// the socket by the way wakes everybody.
  /// - Returns: something was read by the way. Whoever called can't be woken by that, so must look again before waiting.
  @discardableResult
  func settle() -> Bool {
    flush()
    if wantsBytes { transport.resumeReceiving() }
    guard io.hasReadDirectly else { return false }
    io.hasReadDirectly = false
    lastReceived = .now
    changed.wakeAll()
    return true
  }

  private var socketTransport: SocketTransport? { transport as? SocketTransport }

  /// A command runs: the server has turned Nagle's algorithm off by now, and it is throughput that counts.
  func becomeBusy() {
    guard io.socket < 0, isUsable, let socketTransport else { return }
    socketTransport.acknowledgesAtOnce = false
    io.socket = socketTransport.descriptor
  }

  func commandBegins() { keepAlive.begin() }

  func commandEnds() { keepAlive.end() }

  func rest(on channel: (any CommandChannel)?) {
    resting = (channel as? SessionChannel)?.handle
  }

  /// Lets libssh2 answer the server (keepalives, key exchange) while no command reads.
  func listen() {
    guard let channel = listener ?? resting else { return }
    takeIn(channel)
  }

  private func takeIn(_ channel: OpaquePointer) {
    var nothing: CChar = 0
    libssh2_channel_read_ex(channel, 0, &nothing, 0)
    settle()
  }

  /// Whether the server has ended a channel that nobody reads, or the connection: what it has said by now is taken in
  /// first, so that nothing is sent to somebody who is gone.
  func hasEnded(_ channel: OpaquePointer) -> Bool {
    guard isUsable else { return true }
    takeIn(channel)
    if transport.hasEnded { fail(.connectionLost(problem: io.disconnectMessage ?? "closed by the server")) }
    return !isUsable || libssh2_channel_eof(channel) != 0
  }

  var lastMessage: String {
    var text: UnsafeMutablePointer<CChar>?
    var length: Int32 = 0
    libssh2_session_last_error(handle, &text, &length, 0)
    guard let text, length > 0 else { return "libssh2 error \(libssh2_session_last_errno(handle))" }
    return String(cString: text)
  }
}
