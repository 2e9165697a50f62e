import Glibc

/// A conversation with ssh-agent (draft-miller-ssh-agent): which keys it holds, and signatures by them.
///
/// Each call is a connection of its own on a thread that may block: an agent may ask a person before it signs. None
/// blocks longer than it is allowed to.
struct Agent: Sendable {
  let socket: String
  /// For a signature. It is sshd's own patience with a login (LoginGraceTime).
  static let personsTime = Duration.seconds(120)

  struct Key: Sendable, Hashable {
    let publicKey: PublicKeyBlob
    let comment: String
  }

  struct Failure: Error, Sendable {
    let problem: String
    /// It is there, and doesn't answer.
    var isSilence = false
  }

  func keys(within limit: Duration) -> Result<[Key], Failure> {
    ask([11], expecting: 12, limit).flatMap { answer in
      var reader = WireReader(answer)
      guard let count = reader.uint32() else { return .failure(Failure(problem: "a broken answer")) }
      var keys: [Key] = []
      for _ in 0..<count {
        guard let blob = reader.string(), let comment = reader.string() else {
          return .failure(Failure(problem: "a broken answer"))
        }
        if let key = PublicKeyBlob(blob) { keys.append(Key(publicKey: key, comment: printable(comment, limit: 200))) }
      }
      return .success(keys)
    }
  }

  /// The signature without its type, as libssh2 wants it.
  func sign(_ data: [UInt8], with key: PublicKeyBlob, within limit: Duration) -> Result<[UInt8], Failure> {
    var request = WireWriter()
    request.byte(13)
    request.string(key.bytes)
    request.string(data)
    request.uint32(0)
    return ask(request.bytes, expecting: 14, limit).flatMap { answer in
      var outer = WireReader(answer)
      var signature = WireReader(outer.string() ?? [])
      guard signature.text() == key.type, let bytes = signature.string() else {
        return .failure(Failure(problem: "a signature of another type"))
      }
      return .success(bytes)
    }
  }

  private func ask(_ request: [UInt8], expecting kind: UInt8, _ limit: Duration) -> Result<[UInt8], Failure> {
    let end = ContinuousClock.now + limit
    let silence = Failure(problem: "no answer within \(limit.inSeconds)", isSilence: true)
    let descriptor: Int32
    do throws(FileFailure) {
      descriptor = try UnixSocket.connect(to: socket, within: limit)
    } catch {
      return .failure(error.number == EAGAIN ? silence : Failure(problem: error.problem))
    }
    defer { close(descriptor) }
    var message = WireWriter()
    message.string(request)
    guard write(message.bytes, to: descriptor), let header = read(4, from: descriptor, before: end),
      let length = header.uint32Value, length > 0, length <= 256 * 1024,
      let answer = read(Int(length), from: descriptor, before: end)
    else { return .failure(ContinuousClock.now < end ? Failure(problem: "no answer") : silence) }
    guard answer[0] == kind else { return .failure(Failure(problem: "it refused")) }
    return .success(Array(answer.dropFirst()))
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent < 0, errno == EINTR { continue }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  private func read(_ count: Int, from descriptor: Int32, before end: ContinuousClock.Instant) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      var socket = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&socket, 1, (end - .now).wholeMilliseconds)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return nil }
      let got = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress.map { $0 + filled }, count - filled, 0) }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return nil }
      filled += got
    }
    return bytes
  }
}

extension Duration {
  /// Rounded up, so that nobody wakes a moment before the end.
  fileprivate var wholeMilliseconds: Int32 {
    Int32(max(0, min(self / .milliseconds(1), 1e9)).rounded(.up))
  }
}

extension [UInt8] {
  fileprivate var uint32Value: UInt32? {
    var reader = WireReader(self)
    return reader.uint32()
  }
}
