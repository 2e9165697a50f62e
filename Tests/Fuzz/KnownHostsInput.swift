/// The input is a known_hosts file.
@Sendable
func readKnownHosts(_ text: [UInt8]) {
  let newline = UInt8(ascii: "\n")
  let pieces = text.split(separator: newline, omittingEmptySubsequences: false)
  let lines = pieces.enumerated().compactMap { KnownHostsLine($1, number: $0 + 1) }
  let file = KnownHostsFile(path: "file", text: text)
  let middle = pieces.count / 2
  let halves = [pieces[..<middle], pieces[middle...]].map {
    KnownHostsFile(path: "half", text: Array($0.joined(separator: [newline])))
  }
  for name in ["db", "[192.0.2.1]:2222", "192.0.2.1", ""] {
    let about = file.lines(about: name)
    expect(about.map(\.number) == lines.filter { $0.isAbout(name) }.map(\.number), "the index differs from the lines")
    for key in lines.prefix(4).map(\.key) + [stranger] {
      let verdict = KnownHosts([file]).check(key, name: name)
      let isRevoked = about.contains { $0.marker == .revoked && $0.key == key }
      expect(verdict.kind == "revoked" || !isRevoked, "a revoked key is \(verdict.kind)")
      let isListed = about.contains { $0.marker == .none && $0.key == key }
      expect(verdict.kind != "known" || isListed, "a key that is not listed is known")
      expect(verdict.kind == KnownHosts(halves).check(key, name: name).kind, "two files differ from one")
      expect(
        verdict == .known || verdict.reason(key, name: name, addTo: "file") != nil, "no reason for a refusal")
      let revoked = KnownHostsFile(path: "file", text: Array("\n@revoked * \(key.line)".utf8))
      expect(KnownHosts([file, revoked]).check(key, name: name).kind == "revoked", "revoking does not help")
      let known = KnownHostsFile(path: "file", text: Array("\(name)x,\(name) \(key.line)\n".utf8))
      let learnt = KnownHosts([file, known]).check(key, name: name, fallback: "db").kind
      expect(name.isEmpty || learnt == (isRevoked ? "revoked" : "known"), "learning a key makes it \(learnt)")
    }
  }
}

private let stranger: PublicKeyBlob = {
  let bytes = [0, 0, 0, 11] + Array("ssh-ed25519".utf8) + [0, 0, 0, 32] + [UInt8](repeating: 7, count: 32)
  guard let key = PublicKeyBlob(bytes) else { fatalError("the stranger's key is none") }
  return key
}()

extension KnownHosts.Verdict {
  fileprivate var kind: String {
    switch self {
    case .known: "known"
    case .revoked: "revoked"
    case .changed: "changed"
    case .certificateOnly: "certificate only"
    case .unknown: "unknown"
    }
  }
}
