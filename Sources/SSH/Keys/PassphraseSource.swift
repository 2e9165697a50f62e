import Glibc

/// Where the passphrase of an encrypted key file comes from. Called at most once for a key file as long as the answer
/// opens it, on a thread where it may block.
public protocol PassphraseSource: Sendable {
  /// - Returns: nil when this source has none for the file.
  func passphrase(forKeyFile path: String) -> Passphrase?
}

/// A secret that doesn't show itself in any text.
public struct Passphrase: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  let bytes: [UInt8]

  public init(_ text: String) { bytes = Array(text.utf8) }
  init(bytes: [UInt8]) { self.bytes = bytes }

  public var description: String { "[REDACTED]" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Asks in turn.
public struct PassphraseSources: PassphraseSource {
  private let sources: [any PassphraseSource]

  public init(_ sources: [any PassphraseSource]) { self.sources = sources }

  public func passphrase(forKeyFile path: String) -> Passphrase? {
    for source in sources {
      if let answer = source.passphrase(forKeyFile: path) { return answer }
    }
    return nil
  }
}

/// The value of an environment variable, for every key file.
public struct EnvironmentPassphrase: PassphraseSource {
  private let name: String

  public init(_ name: String) { self.name = name }

  public func passphrase(forKeyFile path: String) -> Passphrase? {
    Home.environment(name).map { Passphrase($0) }
  }
}

/// The first line that a program prints; the key file's path is its last argument. Its standard error is the user's.
public struct CommandPassphrase: PassphraseSource {
  private let arguments: [String]

  /// - Parameter arguments: the program, looked for in `PATH`, and its arguments.
  public init(_ arguments: [String]) { self.arguments = arguments }

  public func passphrase(forKeyFile path: String) -> Passphrase? {
    guard let program = arguments.first else { return nil }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    var words: [UnsafeMutablePointer<CChar>?] = (arguments + [path]).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var attributes = Self.plainSignals()
    defer { posix_spawnattr_destroy(&attributes) }
    var child = pid_t()
    let failure = posix_spawnp(&child, program, &actions, &attributes, &words, environ)
    close(ends[1])
    guard failure == 0 else { return nil }
    let output = readAll(ends[0])
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0, let line = output.split(separator: 10, maxSplits: 1).first else { return nil }
    return Passphrase(bytes: Array(line))
  }

  /// Threads of a pool block signals, and a program would inherit that.
  private static func plainSignals() -> posix_spawnattr_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    return attributes
  }

  private func readAll(_ descriptor: Int32) -> [UInt8] {
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while output.count < 1 << 16 {
      let got = read(descriptor, &chunk, chunk.count)
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { break }
      output += chunk[0..<got]
    }
    return output
  }
}

/// Asks the person at the terminal (`/dev/tty`), without echo.
public struct TerminalPassphrase: PassphraseSource {
  private let prompt: @Sendable (String) -> String

  /// - Parameter prompt: the text for a key file, in the user's language.
  public init(prompt: @escaping @Sendable (String) -> String = { "Passphrase for \($0): " }) {
    self.prompt = prompt
  }

  public func passphrase(forKeyFile path: String) -> Passphrase? {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var settings = termios()
    guard tcgetattr(terminal, &settings) == 0 else { return nil }
    // Without ISIG an interrupt can't end the program while the terminal is mute; it is passed on afterwards.
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
    tcsetattr(terminal, TCSAFLUSH, &silent)
    defer { tcsetattr(terminal, TCSAFLUSH, &settings) }
    show(prompt(path), on: terminal)
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(terminal, &byte, 1) == 1, byte != 10 {
      if byte == interrupt(settings) {
        tcsetattr(terminal, TCSAFLUSH, &settings)
        kill(getpid(), SIGINT)
        return nil
      }
      line.append(byte)
    }
    show("\n", on: terminal)
    return line.isEmpty ? nil : Passphrase(bytes: line)
  }

  private func interrupt(_ settings: termios) -> UInt8 {
    withUnsafeBytes(of: settings.c_cc) { $0[Int(VINTR)] }
  }

  private func show(_ text: String, on terminal: Int32) {
    let bytes = Array(text.utf8)
    _ = write(terminal, bytes, bytes.count)
  }
}
