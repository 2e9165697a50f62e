/// A logged-in connection that carries commands: a session of libssh2, or one that the system's `ssh` holds.
@SSHLoop
protocol CommandSession: AnyObject {
  /// The host's name in messages.
  var label: String { get }
  /// Fires whenever something on one of its channels may go better than the last time.
  var changed: WakeList { get }
  /// Set once, when nothing more can be done with it.
  var failure: SSHError? { get }
  /// A new channel would have to wait for a stranger's.
  var hasUnansweredOpening: Bool { get }
  /// A channel on which this program is to be executed.
  func openChannel(for program: String, before deadline: Deadline) async throws(SSHError) -> any CommandChannel
  /// A connection from the host to another one.
  func openTunnel(to target: Endpoint, before deadline: Deadline) async throws(SSHError) -> any Transport
  /// The channel on which nothing happens until the next command; nil: there is none.
  func rest(on channel: (any CommandChannel)?)
  func commandBegins()
  func commandEnds()
  func close()
}

extension CommandSession {
  var isUsable: Bool { failure == nil }

  func error(_ reason: SSHError.Reason) -> SSHError { SSHError(reason, host: label) }

  /// Nobody waits any more for the answer to an opening.
  func gaveUp(_ deadline: Deadline) -> SSHError {
    if Task.isCancelled { return error(.cancelled) }
    return error(.channelRefused(problem: "no answer within \((deadline.duration ?? .zero).inSeconds)"))
  }
}

/// The way to and from one program on the host. Nothing here waits: each call does what it can now and is repeated
/// after the session's `changed`.
@SSHLoop
protocol CommandChannel: AnyObject {
  /// The request is on its way; what is sent from now on reaches the program.
  var isRequested: Bool { get }
  /// Both outputs are at their end, and all that is known of the program's end is known.
  var hasReachedEnd: Bool { get }
  /// The other end is gone, though nobody has read here.
  var hasEnded: Bool { get }
  /// How the program ended, as far as the server said so. Nil: no status came, or nothing tells that one did.
  var exit: (status: Int32?, signal: String?) { get }
  /// Asks for the execution.
  func start() -> ChannelStart
  /// Sends what it can of the program's input. Of a program that doesn't read any more nothing is left.
  func send(_ queue: inout ByteQueue)
  /// - Returns: the end of the input is sent.
  func endInput() -> Bool
  /// - Returns: how many bytes came; 0 for none now.
  func read(_ stream: Stream, into buffer: UnsafeMutableRawBufferPointer) -> Int
  /// After the calls of one turn: what they left to send goes out.
  /// - Returns: something came by the way, so that it is to be looked again before waiting.
  func settle() -> Bool
  /// The command runs: from now on it is throughput that counts.
  func becomeBusy()
  /// Gives the channel back.
  func release()
}

enum ChannelStart {
  case started
  /// Not yet; to be asked again.
  case pending
  case refused
  case broken(String)
}
