import Glibc
import TestKit
import Testing

@testable import SSH

/// Commands by way of the system's `ssh`: the same guarantees as on libssh2, on servers too that libssh2 can't talk to.
@Suite(needsServer)
struct OpenSSHTests {
  private let client = Client()

  private func target(
    _ server: SSHServer, key: String? = nil, knownHosts: String? = nil, jump: [Target]? = nil
  ) -> Target {
    var target = server.target(key: key, knownHosts: knownHosts)
    target.transport = .openSSH
    target.jump = jump
    target.connectTimeout = .seconds(20)
    return target
  }

  @Test(arguments: [
    (["Ciphers chacha20-poly1305@openssh.com"], ["ed25519"]), (["Ciphers aes256-gcm@openssh.com"], ["ed25519"]),
    (["MACs hmac-sha2-512-etm@openssh.com"], ["ed25519"]), ([], ["rsa"]),
    (["KexAlgorithms sntrup761x25519-sha512@openssh.com"], ["ed25519"]),
  ])
  func serversThatLibssh2CanNotTalkTo(_ lines: [String], _ keys: [String]) async throws {
    let server = try SSHServer(lines, hostKeys: keys)
    let answer = try await client.ask("cat; echo e >&2; exit 7", target(server), input: Array("in".utf8))
    #expect(answer.end == .exited(code: 7))
    #expect(answer.text == "in" && answer.errorText == "e\n")
    await client.close()
  }

  @Test func anRSAKeyLogsIn() async throws {
    let server = try SSHServer()
    let key = server.folder.file("my rsa 100% key")
    try SSHServer.makeKey("rsa", key)
    try server.authorize(key)
    #expect(try await client.ask("echo in", target(server, key: key)).text == "in\n")
    await client.close()
  }

