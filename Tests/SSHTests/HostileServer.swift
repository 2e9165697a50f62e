import Glibc
import TestKit

/// A server that speaks SSH well enough for a command to run, and says one thing wrongly: which message it is and what
/// happens to it follows from a seed.
///
/// It needs no more than Python's library and the program `openssl` (for AES). What it has done stands in `told`.
final class HostileServer: Sendable {
  let address: String
  let port: UInt16
  let folder: TemporaryFolder
  var knownHosts: String { folder.file("known_hosts") }
  private let process: ChildProcess

  init() throws {
    folder = try TemporaryFolder()
    (address, port) = try Loopback.free()
    let script = try folder.write(Self.program, to: "server.py")
    try SSHServer.makeKey("ed25519", folder.file("host"))
    try ChildProcess.check(["python3", script, "key", folder.path, "[\(address)]:\(port)"])
    process = try ChildProcess(
      ["python3", script, "serve", folder.path, address, "\(port)"], log: folder.file("log"))
    for _ in 0..<500 where !Loopback.answers(address, port) { usleep(10_000) }
  }

  deinit {
    process.signal(SIGKILL)
    process.wait()
  }

  /// For the connections that come from now on.
  func use(seed: Int) throws {
    try folder.write("\(seed)", to: "seed")
    unlink(folder.file("told"))
  }

  /// Tells of a signal whose name is shorter than it says, and gives no end mark.
  func useNamelessSignal() throws { try folder.write("-1", to: "seed") }

  /// Kind and message number of what was done wrongly; empty if it didn't come to that.
  var told: String { (try? TemporaryFolder.text(folder.file("told"))) ?? "" }

  private static let program = #"""
    import hashlib, hmac, os, random, socket, struct, subprocess, sys, threading

