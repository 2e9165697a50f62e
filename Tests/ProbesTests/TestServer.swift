import Glibc
import TestKit

@testable import Probes

/// A server on loopback that treats each connection as a test says, on a thread of its own.
final class TestServer: Sendable {
  let port: Int
  private let listener: Int32
  /// A thread accepts on the listener, and closes it when it's done: not before, else the number would be another's.
  private let isServed: Bool

  var address: String { "127.0.0.1:\(port)" }
  var url: String { "http://127.0.0.1:\(port)" }

  /// - Parameter serve: nil: nobody ever takes the connections that the kernel has made.
  init(backlog: Int32 = 512, serve: (@Sendable (Connection) -> Void)? = nil) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var here = sockaddr_in(to: 0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &here) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, backlog) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    guard isBound else { throw ChildProcess.Failure("no port to listen on") }
    (self.listener, isServed) = (listener, serve != nil)
    port = Int(UInt16(bigEndian: here.sin_port))
    guard let serve else { return }
    _ = startThread {
      while case let descriptor = accept(listener, nil, nil), descriptor >= 0 {
        _ = startThread {
          serve(Connection(descriptor: descriptor))
          close(descriptor)
        }
      }
      close(listener)
    }
  }

  /// Answers every request with these bytes.
  convenience init(answer: String) throws {
    try self.init { connection in
      _ = connection.readHead()
      connection.send(answer)
      connection.hangUp()
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    if !isServed { close(listener) }
  }

  /// A port on which nothing listens.
  static func closedPort() throws -> Int { try TestServer().port }
}

struct Connection: Sendable {
  let descriptor: Int32

  /// The request up to its empty line.
  func readHead() -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while read(descriptor, &byte, 1) == 1 {
      bytes.append(byte)
      if bytes.suffix(4) == [13, 10, 13, 10] { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// False when the other side has gone.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  /// Ends the answer, and waits until the other side has seen it.
  func hangUp() {
    shutdown(descriptor, Int32(SHUT_WR))
    waitForEnd()
  }

  func waitForEnd() {
    var byte: UInt8 = 0
    while read(descriptor, &byte, 1) == 1 {}
  }
}

/// A port whose queue of connections is full: what is sent to it gets no answer at all.
final class DeafPort: Sendable {
  private let server: TestServer
  private let fillers: [Int32]

  var address: String { server.address }

  init() throws {
    let server = try TestServer(backlog: 0)
    self.server = server
    fillers = (0..<4).map { _ in
      let flags = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
      let filler = socket(AF_INET, flags, 0)
      var there = sockaddr_in(to: UInt16(server.port))
      withUnsafePointer(to: &there) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = connect(filler, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      return filler
    }
  }

  deinit { for filler in fillers { close(filler) } }
}

extension sockaddr_in {
  fileprivate init(to port: UInt16) {
    self.init()
    sin_family = sa_family_t(AF_INET)
    sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    sin_port = port.bigEndian
  }
}

/// Does what blocks on a thread of its own: the pool that all tests share has two.
func offThePool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    let isStarted = startThread { continuation.resume(with: Result { try body() }) }
    if !isStarted { continuation.resume(throwing: ChildProcess.Failure("no thread left")) }
  }
}
