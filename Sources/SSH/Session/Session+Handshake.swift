import CLibSSH2

extension Session {
  /// Closed before its banner: worth another try.
  struct ClosedEarly {
    let said: String
  }

  /// Banner and key exchange, with the server's key checked against known_hosts before anything is told to it.
  /// - Returns: nil when all went well.
  func handshake(_ knownHosts: KnownHosts, before deadline: Deadline) async throws(SSHError) -> ClosedEarly? {
    let name = endpoint.knownHostsName
    try endpoint.algorithms.pin(self, known: knownHosts.keyTypes(for: name, fallback: endpoint.fallbackName))
    do throws(SSHError) {
      try await exchangeKeys(before: deadline)
    } catch {
      switch explain(error, deadline) {
      case .closedEarly(let said): return ClosedEarly(said: said)
      case .failed(let error): throw error
      }
    }
    io.greeting = nil
    try checkHostKey(knownHosts, name)
    return nil
  }

  private func exchangeKeys(before deadline: Deadline) async throws(SSHError) {
    let code = try await perform(before: deadline, orFail: .handshakeTimedOut(after: deadline.duration ?? .zero)) {
      // The descriptor is only asked for its flags: libssh2 sends and receives through the callbacks.
      let code = libssh2_session_handshake(handle, SSHLoop.shared.executor.bell)
      return code == Library.again ? nil : code
    }
    guard code == 0 else { throw error(.handshakeFailed(problem: io.disconnectMessage ?? lastMessage)) }
  }

  private enum Explanation {
    case closedEarly(String)
    case failed(SSHError)
  }

  /// Turns "it failed" into what the server's first bytes show.
  private func explain(_ failure: SSHError, _ deadline: Deadline) -> Explanation {
    let greeting = ServerGreeting(io.greeting ?? [])
    switch failure.reason {
    case .cancelled: return .failed(failure)
    case .handshakeTimedOut where greeting.banner == nil:
      return .failed(error(.bannerTimedOut(address: endpoint.addressText, after: deadline.duration ?? .zero)))
    case .connectionLost where greeting.banner == nil:
      let isRefusal = ["", "Exceeded MaxStartups", "Not allowed at this time"].contains { greeting.said == $0 }
      if isRefusal { return .closedEarly(greeting.said) }
      return .failed(error(.notSSH(address: endpoint.addressText, firstLine: greeting.said)))
    case .handshakeFailed where greeting.banner == nil:
      return .failed(error(.notSSH(address: endpoint.addressText, firstLine: greeting.said)))
    case .handshakeTimedOut: return .failed(failure)
    default: return .failed(greeting.mismatch(with: endpoint.algorithms).map(error) ?? failure)
    }
  }

  /// What the server showed in the key exchange.
  var hostKey: PublicKeyBlob? {
    var length = 0
    var type: Int32 = 0
    guard let bytes = libssh2_session_hostkey(handle, &length, &type), length > 0 else { return nil }
    return PublicKeyBlob(Array(UnsafeRawBufferPointer(start: bytes, count: length)))
  }

  private func checkHostKey(_ knownHosts: KnownHosts, _ name: String) throws(SSHError) {
    guard let key = hostKey else { throw error(.handshakeFailed(problem: "the server showed no host key")) }
    let verdict = knownHosts.check(key, name: name, fallback: endpoint.fallbackName)
    if let reason = verdict.reason(key, name: name, addTo: endpoint.knownHosts.user.first ?? "known_hosts") {
      throw error(reason)
    }
  }
}

extension Endpoint {
  /// As ssh does: a host on another port than 22 that has no line of its own is looked up without the port.
  fileprivate var fallbackName: String? {
    hostKeyAlias == nil && port != 22 ? hostName.lowercased() : nil
  }
}
