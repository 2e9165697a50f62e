import Glibc

/// A stream to another program of this machine.
enum UnixSocket {
  /// - Parameter limit: for connecting and for each sending (EAGAIN then); nil: as long as the other end lets us wait.
  /// - Returns: a descriptor that the caller closes.
  static func connect(to path: String, within limit: Duration? = nil) throws(FileFailure) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = Array(path.utf8)
    guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { throw FileFailure(number: ENAMETOOLONG) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw FileFailure(number: errno) }
    if let limit {
      let (seconds, rest) = limit.components
      var time = timeval(tv_sec: Int(seconds), tv_usec: Int(rest / 1_000_000_000_000))
      setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }
    let failed = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { Glibc.connect(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
    }
    guard failed == 0 else {
      let number = errno
      Glibc.close(descriptor)
      throw FileFailure(number: number)
    }
    return descriptor
  }
}
