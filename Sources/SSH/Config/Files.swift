import Glibc

struct FileFailure: Error {
  let number: Int32
  var problem: String {
    number == Self.pipe.number ? "it is a pipe, which can't be read for each host anew" : systemMessage(number)
  }

  static let pipe = FileFailure(number: -1)
}

/// Reads a file, or a device that has something at once (`/dev/null`). A pipe is refused: it gives its text only once, and
/// opening one into which nobody writes would hold up the loop with all its hosts.
///
/// - Parameter limit: in bytes; a larger file is refused (EFBIG) instead of filling the memory.
func readFile(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { throw FileFailure(number: errno) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw FileFailure(number: errno) }
  if status.st_mode & S_IFMT == S_IFIFO { throw .pipe }
  var content: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let got = read(descriptor, &chunk, chunk.count)
    if got == 0 { return content }
    if got < 0 {
      if errno == EINTR { continue }
      throw FileFailure(number: errno)
    }
    content += chunk[0..<got]
    if content.count > limit { throw FileFailure(number: EFBIG) }
  }
}

enum Home {
  static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// The user's home as ssh sees it: from the user database, not from `HOME`.
  static func directory() -> String { entry?.home ?? environment("HOME") ?? "/" }
  static func userName() -> String { entry?.name ?? environment("USER") ?? String(getuid()) }

  static func directory(of user: String) -> String? {
    withEntry { getpwnam_r(user, $0, $1, $2, $3) }?.home
  }

  /// Asked once: it is needed for every host, and the user database may be a directory service.
  private static let entry = withEntry { getpwuid_r(getuid(), $0, $1, $2, $3) }

  private static func withEntry(
    _ ask: (
      UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
      UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> Int32
  ) -> (name: String, home: String)? {
    var record = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16384)
    let size = buffer.count
    return buffer.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, ask(&record, base, size, &found) == 0, found != nil else { return nil }
      return (String(cString: record.pw_name), String(cString: record.pw_dir))
    }
  }
}
