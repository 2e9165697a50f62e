import Glibc
import Simulation
import TestKit
import Testing

@testable import SSH

/// Lines of known_hosts with bytes changed, as this client and `ssh-keygen -F` read them. SONAE_LINE_SEEDS asks for more
/// than the usual seeds; every seed is 2000 lines.
@Suite(.enabled(if: ChildProcess.isInstalled("ssh-keygen"), "ssh-keygen is not installed (openssh-client)"))
struct MutatedKnownHostsTests {
  private static let names = ["db", "[192.0.2.1]:2222", "k"]
  private static let keys = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEKYqOmW3mZ3GGXFJ6aI7uLZ8r6XoTnBfGgkR0nQYm",
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg=",
  ]

  @Test(arguments: seeds("SONAE_LINE_SEEDS", usually: 4))
  func readsTheLinesThatSSHReads(_ seed: Int) throws {
    let folder = try TemporaryFolder()
    let lines = Self.lines(seed)
    let path = try folder.write(Array(lines.joined(separator: [10])) + [10], to: "known_hosts")
    let file = KnownHostsFile(path: path, text: try TemporaryFolder.read(path))
    let genuine = Dictionary(
      uniqueKeysWithValues: try Self.keys.map {
        let key = try #require(PublicKeyBlob(Base64.decode(String($0.split(separator: " ")[1]).utf8) ?? []))
        return (key.fingerprint, key)
      })
    for name in Self.names {
      // A key that is broken makes a difference to neither: only genuine ones can be shown by a server.
      let ours = file.lines(about: name).filter { genuine[$0.key.fingerprint] != nil }.map {
        Found(line: $0.number, marker: "\($0.marker)", fingerprint: $0.key.fingerprint)
      }
      let theirs = try Self.found(name, path).filter {
        genuine[$0.fingerprint] != nil && !Self.isReadBeyondItsEnd(lines[$0.line - 1])
      }
      #expect(theirs.count > 100)
      // A marker with a tab after it is none to ssh; here it counts, which only refuses more.
      let stricter = Set(ours.filter { $0.marker != "none" }).subtracting(theirs)
      let difference = Set(ours).subtracting(stricter).symmetricDifference(theirs).min { $0.line < $1.line }
      let text = difference.map { lines[$0.line - 1] } ?? []
      #expect(
        difference == nil,
        "seed \(seed), \(name): \(String(describing: difference)): \(String(reflecting: String(decoding: text, as: UTF8.self)))"
      )
    }
  }

  /// Where a zero byte ends the names, ssh steps over it and reads on in what it otherwise takes for the line's end.
  private static func isReadBeyondItsEnd(_ line: [UInt8]) -> Bool {
    let fields = line.prefix { $0 != 0 }.split { $0 == 32 || $0 == 9 }
    return line.contains(0) && fields.drop { $0.first == UInt8(ascii: "@") }.count == 1
  }

  private struct Found: Hashable {
    let line: Int
    let marker: String
    let fingerprint: String
  }

  private static func found(_ name: String, _ path: String) throws -> [Found] {
    var found: [Found] = []
    var head: [String] = []
    let said = try ChildProcess.run(["ssh-keygen", "-F", name, "-l", "-f", path]).output
    for line in said.split(separator: 10) {
      let words = line.split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
      if line.starts(with: "# Host \(name) found: line ".utf8) {
        head = Array(words.dropFirst(5))
      } else if let number = head.first.flatMap({ Int($0) }),
        let fingerprint = words.first(where: { $0.hasPrefix("SHA256:") })
      {
        let marker = head.contains("REVOKED") ? "revoked" : head.contains("CA") ? "certificateAuthority" : "none"
        found.append(Found(line: number, marker: marker, fingerprint: fingerprint))
      }
    }
    return found
  }

  private static func lines(_ seed: Int) -> [[UInt8]] {
    var generator = SplitMix64(seed: UInt64(seed))
    let hashed = names.map { name in
      let salt = (0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) }
      return "|1|\(Base64.encode(salt))|\(Base64.encode(Digest.hmacSHA1(key: salt, Array(name.utf8))))"
    }
    let subjects = names + hashed + ["*", "d?,K", "!db,*", "other,db", "[192.0.2.*]:2222,db", "K,DB"]
    let markers = ["", "", "", "@revoked ", "@cert-authority ", "@revoked\t", "@other "]
    return (0..<2000).map { _ in
      var line = Array(
        "\(markers.randomElement(using: &generator) ?? "")\(subjects.randomElement(using: &generator) ?? "") "
          .utf8)
      line += Array((keys.randomElement(using: &generator) ?? "").utf8)
      line += Array(["", " comment", "\t#"].randomElement(using: &generator)?.utf8 ?? "".utf8)
      for _ in 0..<Int.random(in: 0...2, using: &generator) { Mutation.change(&line, &generator) }
      return line
    }
  }
}

