import CLibSSH2

/// A key that may be offered to a server.
struct Candidate: Sendable {
  /// For messages: the file's path, or the agent's comment for the key.
  let name: String
  let publicKey: PublicKeyBlob
  let way: Way

  enum Way: Sendable {
    case file(KeyRing.FileKey)
    case agent(Agent)
  }
}

extension Session {
  /// Offers one key after the other.
  func authenticate(_ identities: IdentityList, _ ring: KeyRing) async throws(SSHError) {
    let deadline = Deadline(after: endpoint.authenticationTimeout, waking: changed)
    defer { deadline.cancel() }
    var tried: [String] = []
    var accepted: String?
    var problem = identities.problem
    for candidate in identities.candidates {
      let name = "\(candidate.name) (\(candidate.publicKey.type))"
      do throws(SSHError) {
        switch try await offer(candidate, ring, deadline) {
        case .accepted: return
        case .refused: tried.append(name)
        case .notEnough:
          tried.append(name)
          accepted = accepted ?? name
        case .unusable(let reason): problem = problem ?? reason
        }
      } catch {
        throw afterDisconnect(error, tried + [name])
      }
    }
    let accepts = try await acceptedMethods(deadline)
    // Servers may let somebody in who proves nothing.
    if accepts == nil { return }
    if let accepts, !accepts.isEmpty, !accepts.contains("publickey") {
      throw error(.otherMethodsWanted(user: endpoint.user, accepted: accepted, server: accepts))
    }
    if let problem { throw error(problem) }
    if !identities.rsa.isEmpty {
      throw error(.rsaKeyUnsupported(user: endpoint.user, keys: identities.rsa, tried: tried))
    }
    throw error(.noKeyAccepted(user: endpoint.user, tried: tried, server: accepts ?? []))
  }

  private enum Offer {
    case accepted, refused
    /// The server wanted the signature, got it, and lets nobody in: a wrong one, or one step of several.
    case notEnough
    case unusable(SSHError.Reason)
  }

  private func offer(_ candidate: Candidate, _ ring: KeyRing, _ deadline: Deadline) async throws(SSHError) -> Offer {
    io.signing = .idle
    var problem: SSHError.Reason?
    var hasSigned = false
    while true {
      let code = try await publicKeyStep(candidate, deadline)
      if code == 0 { return .accepted }
      guard code == Library.again, case .wanted(let data) = io.signing else {
        if let problem { return .unusable(problem) }
        return hasSigned ? .notEnough : .refused
      }
      do throws(SSHError.Reason) {
        io.signing = .ready(try await sign(data, candidate, ring))
        hasSigned = true
      } catch {
        problem = error
        io.signing = .failed
      }
      // A person may have been asked; that isn't the server's time.
      deadline.restart()
    }
  }

  /// 0, an error of libssh2, or `again` when a signature is wanted.
  private func publicKeyStep(_ candidate: Candidate, _ deadline: Deadline) async throws(SSHError) -> Int32 {
    let blob = candidate.publicKey.bytes
    let timedOut = SSHError.Reason.authenticationTimedOut(user: endpoint.user, after: deadline.duration ?? .zero)
    return try await perform(before: deadline, orFail: timedOut) { () throws(SSHError) in
      let code = libssh2_userauth_publickey(handle, endpoint.user, blob, blob.count, signCallback, nil)
      if code != 0, let message = io.disconnectMessage { throw error(.connectionLost(problem: message)) }
      if code != Library.again { return code }
      if case .wanted = io.signing { return code }
      return nil
    }
  }

  private func sign(_ data: [UInt8], _ candidate: Candidate, _ ring: KeyRing) async throws(SSHError.Reason) -> [UInt8] {
    switch candidate.way {
    case .agent(let agent):
      let key = candidate.publicKey
      let answer = Blocking.promise(waking: changed) { agent.sign(data, with: key, within: Agent.personsTime) }
      let never = Deadline(after: nil, waking: changed)
      await changed.wait(until: { answer.value != nil || failure != nil }, or: never)
      switch answer.value {
      case .success(let signature): return signature
      case .failure(let failure): throw .agentFailed(socket: agent.socket, problem: failure.problem)
      case nil: throw .agentFailed(socket: agent.socket, problem: "no answer before the login was over")
      }
    case .file(let key):
      do throws(KeyFailure) {
        if let signature = try await ring.open(key).sign(data) { return signature }
        throw .unsupported("it gives no signature")
      } catch {
        switch error {
        case .passphraseNeeded: throw .passphraseNeeded(file: key.path)
        case .passphraseWrong: throw .passphraseWrong(file: key.path)
        case .unsupported(let problem): throw .keyFormatUnsupported(file: key.path, problem: problem)
        }
      }
    }
  }

  /// What the server would accept after all keys were refused; nil when it has let us in.
  private func acceptedMethods(_ deadline: Deadline) async throws(SSHError) -> [String]? {
    let user = endpoint.user
    let timedOut = SSHError.Reason.authenticationTimedOut(user: user, after: deadline.duration ?? .zero)
    enum Answer {
      case methods([String])
      case inside
    }
    let answer: Answer = try await perform(before: deadline, orFail: timedOut) {
      if let list = libssh2_userauth_list(handle, user, UInt32(user.utf8.count)) {
        return .methods(String(cString: list).split(separator: ",").map(String.init))
      }
      if libssh2_session_last_errno(handle) == Library.again { return nil }
      return libssh2_userauth_authenticated(handle) != 0 ? .inside : .methods([])
    }
    if case .methods(let names) = answer { return names }
    return nil
  }

  /// Servers end the connection after a few refused keys (MaxAuthTries); that is "no key accepted", not a lost line.
  private func afterDisconnect(_ failure: SSHError, _ tried: [String]) -> SSHError {
    guard case .connectionLost = failure.reason, let message = io.disconnectMessage else { return failure }
    return error(.noKeyAccepted(user: endpoint.user, tried: tried, server: ["nothing more: \(message)"]))
  }
}
