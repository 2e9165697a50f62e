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

  /// Each text, asked for several hosts, must say what `ssh -G` says.
  static let corpus: [String] = [
    "", "# only a comment\n\n", "User a", "User a\nUser b", "Port 2222", "port=2222", "Port = 2222", "PORT\t2222",
    "  Port   2222  ",
    "Host db\n  User dba\nHost *\n  User other", "Host *\n User first\nHost db\n User second", "Host d?\n User q",
    "Host !db *\n User notdb",
    "Host * !db\n User notdb", "Host !db\n User never", "Host db web\n User both", "Host DB\n User upper",
    "Host \"db\"\n User quoted",
    "Host db.*\n User sub", "Host *.example.jp\n User jp", "HostName 192.0.2.7", "Host db\n HostName %h.example.jp",
    "HostName a%%b",
    "HostName h1\nHostName h2", "Host db\n HostName=db1", "User \"two words\"", "User 'single'", "User a # comment",
    "User a#b",
    "IdentityFile ~/k1\nIdentityFile ~/k2", "IdentityFile %d/.ssh/%h-%p-%r-%u", "IdentityFile none",
    "IdentityFile \"/a b/key\"",
    "IdentityFile /k1\nHost db\n IdentityFile /k2\nHost *\n IdentityFile /k3", "IdentityFile ${HOME}/key",
    "IdentityFile /100%%",
    "IdentitiesOnly yes", "IdentitiesOnly no\nIdentitiesOnly yes", "IdentityAgent none", "IdentityAgent /run/agent",
    "IdentityAgent ~/agent",
    "Host db* web\n ProxyJump jump", "Host db* web\n ProxyJump u@jump:2200", "Host db* web\n ProxyJump a,b,c",
    "ProxyJump none", "Host db* web\n ProxyJump none\nProxyJump jump", "Host db* web\n ProxyJump ssh://u@jump:99",
    "Host db* web\n ProxyJump [2001:db8::1]:22", "Host db\n ProxyJump none\nHost d*\n ProxyJump jump",
    "UserKnownHostsFile /a /b", "UserKnownHostsFile ~/k",
    "UserKnownHostsFile none", "UserKnownHostsFile /a\nUserKnownHostsFile /b", "GlobalKnownHostsFile /g",
    "GlobalKnownHostsFile /g1 /g2",
    "UserKnownHostsFile \"/with space/k\" /other", "HostKeyAlias alias", "HostKeyAlias Alias", "ConnectTimeout 7",
    "ConnectTimeout 1m", "ConnectTimeout none",
    "ServerAliveInterval 9\nServerAliveCountMax 4", "ServerAliveInterval 2m", "ServerAliveCountMax 7",
    "StrictHostKeyChecking no",
    "ForwardAgent yes\nCompression yes\nLogLevel QUIET", "SendEnv LANG LC_*",
    "Host db\n\n  # c\n  User a\n\n\nHost web\n User b",
    "Host *\n  Port 1\n  Host db\n  Port 2", "User a\r\nPort 77\r\n", "Host db\n User \"\"x\"\"", "User a\\ b",
    "Host db web other\n Port 3\n User u",
    "Include INC", "Host db\n Include INC\n Port 5", "Include INC\nPort 6", "Host web\n Include INC\nHost *\n Port 8",
    "Include /no/such/file*", "Include GLOB",
    "Include \"INC\" GLOB", "Host db\nHostName x\nHost x\n User wrong", "HostName %n.example", "CheckHostIP no\nUser z",
    "UserKnownHostsFile %d/k-%h ~/l", "Host db\n IdentityFile ~/a\n IdentityFile ~/a", "ServerAliveInterval 0",
  ]

  @Test(
    .enabled(if: ChildProcess.isInstalled("ssh"), "ssh is not installed (openssh-client)"), arguments: corpus.indices)
  func saysWhatSSHSays(_ index: Int) throws {
    let folder = try TemporaryFolder()
    try folder.write("Host db\n User included\nHost *\n Port 99\n", to: "inc.conf")
    try folder.write("Host web\n User globbed\n", to: "glob1.conf")
    try folder.write("HostName %h.globbed\n", to: "glob2.conf")
    let text = Self.corpus[index].replacing("INC", with: folder.file("inc.conf")).replacing(
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
    #expect(ours.hostName == theirs.one("hostname"), hint)
    #expect(String(ours.port) == theirs.one("port"), hint)
    #expect(ours.user == theirs.one("user"), hint)
    #expect(ours.identities.only == (theirs.one("identitiesonly") == "yes"), hint)
    #expect(ours.hostKeyAlias == theirs.one("hostkeyalias")?.lowercased(), hint)
    #expect(ours.knownHosts.user == theirs.paths("userknownhostsfile").filter { $0 != "none" }, hint)
    #expect(ours.knownHosts.global == theirs.paths("globalknownhostsfile").filter { $0 != "none" }, hint)
    if let time = theirs.one("connecttimeout"), time != "none" {
      #expect(ours.connectTimeout == .seconds(Int(time) ?? 0), hint)
    }
    #expect(ours.keepAlive.count == theirs.one("serveralivecountmax").flatMap { Int($0) }, hint)
    if let interval = theirs.one("serveraliveinterval"), interval != "0" {
      #expect(ours.keepAlive.interval == .seconds(Int(interval) ?? 0), hint)
    }
    let jump = theirs.one("proxyjump").flatMap { $0 == "none" ? nil : $0 }
    #expect((ours.jump == nil) == (jump == nil), hint)
    if let agent = theirs.one("identityagent"), agent != "SSH_AUTH_SOCK" {
      #expect((ours.identities.agent ?? "none") == ConfigTokens.home(agent), hint)
    }
    // ssh prints identity files before it expands them, so the tokens are expanded here by their plain meaning.
    let expected = theirs.all("identityfile").filter { $0 != "none" }.map { file in
      ConfigTokens.home(file).replacing("%d", with: Home.directory()).replacing("%h", with: ours.hostName)
        .replacing("%p", with: String(ours.port)).replacing("%r", with: ours.user).replacing(
          "%u", with: Home.userName()
        )
        .replacing("%%", with: "%").replacing("${HOME}", with: Home.environment("HOME") ?? "")
    }
    if ours.identities.areNamed { #expect(ours.identities.files == expected, hint) }
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
    ("User a\nMatch host db\n User b", 2, "Match"), ("Host *\n Match all\n User x", 2, "Match"),
    ("ProxyCommand nc %h %p", 1, "ProxyCommand"),
    ("Port 0", 1, "port"), ("Port 70000", 1, "port"), ("Port x", 1, "port"), ("IdentityFile %x", 1, "%x"),
    ("IdentitiesOnly maybe", 1, "yes"),
    ("User \"open", 1, "quotation"), ("\n\nPort", 3, "no value"), ("ConnectTimeout soon", 1, "time"),
    ("IdentityFile ${NO_SUCH_VARIABLE_X}", 1, "NO_SUCH"),
    ("CanonicalizeHostname yes", 1, "Canonicalize"), ("RevokedHostKeys /r", 1, "RevokedHostKeys"),
    ("ProxyJump a:b:c:d@", 1, "jump host"),
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
