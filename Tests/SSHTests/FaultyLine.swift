import Glibc
import Simulation
import TestKit

/// What happens to a connection, worked out from a seed.
struct Fault: CustomStringConvertible {
  let kind: String
  let isToServer: Bool
  /// Bytes that pass unharmed.
  let after: Int

  /// Slow, but whole.
  var isHarmless: Bool { kind == "bytes" || kind == "delay" || kind == "pause" }
  var description: String { "\(kind) \(isToServer ? "to" : "from") the server after \(after)" }

  init(_ seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed))
    let kinds = ["reset", "reset", "close", "half", "stall", "bytes", "delay", "pause"]
    kind = kinds.randomElement(using: &generator) ?? "reset"
    isToServer = Bool.random(using: &generator)
    // Handshake and login take some 5 kB each way; the command's output 20 kB more.
    after = Int.random(in: 0...(isToServer ? 6000 : 28000), using: &generator)
  }
}

/// A TCP proxy before the server; every connection meets the fault that was set last.
final class FaultyLine: Sendable {
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
    try Loopback.await(address, port)
  }

  deinit {
    process.signal(SIGKILL)
    process.wait()
  }

  func use(_ fault: Fault) throws {
    try folder.write("\(fault.kind) \(fault.isToServer ? 1 : 0) \(fault.after)", to: "fault")
  }

  private static let proxy = """
    import ctypes, socket, sys, threading, time
    address, port, to, to_port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5]
    libc = ctypes.CDLL(None)

    def end(*ends):
        for each in ends:
            try: each.shutdown(socket.SHUT_RDWR)
            except OSError: pass

    # Closing would send nothing as long as the other direction waits in recv; connecting to AF_UNSPEC does.
    def reset(*ends):
        for each in ends: libc.connect(each.fileno(), bytes(16), 16)

    def carry(source, sink, kind, after):
        seen = 0
        try:
            while data := source.recv(65536):
                here = max(0, after - seen)
                seen += len(data)
                if kind in ("reset", "close", "half", "stall") and here <= len(data):
                    sink.sendall(data[:here])
                    if kind == "reset": return reset(source, sink)
                    if kind == "close": return end(source, sink)
                    if kind == "half": sink.shutdown(socket.SHUT_WR)
                    while source.recv(65536): pass
                    return end(source, sink)
                if kind == "bytes":
                    last = max(0, after + 3000 - seen + len(data))
                    sink.sendall(data[:here])
                    for byte in data[here:last]: sink.sendall(bytes([byte]))
                    sink.sendall(data[max(here, last):])
                    continue
                if kind == "delay": time.sleep(0.02)
                if kind == "pause" and here < len(data):
                    time.sleep(1)
                    kind = "none"
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
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
            own = kind if kind in ("bytes", "delay", "pause") or to_server == mine else "none"
            threading.Thread(target=carry, args=(source, sink, own, int(after)), daemon=True).start()
    """
}
