import Catalogue
import Dispatch
import Glibc
import Model
import Synchronization
import Terminal

/// Standard output and standard error, written as bytes and at once.
///
/// What is lost of standard output is said once and shows in the exit code; after a loss nothing more is written to it, so
/// that what stands there is a beginning without holes. Standard error has nobody to be told.
///
/// ## Concurrency
/// Called from anywhere; a mutex guards what became of standard output.
enum Output {
  /// What keeps standard output from being written; an `errno`.
  private static let loss = Mutex<Int32?>(nil)

  /// Something that should stand in standard output doesn't.
  static var isCut: Bool { loss.withLock { $0 != nil } }

  /// Its reader has gone away (`| head`).
  static var isUnread: Bool { loss.withLock { $0 == EPIPE } }

  static func line(_ text: String = "") { write(text + "\n", to: 1) }

  static func table(_ table: Table, _ look: Look) {
    for line in table.lines(width: Screen(1).tableWidth, look.style) { self.line(line.rendered(look.style)) }
  }

  /// Lines that the window is too narrow for are broken between words, so that a run's id can be copied whole.
  static func complain(_ text: String) {
    guard let width = Screen(2).tableWidth, width > 20 else { return write(text + "\n", to: 2) }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      for part in Line(String(line)).wrapped(to: width - 1, indent: 2) { write(part.text + "\n", to: 2) }
    }
  }

  static func json(_ json: JSON) { line(json.pretty) }

  static func write(_ text: some Sequence<UInt8>, to descriptor: Int32) {
    if descriptor == 1, isCut { return }
    var bytes = Array(text)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes.removeFirst(count)
      } else if errno == EAGAIN {
        var full = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&full, 1, 1000)
      } else if errno != EINTR {
        if descriptor == 1 { lose(errno) }
        return
      }
    }
  }

  static func write(_ text: String, to descriptor: Int32) { write(text.utf8, to: descriptor) }

  /// Standard output can't be written. A reader that went away wanted no more, and needn't be told.
  ///
  /// - Parameter reason: an `errno`.
  static func lose(_ reason: Int32) {
    let isFirst = loss.withLock { loss in
      defer { loss = loss ?? reason }
      return loss == nil
    }
    if isFirst, reason != EPIPE { complain(Words.text(.outputUnwritable(why: String(cString: strerror(reason))))) }
  }

  /// The exit code for a command that came to this end: what is missing in standard output is no success.
  static func code(_ code: Int32, cut: Exit = .outputCut) -> Int32 { code == 0 && isCut ? cut.rawValue : code }

  /// Calls once, from a queue of its own, when standard output is a pipe or a socket that nobody reads any more, also
  /// before anything is written to it.
  static func whenUnread(_ handler: @escaping @Sendable () -> Void) {
    var information = stat()
    guard fstat(1, &information) == 0, [S_IFIFO, S_IFSOCK].contains(information.st_mode & S_IFMT) else { return }
    DispatchQueue(label: "standard output").async {
      // No event is asked for: what comes is an error or the other end's close.
      var watched = pollfd(fd: 1, events: 0, revents: 0)
      while poll(&watched, 1, -1) < 0, errno == EINTR {}
      lose(EPIPE)
      handler()
    }
  }
}
