import Catalogue
import Glibc

/// What the commands of `exec` read, and what they would be expected to read and don't.
enum ExecInput {
  private static let limit = 16 << 20

  /// A file's bytes, or with `-` those of standard input.
  ///
  /// - Throws: `Stop` with `.usage`.
  static func bytes(of name: String) throws -> [UInt8] {
    if name == "-" { return try ofStandardInput() }
    let descriptor = open(name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Stop(.usage, .inputUnreadable(name, why: LocalFile.lastError)) }
    defer { close(descriptor) }
    guard let bytes = LocalFile.readAll(descriptor, limit: limit) else { throw Stop(.usage, .inputTooLong(name)) }
    return bytes
  }

  /// The lines that are commands.
  ///
  /// - Throws: `Stop` with `.usage`.
  static func commands() throws -> [String] {
    guard let text = String(validating: try ofStandardInput(), as: UTF8.self) else {
      throw Stop(.usage, .commandsAreNoText)
    }
    let lines = text.split(separator: "\n").map(String.init)
    let commands = lines.filter { $0.contains { !$0.isWhitespace } }
    if commands.isEmpty { throw Stop(.usage, .noCommandOnStdin) }
    return commands
  }

  private static func ofStandardInput() throws -> [UInt8] {
    guard let bytes = LocalFile.readAll(0, limit: limit) else { throw Stop(.usage, .stdinUnreadable) }
    return bytes
  }

  /// Whether there is data on a standard input that was given to this very process, as by `data | sonae exec …`, which no
  /// command gets to see.
  ///
  /// What a loop or a script around it reads from is the parent's standard input too, and none of ours. Nor is one that
  /// stays empty, whoever holds it open. (dash makes a `<` its own standard input until the command has ended, and so
  /// looks like a loop: what can't be told apart is left alone.)
  static var isIgnored: Bool {
    var own = stat()
    var parents = stat()
    guard fstat(0, &own) == 0, hasData(own), stat("/proc/\(getppid())/fd/0", &parents) == 0 else { return false }
    return own.st_dev != parents.st_dev || own.st_ino != parents.st_ino
  }

  private static func hasData(_ information: stat) -> Bool {
    switch information.st_mode & S_IFMT {
    case S_IFREG: return lseek(0, 0, SEEK_CUR) < information.st_size
    case S_IFIFO, S_IFSOCK:
      var count: Int32 = 0
      return ioctl(0, UInt(FIONREAD), &count) == 0 && count > 0
    default: return false
    }
  }
}
