extension SSHError: CustomStringConvertible {
  /// What happened, and the next thing to try.
  public var description: String {
    let place = hop.map { "\(host): jump host \($0)" } ?? host
    let text =
      reason.networkText ?? reason.hostKeyText ?? reason.loginText ?? reason.commandText ?? code
    return "\(place): \(text)"
  }
}

extension SSHError.Reason {
  fileprivate var networkText: String? {
    switch self {
    case .nameNotResolved(let name, let problem):
      "the name \(name) could not be resolved (\(problem)). Check the spelling and the name server, or give an address."
    case .unreachable(let address, let problem):
      "\(address) could not be reached (\(problem)). Check that the machine is on and that a route leads there."
    case .refused(let address):
      "\(address) refused the connection: nothing listens there. Check that sshd runs, and the port."
    case .connectTimedOut(let address, let after):
      "\(address) did not answer within \(after.inSeconds). Check that the machine is on and that no firewall drops the packets."
    case .bannerTimedOut(let address, let after):
      "\(address) accepts connections and never answers (waited \(after.inSeconds)). Check on the console whether the machine hangs or sshd is overloaded."
    case .notSSH(let address, let firstLine):
      "what listens on \(address) is not an SSH server (it said: \(firstLine)). Check the port."
    case .startRefused(let address, let attempts, let said):
      "\(address) closed \(attempts == 1 ? "the connection" : "\(attempts) connections") before its banner\(said.quotedIfAny). Too many connections at once (MaxStartups), or a rule that bars this machine: try later, or look into the server's log."
    case .negotiationFailed(let subject, let server, let client):
      "no common \(subject): the server offers \(server.joined(separator: ", ")); this client knows \(client.joined(separator: ", ")). Allow one of those in the server's sshd_config."
    case .handshakeFailed(let problem):
      "the SSH handshake failed (\(problem)). Look into the server's log."
    case .handshakeTimedOut(let after):
      "the SSH handshake did not end within \(after.inSeconds). Check the network and the server's load."
    case .programMissing(let name, let path):
      "there is no \(name) on this computer's PATH (\(path)). Install openssh-client, or put its folder into PATH."
    case .programFailed(let said):
      "the system's ssh could not connect\(said.quotedIfAny). Try the same with ssh by hand."
    default: nil
    }
  }

  fileprivate var hostKeyText: String? {
    switch self {
    case .hostKeyUnknown(let name, let type, let fingerprint, let file, let line):
      "the host key of \(name) is not known: \(type) \(fingerprint). Compare it with the server's own; if it is right, add this line to \(file): \(line)"
    case .hostKeyChanged(let name, let type, let fingerprint, let known):
      "the host key of \(name) HAS CHANGED. The server shows \(type) \(fingerprint); known is \(known.map { "\($0.type) \($0.fingerprint) at \($0.at)" }.joined(separator: ", ")). Someone may be listening in. If the server was reinstalled, compare the fingerprint and replace that line."
    case .hostKeyOtherType(let name, let type, let fingerprint, let known, let file, let line):
      "\(name) is known only by a key that this client can't check: \(known.map { "\($0.type) at \($0.at)" }.joined(separator: ", ")). It needs Ed25519 or ECDSA. The server shows \(type) \(fingerprint): compare it with the server's own; if it is right, add this line to \(file): \(line)"
    case .hostKeyRevoked(let name, let type, let fingerprint, let at):
      "the host key of \(name) is revoked at \(at): \(type) \(fingerprint). Do not connect; give the server a new key."
    case .hostCertificateOnly(let name, let type, let fingerprint, let at):
      "\(name) is known only by a certificate authority (\(at)), which this client does not support. The server's key is \(type) \(fingerprint): compare it and add it to known_hosts as a plain line."
    case .knownHostsUnreadable(let file, let problem):
      "\(file) can't be read (\(problem)). Put its permissions right."
    default: nil
    }
  }

