import Glibc

/// A call to the system that failed, on which file and why.
struct FileError: Error, Hashable, CustomStringConvertible {
  let operation: String
  let path: String
  /// `errno`; zero where a call succeeded and still didn't do all of it.
  let code: Int32

  /// The error that has just been left in `errno`.
  static func last(_ operation: String, _ path: String) -> FileError {
    FileError(operation: operation, path: path, code: errno)
  }

  var description: String { "\(operation) \(path): \(explanation)" }

  var explanation: String { code == 0 ? "only a part was written" : String(cString: strerror(code)) }
}
