import CLibSSH2

/// A direct-tcpip channel through a jump host's session.
@SSHLoop
final class ChannelTransport: Transport {
  private let outer: Session
  private let channel: OpaquePointer
  private weak var client: (any TransportClient)?
  private var isClosed = false
  private static var buffer = [UInt8](repeating: 0, count: 1 << 15)

  init(_ outer: Session, _ channel: OpaquePointer) {
    self.outer = outer
    self.channel = channel
  }

  func attach(_ client: any TransportClient) {
    self.client = client
    SSHLoop.task { await self.carry() }
  }

  /// Carries what comes through the channel, as long as both ends live.
  private func carry() async {
    while !isClosed, let client {
      let ended = outer.failure
      client.writable()
      if receive(client) {
        await Turn.next()
      } else if ended != nil || libssh2_channel_eof(channel) != 0 {
        return client.ended(ended.map { "jump host \($0)" })
      } else if outer.failure == nil {
        await outer.changed.wait()
      }
    }
  }

  /// - Returns: something came, so there may be more.
  private func receive(_ client: any TransportClient) -> Bool {
    guard client.wantsBytes else { return false }
    let got = Self.buffer.withUnsafeMutableBytes {
      libssh2_channel_read_ex(channel, 0, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
    }
    outer.settle()
    guard got > 0 else { return false }
    Self.buffer.withUnsafeBytes { client.received(UnsafeRawBufferPointer(rebasing: $0[0..<got])) }
    return true
  }

  func send(_ queue: inout ByteQueue) throws(TransportFailure) {
    guard !isClosed, outer.isUsable else { throw TransportFailure(problem: "the jump host's connection is gone") }
    while !queue.isEmpty, outer.io.outbound.count < Session.outboundLimit {
      let sent = queue.withUnsafeBytes {
        libssh2_channel_write_ex(channel, 0, $0.baseAddress?.assumingMemoryBound(to: CChar.self), min($0.count, 32000))
      }
      if sent == 0 || sent == Int(Library.again) { break }
      guard sent > 0 else { throw TransportFailure(problem: "the jump host closed the way") }
      queue.drop(sent)
    }
    outer.settle()
  }

  /// `carry` looks again by itself: room comes with what the outer session takes in.
  func resumeReceiving() {}

  var hasEnded: Bool { isClosed || !outer.isUsable || outer.transport.hasEnded || libssh2_channel_eof(channel) != 0 }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    outer.release(channel)
    // Lets `carry` see it.
    outer.changed.wakeAll()
  }
}
