import Glibc

/// A port on which connections are accepted (by the kernel) and nothing is ever said.
public final class SilentPort: Sendable {
  public let address: String
  public let port: UInt16
  private let descriptor: Int32

  public init() throws {
    (address, port) = try Loopback.free()
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    inet_pton(AF_INET, address, &name.sin_addr)
    let failed = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) != 0
      }
    }
    guard !failed, listen(descriptor, 64) == 0 else { throw ChildProcess.Failure("\(address):\(port) can't be taken") }
  }

  deinit { close(descriptor) }
}
