import Glibc
import Synchronization
import TestKit
import Testing

@testable import SSH

/// The line to the server fails in every way that TCP knows, at any moment of handshake, login, command and end.
///
/// It keeps the processors busy, so tools/test runs it by itself. The seeds are fixed; SONAE_FAULT_SEEDS asks for more of them: `tools/campaign ssh`.
@Suite(needsServer)
struct FaultTests {
  @Test func noFaultOfTheLineIsTakenForASuccessOrLeaksOrHangs() async {
    // In a process of its own: what it holds is counted.
    let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      try await FaultCampaign(.libssh2).run()
    }
    show(result)
  }

  /// A tenth of the seeds: each is a process of `ssh`.
  @Test func norIsAnyWhereTheSystemsSSHCarriesTheCommands() async {
    let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      try await FaultCampaign(.openSSH).run()
    }
    show(result)
  }

  /// The figures, each in a line that begins with this word.
  private func show(_ result: ExitTest.Result?) {
    let said = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self).split(separator: "\n")
    for line in said where line.hasPrefix("faults: ") { print(line) }
  }
}

/// Many connections over faulty lines, several at a time.
private struct FaultCampaign {
  private let workers: Int
  /// Within the first ones the allocator and the thread pools come to their sizes.
  private let warmUp: Int
  private let count: Int
  private static let seeds = getenv("SONAE_FAULT_SEEDS").flatMap { Int(String(cString: $0)) } ?? 500

  /// Its own deadlines one after the other: connection and command, then the killing on this connection and on another
  /// one (5 s for the begin mark, 5 s for a channel and 30 s for the answer; connection, 30 s for the login, and again).
  private static let longest = Duration.seconds(111)

  let server: SSHServer
  let lines: [FaultyLine]

  private let transport: Target.Transport

  init(_ transport: Target.Transport) throws {
    let isOwn = transport == .libssh2
    (workers, warmUp, count) = isOwn ? (24, 100, max(100, Self.seeds)) : (12, 20, max(20, Self.seeds / 10))
    self.transport = transport
    let server = try SSHServer()
    self.server = server
    lines = try (0..<workers).map { _ in try FaultyLine(to: server) }
  }

  func run() async throws {
    let began = ContinuousClock.now
    var endings = try await trials(0..<warmUp)
    let before = Holdings()
    endings += try await trials(warmUp..<count)
    let after = await settled(before)
    let kinds = Dictionary(grouping: endings) { $0.kind }.mapValues(\.count)
    let slowest = endings.max { $0.took < $1.took }
    print(
      "faults: \(endings.count) connections of \(transport) in \((ContinuousClock.now - began).components.seconds) s: \(kinds)"
    )
    print("faults: slowest \(slowest.map { "\($0.took), seed \($0.seed)" } ?? "")")
    print("faults: \(before) after \(warmUp); \(after) at the end")
    fflush(nil)
    // After the warm-up nothing grows with the number of connections: a session of libssh2 alone is some 50 KiB.
    #expect(after.descriptors <= before.descriptors)
    #expect(after.memory < before.memory + 4 << 20, "\(before) then \(after)")
    // What was called not started mustn't have started later either.
    for ending in endings where ending.isError { #expect(runs(ending.seed) == 0, "\(ending)") }
    // The faults hit every part of a connection's life, or this test says nothing.
    let wanted = transport == .libssh2 ? ["exited", "lost", "timed out", "connection-lost"] : ["exited", "lost"]
    for kind in wanted { #expect(kinds[kind] != nil, "\(kinds)") }
  }

  private func trials(_ seeds: Range<Int>) async throws -> [Ending] {
    try await withThrowingTaskGroup(of: [Ending].self) { group in
      let next = Counter(seeds.lowerBound)
      for line in lines {
        group.addTask {
          var endings: [Ending] = []
          while case let seed = next.take(), seed < seeds.upperBound { endings.append(try await trial(seed, line)) }
          return endings
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  private struct Ending {
    let seed: Int
    let kind: String
    let isError: Bool
    let took: Duration
  }

  private func trial(_ seed: Int, _ line: FaultyLine) async throws -> Ending {
    let fault = Fault(seed)
    try line.use(fault)
    let text = "echo ran >>\(trace(seed)); echo out; echo err >&2; head -c 20000 /dev/zero; exit 3"
    // Nothing is to be learnt from waiting long on a line that is dead.
    let limit = Duration.seconds(fault.isHarmless ? 120 : 2)
    let target = Target(
      "line", address: line.address, port: line.port, user: server.user, identityFiles: [server.userKey],
      knownHostsFiles: [line.knownHosts], connectTimeout: limit, agent: .off, transport: transport)
    let client = Client(limits: .init(startAttempts: 1))
    let began = ContinuousClock.now
    var answer: Answer?
    let error = await failure { () throws(SSHError) in
      answer = try await client.ask(text, target, timeout: limit)
    }
    let took = ContinuousClock.now - began
    await client.close()
    #expect(took < (fault.isHarmless ? limit : Self.longest), "\(seed) \(fault): \(took)")
    judge(seed, fault, answer, error)
    let kind =
      switch answer?.end {
      case .exited: "exited"
      case .lost: "lost"
      case .timedOut, .cancelled: "timed out"
      case nil: error?.code ?? ""
      }
    return Ending(seed: seed, kind: kind, isError: error != nil, took: took)
  }

  private func judge(_ seed: Int, _ fault: Fault, _ answer: Answer?, _ error: SSHError?) {
    let runs = runs(seed)
    #expect(runs <= 1, "\(seed) \(fault): ran \(runs) times")
    if let error { #expect(runs == 0 && !fault.isHarmless, "\(seed) \(fault): \(error), it ran \(runs) times") }
    guard case .exited(let code)? = answer?.end else {
      return #expect(!fault.isHarmless, "\(seed) \(fault): \(String(describing: answer?.end))")
    }
    #expect(code == 3 && runs == 1, "\(seed) \(fault): \(code)")
    #expect(answer?.output == Array("out\n".utf8) + [UInt8](repeating: 0, count: 20000), "\(seed) \(fault)")
    #expect(answer?.errorText == "err\n", "\(seed) \(fault)")
  }

  /// Connections that were given up are let go of a little later, at the end of what was under way on them.
  private func settled(_ before: Holdings) async -> Holdings {
    for _ in 0..<300 {
      if Holdings().descriptors <= before.descriptors { break }
      usleep(100_000)
    }
    return Holdings()
  }

  private func trace(_ seed: Int) -> String { server.folder.file("trace-\(seed)") }

  private func runs(_ seed: Int) -> Int {
    (try? TemporaryFolder.text(trace(seed)).split(separator: "\n").count) ?? 0
  }
}

private final class Counter: Sendable {
  private let next: Mutex<Int>

  init(_ first: Int) { next = Mutex(first) }

  func take() -> Int {
    next.withLock { next in
      defer { next += 1 }
      return next
    }
  }
}

/// What this process holds.
private struct Holdings: CustomStringConvertible {
  let descriptors: Int
  /// Resident, in bytes, after the allocator gave back what is free.
  let memory: Int
  var description: String { "\(descriptors) descriptors, \(memory >> 10) KiB" }

  init() {
    typealias Trim = @convention(c) (Int) -> Int32
    // The module map of Glibc hides malloc_trim(3).
    if let trim = dlsym(nil, "malloc_trim") { _ = unsafeBitCast(trim, to: Trim.self)(0) }
    let status = (try? TemporaryFolder.text("/proc/self/status")) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    memory = (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    descriptors = (0..<4096).count { fcntl($0, F_GETFD) >= 0 }
  }
}
