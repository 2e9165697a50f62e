import Glibc
import Synchronization
import TestKit
import Testing

@testable import SSH

@Suite(needsServer)
struct LoginTests {
  let server: SSHServer

  init() throws {
    server = try SSHServer()
  }

  private func target(_ key: String) -> Target { server.target("host-\(key)", key: key) }

  private func makeKey(_ type: String, _ options: [String] = [], passphrase: String = "") throws -> String {
    let path = server.folder.file("key-\(type)-\(options.count)-\(passphrase.count)")
    try SSHServer.makeKey(type, path, passphrase: passphrase, options: options)
    try server.authorize(path)
    return path
  }

  @Test(arguments: [
    ("ed25519", []), ("ecdsa", ["-b", "256"]), ("ecdsa", ["-b", "384"]), ("ecdsa", ["-b", "521"]),
    ("ecdsa", ["-b", "256", "-m", "PEM"]), ("ecdsa", ["-b", "521", "-m", "PKCS8"]),
  ])
  func theseKeysLogIn(_ type: String, _ options: [String]) async throws {
    let client = Client()
    #expect(try await client.ask("true", target(makeKey(type, options))).end == .exited(code: 0))
    await client.close()
  }

  @Test(arguments: [
    ("ed25519", []), ("ecdsa", []), ("ed25519", ["-Z", "aes256-cbc"]), ("ed25519", ["-Z", "aes128-ctr", "-a", "3"]),
    ("ecdsa", ["-m", "PEM"]), ("ecdsa", ["-m", "PKCS8"]),
  ])
  func encryptedKeysLogInWithTheirPassphrase(_ type: String, _ options: [String]) async throws {
    let key = try makeKey(type, options, passphrase: "正しい passphrase")
    let source = Counting("正しい passphrase")
    let client = Client(passphrases: source)
    for number in 0..<3 {
      #expect(try await client.ask("true", server.target("host-\(number)", key: key)).end == .exited(code: 0))
    }
    #expect(source.asked == [key])
    await client.close()
  }

  @Test func aWrongPassphraseIsNamed() async throws {
    let key = try makeKey("ed25519", passphrase: "right")
    let client = Client(passphrases: Counting("wrong"))
    let error = await failure { () throws(SSHError) in try await client.ask("true", target(key)) }
    #expect(error?.reason == .passphraseWrong(file: key))
    await client.close()
  }

  @Test func withoutAnybodyToAskThePassphraseIsNamedAsNeeded() async throws {
    let key = try makeKey("ed25519", passphrase: "right")
    let client = Client()
    let error = await failure { () throws(SSHError) in try await client.ask("true", target(key)) }
    #expect(error?.reason == .passphraseNeeded(file: key))
    await client.close()
  }

  @Test func thePassphraseIsNotAskedForAKeyThatTheServerDoesNotWant() async throws {
    let key = server.folder.file("stranger")
    try SSHServer.makeKey("ed25519", key, passphrase: "secret")
    let source = Counting("secret")
    let client = Client(passphrases: source)
    let error = await failure { () throws(SSHError) in try await client.ask("true", target(key)) }
    #expect(error?.code == "no-key-accepted")
    #expect(source.asked.isEmpty)
    await client.close()
  }

