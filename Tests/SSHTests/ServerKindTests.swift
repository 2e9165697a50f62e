import TestKit
import Testing

@testable import SSH

@Suite(needsServer)
struct ServerKindTests {
  let client = Client()

  @Test(arguments: [
    ("Ciphers chacha20-poly1305@openssh.com", "cipher", "chacha20-poly1305@openssh.com"),
    ("Ciphers aes256-gcm@openssh.com", "cipher", "aes256-gcm@openssh.com"),
    ("MACs hmac-sha2-512-etm@openssh.com", "MAC", "hmac-sha2-512-etm@openssh.com"),
    ("KexAlgorithms sntrup761x25519-sha512@openssh.com", "key exchange", "sntrup761x25519-sha512@openssh.com"),
    ("KexAlgorithms diffie-hellman-group14-sha1", "key exchange", "diffie-hellman-group14-sha1"),
    ("MACs hmac-sha1", "MAC", "hmac-sha1"), ("Ciphers aes128-cbc", "cipher", "aes128-cbc"),
    ("MACs umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com", "MAC", "hmac-sha2-256-etm@openssh.com"),
    (
      "Ciphers chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,aes256-gcm@openssh.com", "cipher",
      "aes128-gcm@openssh.com"
    ),
  ])
  func whatTheServerLacksIsNamed(_ line: String, _ subject: String, _ offer: String) async throws {
    let server = try SSHServer([line])
    let error = await failure { () throws(SSHError) in try await client.ask("true", server.target()) }
    guard case .negotiationFailed(let found, let offers, _) = error?.reason else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(found == subject)
    #expect(offers.contains(offer))
    await client.close()
  }

  @Test func aServerWithOnlyAnRSAHostKeyIsNamed() async throws {
    let server = try SSHServer(hostKeys: ["rsa"])
    let error = await failure { () throws(SSHError) in try await client.ask("true", server.target()) }
    guard case .negotiationFailed("host key type", let offers, _) = error?.reason else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(offers.contains("rsa-sha2-512"))
    await client.close()
  }

  @Test func aServerThatShowsOnlyACertificateIsNamed() async throws {
    let server = try SSHServer(["HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com"], runs: false)
    let (authority, key) = (server.folder.file("authority"), server.folder.file("host_ed25519"))
    try SSHServer.makeKey("ed25519", authority)
    try ChildProcess.check(["ssh-keygen", "-q", "-s", authority, "-I", "host", "-h", key + ".pub"])
    let config = try TemporaryFolder.text(server.folder.file("sshd_config"))
    try server.folder.write(config + "HostCertificate \(key)-cert.pub\n", to: "sshd_config")
    try server.start()
    let error = await failure { () throws(SSHError) in try await client.ask("true", server.target()) }
    guard case .negotiationFailed("host key type", let offers, _) = error?.reason else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(offers == ["ssh-ed25519-cert-v01@openssh.com"])
    await client.close()
  }

  /// A key that is let in only by its certificate is none that this client can use; the error lists it.
  @Test(arguments: ["PubkeyAcceptedAlgorithms *-cert-v01@openssh.com", "PubkeyAcceptedAlgorithms rsa-sha2-512"])
  func aServerThatTakesOnlyOtherKeysIsNamed(_ line: String) async throws {
    let server = try SSHServer([line])
    let error = await failure { () throws(SSHError) in try await client.ask("true", server.target()) }
    #expect(error?.code == "no-key-accepted")
    #expect(error?.facts["tried"]?.contains("ssh-ed25519") == true, "\(String(describing: error))")
    await client.close()
  }

  @Test(arguments: [
    "KexAlgorithms curve25519-sha256", "KexAlgorithms ecdh-sha2-nistp521",
    "KexAlgorithms diffie-hellman-group16-sha512",
    "KexAlgorithms diffie-hellman-group-exchange-sha256", "MACs hmac-sha2-256", "MACs hmac-sha2-512",
    "Ciphers aes256-ctr",
    "Compression no", "RekeyLimit 64K",
  ])
  func theseServersWork(_ line: String) async throws {
    let server = try SSHServer([line])
    let answer = try await client.ask("head -c 300000 /dev/zero | wc -c", server.target())
    #expect(answer.text == "300000\n")
    await client.close()
  }