  @Test func commandsFollowOneAnotherOnOneConnection() async throws {
    let server = try SSHServer()
    for number in 0..<30 {
      let answer = try await client.ask("echo \(number); echo e\(number) >&2; exit \(number)", target(server))
      #expect(answer.end == .exited(code: Int32(number)))
      #expect(answer.text == "\(number)\n" && answer.errorText == "e\(number)\n")
    }
    #expect(server.connections.count == 1)
    let several = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<8 {
        group.addTask { try await client.ask("sleep 0.2; echo \(number)", target(server)).text }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(several.count == 8)
    #expect(server.connections.count == 1)
    await client.close()
  }

  @Test func outputOfAnySizeAndInputAsWell() async throws {
    let server = try SSHServer()
    let big = [UInt8](repeating: 0x41, count: 3_000_000)
    let answer = try await client.ask("head -c 5000000 /dev/zero >&2; wc -c", target(server), input: big)
    #expect(answer.end == .exited(code: 0))
    #expect(answer.text.filter(\.isNumber) == "3000000" && answer.errors.count == 5_000_000)
    await client.close()
  }

  @Test func theTreeEndsAtTheDeadlineAndWhenCancelled() async throws {
    let server = try SSHServer()
    let place = server.folder.file("pids")
    let text = "echo $$ >>\(place); (sleep 300 & echo $! >>\(place); setsid sleep 301 & wait)"
    let late = try await client.ask(text, target(server), timeout: .milliseconds(400))
    #expect(late.end == .timedOut(treeKilled: true))
    var pids = try pids(place)
    unlink(place)
    let task = Task { try await client.ask(text, target(server)) }
    while (try? TemporaryFolder.text(place).count(where: { $0 == "\n" })) != 2 {
      try await Task.sleep(for: .milliseconds(20))
    }
    task.cancel()
    #expect(try await task.value.end == .cancelled(treeKilled: true))
    pids += try self.pids(place)
    #expect(pids.count == 4 && !pids.contains { Processes.isAlive($0) })
    await client.close()
  }

  private func pids(_ file: String) throws -> [pid_t] {
    try TemporaryFolder.text(file).split(separator: "\n").compactMap { pid_t($0) }
  }

  @Test func aDeadServerIsALostCommandAndTheNextOneConnectsAnew() async throws {
    let server = try SSHServer()
    let place = server.folder.file("begun")
    let task = Task { try await client.ask("echo >\(place); sleep 60", target(server)) }
    while access(place, F_OK) != 0 { try await Task.sleep(for: .milliseconds(20)) }
    server.kill()
    guard case .lost(let end) = try await task.value.end else { return #expect(Bool(false)) }
    #expect(end.code == "connection-lost")
    let refused = await failure { () throws(SSHError) in try await client.ask("true", target(server)) }
    #expect(refused?.reason == .refused(address: "\(server.address):\(server.port)"))
    try server.start()
    #expect(try await client.ask("echo again", target(server)).text == "again\n")
    await client.close()
  }

  @Test func aServerWithOneSessionTakesOneCommandAfterAnother() async throws {
    let server = try SSHServer(["MaxSessions 1"])
    try await withThrowingTaskGroup(of: CommandEnd.self) { group in
      for _ in 0..<4 { group.addTask { try await client.ask("sleep 0.1", target(server)).end } }
      for try await end in group { #expect(end == .exited(code: 0)) }
    }
    await client.close()
  }

  @Test func aForcedCommandIsNamed() async throws {
    let server = try SSHServer(["ForceCommand echo no; exit 3"])
    let error = await failure { () throws(SSHError) in try await client.ask("true", target(server)) }
    #expect(error?.reason == .shellNotPOSIX(status: 3, signal: nil, said: "no"))
    await client.close()
  }

  // MARK: host keys

  @Test func anUnknownHostIsRefusedWithTheLineThatWouldMakeItKnown() async throws {
    let server = try SSHServer()
    let empty = server.folder.file("known hosts 2")
    try server.folder.write("", to: "known hosts 2")
    let known = target(server, knownHosts: empty)
    let refused = await failure { () throws(SSHError) in try await client.ask("true", known) }
    #expect(refused?.code == "host-key-unknown")
    let shown = await failure { () throws(SSHError) in try await client.checkHostKey(of: known) }
    guard case .hostKeyUnknown(let name, "ssh-ed25519", let fingerprint, empty, let line) = shown?.reason else {
      return #expect(Bool(false), "\(String(describing: shown))")
    }
    #expect(name == server.knownName)
    #expect(line == "\(server.knownName) \(try server.publicKey(server.folder.file("host_ed25519")))")
    #expect(
      try ChildProcess.check(["ssh-keygen", "-lf", server.folder.file("host_ed25519.pub")]).contains(fingerprint))
    #expect(try TemporaryFolder.text(empty).isEmpty)
    try server.folder.write(line + "\n", to: "known hosts 2")
    #expect(try await client.ask("echo known", known).text == "known\n")
    try await client.checkHostKey(of: known)
    await client.close()
  }

  @Test func aChangedAndARevokedKeyAreRefused() async throws {
    let server = try SSHServer()
    let other = server.folder.file("other")
    try SSHServer.makeKey("ed25519", other)
    try server.folder.write("# first\n\(server.knownName) \(try server.publicKey(other))\n", to: "changed")
    let changed = await failure { () throws(SSHError) in
      try await client.ask("true", target(server, knownHosts: server.folder.file("changed")))
    }
    guard case .hostKeyChanged(_, _, let fingerprint, let known) = changed?.reason else {
      return #expect(Bool(false), "\(String(describing: changed))")
    }
    #expect(fingerprint.hasPrefix("SHA256:"))
    #expect(known.map(\.at.line) == [2] && known.first?.fingerprint.hasPrefix("SHA256:") == true)
    let key = try server.publicKey(server.folder.file("host_ed25519"))
    try server.folder.write("\(server.knownName) \(key)\n@revoked * \(key)\n", to: "revoked")
    let revoked = await failure { () throws(SSHError) in
      try await client.ask("true", target(server, knownHosts: server.folder.file("revoked")))
    }
    let printed = try ChildProcess.check(["ssh-keygen", "-lf", server.folder.file("host_ed25519")])
    let shown = try #require(printed.split(separator: " ").dropFirst().first.map { String($0) })
    #expect(
      revoked?.reason
        == .hostKeyRevoked(
          name: server.knownName, type: "ssh-ed25519", fingerprint: shown,
          at: .init(file: server.folder.file("revoked"), line: 2)))
    let checked = await failure { () throws(SSHError) in
      try await client.checkHostKey(of: target(server, knownHosts: server.folder.file("revoked")))
    }
    #expect(checked?.reason == revoked?.reason)
    await client.close()
  }

  // MARK: ways

  @Test func throughJumpHostsWithKeysOfTheirOwn() async throws {
    let first = try SSHServer()
    let second = try SSHServer()
    let last = try SSHServer(["Ciphers chacha20-poly1305@openssh.com"])
    let ways = [first.target("first"), second.target("second")]
    let answer = try await client.ask("echo $SSH_CLIENT", target(last, jump: ways))
    #expect(answer.end == .exited(code: 0))
    let other = try SSHServer()
    #expect(try await client.ask("echo other", target(other, jump: ways)).text == "other\n")
    #expect(first.connections.count == 1 && second.connections.count == 1)
    await client.close()
  }

  /// ssh itself would go by the jump host's own lax lines.
  @Test func aProxyJumpOfTheConfigurationIsAsStrictAsTheHost() async throws {
    let (first, second, last) = try (SSHServer(), SSHServer(), SSHServer())
    let known = first.folder.file("jump_known")
    func config(_ more: String = "") throws -> Client {
      let text =
        more
          + """
          Host first
            HostName \(first.address)
            Port \(first.port)
            UserKnownHostsFile \(known)
            IdentityFile \(first.userKey)
            StrictHostKeyChecking no
            UpdateHostKeys yes
          Host second
            HostName \(second.address)
            Port \(second.port)
            UserKnownHostsFile \(second.knownHosts)
            IdentityFile \(second.userKey)
            ProxyJump \(first.user)@first
          Host last
            ProxyJump second
          Host chained
            ProxyJump \(first.user)@first,%r@second:\(second.port)
          Match originalhost round exec true
            ProxyJump circle
          Host circle
            ProxyJump other@round

          """
      let file = try first.folder.write(text, to: "jump_config")
      return Client(config: try SSHConfig.load(file))
    }
    func target(_ label: String) -> Target {
      var target = self.target(last)
      target.label = label
      return target
    }
    try first.folder.write("", to: "jump_known")
    for label in ["last", "chained"] {
      let client = try config()
      let refused = await failure { () throws(SSHError) in try await client.ask("true", target(label)) }
      #expect(refused?.code == "host-key-unknown" && refused?.hop == "first", "\(String(describing: refused))")
      #expect(try TemporaryFolder.text(known).isEmpty)
      await client.close()
    }
    try first.folder.write(TemporaryFolder.read(first.knownHosts), to: "jump_known")
    let client = try config()
    for label in ["last", "chained"] {
      #expect(try await client.ask("echo \(label)", target(label)).text == "\(label)\n")
    }
    #expect(first.connections.count == 1, "the way is shared")
    let circle = await failure { () throws(SSHError) in try await client.ask("true", target("round")) }
    #expect(
      circle?.code == "configuration" && circle?.facts["problem"]?.contains("circle") == true,
      "\(String(describing: circle))")
    await client.close()
    let broken = try config("NoSuchKeyword yes\n")
    let error = await failure { () throws(SSHError) in try await broken.ask("true", target("last")) }
    #expect(error?.code == "program-failed" && error?.facts["said"]?.contains("nosuchkeyword") == true)
    await broken.close()
  }

