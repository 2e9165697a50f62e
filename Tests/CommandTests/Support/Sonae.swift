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
      "LANG": "en_US.UTF-8", "SONAE_SSH_CONFIG": "/dev/null",
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

extension SSHServer {
  /// The folders in which the host keeps what became of commands.
  var kept: [String] {
    (try? ChildProcess.run(["ls", home + "/.sonae"]).text.split(separator: "\n").map(String.init)) ?? []
  }
}

let needsServer = ConditionTrait.enabled(
  if: SSHServer.isInstalled, "sshd and ssh-keygen are not installed (openssh-server)")

/// Root may mount, unless a container forbids it.
let needsMounts = ConditionTrait.enabled(if: SmallDisk.isPossible, "mounting needs root")

/// Lets a few tests through at a time, so that each gets enough of the machine.
struct FewAtATime: TestTrait, SuiteTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(for test: Test, testCase: Test.Case?, performing body: () async throws -> Void) async throws {
    await Turnstile.shared.enter()
    do {
      try await body()
    } catch {
      await Turnstile.shared.leave()
      throw error
    }
    await Turnstile.shared.leave()
  }

  private actor Turnstile {
    static let shared = Turnstile()
    private var free = 4
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
      if free > 0 {
        free -= 1
        return
      }
      await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
      if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
  }
}

extension Trait where Self == FewAtATime {
  static var fewAtATime: Self { FewAtATime() }
}

/// How far a campaign is, also where its output goes to a file.
func report(_ progress: String) {
  print(progress)
  fflush(nil)
}
