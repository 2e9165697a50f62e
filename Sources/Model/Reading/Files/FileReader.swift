import Catalogue
import Glibc

/// Reads files whole, within bounds, and only regular ones: a FIFO would wait for ever, a device might never end.
enum FileReader {
  /// A plan of 100,000 steps has about 15 MiB.
  static let mostBytes = 32 << 20
  static let mostScriptBytes = 1 << 20

  /// - Parameters:
  ///   - path: for the system.
  ///   - name: for people, relative to the workspace.
  static func read(_ path: String, name: String, most: Int = mostBytes) -> Result<[UInt8], SourceText.Refusal> {
    func refuse(_ code: Diagnostic.Code, _ phrase: Phrase) -> Result<[UInt8], SourceText.Refusal> {
      .failure(SourceText.Refusal(name, 1, 1, code, phrase))
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      switch errno {
      case ENOENT, ENOTDIR: return refuse(.fileMissing, .fileMissing(name))
      case ELOOP: return refuse(.folderLoop, .folderLoop)
      default: return refuse(.fileUnreadable, .unreadable(reason()))
      }
    }
    if let kind = irregular(status) { return refuse(.fileNotRegular, .notRegular(kind)) }
    guard status.st_size <= most else {
      return refuse(.fileTooLarge, .fileTooLarge(megabytes: Int(status.st_size) >> 20, limit: most >> 20))
    }
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else { return refuse(.fileUnreadable, .unreadable(reason())) }
    defer { close(file) }
    guard let bytes = contents(of: file, expected: Int(status.st_size), most: most) else {
      return refuse(.fileUnreadable, .unreadable(reason()))
    }
    // It may have grown since it was looked at.
    guard bytes.count <= most else {
      return refuse(.fileTooLarge, .fileTooLarge(megabytes: bytes.count >> 20, limit: most >> 20))
    }
    return .success(bytes)
  }

  private static func irregular(_ status: stat) -> Phrase? {
    switch status.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: .aDirectory
    case S_IFIFO: .aPipe
    default: .aSpecialFile
    }
  }

  /// At most one byte more than `most`; nil when reading fails.
  private static func contents(of file: Int32, expected: Int, most: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: min(expected, most) + 1)
    var filled = 0
    while true {
      let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress! + filled, $0.count - filled) }
      if count < 0 {
        if errno == EINTR { continue }
        return nil
      }
      filled += count
      if count == 0 || filled > most { break }
      if filled == bytes.count { bytes += [UInt8](repeating: 0, count: min(bytes.count, most + 1 - filled)) }
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  static func reason() -> String { String(cString: strerror(errno)) }
}
