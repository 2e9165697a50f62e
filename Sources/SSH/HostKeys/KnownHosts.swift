/// What known_hosts files say about hosts.
///
/// At least as strict as `ssh -o StrictHostKeyChecking=yes`: a revoked key is refused whatever else says, a key that is
/// listed is good, any other key of a host that has listed ones of our types is a changed key, and everything else is unknown.
struct KnownHosts: Sendable {
  private let files: [KnownHostsFile]

  init(_ files: [KnownHostsFile]) {
    self.files = files
  }

  enum Verdict: Sendable, Equatable {
    case known
    case revoked(SSHError.FileLine)
    case changed([SSHError.KnownKey])
    /// Only keys of types that this client can't ask for: that the server's differs from them says nothing.
    case otherType([SSHError.KnownKey])
    case certificateOnly(SSHError.FileLine)
    case unknown
  }

  /// - Parameter fallback: the name without port, asked when the first name has no line at all.
  func check(_ key: PublicKeyBlob, name: String, fallback: String? = nil) -> Verdict {
    let verdict = check(key, name)
    guard let fallback, verdict == .unknown || verdict.isCertificateOnly else { return verdict }
    switch check(key, fallback) {
    case .known: return .known
    case .revoked(let at): return .revoked(at)
    case .certificateOnly(let at): return verdict.isCertificateOnly ? verdict : .certificateOnly(at)
    // The key of the server on port 22 says nothing about a server on another port.
    case .changed, .otherType, .unknown: return verdict
    }
  }

  private func check(_ key: PublicKeyBlob, _ name: String) -> Verdict {
    var known = false
    var others: [SSHError.KnownKey] = []
    var authority: SSHError.FileLine?
    for (at, line) in lines(about: name) {
      switch line.marker {
      case .revoked where line.key == key: return .revoked(at)
      case .revoked: break
      case .certificateAuthority: authority = authority ?? at
      case .none where line.key == key: known = true
      case .none: others.append(.init(type: line.key.type, fingerprint: line.key.fingerprint, at: at))
      }
    }
    if known { return .known }
    if !others.isEmpty {
      return others.contains { Algorithms.keyTypes.contains($0.type) } ? .changed(others) : .otherType(others)
    }
    return authority.map { .certificateOnly($0) } ?? .unknown
  }

  /// Where a key of this name is revoked.
  func revocation(of fingerprint: String, for name: String) -> SSHError.FileLine? {
    lines(about: name).first { $1.marker == .revoked && $1.key.fingerprint == fingerprint }?.0
  }

  /// The types of the keys that a host is known by, in the files' order.
  func keyTypes(for name: String, fallback: String?) -> [String] {
    let types = lines(about: name).filter { $1.marker == .none }.map(\.1.key.type)
    guard types.isEmpty, let fallback else { return types }
    return keyTypes(for: fallback, fallback: nil)
  }

  private func lines(about name: String) -> [(SSHError.FileLine, KnownHostsLine)] {
    files.flatMap { file in file.lines(about: name).map { (.init(file: file.path, line: $0.number), $0) } }
  }
}

/// One file, read.
struct KnownHostsFile: Sendable {
  let path: String
  private let lines: [KnownHostsLine]
  /// Lines of plain names by name; where there are many hosts nearly all lines are.
  private var plain: [[UInt8]: [Int]] = [:]
  /// Lines with patterns or hashed names, which each name has to be tried against.
  private var others: [Int] = []

  init(path: String, text: [UInt8]) {
    self.path = path
    lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().compactMap {
      KnownHostsLine($1, number: $0 + 1)
    }
    for (index, line) in lines.enumerated() {
      guard let names = line.plainNames else {
        others.append(index)
        continue
      }
      for name in Set(names) { plain[name, default: []].append(index) }
    }
  }

  /// In the file's order.
  func lines(about name: String) -> [KnownHostsLine] {
    let indices = (plain[Array(name.utf8)] ?? []) + others.filter { lines[$0].isAbout(name) }
    return indices.sorted().map { lines[$0] }
  }
}

extension KnownHosts.Verdict {
  fileprivate var isCertificateOnly: Bool {
    if case .certificateOnly = self { true } else { false }
  }

  /// Nil when the key is known.
  func reason(_ key: PublicKeyBlob, name: String, addTo file: String) -> SSHError.Reason? {
    switch self {
    case .known: nil
    case .revoked(let at): .hostKeyRevoked(name: name, type: key.type, fingerprint: key.fingerprint, at: at)
    case .changed(let known):
      .hostKeyChanged(name: name, type: key.type, fingerprint: key.fingerprint, known: known)
    case .otherType(let known):
      .hostKeyOtherType(
        name: name, type: key.type, fingerprint: key.fingerprint, known: known, addTo: file,
        line: "\(name) \(key.line)")
    case .certificateOnly(let at):
      .hostCertificateOnly(name: name, type: key.type, fingerprint: key.fingerprint, at: at)
    case .unknown:
      .hostKeyUnknown(
        name: name, type: key.type, fingerprint: key.fingerprint, addTo: file, line: "\(name) \(key.line)")
    }
  }
}
