import TestKit

/// A server whose commands tell in a file what they did, and of which one waits until a gate is there.
struct Story {
  let server: SSHServer

  init() throws { server = try SSHServer() }

  var path: String { server.folder.file("story") }
  var gate: String { server.folder.file("gate") }
  /// For a command: goes on when the gate is there, or the server's folder no longer.
  var wait: String { "while test -e \(server.folder.path) && ! test -e \(gate); do sleep 0.05; done" }

  func told() -> [String] {
    ((try? TemporaryFolder.text(path)) ?? "").split(separator: "\n").map(String.init)
  }
}
