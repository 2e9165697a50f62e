import Glibc

/// Lines from a descriptor, read only when poll(2) says that there is something.
struct LineInput {
  /// A line goes on no longer than this; the rest of it is dropped.
  private static let longest = 16_384

  let descriptor: TerminalDescriptor
  private var bytes: [UInt8] = []
  private(set) var hasEnded = false
  private var isDropping = false

  init(_ descriptor: Int32) { self.descriptor = TerminalDescriptor(descriptor) }

  var isTerminal: Bool { descriptor.isTerminal }

  /// `next` has something to give.
  var hasLine: Bool { bytes.contains(UInt8(ascii: "\n")) || hasEnded && !bytes.isEmpty }

  /// The next line that has come, without its end; a last one that wasn't ended counts too.
  mutating func next() -> String? {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
      guard hasEnded, !bytes.isEmpty else { return nil }
      defer { bytes = [] }
      return String(decoding: bytes, as: UTF8.self)
    }
    defer { bytes.removeSubrange(...end) }
    return String(decoding: bytes[..<end], as: UTF8.self)
  }

  /// Takes in what has come.
  ///
  /// - Returns: false when it has come to its end, which on a terminal may be no more than a Ctrl-D.
  mutating func fill() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor.number, &chunk, chunk.count)
    if count < 0 {
      if errno != EINTR, errno != EAGAIN { hasEnded = true }
      return !hasEnded
    }
    if count == 0 {
      if !isTerminal || descriptor.isHungUp { hasEnded = true }
      return false
    }
    append(chunk[..<count])
    return true
  }

  private mutating func append(_ chunk: ArraySlice<UInt8>) {
    for byte in chunk {
      if byte == UInt8(ascii: "\n") { isDropping = false }
      if !isDropping { bytes.append(byte) }
      let lineStart = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      if bytes.count - lineStart >= Self.longest { isDropping = true }
    }
  }

  /// Forgets what a person typed before now.
  mutating func discardTypeAhead() {
    guard isTerminal else { return }
    tcflush(descriptor.number, TCIFLUSH)
    bytes = []
  }
}
