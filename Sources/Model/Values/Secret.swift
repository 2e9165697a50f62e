/// A value that can't be printed: every description of it is `[REDACTED]`.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let value: String

  /// Bytes; a shorter one can't be kept out of an output, because it can't be told from ordinary text.
  public static let shortest = 4

  public var isTooShort: Bool { value.utf8.count < Self.shortest }

  public init(_ value: String) { self.value = value }

  /// The one way out, named so that each use of it can be found.
  public func reveal() -> String { value }

  public var description: String { "[REDACTED]" }
  public var debugDescription: String { "[REDACTED]" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