  @Test func aFailureAtAJumpHostNamesTheHop() async throws {
    let first = try SSHServer()
    let last = try SSHServer(runs: false)
    let jump = first.target("first")
    let closed = await failure { () throws(SSHError) in try await client.ask("true", target(last, jump: [jump])) }
    #expect(closed?.code == "unreachable" && closed?.hop == nil, "\(String(describing: closed))")
    first.kill()
    let gone = await failure { () throws(SSHError) in try await client.ask("true", target(last, jump: [jump])) }
    #expect(gone?.code == "refused" && gone?.hop == "first", "\(String(describing: gone))")
    await client.close()
  }

  @Test func whoIsNotLetInIsTold() async throws {
    let server = try SSHServer()
    let stranger = server.folder.file("stranger")
    try SSHServer.makeKey("ed25519", stranger)
    let error = await failure { () throws(SSHError) in try await client.ask("true", target(server, key: stranger)) }
    #expect(error?.reason == .noKeyAccepted(user: server.user, tried: [stranger], server: ["publickey"]))
    let config = try server.folder.write(
      "IdentityFile \(stranger)\nIdentitiesOnly yes\n", to: "config")
    var unnamed = target(server)
    unnamed.identityFiles = nil
    let ownClient = try Client(config: SSHConfig.load(config))
    let own = await failure { () throws(SSHError) in try await ownClient.ask("true", unnamed) }
    await ownClient.close()
    #expect(own?.reason == .noKeyAccepted(user: server.user, tried: [stranger], server: ["publickey"]))
    let open = server.folder.file("open")
    try server.folder.write(TemporaryFolder.read(server.userKey), to: "open")
    chmod(open, 0o644)
    let tooOpen = await failure { () throws(SSHError) in try await client.ask("true", target(server, key: open)) }
    #expect(tooOpen?.reason == .keyFileTooOpen(file: open, mode: "644"))
    let missing = stranger + "2"
    let none = await failure { () throws(SSHError) in try await client.ask("true", target(server, key: missing)) }
    #expect(none?.reason == .keyFileUnreadable(file: missing, problem: "No such file or directory"))
    try server.folder.write("no key", to: "broken")
    chmod(server.folder.file("broken"), 0o600)
    let broken = await failure { () throws(SSHError) in
      try await client.ask("true", target(server, key: server.folder.file("broken")))
    }
    #expect(broken?.code == "key-format-unsupported")
    let locked = server.folder.file("locked")
    try SSHServer.makeKey("ed25519", locked, passphrase: "secret")
    try server.authorize(locked)
    let sealed = await failure { () throws(SSHError) in try await client.ask("true", target(server, key: locked)) }
    #expect(sealed?.reason == .passphraseNeeded(file: locked))
    await client.close()
  }

