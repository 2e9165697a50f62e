import Glibc

/// A process of its own for one piece of work.
enum Child {
  /// Runs a program to its end; it may be a path or a name that `PATH` knows.
  ///
  /// - Throws: `BenchmarkFailure` unless it ended with 0.
  static func run(_ program: String, _ words: [String]) throws(BenchmarkFailure) {
    var arguments: [UnsafeMutablePointer<CChar>?] = ([program] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    let code = posix_spawnp(&child, program, nil, nil, &arguments, environ)
    guard code == 0 else { throw BenchmarkFailure("cannot start \(program): \(String(cString: strerror(code)))") }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw BenchmarkFailure("\(program) \(words.joined(separator: " ")) failed") }
  }
}
