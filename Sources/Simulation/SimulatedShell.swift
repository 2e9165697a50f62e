public import Engine
public import Model
import Synchronization

/// What simulated hosts keep of the commands that were run there, through any number of lives of their run.
public final class SimulatedMemory: Sendable {
  private let kept = Mutex<[String: [String: SimulatedShell.Reply]]>([:])

  public init() {}

  func keep(_ reply: SimulatedShell.Reply, _ key: String, on host: String) {
    kept.withLock { $0[host, default: [:]][key] = reply }
  }

  func recall(_ command: ShellCommand.Kept, on host: String) -> (ShellRecollection, SimulatedShell.Reply) {
    kept.withLock { kept in
      guard let reply = kept[host]?[command.key] else { return (.neverStarted, .init()) }
      return (.ended(reply.end, wholeOutput: command.output, took: .zero), reply)
    }
  }
}

/// Hosts in memory: a command's end is what a closure says.
public final class SimulatedShell: Shell, HostMemory {
  public typealias Answer = @Sendable (_ host: String, _ command: String, _ count: Int) -> Reply

  /// What a command prints and how it ends.
  public struct Reply: Sendable {
    public var end: ShellEnd
    public var stdout: String
    public var stderr: String

    public init(_ end: ShellEnd = .exited(0), stdout: String = "", stderr: String = "") {
      self.end = end
      self.stdout = stdout
      self.stderr = stderr
    }
  }

  private let answer: Answer
  private let calls = Mutex<[(host: String, command: String)]>([])
  private let counts = Mutex<[String: Int]>([:])
  private let recordsCalls: Bool
  private let memory: SimulatedMemory?

  /// - Parameters:
  ///   - recordsCalls: keeps every command for `commands`; benchmarks leave it off.
  ///   - memory: nil for hosts that can't tell anything.
  public init(
    recordsCalls: Bool = true, memory: SimulatedMemory? = nil, answer: @escaping Answer = { _, _, _ in Reply() }
  ) {
    self.recordsCalls = recordsCalls
    self.memory = memory
    self.answer = answer
  }

  /// The commands that were run, in the order in which they started.
  public var commands: [String] { calls.withLock { $0.map { "\($0.host): \($0.command)" } } }

  /// Its commands end at once; without a POSIX shell nobody can see that.
  public func endLeftovers(on host: PlannedHost, within limit: Duration) async -> Bool { host.shell == .posix }

  public func recall(
    _ command: ShellCommand.Kept, sentIn life: Int?, on host: PlannedHost, within limit: Duration,
    output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellRecollection {
    guard let (recollection, reply) = memory?.recall(command, on: host.id) else { return .untold }
    if !reply.stdout.isEmpty { output(.stdout, Array(reply.stdout.utf8)) }
    if !reply.stderr.isEmpty { output(.stderr, Array(reply.stderr.utf8)) }
    return recollection
  }

  public func run(
    _ command: ShellCommand, on host: PlannedHost, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellEnd {
    var count = 1
    if recordsCalls {
      calls.withLock { $0.append((host.id, command.text)) }
      count = counts.withLock { counts in
        counts["\(host.id) \(command.text)", default: 0] += 1
        return counts["\(host.id) \(command.text)"] ?? 1
      }
    }
    let reply = answer(host.id, command.text, count)
    if let kept = command.kept { memory?.keep(reply, kept.key, on: host.id) }
    if !reply.stdout.isEmpty { output(.stdout, Array(reply.stdout.utf8)) }
    if !reply.stderr.isEmpty { output(.stderr, Array(reply.stderr.utf8)) }
    return reply.end
  }
}
