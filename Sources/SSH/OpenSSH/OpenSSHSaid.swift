/// What `ssh` wrote before it gave up, read for its cause. The texts are those of OpenSSH's sources (ssh.c, sshconnect.c,
/// sshconnect2.c, packet.c, misc.c), which aren't translated.
struct OpenSSHSaid {
  let text: String
  private let lines: [String]
  /// The key that the server showed, where ssh was asked to tell (`LogLevel=DEBUG1`).
  let serverKey: HostKey?

  init(_ bytes: [UInt8]) {
    let all = bytes.split { $0 == 10 || $0 == 13 }.map { printable(Array($0), limit: 500) }.filter { !$0.isEmpty }
    lines = all.filter { !$0.hasPrefix("debug1: ") }
    let mark = "debug1: Server host key: "
    let key = all.first { $0.hasPrefix(mark) }?.dropFirst(mark.count).split(separator: " ").map(String.init)
    serverKey = key.flatMap { $0.count == 2 ? HostKey(type: $0[0], fingerprint: $0[1]) : nil }
    text = printable(Array(lines.suffix(6).joined(separator: "; ").utf8), limit: 600)
  }

  var lastLine: String? { lines.last }

  /// The server didn't answer `ServerAliveInterval`'s questions.
  var isSilence: Bool { lastLine?.hasPrefix("Timeout, server ") == true }

  /// Why the server last refused a channel: `channel 2: open failed: connect failed: Connection refused`.
  var refusedOpening: String? {
    lines.last { $0.contains(": open failed: ") }?.cut(at: ": open failed: ").1
  }

  func reason(_ target: OpenSSHTarget, _ attempt: Int) -> SSHError.Reason {
    hostKeyReason(target) ?? networkReason(target, attempt) ?? loginReason(target) ?? .programFailed(said: text)
  }

  /// The rest of the first line that has the text.
  private func after(_ text: String) -> String? {
    for line in lines {
      if let range = line.firstRange(of: text) { return String(line[range.upperBound...]) }
    }
    return nil
  }

  private func between(_ start: String, _ end: String) -> String? {
    guard let rest = after(start), let range = rest.firstRange(of: end) else { return nil }
    return String(rest[..<range.lowerBound])
  }

  // MARK: host keys

  private func hostKeyReason(_ target: OpenSSHTarget) -> SSHError.Reason? {
    let file = target.knownHostsFile ?? ConfigTokens.home("~/.ssh/known_hosts")
    let name = between("key is known for ", " and you have requested") ?? between("host key for ", " has changed")
    if after("REVOKED HOST KEY") != nil || after("is marked as revoked") != nil {
      let revoked = between("host key for ", " is marked as revoked") ?? target.label
      return .hostKeyRevoked(
        name: revoked, type: serverKey?.type ?? "-", fingerprint: serverKey?.fingerprint ?? "-",
        at: .init(file: file, line: 0))
    }
    if after("REMOTE HOST IDENTIFICATION HAS CHANGED") != nil {
      let fingerprint = lines.first { $0.hasPrefix("SHA256:") }.map { String($0.prefix { $0 != " " && $0 != "." }) }
      return .hostKeyChanged(
        name: name ?? target.label, type: between("fingerprint for the ", " key sent") ?? "-",
        fingerprint: fingerprint ?? "-", known: offending)
    }
    if after("key is known for ") != nil {
      return .hostKeyUnknown(
        name: name ?? target.label, type: between("No ", " host key is known") ?? "-", fingerprint: "-", addTo: file,
        line: "-")
    }
    // Of the host itself ssh says more: this is about a jump host of ssh_config.
    return after("Host key verification failed") != nil ? .programFailed(said: text) : nil
  }

