import Glibc

/// A call to the system that failed, on which file and why.
public struct FileError: Error, Hashable, CustomStringConvertible {
  public let operation: String
  public let path: String
  /// `errno`; zero where a call succeeded and still didn't do all of it.
  public let code: Int32

  public init(operation: String, path: String, code: Int32) {
    (self.operation, self.path, self.code) = (operation, path, code)
  }

  /// The error that has just been left in `errno`.
  static func last(_ operation: String, _ path: String) -> FileError {
    FileError(operation: operation, path: path, code: errno)
  }

  public var description: String { "\(operation) \(path): \(explanation)" }

  var explanation: String { code == 0 ? "only a part was written" : String(cString: strerror(code)) }
}
