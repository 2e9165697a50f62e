import Glibc
import TestKit
import Testing

@testable import SSH

/// The line to the server fails in every way that TCP knows, at any moment of handshake, login, command and end.
///
/// The seeds are fixed; SONAE_FAULT_SEEDS asks for more of them (a deep campaign: 10000).
@Suite(needsServer)
struct FaultTests {
  private static let seeds = getenv("SONAE_FAULT_SEEDS").flatMap { Int(String(cString: $0)) } ?? 160

  @Test func noFaultOfTheLineIsTakenForASuccess() async throws {
    let server = try SSHServer()
    let workers = 4
    let endings = try await withThrowingTaskGroup(of: [String].self) { group in
      for worker in 0..<workers {
        group.addTask {
          let line = try FaultyLine(to: server)
          var endings: [String] = []
          for seed in stride(from: worker, to: Self.seeds, by: workers) {
            endings.append(try await Self.trial(seed, line, server))
          }
          return endings
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    // The faults hit every part of a connection's life, or this test says nothing.
    for kind in ["exited", "lost", "timed out", "connection-lost"] {
      #expect(endings.contains(kind), "\(Dictionary(grouping: endings) { $0 }.mapValues(\.count))")
    }
  }

  private static func trial(_ seed: Int, _ line: FaultyLine, _ server: SSHServer) async throws -> String {
    let fault = Fault(seed)
    try line.use(fault)
    let trace = server.folder.file("trace-\(seed)")
    let text = "echo ran >>\(trace); echo out; echo err >&2; head -c 20000 /dev/zero; exit 3"
    let target = Target(
      "line", address: line.address, port: line.port, user: server.user, identityFiles: [server.userKey],
      knownHostsFiles: [line.knownHosts], connectTimeout: .seconds(3), agent: .off)
    let client = Client(limits: .init(startAttempts: 1))
    let began = ContinuousClock.now
    var answer: Answer?
    let error = await failure { () throws(SSHError) in
      answer = try await client.ask(text, target, timeout: .seconds(3))
    }
    let took = ContinuousClock.now - began
    await client.close()
    // Its own deadlines end it: connection, command, and what the killing is given.
    #expect(took < .seconds(60), "\(seed) \(fault): \(took)")
    let runs = (try? TemporaryFolder.text(trace).split(separator: "\n").count) ?? 0
    #expect(runs <= 1, "\(seed) \(fault): ran \(runs) times")
    if let error {
      #expect(runs == 0, "\(seed) \(fault): \(error), and yet it ran")
      #expect(!fault.isHarmless, "\(seed) \(fault): \(error)")
      return error.code
    } else if case .exited(let code)? = answer?.end {
      #expect(code == 3 && runs == 1, "\(seed) \(fault): \(code)")
      #expect(answer?.output == Array("out\n".utf8) + [UInt8](repeating: 0, count: 20000), "\(seed) \(fault)")
      #expect(answer?.errorText == "err\n", "\(seed) \(fault)")
      return "exited"
    }
    #expect(!fault.isHarmless, "\(seed) \(fault): \(String(describing: answer?.end))")
    return if case .lost? = answer?.end { "lost" } else { "timed out" }
  }
}

/// What happens to a connection, worked out from a seed.
private struct Fault: CustomStringConvertible {
  var kind: String
  var isToServer: Bool
  var after: Int

  /// Slow, but whole.
  var isHarmless: Bool { kind == "bytes" || kind == "delay" }
  var description: String { "\(kind) \(isToServer ? "to" : "from") the server after \(after)" }

  init(_ seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed))
    kind = ["reset", "reset", "close", "half", "stall", "bytes", "delay"].randomElement(using: &generator) ?? "reset"
    isToServer = Bool.random(using: &generator)
    // Handshake and login take some 5 kB each way; the command's output 20 kB more.
    after = Int.random(in: 0...(isToServer ? 6000 : 28000), using: &generator)
  }
}

/// A TCP proxy before the server; every connection meets the fault that was set last.
private final class FaultyLine: Sendable {
  let address: String
  let port: UInt16
  let knownHosts: String
  private let folder: TemporaryFolder
  private let process: ChildProcess

  init(to server: SSHServer) throws {
    folder = try TemporaryFolder()
    (address, port) = try Loopback.free()
    knownHosts = try folder.write(
      "[\(address)]:\(port) \(server.publicKey(server.folder.file("host_ed25519")))\n", to: "known_hosts")
    let script = try folder.write(Self.proxy, to: "proxy.py")
    process = try ChildProcess([
      "python3", script, address, "\(port)", server.address, "\(server.port)", folder.file("fault"),
    ])
    try folder.write("none 0 0", to: "fault")
    for _ in 0..<500 where !Loopback.answers(address, port) { usleep(10_000) }
  }

  deinit {
    process.signal(SIGKILL)
    process.wait()
  }

  func use(_ fault: Fault) throws {
    try folder.write("\(fault.kind) \(fault.isToServer ? 1 : 0) \(fault.after)", to: "fault")
  }

  private static let proxy = """
    import socket, struct, sys, threading, time
    address, port, to, to_port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5]

    def end(*ends):
        for each in ends:
            try: each.shutdown(socket.SHUT_RDWR)
            except OSError: pass

    def carry(source, sink, kind, after):
        seen = 0
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    sink.shutdown(socket.SHUT_WR)
                    return
                if kind in ("reset", "close", "half", "stall") and seen + len(data) >= after:
                    sink.sendall(data[:after - seen])
                    if kind == "reset":
                        for each in (source, sink):
                            each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                            each.close()
                        return
                    if kind == "close": return end(source, sink)
                    if kind == "half": sink.shutdown(socket.SHUT_WR)
                    while source.recv(65536): pass
                    return
                seen += len(data)
                if kind == "bytes":
                    for byte in data: sink.sendall(bytes([byte]))
                else:
                    if kind == "delay": time.sleep(0.02)
                    sink.sendall(data)
        except OSError:
            end(source, sink)

    listener = socket.socket()
    listener.bind((address, port))
    listener.listen(64)
    while True:
        client, _ = listener.accept()
        kind, to_server, after = open(path).read().split()
        server = socket.create_connection((to, to_port))
        for each in (client, server): each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for source, sink, mine in ((client, server, "1"), (server, client, "0")):
            own = kind if kind in ("bytes", "delay") or to_server == mine else "none"
            threading.Thread(target=carry, args=(source, sink, own, int(after)), daemon=True).start()
    """
}
