import TestKit

@testable import Platforms

/// A host whose tools are scripts of the test: what a command's text really calls, through a real `/bin/sh`.
///
/// Each call is noted, its arguments apart. A tool answers by the shell text that it was given, in which `$*` are its arguments.
struct FakeHost {
  private let folder: TemporaryFolder

  init(_ tools: [String: String]) throws {
    folder = try TemporaryFolder("sonae-platforms")
    for (name, answer) in tools {
      try folder.write(
        """
        #!/bin/sh
        { printf '%s' \(name); for a; do printf '|%s' "$a"; done; echo; } >>'\(folder.file("calls"))'
        \(answer)

        """, to: name, mode: 0o700)
    }
    try folder.write("", to: "calls")
  }

  /// Runs the text; its reply, and the calls it made, one a line: `tool|argument|argument`.
  func run(_ command: PlatformCommand) throws -> (reply: Reply, calls: [String]) {
    try folder.write("(\(command.text)\n) >'\(folder.file("out"))' 2>'\(folder.file("err"))'\n", to: "command")
    let path = "\(folder.path):/usr/bin:/bin"
    let code = try ChildProcess.run(["/bin/sh", folder.file("command")], environment: ["PATH": path]).code
    let reply = Reply(
      exit: code, output: try TemporaryFolder.read(folder.file("out")),
      errors: try TemporaryFolder.read(folder.file("err")))
    let calls = try TemporaryFolder.text(folder.file("calls"))
    return (reply, splitLines(calls).map(String.init))
  }
}
