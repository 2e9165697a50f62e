import Glibc
import TestKit
import Testing

/// The built program, beside the test bundle.
enum Sonae {
  static let path: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return own.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/sonae"
  }()

  /// The project's folder.
  static let project = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()

  /// Starts it in a folder, with an environment in which nothing of the user's own counts.
  static func start(
    _ arguments: [String], in folder: String, home: String? = nil, environment: [String: String] = [:],
    input: Program.Input = .nothing
  ) throws -> Program {
    var whole = [
      "PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin", "HOME": home ?? folder,
      "LANG": "en_US.UTF-8",
    ]
    whole.merge(environment) { $1 }
    return try Program([path] + arguments, environment: whole, in: folder, input: input)
  }

  static func run(
    _ arguments: String..., in folder: String = "/tmp", environment: [String: String] = [:],
    input: Program.Input = .nothing
  ) async throws -> Program.Ending {
    try await start(arguments, in: folder, environment: environment, input: input).ended()
  }
}

let needsServer = ConditionTrait.enabled(
  if: SSHServer.isInstalled, "sshd and ssh-keygen are not installed (openssh-server)")

/// Root may mount, unless a container forbids it.
let needsMounts = ConditionTrait.enabled(if: SmallDisk.isPossible, "mounting needs root")