  @Test func aServerThatIsBusyStartingOthersIsTriedAgain() async throws {
    let server = try SSHServer(["MaxStartups 1:100:1", "LoginGraceTime 2"])
    let silent = try ChildProcess(["bash", "-c", "exec 3<>/dev/tcp/\(server.address)/\(server.port); sleep 30"])
    defer { silent.signal(SIGKILL) }
    try await Task.sleep(for: .milliseconds(300))
    #expect(try await client.ask("echo late", target(server)).text == "late\n")
    await client.close()
  }

  @Test func nothingInTheUsersConfigurationMakesItLaxer() throws {
    let folder = try TemporaryFolder("sonae-ssh-config")
    try folder.write(
      """
      Host *
        StrictHostKeyChecking no
        UserKnownHostsFile /dev/null
        ForwardAgent yes
        PermitLocalCommand yes
        LocalCommand touch /tmp/never
        RemoteCommand reboot
        RequestTTY force
        LocalForward 1234 localhost:1
        BatchMode no
      """, to: "config")
    var target = Target("host", address: "192.0.2.1", knownHostsFiles: ["/known hosts"], jump: [])
    target.transport = .openSSH
    let options = try OpenSSHTarget(target, config: folder.file("config")).options
    let said = try ChildProcess.check(["ssh", "-G"] + options + ["--", "host"])
    let lines = said.split(separator: "\n")
    for line in [
      "stricthostkeychecking true", "userknownhostsfile /known hosts", "forwardagent no", "permitlocalcommand no",
      "requesttty false", "batchmode yes", "hostname 192.0.2.1",
    ] {
      #expect(lines.contains(Substring(line)), "\(line)")
    }
    #expect(!lines.contains { $0.hasPrefix("remotecommand reboot") })
  }

  @Test(arguments: ["a\"b", "a\\b", "${HOME}/x", "a\nb"])
  func whatCanNotBeSaidToSSHIsRefused(_ path: String) {
    let target = Target("host", identityFiles: [path])
    #expect(throws: SSHError.self) { try OpenSSHTarget(target, config: nil) }
  }

  @Test(arguments: ["x'$(id)'", "-oProxyCommand=id", "a b", "a#", "", "h;id"])
  func anAddressThatIsNoneIsRefused(_ address: String) {
    #expect(throws: SSHError.self) { try OpenSSHTarget(Target("host", address: address), config: nil) }
  }

  /// The file that ssh_config names takes the key of a new host, as with libssh2.
  @Test func aNewHostsKeyGoesWhereTheConfigurationSays() async throws {
    let server = try SSHServer(hostKeys: ["rsa"])
    let known = server.folder.file("configured")
    let config = try server.folder.write("Host *\n  UserKnownHostsFile \(known)\n", to: "config")
    let client = Client(config: try SSHConfig.load(config))
    var target = target(server)
    target.knownHostsFiles = nil
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    guard case .hostKeyUnknown(server.knownName, "ssh-rsa", let fingerprint, known, let line) = error?.reason else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(fingerprint.hasPrefix("SHA256:") && line.hasPrefix(server.knownName + " ssh-rsa "))
    await client.close()
  }

  @Test func nothingIsLeftWhenTheClientCloses() async throws {
    let server = try SSHServer()
    _ = try await client.ask("true", target(server))
    let masters = Processes.children(of: getpid()).filter { Processes.name($0) == "ssh" }
    #expect(!masters.isEmpty)
    await client.close()
    for _ in 0..<300 where !server.connections.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    #expect(server.connections.isEmpty)
  }
}
