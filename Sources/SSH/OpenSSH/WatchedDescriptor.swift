import Glibc

/// A descriptor that is read or written when it is ready; closed at the end of its life.
@SSHLoop
final class WatchedDescriptor {
  private(set) var number: Int32
  private let changed: WakeList
  private var watched: Reactor.Readiness?
  private(set) var isAtEnd = false

  /// - Parameter changed: woken when it has become ready after it wasn't.
  init(_ number: Int32, waking changed: WakeList) {
    self.number = number
    self.changed = changed
    _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
  }

  isolated deinit {
    close()
  }

  /// - Returns: how many bytes came; 0 for none now, or for the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard number >= 0, !isAtEnd else { return 0 }
    while true {
      let got = Glibc.read(number, buffer.baseAddress, buffer.count)
      if got > 0 { return got }
      if got < 0, errno == EINTR { continue }
      if got < 0, errno == EAGAIN { watch(.readable) } else { isAtEnd = true }
      return 0
    }
  }

  /// For sockets. Sends what it can and drops that from the queue; all of it when nobody is there any more.
  func send(_ queue: inout ByteQueue) {
    while !queue.isEmpty {
      let sent =
        number < 0 ? -1 : queue.withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent > 0 {
        queue.drop(sent)
      } else if number >= 0, sent < 0, errno == EINTR {
        continue
      } else if number >= 0, sent < 0, errno == EAGAIN {
        return watch(.writable)
      } else {
        return queue.drop(queue.count)
      }
    }
  }

  /// Hands a descriptor over a UNIX socket, with one byte to carry it (cmsg(3), `SCM_RIGHTS`).
  func hand(_ descriptor: Int32) throws(FileFailure) {
    // cmsghdr: a size_t for the length, level and type; then the data.
    let word = MemoryLayout<Int>.size
    var control = [UInt8](repeating: 0, count: 3 * word)
    control.withUnsafeMutableBytes {
      $0.storeBytes(of: word + 12, as: Int.self)
      $0.storeBytes(of: SOL_SOCKET, toByteOffset: word, as: Int32.self)
      $0.storeBytes(of: Int32(SCM_RIGHTS), toByteOffset: word + 4, as: Int32.self)
      $0.storeBytes(of: descriptor, toByteOffset: word + 8, as: Int32.self)
    }
    var byte: UInt8 = 0
    let sent = withUnsafeMutablePointer(to: &byte) { byte in
      control.withUnsafeMutableBytes { control in
        var part = iovec(iov_base: byte, iov_len: 1)
        return withUnsafeMutablePointer(to: &part) { part in
          var message = msghdr()
          message.msg_iov = part
          message.msg_iovlen = 1
          message.msg_control = control.baseAddress
          message.msg_controllen = control.count
          return sendmsg(number, &message, Int32(MSG_NOSIGNAL))
        }
      }
    }
    guard sent == 1 else { throw FileFailure(number: errno) }
  }

  /// One wake: what hangs up would be reported for ever.
  private func watch(_ interest: Reactor.Readiness) {
    guard watched == nil else { return }
    watched = interest
    Reactor.shared.watch(number, for: interest) { [weak self] _ in
      self?.unwatch()
      self?.changed.wakeAll()
    }
  }

  private func unwatch() {
    guard watched != nil else { return }
    watched = nil
    Reactor.shared.forget(number)
  }

  func close() {
    guard number >= 0 else { return }
    unwatch()
    Glibc.close(number)
    number = -1
  }
}

/// Two ends of one line. A socket, and not a pipe, because writing to it can't raise SIGPIPE.
struct SocketPair {
  let ours: Int32
  let theirs: Int32

  init() throws(FileFailure) {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw FileFailure(number: errno) }
    ours = ends[0]
    theirs = ends[1]
  }
}