  /// The wrapper's text is what a login shell gets with -c; a forced command stands in for an account with that shell.
  @Test(arguments: ["sh", "dash", "bash", "zsh", "ksh", "mksh", "yash", "csh", "tcsh", "fish", "busybox"])
  func anyLoginShellRunsTheCommand(_ shell: String) async throws {
    try #require(ChildProcess.isInstalled(shell), "tools/setup test installs it")
    let call = shell == "busybox" ? "busybox sh" : shell
    let server = try SSHServer(["ForceCommand exec \(call) -c \"$SSH_ORIGINAL_COMMAND\""])
    let answer = try await client.ask(
      "printf '%s\\n' \"it's $HOME !x\" 'a\\\\b'; cat; echo e >&2; exit 9", server.target(), input: [1, 2, 3])
    #expect(answer.end == .exited(code: 9))
    #expect(answer.output == Array("it's \(server.home) !x\na\\\\b\n".utf8) + [1, 2, 3])
    #expect(answer.errorText == "e\n")
    await client.close()
  }

  @Test func whatALoginShellPrintsIsNotOutput() async throws {
    let server = try SSHServer(["ForceCommand printf 'ようこそ'; echo hello; echo oops >&2; eval \"$SSH_ORIGINAL_COMMAND\""]
    )
    let answer = try await client.ask("printf out; printf err >&2", server.target())
    #expect(answer.text == "out")
    #expect(answer.errorText == "err")
    await client.close()
  }

  @Test(arguments: [
    ("rbash", "exec rbash -c \"$SSH_ORIGINAL_COMMAND\"", "restricted"),
    ("nologin", "exec /usr/sbin/nologin", "This account"),
    ("forced", "echo only backups here; exit 3", "only backups here"),
  ])
  func anAccountThatDoesNotRunTheWrapperIsNamed(_ name: String, _ command: String, _ said: String) async throws {
    let server = try SSHServer(["ForceCommand \(command)"])
    let error = await failure { () throws(SSHError) in try await client.ask("echo no", server.target()) }
    #expect(error?.code == "shell-not-posix", "\(String(describing: error))")
    #expect(error?.facts["said"]?.contains(said) == true, "\(String(describing: error))")
    await client.close()
  }

  /// A status of 0 looks to libssh2 like none at all, so here it isn't certain that nothing will run.
  @Test(arguments: ["exec cat", "exit 0", "echo welcome"])
  func anAccountThatDoesSomethingElseWithSuccessIsNoSuccess(_ command: String) async throws {
    let server = try SSHServer(["ForceCommand \(command)"])
    let answer = try await client.ask("echo no", server.target())
    guard case .lost(let error) = answer.end else { return #expect(Bool(false), "\(answer.end)") }
    #expect(error.code == "shell-not-posix")
    #expect(answer.text == "")
    await client.close()
  }

  /// A forced command that is itself a shell reads the header: as comments. What is to be run isn't, nor is its input.
  @Test func aForcedShellRunsNothingOfTheCommandOrItsInput() async throws {
    let server = try SSHServer(["ForceCommand exec sh"])
    let trap = server.folder.file("trap")
    let error = await failure { () throws(SSHError) in
      try await client.ask(
        "touch \(trap)", server.target(), input: Array("touch \(trap)\n".utf8), timeout: .seconds(10))
    }
    // Waiting for the begin mark, the shell waits for its input: the deadline ends that.
    #expect(error == nil || error?.code == "shell-not-posix")
    #expect(!ChildProcess.isInstalled(trap) && (try? TemporaryFolder.read(trap)) == nil)
    await client.close()
  }
}
