public import Glibc
import Synchronization

/// A program that a test starts and ends by its process id.
public final class ChildProcess: Sendable {
  public let pid: pid_t

  public struct Failure: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
  }

  /// Starts a program; its output goes to `log` (or nowhere).
  public init(_ arguments: [String], environment: [String: String] = [:], log: String = "/dev/null") throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    pid = try Self.spawn(arguments, environment, &actions)
  }

  /// Held while a program is started, and while one is written: a child has all descriptors until it becomes its program, and one that is open
  /// for writing can't be run ("text file busy").
  static let starting = Mutex(())

  private static func spawn(
    _ arguments: [String], _ environment: [String: String], _ actions: inout posix_spawn_file_actions_t
  ) throws -> pid_t {
    try spawn(arguments, whole: inherited().merging(environment) { $1 }, &actions)
  }

  /// - Parameters:
  ///   - environment: all of it.
  ///   - ownSession: the first terminal that it opens becomes its controlling one.
  static func spawn(
    _ arguments: [String], whole environment: [String: String], _ actions: inout posix_spawn_file_actions_t,
    ownSession: Bool = false
  ) throws -> pid_t {
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    // Threads of a pool block signals; sshd, and all that it starts, would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // POSIX_SPAWN_SETSID of glibc's spawn.h, which Swift doesn't import.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | (ownSession ? 0x80 : 0)))
    var pid = pid_t()
    let failure = starting.withLock { _ in
      posix_spawnp(&pid, arguments[0], &actions, &attributes, &words, &variables)
    }
    guard failure == 0 else { throw Failure("\(arguments[0]) can't be started: error \(failure)") }
    return pid
  }

  private static func inherited() -> [String: String] {
    var result: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pair.count == 2 { result[String(pair[0])] = String(pair[1]) }
      entry += 1
    }
    return result
  }

  public func signal(_ number: Int32) {
    Glibc.kill(pid, number)
  }

  /// Waits for the end. 128 + n for a program that was ended by signal n.
  @discardableResult
  public func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
  }

  public struct Result: Sendable {
    public let code: Int32
    public let output: [UInt8]
    public var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// Runs a program to its end, with both its outputs together.
  @discardableResult
  public static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure("no pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    let pid: pid_t
    do {
      pid = try spawn(arguments, environment, &actions)
    } catch {
      for end in ends { close(end) }
      throw error
    }
    close(ends[1])
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let got = read(ends[0], &chunk, chunk.count), got > 0 { output += chunk[0..<got] }
    close(ends[0])
    return Result(code: ChildProcess(pid: pid).wait(), output: output)
  }

  /// Like `run`, and any code but 0 is an error.
  @discardableResult
  public static func check(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
    let result = try run(arguments, environment: environment)
    guard result.code == 0 else { throw Failure("\(arguments.joined(separator: " ")): \(result.code)\n\(result.text)") }
    return result.text
  }

  private init(pid: pid_t) { self.pid = pid }

  /// For a suite's condition: a tool that a machine may not have.
  public static func isInstalled(_ program: String) -> Bool {
    if program.contains("/") { return access(program, X_OK) == 0 }
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
  }
}
