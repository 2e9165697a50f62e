import Glibc

/// Where something is shown: what the descriptor is, and what it can do.
public struct Screen: Sendable {
  public let descriptor: Int32
  public let isTerminal: Bool
  /// A terminal whose cursor can be moved; a dumb one is written to line by line.
  public let canRedraw: Bool
  public let style: Style
  /// What `COLUMNS` and `LINES` say, for terminals that don't know their size.
  private let fallback: WindowSize
  private let whenLost: @Sendable (Int32) -> Void

  /// - Parameters:
  ///   - allowsColour: false after `--no-color`.
  ///   - environment: a variable's value; nil when it isn't set.
  ///   - whenLost: hears of what can't be written, and why: an `errno`.
  public init(
    _ descriptor: Int32, allowsColour: Bool = true, environment: (String) -> String? = Self.environment,
    whenLost: @escaping @Sendable (Int32) -> Void = { _ in }
  ) {
    self.whenLost = whenLost
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    let term = environment("TERM") ?? ""
    let isDumb = term == "dumb" || (term.isEmpty && environment("COLORTERM") == nil)
    canRedraw = isTerminal && !isDumb
    // NO_COLOR: any value but the empty one (no-color.org).
    let refusesColour = !(environment("NO_COLOR") ?? "").isEmpty
    style = Style(
      colour: isTerminal && allowsColour && !refusesColour && !isDumb,
      symbols: Self.speaksUnicode(environment) ? .unicode : .ascii)
    fallback = WindowSize(
      columns: environment("COLUMNS").flatMap { Int($0) } ?? 80, rows: environment("LINES").flatMap { Int($0) } ?? 24)
  }

  /// The process's own environment.
  public static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// The first of the three variables that is set decides (POSIX, "Internationalization Variables").
  private static func speaksUnicode(_ environment: (String) -> String?) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment($0) }.first { !$0.isEmpty } ?? ""
    let name = locale.lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  /// The window as it is now. Views ask anew before each drawing, so no signal handler is needed to follow its size.
  public var size: WindowSize {
    var window = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
      return fallback
    }
    return WindowSize(columns: Int(window.ws_col), rows: Int(window.ws_row))
  }

  /// The columns that tables may take; nil where nothing has to fit.
  public var tableWidth: Int? { isTerminal ? size.columns : nil }

  /// Writes lines, each with its end.
  func write(_ lines: [Line], _ style: Style) {
    write(lines.map { $0.rendered(style) + "\n" }.joined())
  }

  /// Writes all of it; what can't be written is lost, because a view never stands in a run's way.
  func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if errno == EAGAIN {
          var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&waiting, 1, 1000)
        } else if errno != EINTR {
          whenLost(errno)
          return
        }
      }
    }
  }
}

/// A window's size in columns and rows.
public struct WindowSize: Sendable, Hashable {
  public var columns: Int
  public var rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}
