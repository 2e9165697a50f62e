import Glibc

/// Folders and files that a benchmark makes and removes again.
enum Scratch {
  /// A new folder under `TMPDIR`, else `/tmp`.
  static func makeFolder() throws(BenchmarkFailure) -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/sonae-benchmarks.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .system("make a folder in", parent) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func makeFolder(_ path: String) throws(BenchmarkFailure) {
    guard mkdir(path, 0o700) == 0 else { throw .system("make", path) }
  }

  static func write(_ text: String, to path: String) throws(BenchmarkFailure) {
    guard let file = fopen(path, "w") else { throw .system("open", path) }
    let bytes = Array(text.utf8)
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else { throw .system("write", path) }
  }

  static func remove(_ folder: String) throws(BenchmarkFailure) { try Child.run("rm", ["-rf", "--", folder]) }
}

/// A benchmark couldn't be run; its figure would mean nothing.
struct BenchmarkFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  static func system(_ verb: String, _ path: String) -> Self {
    Self("cannot \(verb) \(path): \(String(cString: strerror(errno)))")
  }
}