  @Test func passphrasesComeFromEnvironmentAndCommand() throws {
    setenv("SONAE_TEST_PASSPHRASE", "from the environment", 1)
    #expect(
      EnvironmentPassphrase("SONAE_TEST_PASSPHRASE").passphrase(forKeyFile: "k")?.bytes
        == Array("from the environment".utf8))
    #expect(EnvironmentPassphrase("SONAE_TEST_NOTHING").passphrase(forKeyFile: "k") == nil)
    let command = CommandPassphrase(["sh", "-c", "printf 'for %s\\nmore\\n' \"$1\"", "sh"])
    #expect(command.passphrase(forKeyFile: "/key")?.bytes == Array("for /key".utf8))
    #expect(CommandPassphrase(["false"]).passphrase(forKeyFile: "k") == nil)
    #expect("\(Passphrase("secret"))" == "[REDACTED]")
  }

  @Test func aKeyThatIsNotAuthorizedIsListedWithWhatTheServerAccepts() async throws {
    let key = server.folder.file("unauthorized")
    try SSHServer.makeKey("ed25519", key)
    let client = Client()
    let error = await failure { () throws(SSHError) in try await client.ask("true", target(key)) }
    #expect(error?.reason == .noKeyAccepted(user: server.user, tried: ["\(key) (ssh-ed25519)"], server: ["publickey"]))
    await client.close()
  }

  /// Where a key is of no use, or not enough, nobody is told to add one.
  @Test(arguments: [false, true]) func aServerThatWantsMoreThanAKeyIsToldAsThat(_ openSSH: Bool) async throws {
    for (lines, isTaken, wanted) in [
      (["PubkeyAuthentication no", "PasswordAuthentication yes"], false, "password"),
      (["AuthenticationMethods publickey,password", "PasswordAuthentication yes"], true, "password"),
      (
        ["AuthenticationMethods publickey,keyboard-interactive", "KbdInteractiveAuthentication yes"], true,
        "keyboard-interactive"
      ),
    ] {
      let server = try SSHServer(lines)
      var target = server.target()
      let other = server.folder.file("other")
      try SSHServer.makeKey("ed25519", other)
      target.identityFiles = [other, server.userKey]
      if openSSH { target.transport = .openSSH }
      let client = Client()
      let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
      let accepted = isTaken && !openSSH ? "\(server.userKey) (ssh-ed25519)" : nil
      #expect(error?.reason == .otherMethodsWanted(user: server.user, accepted: accepted, server: [wanted]))
      #expect(try await client.checkHostKey(of: target) != nil)
      await client.close()
    }
  }

  @Test(arguments: [false, true]) func aPublicKeyInPlaceOfThePrivateOneIsToldAsThat(_ openSSH: Bool) async throws {
    let file = server.folder.file("named.pub")
    for mode: mode_t in [0o644, 0o600] {
      try server.folder.write(TemporaryFolder.read(server.userKey + ".pub"), to: "named.pub")
      chmod(file, mode)
      var target = target(file)
      if openSSH { target.transport = .openSSH }
      let client = Client()
      let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
      #expect(error?.reason == .keyFileIsPublic(file: file), "\(mode)")
      await client.close()
    }
  }

  @Test func tooManyKeysEndAsNoKeyAccepted() async throws {
    let server = try SSHServer(["MaxAuthTries 2"])
    var keys: [String] = []
    for number in 0..<4 {
      keys.append(server.folder.file("k\(number)"))
      try SSHServer.makeKey("ed25519", keys[number])
    }
    var target = server.target()
    target.identityFiles = keys
    let client = Client()
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(error?.code == "no-key-accepted")
    #expect(
      error?.facts["server"]?.contains("Too many authentication failures") == true, "\(String(describing: error))")
    await client.close()
  }

  @Test func anRSAKeyIsNamedWithTheWayOut() async throws {
    let key = try makeKey("rsa")
    let client = Client()
    let error = await failure { () throws(SSHError) in try await client.ask("true", target(key)) }
    #expect(error?.code == "rsa-key-unsupported")
    #expect(error?.description.contains("ssh-keygen -t ed25519") == true)
    await client.close()
  }

  @Test func aKeyFileThatOthersCanReadIsRefused() async throws {
    let key = try makeKey("ed25519")
    chmod(key, 0o644)
    let client = Client()
    let error = await failure { () throws(SSHError) in try await client.ask("true", target(key)) }
    #expect(error?.reason == .keyFileTooOpen(file: key, mode: "644"))
    await client.close()
  }

  @Test(arguments: ["", "not a key", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"])
  func aFileThatIsNoKeyIsNamed(_ text: String) async throws {
    let key = try server.folder.write(text, to: "broken-\(text.count)")
    let client = Client()
    let error = await failure { () throws(SSHError) in try await client.ask("true", target(key)) }
    #expect(error?.code == "key-format-unsupported")
    await client.close()
  }

  @Test func aMissingKeyFileIsNamed() async throws {
    let client = Client()
    let error = await failure { () throws(SSHError) in try await client.ask("true", target("/no/such/key")) }
    #expect(error?.code == "key-file-unreadable")
    await client.close()
  }

  /// Opening one waits for somebody who writes; everything else would wait with it.
  @Test(.timeLimit(.minutes(1))) func aPipeIsNoFile() async throws {
    let pipe = server.folder.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    let client = Client()
    let key = await failure { () throws(SSHError) in try await client.ask("true", target(pipe)) }
    #expect(key?.code == "key-file-unreadable")
    let known = await failure { () throws(SSHError) in
      try await client.ask("true", server.target(knownHosts: pipe))
    }
    #expect(known?.code == "known-hosts-unreadable")
    #expect(throws: SSHError.self) { try SSHConfig.load(pipe) }
    let included = try server.folder.write("Include \(pipe)\n", to: "including")
    #expect(throws: SSHError.self) { try SSHConfig.load(included) }
    #expect(throws: Never.self) { try SSHConfig.load("/dev/null") }
    await client.close()
  }

  @Test(.enabled(if: ChildProcess.isInstalled("ssh-agent"), "ssh-agent is not installed (openssh-client)"))
  func theAgentsKeysLogIn() async throws {
    let agent = try TestAgent(server.folder)
    let stranger = server.folder.file("agent-stranger")
    try SSHServer.makeKey("ed25519", stranger)
    try agent.add(stranger)
    for type in ["ed25519", "ecdsa"] {
      try agent.removeAll()
      try agent.add(stranger)
      try agent.add(makeKey(type, ["-C", type]))
      var target = server.target("agent-\(type)")
      target.identityFiles = []
      target.agent = .socket(agent.socket)
      let client = Client()
      #expect(try await client.ask("true", target).end == .exited(code: 0))
      await client.close()
    }
  }

  @Test(.enabled(if: ChildProcess.isInstalled("ssh-agent"), "ssh-agent is not installed (openssh-client)"))
  func withIdentitiesOnlyTheAgentsOtherKeysStayUnused() async throws {
    let agent = try TestAgent(server.folder)
    let key = try makeKey("ecdsa")
    try agent.add(key)
    var target = server.target("only")
    target.identityFiles = [server.folder.file("nothing")]
    target.agent = .socket(agent.socket)
    let client = Client(config: try SSHConfig(text: "IdentitiesOnly yes", file: "test"))
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(error?.code == "key-file-unreadable")
    // The private file may be away when its public part says which of the agent's keys is meant.
    try server.folder.write(TemporaryFolder.read(key + ".pub"), to: "public-only.pub")
    target.identityFiles = [server.folder.file("public-only")]
    #expect(try await client.ask("true", target).end == .exited(code: 0))
    await client.close()
  }

  @Test(.enabled(if: ChildProcess.isInstalled("ssh-agent"), "ssh-agent is not installed (openssh-client)"))
  func anAgentWithOnlyAnRSAKeyIsNamed() async throws {
    let agent = try TestAgent(server.folder)
    try agent.add(makeKey("rsa"))
    var target = server.target("rsa-agent")
    target.identityFiles = []
    target.agent = .socket(agent.socket)
    let client = Client()
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(error?.code == "rsa-key-unsupported")
    await client.close()
  }

  @Test func anAgentThatIsGoneIsNamedWhenThereIsNothingElse() async throws {
    var target = server.target("no-agent")
    target.identityFiles = []
    target.agent = .socket(server.folder.file("no.socket"))
    let client = Client()
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(error?.code == "agent-failed")
    await client.close()
  }

  /// It takes connections and says nothing; then not even that, since its queue is full.
  @Test(.timeLimit(.minutes(1)), arguments: [false, true])
  func anAgentThatDoesNotAnswerHoldsNobodyUp(_ isFull: Bool) async throws {
    let agent = try SilentAgent(server.folder.file("silent"), isFull: isFull)
    var target = server.target("silent", connectTimeout: .seconds(2))
    target.agent = .socket(agent.socket)
    let client = Client()
    #expect(try await client.ask("true", target).end == .exited(code: 0))
    target.identityFiles = [server.folder.file("nothing")]
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(error?.reason == .agentFailed(socket: agent.socket, problem: "no answer within 2 s"))
    await client.close()
  }

  /// A person may be asked for the signature, but not longer than the server waits.
  @Test(.timeLimit(.minutes(1))) func anAgentThatDoesNotSignEndsWithTheServersPatience() async throws {
    let other = try SSHServer(["LoginGraceTime 2"])
    let agent = try SilentAgent(server.folder.file("listing"), listing: other.publicKey(other.userKey))
    var target = other.target("unsigned")
    target.identityFiles = []
    target.agent = .socket(agent.socket)
    let client = Client()
    let error = await failure { () throws(SSHError) in try await client.ask("true", target) }
    #expect(["agent-failed", "connection-lost"].contains(error?.code), "\(String(describing: error))")
    await client.close()
  }

  @Test func aLoginBannerIsNoHindrance() async throws {
    let banner = try server.folder.write("警告: 権限のない者の利用を禁ず\n" + String(repeating: "x\n", count: 500), to: "banner")
    let other = try SSHServer(["Banner \(banner)"])
    let client = Client()
    #expect(try await client.ask("echo ok", other.target()).text == "ok\n")
    await client.close()
  }
}

/// A passphrase, and what was asked for it.
private final class Counting: PassphraseSource {
  private let passphrase: String
  private let files = Mutex<[String]>([])
  var asked: [String] { files.withLock { $0 } }

  init(_ passphrase: String) { self.passphrase = passphrase }

  func passphrase(forKeyFile path: String) -> Passphrase? {
    files.withLock { $0.append(path) }
    return Passphrase(passphrase)
  }
}

/// Listens, and answers nothing but the question for its keys.
private final class SilentAgent: Sendable {
  let socket: String
  private let listener: Int32
  private let waiting: [Int32]

  /// - Parameter listing: type and base64 of its key; nil: it doesn't even take connections up.
  init(_ path: String, isFull: Bool = false, listing key: String? = nil) throws {
    socket = path
    listener = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let address = Self.address(path)
    try #require(address.apply(Glibc.bind, to: listener) == 0 && listen(listener, 0) == 0)
    var waiting: [Int32] = []
    while isFull {
      let client = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
      waiting.append(client)
      if address.apply(Glibc.connect, to: client) != 0 { break }
    }
    self.waiting = waiting
    guard let data = key?.split(separator: " ").last, let blob = Base64.decode(data.utf8) else { return }
    let listener = listener
    Blocking.spawnThread {
      while true {
        let client = accept(listener, nil, nil)
        if client < 0 { return }
        Self.answer(client, blob)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    for descriptor in waiting + [listener] { close(descriptor) }
  }

  private static func address(_ path: String) -> SocketAddress {
    let family = withUnsafeBytes(of: sa_family_t(AF_UNIX)) { Array($0) }
    return SocketAddress(family: AF_UNIX, bytes: family + Array(path.utf8) + [0], text: path)
  }

  private static func answer(_ client: Int32, _ key: [UInt8]) {
    var request = [UInt8](repeating: 0, count: 5)
    guard recv(client, &request, 5, Int32(MSG_WAITALL)) == 5, request[4] == 11 else { return }
    var list = WireWriter()
    list.byte(12)
    list.uint32(1)
    list.string(key)
    list.string(Array("test".utf8))
    var message = WireWriter()
    message.string(list.bytes)
    send(client, message.bytes, message.bytes.count, 0)
    close(client)
  }
}

private final class TestAgent: Sendable {
  let socket: String
  private let process: ChildProcess

  init(_ folder: TemporaryFolder) throws {
    socket = folder.file("agent-\(getpid())-\(UInt32.random(in: 0...999_999))")
    process = try ChildProcess(["ssh-agent", "-D", "-a", socket])
    for _ in 0..<500 where access(socket, F_OK) != 0 { usleep(10_000) }
  }

  deinit {
    process.signal(SIGTERM)
    process.wait()
  }

  func add(_ key: String) throws {
    try ChildProcess.check(["ssh-add", "-q", key], environment: ["SSH_AUTH_SOCK": socket])
  }

  func removeAll() throws {
    try ChildProcess.check(["ssh-add", "-q", "-D"], environment: ["SSH_AUTH_SOCK": socket])
  }
}
