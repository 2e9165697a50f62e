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

  deinit {
    // A program that is just being started has a copy until it runs, and closing alone leaves the lock with the copy.
    freeLock()
    close(number)
  }
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

  /// Reads from `offset` to the end. Files of the kernel say that they are empty, so the size is only a hint.
  func readAll(from offset: Int = 0, path: String) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    let size = try status(path: path).size - offset
    while true {
      let part = try read(max(4096, size - bytes.count + 1), from: offset + bytes.count, path: path)
      if part.isEmpty { return bytes }
      if bytes.isEmpty { bytes = part } else { bytes += part }
    }
  }

  /// Reads a part, or what there is of it.
  func readAll(from start: Int, to end: Int, path: String) throws(FileError) -> [UInt8] {
    try read(max(0, end - start), from: start, path: path)
  }

  private func read(_ count: Int, from offset: Int, path: String) throws(FileError) -> [UInt8] {
    var code: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var got = pread(number, buffer.baseAddress, count, off_t(offset))
      while got < 0, errno == EINTR { got = pread(number, buffer.baseAddress, count, off_t(offset)) }
      if got < 0 { code = errno }
      filled = max(0, got)
    }
    if let code { throw FileError(operation: "read", path: path, code: code) }
    return bytes
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
