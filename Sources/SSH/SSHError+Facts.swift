extension SSHError {
  /// The facts by name, as text, for texts in other languages and for structured logs. Which names a code has stands in
  /// the switch below; `host` is always there, `hop` when it happened at a jump host.
  public var facts: [String: String] {
    var facts = reason.networkFacts ?? reason.hostKeyFacts ?? reason.loginFacts ?? reason.commandFacts ?? [:]
    facts["host"] = host
    facts["hop"] = hop
    return facts
  }
}

extension SSHError.Reason {
  fileprivate var networkFacts: [String: String]? {
    switch self {
    case .nameNotResolved(let name, let problem): ["name": name, "problem": problem]
    case .unreachable(let address, let problem): ["address": address, "problem": problem]
    case .refused(let address): ["address": address]
    case .connectTimedOut(let address, let after), .bannerTimedOut(let address, let after):
      ["address": address, "after": after.inSeconds]
    case .notSSH(let address, let firstLine): ["address": address, "said": firstLine]
    case .startRefused(let address, let attempts, let said):
      ["address": address, "attempts": String(attempts), "said": said]
    case .negotiationFailed(let subject, let server, let client):
      ["subject": subject, "server": server.listed, "client": client.listed]
    case .handshakeFailed(let problem): ["problem": problem]
    case .handshakeTimedOut(let after): ["after": after.inSeconds]
    case .programMissing(let name, let path): ["name": name, "path": path]
    case .programFailed(let said): ["said": said]
    default: nil
    }
  }

  fileprivate var hostKeyFacts: [String: String]? {
    switch self {
    case .hostKeyUnknown(let name, let type, let fingerprint, let file, let line):
      ["name": name, "type": type, "fingerprint": fingerprint, "file": file, "line": line]
    case .hostKeyChanged(let name, let type, let fingerprint, let known):
      [
        "name": name, "type": type, "fingerprint": fingerprint,
        "known": known.map { "\($0.type) \($0.fingerprint) (\($0.at))" }.listed,
        "at": known.map(\.at.description).listed,
      ]
    case .hostKeyOtherType(let name, let type, let fingerprint, let known, let file, let line):
      [
        "name": name, "type": type, "fingerprint": fingerprint, "file": file, "line": line,
        "known": known.map { "\($0.type) \($0.fingerprint) (\($0.at))" }.listed,
      ]
    case .hostKeyRevoked(let name, let type, let fingerprint, let at),
      .hostCertificateOnly(let name, let type, let fingerprint, let at):
      ["name": name, "type": type, "fingerprint": fingerprint, "at": at.description]
    case .knownHostsUnreadable(let file, let problem): ["file": file, "problem": problem]
    default: nil
    }
  }

  fileprivate var loginFacts: [String: String]? {
    switch self {
    case .noKeyAccepted(let user, let tried, let server):
      ["user": user, "tried": tried.listed, "server": server.listed]
    case .otherMethodsWanted(let user, let accepted, let server):
      ["user": user, "accepted": accepted ?? "", "server": server.listed]
    case .rsaKeyUnsupported(let user, let keys, let tried):
      ["user": user, "keys": keys.listed, "tried": tried.listed]
    case .keyFileUnreadable(let file, let problem), .keyFormatUnsupported(let file, let problem):
      ["file": file, "problem": problem]
    case .keyFileIsPublic(let file): ["file": file]
    case .keyFileTooOpen(let file, let mode): ["file": file, "mode": mode]
    case .passphraseNeeded(let file), .passphraseWrong(let file): ["file": file]
    case .agentFailed(let socket, let problem): ["socket": socket, "problem": problem]
    case .authenticationTimedOut(let user, let after): ["user": user, "after": after.inSeconds]
    default: nil
    }
  }

  fileprivate var commandFacts: [String: String]? {
    switch self {
    case .configuration(let file, let line, let problem):
      ["file": file, "line": String(line), "problem": problem]
    case .configurationMissing(let file): ["file": file]
    case .invalidCommand(let problem), .channelRefused(let problem), .connectionLost(let problem):
      ["problem": problem]
    case .keepAliveTimedOut(let after): ["after": after.inSeconds]
    case .shellNotPOSIX(let status, let signal, let said):
      [
        "status": status.map { String($0) } ?? "", "signal": signal ?? "", "said": said == SSHError.echo ? "" : said,
        "echoed": said == SSHError.echo ? "yes" : "",
      ]
    case .stateNotKept(let said): ["said": said]
    case .endNotSeen(let signal): ["signal": signal ?? ""]
    default: nil
    }
  }
}

extension [String] {
  /// `-` for none, so that a sentence stays a sentence.
  fileprivate var listed: String { isEmpty ? "-" : joined(separator: ", ") }
}

extension Duration {
  /// Seconds, with tenths where there are any: `10 s`, `0.5 s`. Rounded: a moment of a time limit has passed elsewhere.
  var inSeconds: String {
    let tenths = components.seconds * 10 + (components.attoseconds + 50_000_000_000_000_000) / 100_000_000_000_000_000
    return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
  }
}
