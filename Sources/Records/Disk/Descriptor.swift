import Glibc

/// An open file of the machine.
///
/// ## Concurrency
/// The number never changes and the kernel serialises what is done with it.
final class Descriptor: DiskFile {
  let number: Int32
  let path: String

  init(number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  /// - Parameter flags: `O_CLOEXEC` is added: a command that is started meanwhile must neither write a record nor keep a lock.
  init(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(FileError) {
    let opened = open(path, flags | O_CLOEXEC, mode)
    guard opened >= 0 else { throw .last("open", path) }
    number = opened
    self.path = path
  }

  deinit {
    // A program that is just being started has a copy until it runs, and closing alone leaves the lock with the copy.
    freeLock()
    close(number)
  }

  func write(_ bytes: [UInt8]) throws(FileError) -> Int {
    let written = bytes.withUnsafeBytes { buffer in
      var result = Glibc.write(number, buffer.baseAddress, buffer.count)
      // Interrupted before the first byte: nothing was written, so this is no second try.
      while result < 0, errno == EINTR { result = Glibc.write(number, buffer.baseAddress, buffer.count) }
      return result
    }
    guard written >= 0 else { throw .last("write", path) }
    return written
  }

  func read(_ count: Int, from offset: Int) throws(FileError) -> [UInt8] {
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

  func cut(to size: Int) throws(FileError) {
    guard ftruncate(number, off_t(size)) == 0 else { throw .last("cut", path) }
  }

  func sync(dataOnly: Bool) throws(FileError) {
    guard (dataOnly ? fdatasync(number) : fsync(number)) == 0 else {
      throw .last(dataOnly ? "fdatasync" : "fsync", path)
    }
  }

  func status() throws(FileError) -> FileStatus {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .last("stat", path) }
    return FileStatus(status)
  }
}

extension FileStatus {
  init(_ status: stat) {
    self.init(
      size: Int(status.st_size),
      modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
      links: Int(status.st_nlink), isDirectory: status.st_mode & S_IFMT == S_IFDIR)
  }
}
