import Glibc
import TestKit
import Testing

@testable import SSH

@Suite
struct ConfigTests {
  private func endpoint(_ text: String, _ label: String) throws -> Endpoint {
    try Client(config: SSHConfig(text: text, file: "test")).endpoint(for: Target(label))
  }

  private func problem(_ text: String, _ label: String = "host") -> SSHError.Reason? {
    do {
      _ = try Client(config: SSHConfig(text: text, file: "test")).endpoint(for: Target(label))
      return nil
    } catch {
      return error.reason
    }
  }

  @Test(
    .enabled(if: ChildProcess.isInstalled("ssh"), "ssh is not installed (openssh-client)"), arguments: corpus.indices)
  func saysWhatSSHSays(_ index: Int) throws {
    let folder = try TemporaryFolder()
    try folder.write("Host db\n User included\nHost *\n Port 99\n", to: "inc.conf")
    try folder.write("Host web\n User globbed\n", to: "glob1.conf")
    try folder.write("HostName %h.globbed\n", to: "glob2.conf")
    try folder.write("Port 4\nInclude \(folder.file("inc.conf"))\nHost web\n User nested\n", to: "nested.conf")
    let text = Self.corpus[index].replacing("INC", with: folder.file("inc.conf"))
      .replacing("NESTED", with: folder.file("nested.conf")).replacing(
        "GLOB", with: folder.file("glob?.conf"))
    let file = try folder.write(text, to: "config")
    for host in ["db", "web", "db.example.jp"] {
      let theirs = try ChildProcess.run(["ssh", "-G", "-F", file, host])
      guard theirs.code == 0 else {
        #expect(throws: SSHError.self) { try Client(config: SSHConfig.load(file)).endpoint(for: Target(host)) }
        continue
      }
      let ours = try Client(config: SSHConfig.load(file)).endpoint(for: Target(host))
      compare(ours, SSHOutput(theirs.text), text)
    }
  }

