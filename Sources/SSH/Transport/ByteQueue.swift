import Glibc

/// Bytes on their way, first in, first out. Taking from the front doesn't move the rest each time.
struct ByteQueue {
  private var storage: [UInt8] = []
  private var head = 0

  var count: Int { storage.count - head }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    storage.append(contentsOf: bytes)
  }

  mutating func append(_ bytes: [UInt8]) {
    storage.append(contentsOf: bytes)
  }

  /// Copies up to the buffer's size and drops what was copied.
  mutating func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let taken = min(count, buffer.count)
    guard taken > 0 else { return 0 }
    storage.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[head..<head + taken])) }
    drop(taken)
    return taken
  }

  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try storage.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[head...])) }
  }

  mutating func drop(_ number: Int) {
    head += number
    if head == storage.count {
      // A burst's buffer isn't kept for a connection that is quiet afterwards.
      storage.removeAll(keepingCapacity: storage.capacity <= 1 << 16)
      head = 0
    } else if head > 1 << 16, head > storage.count / 2 {
      storage.removeSubrange(0..<head)
      head = 0
    }
  }
}