    # Curve25519 and Ed25519 as RFC 7748 and RFC 8032 print them.
    P = 2**255 - 19
    L = 2**252 + 27742317777372353535851937790883648493
    D = -121665 * pow(121666, P - 2, P) % P
    ROOT = pow(2, (P - 1) // 4, P)

    def x25519(k, u):
        k = int.from_bytes(k, "little") & ~7 & (1 << 255) - 1 | 1 << 254
        u = int.from_bytes(u, "little") & (1 << 255) - 1
        a, b, c, d, swap = 1, 0, u, 1, 0
        for t in reversed(range(255)):
            bit = k >> t & 1
            if swap ^ bit: a, b, c, d = c, d, a, b
            swap = bit
            e, f, g, h = (a + b) % P, (a - b) % P, (c + d) % P, (c - d) % P
            da, cb, aa, bb = h * e % P, g * f % P, e * e % P, f * f % P
            c, d = (da + cb) ** 2 % P, u * (da - cb) ** 2 % P
            a, b = aa * bb % P, (aa - bb) * (aa + 121665 * (aa - bb)) % P
        if swap: a, b = c, d
        return (a * pow(b, P - 2, P) % P).to_bytes(32, "little")

    def add(p, q):
        a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
        c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
        e, f, g, h = b - a, d - c, d + c, b + a
        return e * f % P, g * h % P, f * g % P, e * h % P

    def times(s, p):
        q = (0, 1, 1, 0)
        while s:
            if s & 1: q = add(q, p)
            p, s = add(p, p), s >> 1
        return q

    def packed(p):
        z = pow(p[2], P - 2, P)
        x, y = p[0] * z % P, p[1] * z % P
        return (y | (x & 1) << 255).to_bytes(32, "little")

    def base():
        y = 4 * pow(5, P - 2, P) % P
        xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
        x = pow(xx, (P + 3) // 8, P)
        if (x * x - xx) % P: x = x * ROOT % P
        if x & 1: x = P - x
        return x, y, 1, x * y % P

    BASE = base()
    SECRET = hashlib.sha512(b"the hostile server's host key").digest()
    SCALAR = int.from_bytes(SECRET[:32], "little") & (1 << 254) - 8 | 1 << 254
    PUBLIC = packed(times(SCALAR, BASE))

    def signature(text):
        number = lambda *parts: int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L
        r = number(SECRET[32:], text)
        point = packed(times(r, BASE))
        return point + ((r + number(point, PUBLIC, text) * SCALAR) % L).to_bytes(32, "little")

    def u32(n): return struct.pack(">I", n & 0xFFFFFFFF)
    def text(b): return u32(len(b)) + b
    def number(n): return text(n.to_bytes(n.bit_length() // 8 + 1, "big"))
    HOST_KEY = text(b"ssh-ed25519") + text(PUBLIC)

    class End(Exception): pass

    class Reader:
        def __init__(self, data): self.data = data
        def take(self, n):
            head, self.data = self.data[:n], self.data[n:]
            return head
        def u32(self): return struct.unpack(">I", self.take(4))[0]
        def text(self): return self.take(self.u32())

    LIES = [0, 1, 2, 3, 4, 5, 12, 255, 256, 32768, 35000, 35001, 40000, 1 << 24, (1 << 31) - 1, 1 << 31, (1 << 32) - 5,
            (1 << 32) - 1]
    CHANGES = ["length", "padding", "type", "field", "field", "field", "bits", "bits", "cut", "cut", "grow", "insert",
               "insert", "insert", "insert", "repeat", "drop", "flood", "noise", "close", "silence"]

    class Connection:
        def __init__(self, folder, socket):
            self.folder, self.socket = folder, socket
            self.seed = int(open(folder + "/seed").read())
            self.random = random.Random(self.seed)
            self.kind = self.random.choice(CHANGES)
            # Banner, key exchange, login, opening and request are the first ten; a command's output takes ten more.
            self.target = self.random.choice([0] + [1, 2, 3] * 2 + list(range(4, 20)))
            if self.seed < 0: self.target = -1
            self.count = 0
            self.cipher = {}
            self.sequence = 0
            self.channels = {}

        def tell(self, what):
            with open(self.folder + "/told", "a") as file: file.write(what)

        # Packets

        def raw(self, payload, length=None, padding=None):
            size = 16 if "out" in self.cipher else 8
            fill = size - (5 + len(payload)) % size
            fill += size if fill < 4 else 0
            head = u32(1 + len(payload) + fill if length is None else length)
            head += bytes([fill if padding is None else padding])
            packet = head + payload + os.urandom(fill)
            mac = b""
            if "out" in self.cipher:
                stream, key = self.cipher["out"]
                mac = hmac.new(key, u32(self.sequence) + packet, "sha256").digest()
                packet = stream(packet)
            self.sequence += 1
            self.socket.sendall(packet + mac)

        def send(self, payload):
            r, kind = self.random, self.kind
            self.count += 1
            if self.count - 1 != self.target: return self.raw(payload)
            self.tell(f"{kind} {payload[0]}")
            if kind == "length": self.raw(payload, length=r.choice(LIES + [len(payload), r.getrandbits(32)]))
            elif kind == "padding": self.raw(payload, padding=r.choice([0, 1, len(payload) & 255, 255, 254, 128]))
            elif kind == "type": self.raw(bytes([r.randrange(256)]) + payload[1:])
            elif kind in ("field", "bits", "cut", "grow"): self.raw(self.changed(kind, payload))
            elif kind == "insert":
                for _ in range(r.choice([1, 1, 1, 3, 20])): self.raw(self.changed(r.choice(CHANGES), self.stray()))
                self.raw(payload)
            elif kind == "repeat":
                for _ in range(r.choice([2, 2, 50])): self.raw(payload)
            elif kind == "flood":
                for _ in range(3000): self.raw(b"\2" + text(b"x"))
                self.raw(payload)
            elif kind == "noise":
                for _ in range(r.choice([1, 100])): self.socket.sendall(r.randbytes(r.choice([1, 5, 16, 4096])))
            elif kind == "close": raise End
            elif kind == "silence":
                while self.socket.recv(65536): pass
                raise End

        def changed(self, kind, payload):
            r = self.random
            if kind == "field" and len(payload) > 5:
                # A number that is the length of something, or another number of four bytes.
                places = [i for i in range(1, len(payload) - 3)
                          if struct.unpack(">I", payload[i:i + 4])[0] <= len(payload)]
                place = r.choice(places or [1])
                payload = payload[:place] + u32(r.choice(LIES)) + payload[place + 4:]
            elif kind == "bits":
                payload = bytearray(payload)
                for _ in range(r.choice([1, 1, 4, 40])): payload[r.randrange(len(payload))] ^= 1 << r.randrange(8)
            elif kind == "cut": payload = payload[:r.randrange(len(payload) + 1)]
            elif kind == "grow": payload += r.randbytes(r.choice([1, 4, 300, 30000]))
            return bytes(payload)

        # A message that nobody has asked for.
        def stray(self):
            r = self.random
            channel = u32(r.choice(list(self.channels.values()) + [0, 1, 77, 1 << 31]))
            number, word = u32(r.choice(LIES)), text(r.randbytes(r.choice([0, 1, 20, 2000])))
            kind = text(r.choice([b"forwarded-tcpip", b"x11", b"auth-agent@openssh.com", b"session"]))
            return r.choice([
                b"\1" + number + word + text(b"en"), b"\2" + word, b"\3" + number, b"\4\1" + word + word,
                b"\7" + u32(2) + text(b"server-sig-algs") + text(b"rsa-sha2-256") + word + word, b"\5" + word,
                b"\6" + word, self.offer(), b"\x15", b"\x1f" + text(HOST_KEY) + word + word, b"\x33" + word + b"\0",
                b"\x34", b"\x35" + word + word, b"\x3c" + word + word,
                b"\x50" + text(b"keepalive@openssh.com") + b"\1", b"\x50" + word + b"\1", b"\x51", b"\x52",
                b"\x5a" + kind + channel + number + number + word + number + word + number,
                b"\x5b" + channel + number * 3, b"\x5c" + channel + number + word + word, b"\x5d" + channel + number,
                b"\x5e" + channel + word, b"\x5f" + channel + number + word, b"\x60" + channel, b"\x61" + channel,
                b"\x62" + channel + text(b"exit-status") + b"\0" + number,
                b"\x62" + channel + text(b"exit-signal") + b"\0" + word + b"\0" + word + word,
                b"\x62" + channel + text(b"exit-signal") + b"\0" + number + word, b"\x62" + channel + word + b"\1" + word, b"\x63" + channel, b"\x64" + channel,
                bytes([r.randrange(256)]) + r.randbytes(r.choice([0, 3, 4, 40])),
            ])

        def read(self, count):
            data = b""
            while len(data) < count:
                more = self.socket.recv(count - len(data))
                if not more: raise End
                data += more
            return data

        def receive(self):
            if "in" in self.cipher:
                stream, key = self.cipher["in"]
                head = stream(self.read(16))
                body = head[4:] + stream(self.read(struct.unpack(">I", head[:4])[0] + 4 - 16))
                self.read(32)
            else:
                body = self.read(struct.unpack(">I", self.read(4))[0])
            return body[1:len(body) - body[0]]

        # The conversation

        def offer(self):
            names = [b"curve25519-sha256", b"ssh-ed25519", b"aes128-ctr", b"aes128-ctr", b"hmac-sha2-256",
                     b"hmac-sha2-256", b"none", b"none", b"", b""]
            return b"\x14" + bytes(16) + b"".join(map(text, names)) + b"\0" + u32(0)

        def banner(self):
            r, line = self.random, b"SSH-2.0-Hostile\r\n"
            self.count += 1
            if self.target == 0:
                self.tell(f"{self.kind} banner")
                line = r.choice([
                    b"SSH-2.0-" + b"x" * 100000 + b"\r\n", b"SSH-" * 5000, b"SSH-2.0-\0\0\r\n", b"SSH-1.5-old\r\n",
                    b"\n" * 20000 + line, b"hello\r\n" * 500 + line, b"SSH-2.0-" + r.randbytes(200) + b"\n" + line,
                    b"SSH-2.0\n", b"\0" * 9000, r.randbytes(9000), b"SSH-2.0-x", b"S", b"SSH-2.0-a\nSSH-2.0-b\n"])
            self.socket.sendall(line)

        def agree(self):
            self.banner()
            theirs = b""
            while not theirs.endswith(b"\n"): theirs += self.read(1)
            mine = self.offer()
            self.send(mine)
            offer = self.receive()
            reader = Reader(self.receive())
            while reader.data[:1] != b"\x1e": reader = Reader(self.receive())
            reader.take(1)
            point, secret = reader.text(), os.urandom(32)
            public = x25519(secret, b"\x09" + bytes(31))
            shared = number(int.from_bytes(x25519(secret, point), "big"))
            digest = hashlib.sha256(b"".join(map(text, [
                theirs.rstrip(), b"SSH-2.0-Hostile", offer, mine, HOST_KEY, point, public])) + shared).digest()
            self.send(b"\x1f" + text(HOST_KEY) + text(public) + text(text(b"ssh-ed25519") + text(signature(digest))))
            self.send(b"\x15")
            self.cipher["out"] = self.keys(shared + digest, digest, b"B", b"D", b"F")
            while self.receive()[:1] != b"\x15": pass
            self.cipher["in"] = self.keys(shared + digest, digest, b"A", b"C", b"E")

        def keys(self, secret, digest, *letters):
            vector, key, mac = [hashlib.sha256(secret + letter + digest).digest() for letter in letters]
            # AES in counter mode, of zeroes: that is what the bytes are added to.
            stream = subprocess.run(
                ["openssl", "enc", "-aes-128-ctr", "-K", key[:16].hex(), "-iv", vector[:16].hex()],
                input=bytes(1 << 20), stdout=subprocess.PIPE).stdout
            place = 0
            def apply(data):
                nonlocal place
                part, place = stream[place:place + len(data)], place + len(data)
                return (int.from_bytes(data, "big") ^ int.from_bytes(part, "big")).to_bytes(len(data), "big")
            return apply, mac

        def serve(self):
            self.agree()
            said = {}
            while True:
                reader = Reader(self.receive())
                kind = reader.take(1)[0]
                if kind == 5: self.send(b"\6" + text(reader.text()))
                elif kind == 50:
                    reader.text(), reader.text()
                    if reader.text() == b"publickey":
                        signed, name, key = reader.take(1), reader.text(), reader.text()
                        self.send(b"\x34" if signed == b"\1" else b"\x3c" + text(name) + text(key))
                    else: self.send(b"\x33" + text(b"publickey") + b"\0")
                elif kind == 80 and reader.text() and reader.take(1) == b"\1": self.send(b"\x52")
                elif kind == 90:
                    reader.text()
                    theirs, mine = reader.u32(), len(self.channels)
                    self.channels[mine] = theirs
                    said[mine] = b""
                    self.send(b"\x5b" + u32(theirs) + u32(mine) + u32(1 << 21) + u32(1 << 15))
                elif kind == 98:
                    channel = self.channels[reader.u32()]
                    reader.text()
                    if reader.take(1) == b"\1": self.send(b"\x63" + u32(channel))
                elif kind == 94:
                    mine = reader.u32()
                    before = said[mine].count(b"\n")
                    said[mine] += reader.text()
                    if before < 3 <= said[mine].count(b"\n"): self.run(self.channels[mine], said[mine].split(b"\n")[0][1:])
                elif kind == 1: return

        def run(self, channel, nonces):
            to, nonce, last = u32(channel), nonces[:33], nonces[33:]
            if self.seed < 0:
                self.send(b"\x5e" + to + text(nonce + b"b4711\n"))
                self.send(b"\x62" + to + text(b"exit-signal") + b"\0" + u32(40) + b"TERM")
                self.send(b"\x61" + to)
                return
            for one, two in [(nonce + b"b4711\n",) * 2, (b"out\n", b"err\n"), (last + b"e3\n",) * 2]:
                self.send(b"\x5e" + to + text(one))
                self.send(b"\x5f" + to + u32(1) + text(two))
            self.send(b"\x62" + to + text(b"exit-status") + b"\0" + u32(3))
            self.send(b"\x60" + to)
            self.send(b"\x61" + to)

    def serve(folder, socket):
        try: Connection(folder, socket).serve()
        except (End, OSError, struct.error, KeyError, IndexError): pass
        finally: socket.close()

    if sys.argv[1] == "key":
        import base64
        with open(sys.argv[2] + "/known_hosts", "w") as file:
            file.write(sys.argv[3] + " ssh-ed25519 " + base64.b64encode(HOST_KEY).decode() + "\n")
    else:
        listener = socket.socket()
        listener.bind((sys.argv[3], int(sys.argv[4])))
        listener.listen(64)
        while True:
            socket, _ = listener.accept()
            threading.Thread(target=serve, args=(sys.argv[2], socket), daemon=True).start()
    """#
}