/// Lines of ssh_config with bytes changed, as this client and `ssh -G` read them. SONAE_CONFIG_SEEDS asks for more than
/// the usual seeds.
@Suite(.enabled(if: ChildProcess.isInstalled("ssh"), "ssh is not installed (openssh-client)"))
struct MutatedConfigTests {
  @Test func whereBothReadItTheyReadTheSame() throws {
    let folder = try TemporaryFolder()
    var agreements = 0
    let all = seeds("SONAE_CONFIG_SEEDS", usually: 200)
    for seed in all {
      let text = Self.text(seed)
      let file = try folder.write(text, to: "config")
      let said = try ChildProcess.run(["ssh", "-G", "-F", file, "db"])
      let ours = try? Client(config: SSHConfig.load(file)).endpoint(for: Target("db"))
      let hint = "seed \(seed): \(String(reflecting: String(decoding: text, as: UTF8.self)))"
      guard said.code == 0, let ours else { continue }
      agreements += 1
      var theirs: [String: String] = [:]
      for line in said.output.split(separator: 10) {
        let pair = line.split(separator: 32, maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
        if pair.count == 2, theirs[pair[0]] == nil { theirs[pair[0]] = pair[1] }
      }
      #expect(ours.hostName == theirs["hostname"], "\(hint)")
      #expect(String(ours.port) == theirs["port"], "\(hint)")
      #expect(ours.user == theirs["user"], "\(hint)")
      #expect(ours.hostKeyAlias == theirs["hostkeyalias"]?.lowercased(), "\(hint)")
      #expect(ours.identities.only == (theirs["identitiesonly"] == "yes"), "\(hint)")
      #expect((ours.jump == nil) == (theirs["proxyjump"] == nil), "\(hint)")
    }
    #expect(agreements > all.count / 8, "\(agreements)")
  }

  /// What ssh takes for an error, and what would then be read as if it weren't there.
  @Test(arguments: [
    "\u{FEFF}Host web\nUser x\n", "Host\u{3000}web\nUser x\n", "Host web\n\u{3000}User x\n",
    "\u{201C}Host\u{201D} web\n",
    "Ho-st db\n", "=x\n",
  ])
  func aKeywordThatIsNoneIsRefused(_ text: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: "config")
    #expect(throws: SSHError.self) { try Client(config: SSHConfig.load(file)).endpoint(for: Target("db")) }
  }

  /// ssh ends lines at \n only: what stands behind another sign for a new line doesn't count.
  @Test(arguments: ["\u{B}", "\u{C}", "\r", "\u{85}", "\u{2028}"])
  func onlyALineFeedEndsALine(_ sign: String) throws {
    let endpoint = try Client(config: SSHConfig(text: "# a\(sign)Port 77\nHostName h\n", file: "test"))
      .endpoint(for: Target("db"))
    #expect(endpoint.port == 22)
    #expect(endpoint.hostName == "h")
  }

  /// More than 64 bits of seconds.
  @Test func aTimeThatNeverEndsIsRefused() {
    let text = "ConnectTimeout " + String(repeating: "4294967296w", count: 10_000)
    #expect(throws: SSHError.self) {
      try Client(config: SSHConfig(text: text, file: "test")).endpoint(for: Target("db"))
    }
  }

  private static func text(_ seed: Int) -> [UInt8] {
    var generator = SplitMix64(seed: UInt64(seed))
    let lines = [
      "Host db web", "Host *", "Host d? !web", "Host !db *", "User a", "User \"two words\"", "user = b", "Port 2222",
      "Port=77", "HostName %h.example.jp", "HostName \"h\"", "HostKeyAlias alias", "IdentitiesOnly yes",
      "ProxyJump gate", "ProxyJump none", "  ConnectTimeout 1m30s", "# comment", "User 'c' # comment", "Host \"db\"",
    ]
    let chosen = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
      var line = Array((lines.randomElement(using: &generator) ?? "").utf8)
      if Int.random(in: 0..<3, using: &generator) == 0 { Mutation.change(&line, &generator) }
      return line
    }
    return Array(chosen.joined(separator: [10]))
  }
}

private enum Mutation {
  /// White space and ends of every kind, what the two formats give a meaning, and pieces of UTF-8: a combining accent,
  /// the Kelvin sign (whose small letter is k), a no-break space.
  private static let pieces: [[UInt8]] =
    " \t\r\u{B}\u{C}\u{0}|,!*?@#=+/\\\"'%:[]aAkKdD".utf8.map { [$0] }
    + ["\u{301}", "\u{212A}", "\u{A0}", "\u{85}"].map { Array($0.utf8) } + [[0xFF], Array("  ".utf8), Array("==".utf8)]

  static func change(_ line: inout [UInt8], _ generator: inout SplitMix64) {
    let place = Int.random(in: 0...line.count, using: &generator)
    let piece = pieces.randomElement(using: &generator) ?? []
    switch Int.random(in: 0..<4, using: &generator) {
    case 0 where place < line.count: line.remove(at: place)
    case 1 where place < line.count: line.replaceSubrange(place...place, with: piece)
    case 2 where place < line.count: line[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    default: line.insert(contentsOf: piece, at: place)
    }
    line.removeAll { $0 == 10 }
  }
}