  fileprivate var loginText: String? {
    switch self {
    case .noKeyAccepted(let user, let tried, let server):
      "no key was accepted for \(user). Tried: \(tried.isEmpty ? "no key file" : tried.joined(separator: ", ")). The server accepts: \(server.isEmpty ? "nothing more" : server.joined(separator: ", ")). Put one of these public keys into the server's authorized_keys, or name the right key; if it is there, the account may be locked: the server's log tells."
    case .otherMethodsWanted(let user, let key?, let server):
      "the server took the key \(key) for \(user) and wants more than that (\(server.joined(separator: ", "))). Let a public key be enough for this account (AuthenticationMethods in sshd_config)."
    case .otherMethodsWanted(let user, nil, let server):
      "the server lets nobody in as \(user) by a public key alone, it wants \(server.joined(separator: ", ")). Allow public keys for this account (PubkeyAuthentication, AuthenticationMethods in sshd_config)."
    case .rsaKeyUnsupported(let user, let keys, _):
      "the keys for \(user) are RSA (\(keys.joined(separator: ", "))), which this client can't use with today's servers. Make an Ed25519 key (ssh-keygen -t ed25519) or an ECDSA key, also in ssh-agent, and put its public part into authorized_keys."
    case .keyFileUnreadable(let file, let problem):
      "the key file \(file) can't be read (\(problem)). Check the path and its owner."
    case .keyFileTooOpen(let file, let mode):
      "the key file \(file) can be read by others (mode \(mode)). Run: chmod 600 \(file)"
    case .keyFileIsPublic(let file):
      "\(file) is a public key. Name the private key's file, or load that key into ssh-agent."
    case .keyFormatUnsupported(let file, let problem):
      "the key file \(file) can't be used (\(problem)). Make an Ed25519 key: ssh-keygen -t ed25519"
    case .passphraseNeeded(let file):
      "the key file \(file) needs its passphrase. Load it into ssh-agent, run on a terminal, or give a passphrase source."
    case .passphraseWrong(let file):
      "the passphrase of the key file \(file) is wrong. Try again, or load the key into ssh-agent."
    case .agentFailed(let socket, let problem):
      "the ssh-agent at \(socket) failed (\(problem)). Check SSH_AUTH_SOCK or IdentityAgent."
    case .authenticationTimedOut(let user, let after):
      "logging in as \(user) did not end within \(after.inSeconds). Check the server's load and its name service."
    default: nil
    }
  }

  fileprivate var commandText: String? {
    switch self {
    case .configuration(let file, let line, let problem):
      line == 0 ? "\(file): \(problem)" : "\(file):\(line): \(problem)"
    case .configurationMissing(let file):
      "the ssh_config \(file) does not exist. Make it, or name another one."
    case .invalidCommand(let problem): "the command can't be sent: \(problem)."
    case .cancelled: "cancelled before the command was started."
    case .clientClosed: "the client is closed: nothing more is started."
    case .channelRefused(let problem):
      "the server refused a session (\(problem)). Check MaxSessions and the account's restrictions on the server."
    case .connectionLost(let problem):
      "the connection was lost (\(problem)). Check the machine and the network, then what became of the command."
    case .keepAliveTimedOut(let after):
      "the server has been silent for \(after.inSeconds). Check the machine and the network, then what became of the command."
    case .shellNotPOSIX(let status, nil, let said) where (status ?? 0) == 0:
      "the session ended with exit code 0\(status == nil ? ", or without one," : "") before /bin/sh began\(said.quotedIfAny): probably a forced command or a restricted shell. Check on the host that the command doesn't run; then the account's login shell, forced command and time limits."
    case .shellNotPOSIX(let status, let signal, let said):
      "the command was not run: what runs for this account instead of /bin/sh ended with \(signal.map { "the signal \($0)" } ?? "exit code \(status ?? 0)")\(said.quotedIfAny), probably a forced command or a restricted shell. Give the account a usual login shell and no forced command; for a device that has none, `shell: none` with `transport: openssh`."
    case .stateNotKept(let said):
      "the host can't keep what becomes of a command, so it wasn't started\(said.quotedIfAny). Make room in the account's home on the host or in /var/tmp; mkdir, mkfifo and tee have to be there."
    case .endNotSeen(let signal):
      "the command began and its end was not seen\(signal.map { " (its shell got the signal \($0))" } ?? ""). Check on the host what became of it."
    case .shellNeedsOpenSSH:
      "a host without a POSIX shell (`shell: none`) is reached with `transport: openssh` only. Add that to the host in the inventory."
    case .statusNotSeen:
      "the command was sent, and no exit status came for it (or 255, which ssh says for none as well). Check on the host what became of it."
    default: nil
    }
  }
}

extension String {
  fileprivate var quotedIfAny: String { isEmpty ? "" : " (it said: \(self))" }
}
