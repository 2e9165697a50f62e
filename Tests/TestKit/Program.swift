public import Glibc
import Synchronization

/// A program under test: its outputs are kept apart, it has a deadline, and it ends with the last reference.
///
/// ## Concurrency
/// Shared freely; a mutex guards what is known of the process.
public final class Program: Sendable {
  public let pid: pid_t
  private let folder: TemporaryFolder
  private let state: Mutex<State>

  private struct State {
    var ending: Int32?
    var peakKiB = 0
    /// The writing end of its standard input.
    var input: Int32?
    /// The terminal's other end, and what came out of it.
    var terminal: Int32?
    var screen: [UInt8] = []
  }

  /// What it reads.
  public enum Input: Sendable {
    case nothing
    case text(String)
    /// A pipe that stays open; see `type`.
    case open
    /// A terminal of this size, for its outputs too.
    case terminal(rows: UInt16, columns: UInt16)
  }

  public struct Ending: Sendable {
    /// 128 + n for a program that was ended by signal n.
    public let code: Int32
    public let output: [UInt8]
    public let errors: [UInt8]
    /// The most memory that it was seen to have had.
    public let peakKiB: Int
    public var isKilled: Bool { code == 128 + SIGKILL }
    public var text: String { String(decoding: output, as: UTF8.self) }
    public var errorText: String { String(decoding: errors, as: UTF8.self) }
  }

  /// - Parameters:
  ///   - environment: all of it.
  ///   - directory: where it starts.
  public init(
    _ arguments: [String], environment: [String: String], in directory: String, input: Input = .nothing
  ) throws {
    folder = try TemporaryFolder("sonae-program")
    var state = State()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var childEnd: Int32?
    defer { if let childEnd { close(childEnd) } }
    var hasTerminal = false
    switch input {
    case .nothing: posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    case .text(let text):
      posix_spawn_file_actions_addopen(&actions, 0, try folder.write(text, to: "in"), O_RDONLY, 0)
    case .open:
      let ends = try Self.pipe()
      (childEnd, state.input) = (ends.read, ends.write)
      posix_spawn_file_actions_adddup2(&actions, ends.read, 0)
    case .terminal(let rows, let columns):
      let (master, name) = try Self.openTerminal(rows: rows, columns: columns)
      (state.terminal, hasTerminal) = (master, true)
      posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
      posix_spawn_file_actions_adddup2(&actions, 0, 2)
    }
    if !hasTerminal {
      for (number, name) in [(Int32(1), "out"), (2, "err")] {
        posix_spawn_file_actions_addopen(&actions, number, folder.file(name), O_WRONLY | O_CREAT | O_APPEND, 0o600)
      }
    }
    // Swift's Glibc has no spawn action that changes the folder.
    pid = try ChildProcess.spawn(
      ["env", "-C", directory] + arguments, whole: environment, &actions, ownSession: true)
    self.state = Mutex(state)
  }

  deinit {
    if !collect() {
      kill(pid, SIGKILL)
      while !collect() { usleep(1000) }
    }
    let state = state.withLock { $0 }
    for end in [state.input, state.terminal] { if let end { close(end) } }
  }

  public func signal(_ number: Int32) { kill(pid, number) }

  public var hasEnded: Bool { collect() }

  /// Waits for its end; one that takes longer is killed, which is an error.
  public func ended(within limit: Duration = .seconds(60)) async throws -> Ending {
    try await until("ends", within: limit) { collect() }
    let (code, peak) = state.withLock { ($0.ending, $0.peakKiB) }
    return Ending(code: code ?? -1, output: read("out"), errors: read("err"), peakKiB: peak)
  }

  /// Waits until something is so.
  public func until(_ what: String, within limit: Duration = .seconds(30), _ isSo: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while try !isSo() {
      if ContinuousClock.now > deadline {
        signal(SIGKILL)
        throw ChildProcess.Failure("not within \(limit): \(what)\n\(said)")
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Waits until it has written a text, on either output.
  public func says(_ text: String, within limit: Duration = .seconds(30)) async throws {
    try await until("says \(text)", within: limit) {
      if said.contains(text) { return true }
      guard hasEnded, !said.contains(text) else { return false }
      throw ChildProcess.Failure("it ended without saying \(text)\n\(said)")
    }
  }

  /// All that it has written so far, standard output first.
  public var said: String { String(decoding: read("out") + read("err") + shown, as: UTF8.self) }

  public func type(_ text: String) {
    let end = state.withLock { $0.input ?? $0.terminal }
    guard let end else { return }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(end, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      bytes = bytes.dropFirst(count)
    }
  }

  public func endInput() {
    state.withLock { state in
      if let input = state.input { close(input) }
      state.input = nil
    }
  }

  /// Closes its terminal, as a window that is shut or a line that breaks does.
  public func hangUp() {
    state.withLock { state in
      if let terminal = state.terminal { close(terminal) }
      state.terminal = nil
    }
  }

  /// Everything that came out of its terminal, control sequences included.
  public var shown: [UInt8] {
    state.withLock { state in
      guard let terminal = state.terminal else { return [] }
      var chunk = [UInt8](repeating: 0, count: 65536)
      while case let got = Glibc.read(terminal, &chunk, chunk.count), got > 0 { state.screen += chunk[..<got] }
      return state.screen
    }
  }

  private func read(_ name: String) -> [UInt8] { (try? TemporaryFolder.read(folder.file(name))) ?? [] }

  /// Whether it has ended; takes its status when it has.
  private func collect() -> Bool {
    state.withLock { state in
      if state.ending != nil { return true }
      // Not ru_maxrss: that counts what this process had when it started the program.
      state.peakKiB = max(state.peakKiB, Processes.peakKiB(pid))
      var status: Int32 = 0
      guard waitpid(pid, &status, WNOHANG) == pid else { return false }
      state.ending = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
      return true
    }
  }

  private static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw ChildProcess.Failure("no pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// By pts(4) and ioctl_tty(2): Swift's Glibc has no posix_openpt.
  private static func openTerminal(rows: UInt16, columns: UInt16) throws -> (master: Int32, name: String) {
    let (setLock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
    var (unlocked, number) = (Int32(0), Int32(0))
    guard master >= 0, ioctl(master, setLock, &unlocked) == 0, ioctl(master, getNumber, &number) == 0 else {
      throw ChildProcess.Failure("no pseudo-terminal: error \(errno)")
    }
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    return (master, "/dev/pts/\(number)")
  }
}
