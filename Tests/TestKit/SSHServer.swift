public import Glibc
import Synchronization

/// A real sshd on a loopback address and port of its own, with keys of its own, for one test.
///
/// Nothing of the system's sshd is read or written. Ends with `stop()`, `kill()` or the last reference.
public final class SSHServer: Sendable {
  public let address: String
  public let port: UInt16
  public let folder: TemporaryFolder
  private let process: Mutex<ChildProcess?>

  public static let program = "/usr/sbin/sshd"
  public static var isInstalled: Bool { ChildProcess.isInstalled(program) && ChildProcess.isInstalled("ssh-keygen") }

  /// The account that the server lets in: the test's own.
  public var user: String { String(cString: getpwuid(getuid()).pointee.pw_name) }
  public var userKey: String { folder.file("user_ed25519") }
  public var knownHosts: String { folder.file("known_hosts") }
  public var log: String { folder.file("sshd.log") }
  public var home: String { folder.file("home") }
  /// As known_hosts names it.
  public var knownName: String { "[\(address)]:\(port)" }

  /// - Parameters:
  ///   - extra: lines of sshd_config; for most keywords the first one counts, and these come first.
  ///   - hostKeys: types for `ssh-keygen -t`.
  ///   - runs: false leaves it to `start()`.
  public init(_ extra: [String] = [], hostKeys: [String] = ["ed25519"], runs: Bool = true) throws {
    folder = try TemporaryFolder("sonae-sshd")
    (address, port) = try Loopback.free()
    process = Mutex(nil)
    mkdir("/run/sshd", 0o755)
    mkdir(home, 0o700)
    for type in hostKeys { try Self.makeKey(type, folder.file("host_\(type)")) }
    try Self.makeKey("ed25519", userKey)
    try folder.write(TemporaryFolder.read(userKey + ".pub"), to: "authorized_keys")
    let keys = try hostKeys.map { try publicKey(folder.file("host_\($0)")) }
    try folder.write(keys.map { "\(knownName) \($0)\n" }.joined(), to: "known_hosts")
    try folder.write(configuration(extra, hostKeys), to: "sshd_config")
    if runs { try start() }
  }

  deinit {
    kill()
  }

  private func configuration(_ extra: [String], _ hostKeys: [String]) -> String {
    let lines =
      extra + [
        "ListenAddress \(address)", "Port \(port)", "PidFile none",
        "AuthorizedKeysFile \(folder.file("authorized_keys"))", "StrictModes no", "UsePAM no",
        "PasswordAuthentication no", "KbdInteractiveAuthentication no", "PermitRootLogin yes", "UseDNS no",
        "PrintMotd no", "PrintLastLog no", "LogLevel DEBUG1", "MaxStartups 500", "MaxSessions 500",
        // The account's own rc files stay out of it.
        "SetEnv HOME=\(home)",
      ] + hostKeys.map { "HostKey \(folder.file("host_\($0)"))" }
    return lines.joined(separator: "\n") + "\n"
  }

  public static func makeKey(_ type: String, _ path: String, passphrase: String = "", options: [String] = []) throws {
    try ChildProcess.check(["ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "test key", "-f", path] + options)
  }

  /// Type and base64 of a key file's public part.
  public func publicKey(_ path: String) throws -> String {
    try TemporaryFolder.text(path + ".pub").split(separator: " ").prefix(2).joined(separator: " ")
  }

  /// Lets another key in.
  public func authorize(_ path: String) throws {
    let known = try TemporaryFolder.text(folder.file("authorized_keys"))
    try folder.write(known + TemporaryFolder.text(path + ".pub"), to: "authorized_keys")
  }

  public func start() throws {
    // The port was free when it was chosen; somebody may have it for a moment by now.
    for _ in 0..<5 {
      unlink(log)
      let server = try ChildProcess([Self.program, "-D", "-f", folder.file("sshd_config"), "-E", log])
      process.withLock { $0 = server }
      // Asked by its log, not by a connection: that would be counted among the others.
      for _ in 0..<1500 {
        let text = (try? TemporaryFolder.text(log)) ?? ""
        if text.contains("Server listening on \(address)") { return }
        if text.contains("Cannot bind any address") { break }
        usleep(10_000)
      }
      usleep(500_000)
    }
    throw ChildProcess.Failure("sshd did not come up: \((try? TemporaryFolder.text(log)) ?? "")")
  }

  /// Stops listening; connections that are there live on.
  public func stop() {
    let server = process.withLock { process in
      defer { process = nil }
      return process
    }
    server?.signal(SIGTERM)
    server?.wait()
  }

  /// As if the machine had died: the server and every connection's process, at once.
  public func kill() {
    let server = process.withLock { process in
      defer { process = nil }
      return process
    }
    guard let server else { return }
    server.signal(SIGSTOP)
    for pid in Processes.descendants(of: server.pid) where Processes.name(pid) == "sshd" { Glibc.kill(pid, SIGKILL) }
    server.signal(SIGKILL)
    server.wait()
  }

  /// Processes that serve one connection each.
  public var connections: [pid_t] {
    let server = process.withLock { $0?.pid }
    return server.map { Processes.children(of: $0) } ?? []
  }
}

/// Addresses and ports for tests.
public enum Loopback {
  private static let count = Mutex(UInt32(getpid()) &* 251)

  /// An address in 127/8 that hardly anybody else uses, and a port that is free on it: below those that the kernel
  /// gives to connections by itself, so that none takes it before the server does.
  public static func free() throws -> (String, UInt16) {
    for _ in 0..<100 {
      let number = count.withLock { count in
        count &+= 1
        return count
      }
      let address = "127.\(64 + number / 65536 % 128).\(number / 256 % 256).\(1 + number % 254)"
      let port = UInt16(10_000 + number &* 7919 % 20_000)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      if withName(address, port, { bind(descriptor, $0, $1) }) == 0 { return (address, port) }
    }
    throw ChildProcess.Failure("no free port")
  }

  public static func answers(_ address: String, _ port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    return withName(address, port, { connect(descriptor, $0, $1) }) == 0
  }

  /// Returns when something listens there, within 10 seconds.
  public static func await(_ address: String, _ port: UInt16) throws {
    for _ in 0..<1000 {
      if answers(address, port) { return }
      usleep(10_000)
    }
    throw ChildProcess.Failure("nothing listens on \(address):\(port)")
  }

  private static func withName(
    _ address: String, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    inet_pton(AF_INET, address, &name.sin_addr)
    return withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }
}
