import Glibc

/// A descriptor that may be a terminal which others use as well.
struct TerminalDescriptor: Sendable {
  let number: Int32
  let isTerminal: Bool
  private let wasMute: Bool

  init(_ number: Int32) {
    self.number = number
    isTerminal = isatty(number) == 1
    wasMute = Self.isMute(number)
  }

  /// Whether it is ours to read from and to draw on.
  ///
  /// It isn't while the process is in the background, where reading would stop the whole run, nor while somebody has
  /// switched its echo off, which is how programs ask for a passphrase.
  var isOurs: Bool {
    guard isTerminal else { return true }
    let foreground = tcgetpgrp(number)
    return (foreground < 0 || foreground == getpgrp()) && (wasMute || !Self.isMute(number))
  }

  /// Whether a read would not have to wait.
  var isReadable: Bool { awaits(POLLIN) != 0 }

  var isHungUp: Bool { awaits(POLLIN) & (POLLHUP | POLLERR | POLLNVAL) != 0 }

  private func awaits(_ events: Int32) -> Int32 {
    var watched = pollfd(fd: number, events: Int16(events), revents: 0)
    return poll(&watched, 1, 0) > 0 ? Int32(watched.revents) : 0
  }

  private static func isMute(_ number: Int32) -> Bool {
    var settings = termios()
    return tcgetattr(number, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) == 0
  }
}
