import CLibSSH2
import Glibc

/// The buffers between libssh2 and the transport, and what its callbacks leave for the session.
///
/// libssh2 sends and receives through these memory queues instead of the socket. A send is never cut short, so that a
/// packet is never half sent and channels can take turns freely (libssh2 answers -39 to whoever sends while another's
/// packet is half out); and everything that is said in one turn leaves in one segment.
///
/// ## Concurrency
/// Not isolated because C calls it, and only from inside calls that the session makes on the loop.
final class SessionIO {
  var inbound = ByteQueue()
  var outbound = ByteQueue()
  /// Once logged in: the socket, from which libssh2's appetite is served directly when nothing is queued.
  var socket: Int32 = -1
  /// libssh2 finds nothing to read while this is set.
  var isDeaf = false
  /// The session is about to be freed: libssh2 is told the end of the connection.
  var isOver = false
  /// Something was read from the socket directly; it may be for somebody who waits.
  var hasReadDirectly = false
  /// Bytes that libssh2 has given to send, ever.
  var sent = 0
  /// The server's first bytes, in clear, until the handshake is done: its banner and what it offers.
  var greeting: [UInt8]? = []
  var disconnectMessage: String?
  var signing = Signing.idle

  /// libssh2 asks for a signature in a callback; making one may take a person's time.
  enum Signing {
    case idle
    case wanted([UInt8])
    case ready([UInt8])
    case failed
  }

  static func of(_ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> SessionIO? {
    guard let pointer = abstract?.pointee else { return nil }
    return Unmanaged<SessionIO>.fromOpaque(pointer).takeUnretainedValue()
  }

  func makeHandle() -> OpaquePointer? {
    let handle = libssh2_session_init_ex(
      allocate, { memory, _ in free(memory) }, { memory, size, _ in realloc(memory, size) },
      Unmanaged.passUnretained(self).toOpaque())
    guard let handle else { return nil }
    libssh2_session_set_blocking(handle, 0)
    ssh_shim_set_callbacks(handle, receiveCallback, sendCallback, disconnectCallback)
    return handle
  }
}

/// Memory for libssh2, cleared. It takes a server's word for how long a text is before it looks whether it has come (the
/// name of a signal, in 1.10.0), and later reads it up to its zero byte: without one it would go on in what the client
/// had there before, and tell of it. The largest thing that is ever needed is a packet.
private func allocate(_ size: Int, _: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> UnsafeMutableRawPointer? {
  size <= 1 << 20 ? calloc(1, max(1, size)) : nil
}

private func receiveCallback(
  _: libssh2_socket_t, buffer: UnsafeMutableRawPointer?, length: Int, _: Int32,
  abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int {
  guard let io = SessionIO.of(abstract), let buffer else { return -Int(ECONNRESET) }
  if io.isOver { return -Int(ECONNRESET) }
  if io.isDeaf { return -Int(EAGAIN) }
  let taken = io.inbound.take(into: UnsafeMutableRawBufferPointer(start: buffer, count: length))
  if taken > 0 { return taken }
  if io.socket >= 0 {
    let got = recv(io.socket, buffer, length, 0)
    if got > 0 {
      io.hasReadDirectly = true
      return got
    }
  }
  // The end of a connection in use is never told to libssh2: it would drop what it has queued for other channels. The
  // reactor finds it.
  return -Int(EAGAIN)
}

private func sendCallback(
  _: libssh2_socket_t, buffer: UnsafeRawPointer?, length: Int, _: Int32,
  abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int {
  guard let io = SessionIO.of(abstract), let buffer, !io.isOver else { return -Int(ECONNRESET) }
  io.outbound.append(UnsafeRawBufferPointer(start: buffer, count: length))
  io.sent += length
  return length
}

private func disconnectCallback(
  _: OpaquePointer?, reason: Int32, message: UnsafePointer<CChar>?, length: Int32, _: UnsafePointer<CChar>?, _: Int32,
  abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) {
  let text = UnsafeRawBufferPointer(start: message, count: message == nil ? 0 : Int(max(0, length)))
  SessionIO.of(abstract)?.disconnectMessage = printable(Array(text), limit: 200)
}

/// The session argument of libssh2's signature callback leads to the same object.
func signCallback(
  session: OpaquePointer?, signature: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?,
  signatureLength: UnsafeMutablePointer<Int>?, data: UnsafePointer<UInt8>?, length: Int,
  _: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int32 {
  guard let io = SessionIO.of(libssh2_session_abstract(session)), let data else { return -1 }
  switch io.signing {
  case .failed: return -1
  case .idle, .wanted:
    io.signing = .wanted(Array(UnsafeBufferPointer(start: data, count: length)))
    return Library.again
  case .ready(let bytes):
    // libssh2 frees it with free(3), see makeHandle.
    guard let copy = malloc(bytes.count) else { return -1 }
    bytes.withUnsafeBytes { copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: bytes.count) }
    signature?.pointee = copy.assumingMemoryBound(to: UInt8.self)
    signatureLength?.pointee = bytes.count
    return 0
  }
}

/// Foreign bytes for a message: control characters and broken UTF-8 can't reach the reader's terminal.
func printable(_ bytes: [UInt8], limit: Int) -> String {
  let text = String(decoding: bytes.prefix(limit), as: UTF8.self)
  let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
  let clean = String(String.UnicodeScalarView(scalars))
  return clean.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
}
