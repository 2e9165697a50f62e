/// The messages that ssh's master understands over its control socket (OpenSSH, PROTOCOL.mux, version 4).
enum MuxProtocol {
  static let version: UInt32 = 4

  private enum Kind {
    static let hello: UInt32 = 1
    static let newSession: UInt32 = 0x1000_0002
    static let newForwarding: UInt32 = 0x1000_0008
    static let permissionDenied: UInt32 = 0x8000_0002
    static let failure: UInt32 = 0x8000_0003
    static let exit: UInt32 = 0x8000_0004
    static let sessionOpened: UInt32 = 0x8000_0006
  }

  enum Answer: Equatable {
    case hello(version: UInt32)
    case opened
    case refused(String)
    case exited(UInt32)
    /// Of no concern here.
    case other
  }

  /// The greeting and the request for one command without a terminal. Three messages of one byte have to follow, each
  /// with a descriptor: the command's input, output and errors.
  static func opening(command: String) -> [UInt8] {
    var session = WireWriter()
    session.uint32(Kind.newSession)
    session.uint32(0)
    session.string("")
    // No terminal, X11, agent, subsystem.
    for _ in 0..<4 { session.uint32(0) }
    // No escape character.
    session.uint32(.max)
    session.string("")
    session.string(command)
    return greeted(session)
  }

  /// The greeting and the request for a connection from the host to another one. Two messages of one byte have to
  /// follow, each with a descriptor: what goes there and what comes from there.
  static func forwarding(to host: String, port: UInt16) -> [UInt8] {
    var request = WireWriter()
    request.uint32(Kind.newForwarding)
    request.uint32(0)
    request.string("")
    request.string(host)
    request.uint32(UInt32(port))
    return greeted(request)
  }

  private static func greeted(_ request: WireWriter) -> [UInt8] {
    var hello = WireWriter()
    hello.uint32(Kind.hello)
    hello.uint32(version)
    return framed(hello) + framed(request)
  }

  private static func framed(_ message: WireWriter) -> [UInt8] {
    var frame = WireWriter()
    frame.string(message.bytes)
    return frame.bytes
  }

  static let longestMessage = 1 << 16

  /// Takes the first whole message off the bytes.
  /// - Returns: nil when there is none yet.
  static func next(_ bytes: inout [UInt8]) -> Answer? {
    var frame = WireReader(bytes)
    guard let message = frame.string() else { return nil }
    bytes = frame.rest
    var reader = WireReader(message)
    guard let kind = reader.uint32() else { return .other }
    switch kind {
    case Kind.hello: return .hello(version: reader.uint32() ?? 0)
    case Kind.sessionOpened: return .opened
    case Kind.failure, Kind.permissionDenied:
      _ = reader.uint32()
      return .refused(printable(reader.string() ?? [], limit: 200))
    case Kind.exit:
      _ = reader.uint32()
      return reader.uint32().map { .exited($0) } ?? .other
    default: return .other
    }
  }
}
