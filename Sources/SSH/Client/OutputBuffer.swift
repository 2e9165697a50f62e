import Synchronization

/// Collects output in memory. For commands that say little: it grows with the output.
public final class OutputBuffer: Sendable {
  private struct Content {
    var standardOutput: [UInt8] = []
    var standardError: [UInt8] = []
  }

  private let content = Mutex(Content())

  public init() {}

  public func append(_ bytes: [UInt8], from stream: Stream) {
    content.withLock {
      switch stream {
      case .standardOutput: $0.standardOutput += bytes
      case .standardError: $0.standardError += bytes
      }
    }
  }

  public var standardOutput: [UInt8] { content.withLock { $0.standardOutput } }
  public var standardError: [UInt8] { content.withLock { $0.standardError } }
}
