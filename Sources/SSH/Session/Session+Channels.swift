import CLibSSH2

extension Session {
  /// Bytes that a channel may have under way towards us.
  static let window: UInt32 = 2 * 1024 * 1024

  /// Opens a session channel.
  func openChannel(for program: String, before deadline: Deadline) async throws(SSHError) -> any CommandChannel {
    let channel = try await open(before: deadline, blocksAfter: nil) {
      libssh2_channel_open_ex($0, "session", 7, Self.window, UInt32(LIBSSH2_CHANNEL_PACKET_DEFAULT), nil, 0)
    }
    return SessionChannel(self, channel, program)
  }

  /// A TCP connection from this session's host to another one.
  func openTunnel(to target: Endpoint, before deadline: Deadline) async throws(SSHError) -> any Transport {
    let channel = try await open(before: deadline, blocksAfter: .milliseconds(700)) {
      libssh2_channel_direct_tcpip_ex($0, target.hostName, Int32(target.port), "127.0.0.1", 0)
    }
    return ChannelTransport(self, channel)
  }

  private enum Opened {
    case channel(OpaquePointer)
    case refused(String)
    case failed(SSHError)
  }

  /// libssh2 opens one channel at a time on a session, and an answer may be long in coming (a jump host that tries to
  /// reach a dead machine). Whoever gives up leaves the opening to go on by itself; what comes of it is closed again.
  /// - Parameter blocksAfter: when the opening takes longer, all others are sent to another connection.
  private func open(
    before deadline: Deadline, blocksAfter: Duration?, _ attempt: @escaping @SSHLoop (OpaquePointer) -> OpaquePointer?
  ) async throws(SSHError) -> OpaquePointer {
    switch await opening.enter(within: deadline.duration) {
    case .admitted: break
    case .turnedAway: throw .turnedAway(from: endpoint)
    case .gaveUp: throw gaveUp(deadline)
    }
    let answer = Promise<Opened>(waking: changed)
    SSHLoop.task {
      answer.fulfil(await self.carryOn(attempt))
      self.opening.leave()
      self.hasUnansweredOpening = false
      guard answer.isAbandoned else { return }
      if case .channel(let channel) = answer.value { self.release(channel) }
    }
    if let blocksAfter {
      let short = Deadline(after: blocksAfter, waking: changed)
      defer { short.cancel() }
      await changed.wait(until: { answer.value != nil || deadline.hasPassed }, or: short)
      if answer.value == nil { block() }
    }
    await changed.wait(until: { answer.value != nil }, or: deadline)
    switch answer.value {
    case .channel(let channel): return channel
    case .refused(let problem): throw error(.channelRefused(problem: problem))
    case .failed(let failure): throw failure
    case nil:
      answer.isAbandoned = true
      if deadline.hasPassed { block() }
      throw gaveUp(deadline)
    }
  }

  private func block() {
    hasUnansweredOpening = true
    opening.turnAway()
  }

  private func carryOn(_ attempt: @SSHLoop (OpaquePointer) -> OpaquePointer?) async -> Opened {
    let never = Deadline(after: nil, waking: changed)
    do throws(SSHError) {
      return try await perform(before: never, orFail: .cancelled) { () throws(SSHError) -> Opened? in
        if let channel = attempt(handle) { return .channel(channel) }
        let code = libssh2_session_last_errno(handle)
        if code == Library.again { return nil }
        guard code == LIBSSH2_ERROR_CHANNEL_FAILURE else { throw error(.connectionLost(problem: lastMessage)) }
        return .refused(lastMessage)
      }
    } catch {
      return .failed(error)
    }
  }

  /// Gives a channel back. The server's close is waited for in the background.
  func release(_ channel: OpaquePointer) {
    guard isUsable else { return }
    closing.append(channel)
    reapClosed()
    settle()
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
    SSHLoop.task { [weak self] in
      while let self, !self.closing.isEmpty, self.isUsable {
        await self.changed.wait()
        guard self.isUsable else { break }
        repeat { self.reapClosed() } while self.settle()
      }
      self?.isReaping = false
    }
  }
}

extension SSHError {
  private static let heldUp = Reason.channelRefused(problem: "another opening holds the connection up")

  /// Not the server's word: the session is waiting for the answer to somebody else's opening. Another connection may do.
  static func turnedAway(from endpoint: Endpoint) -> SSHError {
    SSHError(heldUp, host: endpoint.label)
  }

  var isTurnedAway: Bool { reason == Self.heldUp }
}
