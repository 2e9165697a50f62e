import CLibSSH2

extension Session {
  /// Bytes that a channel may have under way towards us.
  static let window: UInt32 = 2 * 1024 * 1024

  /// Opens a session channel.
  func openChannel(before deadline: Deadline) async throws(SSHError) -> OpaquePointer {
    await opening.enter()
    defer { opening.leave() }
    let channel = try await open(before: deadline) {
      libssh2_channel_open_ex($0, "session", 7, Self.window, UInt32(LIBSSH2_CHANNEL_PACKET_DEFAULT), nil, 0)
    }
    guard let channel else { throw error(.channelRefused(problem: lastMessage)) }
    return channel
  }

  /// A TCP connection from this session's host to another one.
  func openTunnel(to target: Endpoint, before deadline: Deadline) async throws(SSHError) -> OpaquePointer {
    await opening.enter()
    defer { opening.leave() }
    let channel = try await open(before: deadline) {
      libssh2_channel_direct_tcpip_ex($0, target.hostName, Int32(target.port), "127.0.0.1", 0)
    }
    guard let channel else { throw error(.channelRefused(problem: lastMessage)) }
    return channel
  }

  /// Nil when the server refused.
  private func open(
    before deadline: Deadline, _ attempt: (OpaquePointer) -> OpaquePointer?
  ) async throws(SSHError) -> OpaquePointer? {
    enum Answer {
      case opened(OpaquePointer)
      case refused
    }
    // Cancelling in mid-open would leave libssh2's one open slot in use, so the answer is waited for regardless.
    let silence = SSHError.Reason.channelRefused(problem: "no answer within \((deadline.duration ?? .zero).inSeconds)")
    defer { if deadline.hasPassed { fail(silence) } }
    let answer: Answer = try await perform(before: deadline, orFail: silence, ignoringCancellation: true) {
      () throws(SSHError) -> Answer? in
      if let channel = attempt(handle) { return .opened(channel) }
      let code = libssh2_session_last_errno(handle)
      if code == Library.again { return nil }
      guard code == LIBSSH2_ERROR_CHANNEL_FAILURE else { throw error(.connectionLost(problem: lastMessage)) }
      return .refused
    }
    if case .opened(let channel) = answer { return channel }
    return nil
  }

  /// Gives a channel back. The server's close is waited for in the background.
  func release(_ channel: OpaquePointer) {
    guard isUsable else { return }
    closing.append(channel)
    reapClosed()
    flush()
    if !closing.isEmpty { startReaper() }
  }

  /// Frees what the server has closed too; one of them stays as the ear of the session.
  func reapClosed() {
    closing.removeAll { channel in
      guard libssh2_channel_close(channel) != Library.again, libssh2_channel_wait_eof(channel) != Library.again,
        libssh2_channel_wait_closed(channel) != Library.again
      else { return false }
      retire(channel)
      return true
    }
  }

  private func retire(_ channel: OpaquePointer) {
    var available: UInt = 0
    var initial: UInt = 0
    let window = libssh2_channel_window_read_ex(channel, &available, &initial)
    // libssh2 widens a used window before it reads; on a closed channel that would reach a stranger with its number.
    guard listener == nil, window >= initial / 4 * 3 else {
      libssh2_channel_free(channel)
      return
    }
    listener = channel
  }

  private func startReaper() {
    guard !isReaping else { return }
    isReaping = true
    Task { [weak self] in
      while let self, !self.closing.isEmpty, self.isUsable {
        await self.changed.wait()
        self.reapClosed()
        self.flush()
      }
      self?.isReaping = false
    }
  }
}
