import Foundation
import Glibc
import Synchronization
import Testing

@testable import Terminal

/// A terminal of our own: a pseudo-terminal whose program side is `program`; what is written to it is kept.
final class PseudoTerminal: Sendable {
  let person: Int32
  let program: Int32
  private let written = Mutex<[UInt8]>([])

  init(columns: Int, rows: Int) throws {
    person = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)): what unlockpt and ptsname do, which Swift's Glibc doesn't show.
    var (lock, number): (Int32, UInt32) = (0, 0)
    try #require(ioctl(person, 0x4004_5431, &lock) == 0 && ioctl(person, 0x8004_5430, &number) == 0)
    program = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(program >= 0)
    resize(columns: columns, rows: rows)
    Thread.detachNewThread { [person, self] in
      var chunk = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = read(person, &chunk, chunk.count)
        if count <= 0 { return }
        written.withLock { $0 += chunk[..<count] }
      }
    }
  }

  deinit {
    close(program)
    close(person)
  }

  func resize(columns: Int, rows: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(program, UInt(TIOCSWINSZ), &size)
  }

  func type(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { write(person, $0.baseAddress, $0.count) }
  }

  /// Switches the echo off or on, as programs do that ask for a passphrase.
  func echo(_ isOn: Bool) {
    var settings = termios()
    tcgetattr(program, &settings)
    settings.c_lflag = isOn ? settings.c_lflag | tcflag_t(ECHO) : settings.c_lflag & ~tcflag_t(ECHO)
    tcsetattr(program, TCSAFLUSH, &settings)
  }

  var bytes: [UInt8] { written.withLock { $0 } }

  /// Waits until something was written.
  func waits(for text: String) async throws {
    for _ in 0..<600 {
      if String(decoding: bytes, as: UTF8.self).contains(text) { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("\(text) was never written")
  }

  var screen: Screen { Screen(program, environment: Self.environment) }

  static func environment(_ name: String) -> String? { ["TERM": "xterm", "LANG": "ja_JP.UTF-8"][name] }
}

/// What a real terminal emulator (tmux) shows after it was sent some bytes.
struct TerminalEmulator {
  static let isThere = access("/usr/bin/tmux", X_OK) == 0

  /// - Returns: the scrolled lines and the window, without empty lines at the end.
  static func show(_ bytes: [UInt8], columns: Int, rows: Int, until mark: String) async throws -> [String] {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("sonae-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = directory.appendingPathComponent("bytes")
    try Data(bytes).write(to: file)
    let socket = directory.appendingPathComponent("tmux").path
    defer { _ = try? tmux(socket, "kill-server") }
    _ = try tmux(
      socket, "-f", "/dev/null", "new-session", "-d", "-x", String(columns), "-y", String(rows),
      "cat '\(file.path)'; exec sleep 60")
    var lines: [String] = []
    for _ in 0..<300 {
      lines = try tmux(socket, "capture-pane", "-p", "-S", "-").split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
      while lines.last?.isEmpty == true { lines.removeLast() }
      if lines.contains(where: { $0.contains(mark) }) { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    return lines
  }

  /// Not with Foundation's `Process`: it waits for a descriptor that the server which tmux leaves behind keeps open.
  private static func tmux(_ socket: String, _ arguments: String...) throws -> String {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, socket + ".out", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    // Test threads block signals, and the server would inherit that.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    let texts: [String] = ["tmux", "-u", "-S", socket] + arguments
    let words: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
    let environment: [UnsafeMutablePointer<CChar>?] =
      ["LANG=C.UTF-8", "PATH=/usr/bin:/bin", "TERM=xterm", "SHELL=/bin/sh"].map { (text: String) in strdup(text) }
    defer { for word in words + environment { free(word) } }
    var process = pid_t()
    let error = posix_spawn(&process, "/usr/bin/tmux", &actions, &attributes, words + [nil], environment + [nil])
    #expect(error == 0)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return String(decoding: try Data(contentsOf: URL(fileURLWithPath: socket + ".out")), as: UTF8.self)
  }
}
