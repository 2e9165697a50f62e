import Glibc

/// A way through a host that the system's `ssh` holds to one behind it, on sockets of our own.
///
/// A socket for each direction: ssh shows the other side's end by closing its own end of one of them.
@SSHLoop
final class OpenSSHTunnel: Transport {
  let request: MuxRequest
  private let outer: OpenSSHSession
  private let outgoing: WatchedDescriptor
  private let incoming: WatchedDescriptor
  private let changed = WakeList()
  private weak var client: (any TransportClient)?
  private var isClosed = false
  /// Bytes wait until the session has room.
  private var isHeldBack = false
  private static var buffer = [UInt8](repeating: 0, count: 1 << 15)

  /// Asks the master behind the socket.
  init(_ outer: OpenSSHSession, _ socketPath: String, to target: Endpoint) throws(FileFailure) {
    self.outer = outer
    let outgoing = try SocketPair()
    let incoming = try SocketPair()
    self.outgoing = WatchedDescriptor(outgoing.ours, waking: changed)
    self.incoming = WatchedDescriptor(incoming.ours, waking: changed)
    let handed = [outgoing.theirs, incoming.theirs]
    defer { for descriptor in handed { Glibc.close(descriptor) } }
    request = try MuxRequest(
      socketPath, MuxProtocol.forwarding(to: target.hostName, port: target.port), handing: handed,
      waking: outer.changed)
  }

  func attach(_ client: any TransportClient) {
    self.client = client
    SSHLoop.task { await self.carry() }
  }

  /// Carries what comes, as long as both ends live.
  private func carry() async {
    while !isClosed, let client {
      client.writable()
      if receive(client) {
        await Turn.next()
      } else if incoming.isAtEnd {
        return client.ended(outer.failure.map { "jump host \($0)" })
      } else if !isClosed {
        await changed.wait()
      }
    }
  }

  /// - Returns: something came, so there may be more.
  private func receive(_ client: any TransportClient) -> Bool {
    isHeldBack = !client.wantsBytes
    guard !isHeldBack else { return false }
    let got = Self.buffer.withUnsafeMutableBytes { incoming.read(into: $0) }
    guard got > 0 else { return false }
    Self.buffer.withUnsafeBytes { client.received(UnsafeRawBufferPointer(rebasing: $0[0..<got])) }
    return true
  }

  func send(_ queue: inout ByteQueue) throws(TransportFailure) {
    guard !isClosed, outer.isUsable else { throw TransportFailure(problem: "the jump host's connection is gone") }
    outgoing.send(&queue)
  }

  func resumeReceiving() {
    guard isHeldBack else { return }
    isHeldBack = false
    changed.wakeAll()
  }

  var hasEnded: Bool { isClosed || !outer.isUsable || incoming.isAtEnd || hasHungUp(incoming.number) }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    request.close()
    for descriptor in [outgoing, incoming] { descriptor.close() }
    // Lets `carry` see it.
    changed.wakeAll()
  }
}