  private func compare(_ ours: Endpoint, _ theirs: SSHOutput, _ text: String) {
    let hint = Comment(rawValue: text)
    #expect(ours.hostName.lowercased() == theirs.one("hostname"), hint)
    #expect(String(ours.port) == theirs.one("port"), hint)
    #expect(ours.user == theirs.one("user"), hint)
    #expect(ours.identities.only == (theirs.one("identitiesonly") == "yes"), hint)
    #expect(ours.hostKeyAlias == theirs.one("hostkeyalias")?.lowercased(), hint)
    #expect(ours.knownHosts.user == theirs.paths("userknownhostsfile").filter { $0 != "none" }, hint)
    #expect(ours.knownHosts.global == theirs.paths("globalknownhostsfile").filter { $0 != "none" }, hint)
    if let time = theirs.one("connecttimeout"), time != "none", time != "0" {
      #expect(ours.connectTimeout == .seconds(Int(time) ?? 0), hint)
    }
    #expect(ours.keepAlive.count == theirs.one("serveralivecountmax").flatMap { Int($0) }, hint)
    if let interval = theirs.one("serveraliveinterval"), interval != "0" {
      #expect(ours.keepAlive.interval == .seconds(Int(interval) ?? 0), hint)
    }
    compareJumps(ours, theirs, hint)
    if let agent = theirs.one("identityagent"), agent != "SSH_AUTH_SOCK" {
      // ssh prints a variable's name before it looks into it.
      let value = agent.hasPrefix("$") ? Home.environment(String(agent.dropFirst())) : ConfigTokens.home(agent)
      #expect((ours.identities.agent ?? "none") == value, hint)
    }
    // ssh prints identity files before it expands them, so the tokens are expanded here by their plain meaning.
    let expected = theirs.all("identityfile").filter { $0 != "none" }.map { file in
      ConfigTokens.home(file).replacing("%%", with: "\u{1}").replacing("%d", with: Home.directory()).replacing(
        "%h", with: ours.hostName
      )
      .replacing("%p", with: String(ours.port)).replacing("%r", with: ours.user).replacing(
        "%u", with: Home.userName()
      )
      .replacing("\u{1}", with: "%").replacing("${HOME}", with: Home.environment("HOME") ?? "")
    }
    if ours.identities.areNamed { #expect(ours.identities.files == expected, hint) }
  }

  /// The last hop stands first in an endpoint and last in ProxyJump.
  private func compareJumps(_ ours: Endpoint, _ theirs: SSHOutput, _ hint: Comment) {
    var hops: [Endpoint] = []
    while let next = (hops.last ?? ours).jump { hops.append(next) }
    let named = theirs.one("proxyjump").flatMap { $0 == "none" ? nil : $0 }.map { $0.split(separator: ",") } ?? []
    #expect(hops.count == named.count, hint)
    for (hop, name) in zip(hops.reversed(), named) {
      let place = name.replacing("ssh://", with: "")
      #expect(place.contains(hop.label), hint)
      if let at = place.lastIndex(of: "@") { #expect(hop.user == place[..<at], hint) }
      // An IPv6 address has brackets when a port follows.
      let hasPort = place.contains("]:") || place.count { $0 == ":" } == 1
      if hasPort, let port = place.split(separator: ":").last { #expect(String(hop.port) == port, hint) }
    }
  }

  @Test func aChainOfJumpHostsIsResolvedHopByHop() throws {
    let text = """
      Host inner
        ProxyJump u@a:2201,b
      Host a
        HostName 192.0.2.1
        ProxyJump outer
      Host b
        ProxyJump never
        Port 2202
      """
    let inner = try endpoint(text, "inner")
    let b = try #require(inner.jump)
    let a = try #require(b.jump)
    #expect((b.label, b.port) == ("b", 2202))
    #expect((a.label, a.hostName, a.port, a.user) == ("a", "192.0.2.1", 2201, "u"))
    #expect(a.jump?.label == "outer")
    #expect(a.jump?.jump == nil)
  }

  @Test func jumpHostsInACircleAreRefused() {
    for text in ["ProxyJump bastion", "Host a\n ProxyJump b\nHost b\n ProxyJump a", "ProxyJump a,a"] {
      guard case .configuration(_, _, let problem) = problem(text, "a") else {
        return #expect(Bool(false), "\(text)")
      }
      #expect(problem.contains("circle"))
    }
  }

  @Test(arguments: [
    ("User a\nMatch host db\n User b", 2, "Match host"), ("Host *\n Match all\n User x", 2, "Match all"),
    ("Match user root\n Port 1", 1, "Match user"), ("Match exec \"true\"\n Port 1", 1, "Match exec"),
    ("MATCH originalhost x\n", 1, "Match originalhost"), ("Match final all\n", 1, "Match final"),
    ("Match canonical\n", 1, "Match canonical"), ("Match localuser x\n", 1, "Match localuser"), ("Match\n", 1, "Match"),
    ("User a b", 1, "more than one"), ("\u{FEFF}User a", 1, "keyword"), ("User: a", 1, "keyword"),
    ("UserKnownHostsFile /a none", 1, "alone"), ("ProxyJump a:", 1, "jump host"),
    ("ProxyJump a b", 1, "more than one"), ("ProxyJump a#b", 1, "jump host"), ("ProxyJump %x", 1, "%x"),
    ("ProxyJump \"\"", 1, "no value"),
    ("IdentityFile %C", 1, "%C"), ("IdentityFile ~/%L/k", 1, "%L"), ("UserKnownHostsFile %T", 1, "%T"),
    ("ProxyCommand nc %h %p", 1, "ProxyCommand"),
    ("Port 0", 1, "port"), ("Port 70000", 1, "port"), ("Port x", 1, "port"), ("IdentityFile %x", 1, "%x"),
    ("IdentitiesOnly maybe", 1, "yes"),
    ("User \"open", 1, "quotation"), ("\n\nPort", 3, "no value"), ("ConnectTimeout soon", 1, "time"),
    ("IdentityFile ${NO_SUCH_VARIABLE_X}", 1, "NO_SUCH"),
    ("CanonicalizeHostname yes", 1, "Canonicalize"), ("RevokedHostKeys /r", 1, "RevokedHostKeys"),
    ("ProxyJump a:b:c:d@", 1, "jump host"),
    ("KnownHostsCommand /bin/false", 1, "KnownHostsCommand"), ("CheckHostIP yes", 1, "CheckHostIP"),
    ("PubkeyAuthentication no", 1, "PubkeyAuthentication"), ("DSAAuthentication no", 1, "PubkeyAuthentication"),
    ("PreferredAuthentications password", 1, "publickey"), ("BindInterface eth0", 1, "BindInterface"),
    ("BindAddress name.example", 1, "BindAddress"), ("RefuseConnection no", 1, "RefuseConnection"),
    ("AddressFamily ipv4", 1, "inet6"), ("HostKeyAlgorithms ssh-rsa", 1, "ssh-ed25519"),
    ("HostKeyAlgorithms -*", 1, "ssh-ed25519"), ("Ciphers chacha20-poly1305@openssh.com", 1, "aes128-ctr"),
    ("MACs hmac-sha1", 1, "hmac-sha2-256"), ("KexAlgorithms sntrup761x25519-sha512@openssh.com", 1, "curve25519"),
    ("PubkeyAcceptedKeyTypes ssh-rsa", 1, "ssh-ed25519"), ("Ciphers", 1, "no value"),
    ("User a\nHostKeyAlgorithm x", 2, "hostkeyalgorithm"), ("Host other\n Usr a", 2, "usr"),
    ("Usr a\nIgnoreUnknown usr", 1, "usr"), ("IgnoreUnknown *,!usr\nUsr a", 2, "usr"),
    ("Host other\n IgnoreUnknown usr\nHost *\n Usr a", 4, "usr"), ("IgnoreUnknown", 1, "no value"),
  ])
  func whatIsNotFollowedIsRefusedByItsLine(_ text: String, _ line: Int, _ word: String) {
    guard case .configuration("test", let found, let problem) = problem(text) else {
      return #expect(Bool(false), "\(String(describing: problem(text)))")
    }
    #expect(found == line)
    #expect(problem.contains(word), "\(problem)")
  }

  @Test func aMatchThatCannotApplyIsNoHindrance() throws {
    #expect(try endpoint("Host web\n Include /none\nHost db\n ProxyCommand x\n", "other").hostName == "other")
    #expect(try endpoint("ProxyCommand none\nProxyJump j", "other").jump == nil)
  }

  /// As for all keywords the first value counts, and only where it applies.
  @Test(arguments: [
    "CheckHostIP no\nCheckHostIP yes", "Host other\n KnownHostsCommand /bin/false", "IgnoreUnknown U?r,x\nUSR a b c",
    "IgnoreUnknown usr\nHost other\n Usr a", "Host *\n PubkeyAuthentication yes\nHost other\nPubkeyAuthentication no",
    "KnownHostsCommand none", "PreferredAuthentications publickey,password\nPreferredAuthentications password",
    "AddressFamily any\nAddressFamily inet6", "BindAddress 127.0.0.1\nBindAddress x", "HostKeyAlgorithms +ssh-rsa",
  ])
  func whatMakesNoDifferenceIsPassedOver(_ text: String) throws {
    #expect(try endpoint(text, "host").label == "host")
  }

  @Test(arguments: [
    (
      "HostKeyAlgorithms +ssh-rsa",
      ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"]
    ),
    ("HostKeyAlgorithms -ecdsa*", ["ssh-ed25519"]),
    ("HostKeyAlgorithms ecdsa*521,ssh-ed25519", ["ecdsa-sha2-nistp521", "ssh-ed25519"]),
    (
      "HostKeyAlgorithms ^*384,rsa-sha2-512",
      ["ecdsa-sha2-nistp384", "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp521"]
    ),
    ("HostKeyAlgorithms rsa-sha2-512,ssh-ed25519\nHostKeyAlgorithms ecdsa*", ["ssh-ed25519"]),
  ])
  func ofItsOwnAlgorithmsThoseAreLeftThatTheFileNames(_ text: String, _ types: [String]) throws {
    #expect(try endpoint(text, "host").algorithms.hostKey == types)
  }

  /// Those of newer versions and of distributions are known too: a file that its ssh refuses is the user's to see.
  @Test(.enabled(if: ChildProcess.isInstalled("ssh"), "ssh is not installed (openssh-client)"))
  func theKeywordsAreThoseOfSSH() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(ConfigKeyword.known.sorted().map { "\($0) x\n" }.joined(), to: "config")
    let said = try ChildProcess.run(["ssh", "-G", "-F", file, "host"]).text
    let unknown = said.split(whereSeparator: \.isNewline).compactMap { line in
      line.firstRange(of: "Bad configuration option: ").map { String(line[$0.upperBound...]) }
    }
    let elsewhere: Set = [
      "channeltimeout", "obscurekeystroketiming", "refuseconnection", "rsaminsize", "tag", "versionaddendum",
      "warnweakcrypto",
    ]
    #expect(Set(unknown).isSubset(of: elsewhere), "\(unknown)")
  }

  @Test func theTargetsOwnWordComesFirst() throws {
    let config = try SSHConfig(
      text: "User c\nPort 5\nHostName h\nIdentityFile /c\nProxyJump j\nConnectTimeout 3", file: "test")
    let target = Target(
      "x", address: "192.0.2.9", port: 6, user: "t", identityFiles: ["/t"], knownHostsFiles: ["/k"], jump: [],
      connectTimeout: .seconds(1), agent: .off)
    let endpoint = try Client(config: config).endpoint(for: target)
    #expect((endpoint.hostName, endpoint.port, endpoint.user) == ("192.0.2.9", 6, "t"))
    #expect(endpoint.identities == .init(files: ["/t"], areNamed: true, only: false, agent: nil))
    #expect(endpoint.knownHosts == .init(user: ["/k"], global: []))
    #expect(endpoint.jump == nil)
    #expect(endpoint.connectTimeout == .seconds(1))
  }

  @Test func aTokenInAJumpHostIsThatOfTheHostBehindIt() throws {
    let endpoint = try endpoint("Host db\n HostName h\n ProxyJump %r@jump-%h-%n:2%p\n User u\n Port 7", "db")
    #expect(endpoint.jump?.label == "jump-h-db" && endpoint.jump?.user == "u" && endpoint.jump?.port == 27)
  }

  @Test func aMatchInAnIncludedFileIsRefusedByThatFilesLine() throws {
    let folder = try TemporaryFolder()
    let included = try folder.write("User a\nMatch exec \"touch \(folder.file("trap"))\"\n User b\n", to: "more")
    let config = try SSHConfig.load(folder.write("Host db\n Include \(included)\n", to: "config"))
    #expect(try Client(config: config).endpoint(for: Target("web")).label == "web")
    do {
      _ = try Client(config: config).endpoint(for: Target("db"))
      Issue.record("it was followed")
    } catch {
      guard case .configuration(included, 2, let problem) = error.reason else {
        return #expect(Bool(false), "\(error)")
      }
      #expect(problem.contains("Match exec"))
    }
    #expect(access(folder.file("trap"), F_OK) != 0)
  }

  @Test func includesThatIncludeThemselvesEnd() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("Include \(folder.file("config"))\n", to: "config")
    #expect(throws: SSHError.self) { try SSHConfig.load(file) }
  }
}

/// What `ssh -G` prints: a keyword and its values on each line.
private struct SSHOutput {
  private let lines: [(String, String)]

  init(_ text: String) {
    lines = text.split(separator: "\n").map { line in
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
  }

  func all(_ keyword: String) -> [String] { lines.filter { $0.0 == keyword }.map(\.1) }
  func one(_ keyword: String) -> String? { all(keyword).first }
  /// ssh prints lists of paths without quotes.
  func paths(_ keyword: String) -> [String] {
    (one(keyword) ?? "").replacing("with space", with: "with_space").split(separator: " ")
      .map { ConfigTokens.home(String($0).replacing("with_space", with: "with space")) }
  }
}
