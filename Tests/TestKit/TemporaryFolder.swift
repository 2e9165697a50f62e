public import Glibc
import Synchronization

/// A folder of a test's own, removed with everything in it when the last reference goes.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init(_ prefix: String = "sonae-test") throws {
    var template = Array("/tmp/\(prefix)-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw ChildProcess.Failure("no temporary folder") }
    path = String(cString: made)
  }

  deinit {
    _ = try? ChildProcess.run(["rm", "-rf", path])
  }

  public func file(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult
  public func write(_ text: String, to name: String, mode: mode_t = 0o600) throws -> String {
    try write(Array(text.utf8), to: name, mode: mode)
  }

  @discardableResult
  public func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o600) throws -> String {
    guard mode & 0o111 != 0 else { return try put(bytes, name, mode) }
    return try ChildProcess.starting.withLock { _ in try put(bytes, name, mode) }
  }

  private func put(_ bytes: [UInt8], _ name: String, _ mode: mode_t) throws -> String {
    let path = file(name)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw ChildProcess.Failure("\(path) can't be written: error \(errno)") }
    defer { close(descriptor) }
    fchmod(descriptor, mode)
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else { throw ChildProcess.Failure("\(path) can't be written: error \(errno)") }
      rest = rest.dropFirst(written)
    }
    return path
  }

  public static func read(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ChildProcess.Failure("\(path) can't be read: error \(errno)") }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 8192)
    while case let got = Glibc.read(descriptor, &chunk, chunk.count), got > 0 { content += chunk[0..<got] }
    return content
  }

  public static func text(_ path: String) throws -> String {
    String(decoding: try read(path), as: UTF8.self)
  }
}
