import Glibc

/// A whole-file lock of one open file (`F_OFD_SETLK`, see fcntl(2)): it belongs to neither a process nor a thread, and the
/// kernel frees it when the file is closed, also by `kill -9`.
///
/// On one machine it is exclusive. Over NFS it is as good as the server's lock service: after a network partition two
/// machines may hold it at once, so records on NFS need one machine that runs the drills.
extension Descriptor {
  // The C library hides these names from Swift; the numbers are the kernel's ABI (asm-generic/fcntl.h).
  private static let getLock: Int32 = 36
  private static let setLock: Int32 = 37

  func tryLock() throws(FileError) -> Bool {
    var request = Self.wholeFile(F_WRLCK)
    if fcntl(number, Self.setLock, &request) == 0 { return true }
    let code = errno
    if code == EAGAIN || code == EACCES { return false }
    throw FileError(operation: "lock", path: path, code: code)
  }

  /// Lets go of the lock, if it has it, for all copies of the descriptor.
  func freeLock() {
    var request = Self.wholeFile(F_UNLCK)
    _ = fcntl(number, Self.setLock, &request)
  }

  func isLocked() throws(FileError) -> Bool {
    var request = Self.wholeFile(F_RDLCK)
    guard fcntl(number, Self.getLock, &request) == 0 else { throw .last("ask for the lock of", path) }
    return request.l_type != Int16(F_UNLCK)
  }

  private static func wholeFile(_ type: Int32) -> flock {
    var request = flock()
    request.l_type = Int16(type)
    request.l_whence = Int16(SEEK_SET)
    return request
  }
}
