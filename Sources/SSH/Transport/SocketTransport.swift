import CLibSSH2
import Glibc

/// A connected TCP socket.
@SSHLoop
final class SocketTransport: Transport {
  private(set) var descriptor: Int32
  private weak var client: (any TransportClient)?
  private var interest: Reactor.Readiness = .readable
  /// Until the session runs: the server still has Nagle's algorithm on and waits for our acknowledgements.
  var acknowledgesAtOnce = true

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  func attach(_ client: any TransportClient) {
    self.client = client
    Reactor.shared.watch(descriptor, for: interest) { [weak self] readiness in
      if readiness.contains(.readable) { self?.receive() }
      if readiness.contains(.writable) { self?.nowWritable() }
    }
  }

  private func nowWritable() {
    setInterest(interest.subtracting(.writable))
    client?.writable()
  }

  private func setInterest(_ wanted: Reactor.Readiness) {
    guard descriptor >= 0, wanted != interest else { return }
    interest = wanted
    Reactor.shared.change(descriptor, to: wanted)
  }

  func resumeReceiving() {
    setInterest(interest.union(.readable))
  }

  private func receive() {
    guard descriptor >= 0, let client else { return }
    guard client.wantsBytes else { return setInterest(interest.subtracting(.readable)) }
    withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      let got = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      if acknowledgesAtOnce { acknowledge() }
      if got > 0 { return client.received(UnsafeRawBufferPointer(rebasing: buffer[0..<got])) }
      if got < 0, errno == EAGAIN || errno == EINTR { return }
      let problem = got == 0 ? nil : systemMessage(errno)
      setInterest(interest.subtracting(.readable))
      client.ended(problem)
    }
  }

  private func acknowledge() {
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_QUICKACK, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  func send(_ queue: inout ByteQueue) throws(TransportFailure) {
    while !queue.isEmpty {
      guard descriptor >= 0 else { throw TransportFailure(problem: "closed") }
      let sent = queue.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent > 0 {
        queue.drop(sent)
        continue
      }
      let error = errno
      if error == EINTR { continue }
      guard error == EAGAIN else { throw TransportFailure(problem: systemMessage(error)) }
      return setInterest(interest.union(.writable))
    }
  }

  var hasEnded: Bool { hasHungUp(descriptor) }

  func close() {
    guard descriptor >= 0 else { return }
    Reactor.shared.forget(descriptor)
    Glibc.close(descriptor)
    descriptor = -1
  }
}

/// The other end of a socket is gone, and all that came from it is read.
func hasHungUp(_ socket: Int32) -> Bool {
  var byte: UInt8 = 0
  let got = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
  return got == 0 || got < 0 && errno != EAGAIN && errno != EINTR
}

/// The system's own words for an error number.
func systemMessage(_ number: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 128)
  _ = strerror_r(number, &buffer, buffer.count)
  let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
  return text.isEmpty ? "error \(number)" : String(decoding: text, as: UTF8.self)
}