  /// `Offending ED25519 key in FILE:LINE`
  private var offending: [SSHError.KnownKey] {
    guard let (type, place) = after("Offending ")?.cut(at: " key in "), let colon = place.lastIndex(of: ":"),
      let number = Int(place[place.index(after: colon)...])
    else { return [] }
    let file = String(place[..<colon])
    let text = ((try? readFile(file, limit: 64 << 20)) ?? []).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = text.indices.contains(number - 1) ? KnownHostsLine(text[number - 1], number: number) : nil
    return [
      .init(
        type: line?.key.type ?? type, fingerprint: line?.key.fingerprint ?? "-", at: .init(file: file, line: number))
    ]
  }

  // MARK: network

  private func networkReason(_ target: OpenSSHTarget, _ attempt: Int) -> SSHError.Reason? {
    if let rest = after("Could not resolve hostname ") {
      let (name, problem) = rest.cut(at: ": ")
      return .nameNotResolved(name: name, problem: problem)
    }
    if let rest = after("connect to host ") {
      let (place, problem) = rest.cut(at: ": ")
      let address = place.cut(at: " port ")
      let text = "\(address.0):\(address.1)"
      switch problem {
      case "Connection refused": return .refused(address: text)
      case "Connection timed out": return .connectTimedOut(address: text, after: target.connectTimeout)
      default: return .unreachable(address: text, problem: problem)
      }
    }
    if after("timed out during banner exchange") != nil {
      return .bannerTimedOut(address: target.label, after: target.connectTimeout)
    }
    if target.jump != nil, after("Stdio forwarding request failed") != nil {
      return .unreachable(address: target.label, problem: "the jump host can't reach it")
    }
    let isEarly = after("kex_exchange_identification: ") != nil || after("banner exchange: ") != nil
    if isEarly, after("invalid format") == nil {
      return .startRefused(address: target.label, attempts: attempt, said: text)
    }
    return nil
  }

  // MARK: login

  private func loginReason(_ target: OpenSSHTarget) -> SSHError.Reason? {
    guard after("Permission denied (") != nil || after("Too many authentication failures") != nil else { return nil }
    let keyProblem = keyFileReason(target)
    for line in lines {
      guard let range = line.firstRange(of: ": Permission denied ("), line.hasSuffix(").") else { continue }
      let user = line[..<range.lowerBound].prefix { $0 != "@" }
      let methods = line[range.upperBound...].dropLast(2).split(separator: ",").map(String.init)
      if !methods.contains("publickey") {
        return .otherMethodsWanted(user: String(user), accepted: nil, server: methods)
      }
      return keyProblem ?? .noKeyAccepted(user: String(user), tried: target.identities, server: methods)
    }
    return keyProblem
      ?? .noKeyAccepted(user: "-", tried: target.identities, server: ["Too many authentication failures"])
  }

  private static func isEncrypted(_ path: String) -> Bool {
    guard let text = try? readFile(path, limit: 1 << 20), let key = try? OpenSSHKey(text) else { return false }
    return key.isEncrypted
  }

  private func keyFileReason(_ target: OpenSSHTarget) -> SSHError.Reason? {
    if let rest = after("Permissions ") {
      let (mode, place) = rest.cut(at: " for '")
      let file = place.cut(at: "' are too open").0
      if KeyRing.isPublicKey(file) { return .keyFileIsPublic(file: file) }
      return .keyFileTooOpen(file: file, mode: String(mode.drop { $0 == "0" }))
    }
    if let rest = after("no such identity: ") {
      let (file, problem) = rest.cut(at: ": ")
      return .keyFileUnreadable(file: file, problem: problem)
    }
    if let rest = after("Load key \"") {
      let (file, problem) = rest.cut(at: "\": ")
      if KeyRing.isPublicKey(file) { return .keyFileIsPublic(file: file) }
      return .keyFormatUnsupported(file: file, problem: problem)
    }
    return target.identities.first(where: Self.isEncrypted).map { .passphraseNeeded(file: $0) }
  }
}

extension String {
  fileprivate func cut(at separator: String) -> (String, String) {
    guard let range = firstRange(of: separator) else { return (self, "") }
    return (String(self[..<range.lowerBound]), String(self[range.upperBound...]))
  }
}
