import Glibc

/// An open file, closed with its last owner.
///
/// ## Concurrency
/// The number never changes and the kernel serialises what is done with it.
final class Descriptor: Sendable {
  let number: Int32

  init(number: Int32) { self.number = number }

  /// - Parameter flags: `O_CLOEXEC` is added: a command that is started meanwhile must neither write a record nor keep a lock.
  init(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(FileError) {
    let opened = open(path, flags | O_CLOEXEC, mode)
    guard opened >= 0 else { throw .last("open", path) }
    number = opened
  }

  deinit { close(number) }
}

extension Descriptor {
  /// Writes everything in one call.
  ///
  /// - Throws: `FileError`, with code zero for a short write. Neither is tried again: what is on disk is unknown by then.
  func writeAll(_ bytes: [UInt8], path: String) throws(FileError) {
    let written = bytes.withUnsafeBytes { buffer in
      var result = write(number, buffer.baseAddress, buffer.count)
      // Interrupted before the first byte: nothing was written, so this is no second try.
      while result < 0, errno == EINTR { result = write(number, buffer.baseAddress, buffer.count) }
      return result
    }
    guard written >= 0 else { throw .last("write", path) }
    guard written == bytes.count else { throw FileError(operation: "write", path: path, code: 0) }
  }

  /// Reads from `offset` to the end.
  func readAll(from offset: Int = 0, path: String) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    let size = try status(path: path).size - offset
    guard size > 0 else { return [] }
    bytes.reserveCapacity(size)
    while true {
      let chunk = max(64 << 10, size - bytes.count)
      let before = bytes.count
      var failed: Int32?
      let part = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
        let got = pread(number, buffer.baseAddress, chunk, off_t(offset + before))
        if got < 0 { failed = errno }
        count = max(0, got)
      }
      if let failed { throw FileError(operation: "read", path: path, code: failed) }
      if part.isEmpty { return bytes }
      bytes += part
      if part.count < chunk, bytes.count >= size { return bytes }
    }
  }

  func sync(path: String) throws(FileError) {
    guard fsync(number) == 0 else { throw .last("fsync", path) }
  }

  func status(path: String) throws(FileError) -> FileStatus {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .last("stat", path) }
    return FileStatus(status)
  }
}

/// What is asked of a file's status.
struct FileStatus: Hashable {
  var size: Int
  /// Nanoseconds since 1970.
  var modified: Int64
  var links: Int
  var isDirectory: Bool

  init(_ status: stat) {
    size = Int(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    links = Int(status.st_nlink)
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
  }

  /// Nil when there is no such file.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }
}
