/// The way of a session's bytes: a socket, or a channel through a jump host.
@SSHLoop
protocol Transport: AnyObject {
  /// From now on the client gets what comes.
  func attach(_ client: any TransportClient)
  /// Sends what it can now and drops that from the queue; what stays is asked for again through `writable`.
  func send(_ queue: inout ByteQueue) throws(TransportFailure)
  /// The session has room again.
  func resumeReceiving()
  /// The other end has closed it; bytes that came before may still be unread.
  var hasEnded: Bool { get }
  func close()
}

/// The connection is gone; `problem` in the system's words.
struct TransportFailure: Error {
  let problem: String
}

/// The session's side of a transport.
@SSHLoop
protocol TransportClient: AnyObject {
  /// Room for more bytes; false asks the transport to hold back.
  var wantsBytes: Bool { get }
  func received(_ bytes: UnsafeRawBufferPointer)
  /// The transport can take bytes again.
  func writable()
  /// - Parameter problem: nil for an orderly end.
  func ended(_ problem: String?)
}
