import Glibc
import TestKit

/// A certificate authority of the tests' own, made with openssl, and servers that show what it issued.
final class TestAuthority: Sendable {
  static let isPossible = ChildProcess.isInstalled("openssl")

  private let folder: TemporaryFolder

  var file: String { folder.file("ca.pem") }

  init() throws {
    folder = try TemporaryFolder("sonae-ca")
    try ChildProcess.check(
      Self.newKey(folder.file("ca.key")) + [
        "-x509", "-days", "3650", "-subj", "/CN=Test CA", "-out", folder.file("ca.pem"),
      ])
  }

  /// - Parameters:
  ///   - names: `DNS:localhost,IP:127.0.0.1`
  ///   - days: until it ends; -1 has ended.
  func issue(_ file: String, names: String, days: Int) throws -> TLSServer.Identity {
    let (key, request, certificate) = (
      folder.file("\(file).key"), folder.file("\(file).csr"), folder.file("\(file).pem")
    )
    try ChildProcess.check(Self.newKey(key) + ["-subj", "/CN=\(file)", "-out", request])
    let extensions = try folder.write("subjectAltName=\(names)\n", to: "\(file).ext")
    try ChildProcess.check([
      "openssl", "x509", "-req", "-in", request, "-CA", self.file, "-CAkey", folder.file("ca.key"), "-CAcreateserial",
      "-days", "\(days)", "-extfile", extensions, "-out", certificate,
    ])
    return TLSServer.Identity(certificate: certificate, key: key, log: folder.file("\(file).log"))
  }

  func selfSigned(_ file: String) throws -> TLSServer.Identity {
    let (key, certificate) = (folder.file("\(file).key"), folder.file("\(file).pem"))
    try ChildProcess.check(
      Self.newKey(key) + ["-x509", "-days", "90", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        + ["-out", certificate])
    return TLSServer.Identity(certificate: certificate, key: key, log: folder.file("\(file).log"))
  }

  private static func newKey(_ path: String) -> [String] {
    ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path]
  }
}

/// `openssl s_server` on a port of its own, with a status page.
final class TLSServer: Sendable {
  struct Identity: Sendable {
    let certificate: String
    let key: String
    let log: String
  }

  let port: Int
  private let program: ChildProcess

  init(_ identity: Identity) throws {
    program = try ChildProcess(
      [
        "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", identity.certificate, "-key", identity.key,
      ], log: identity.log)
    var found: Int?
    for _ in 0..<600 where found == nil {
      // `ACCEPT 127.0.0.1:43210`, once it listens
      let lines = ((try? TemporaryFolder.text(identity.log)) ?? "").split(separator: "\n")
      found = lines.first { $0.hasPrefix("ACCEPT ") }.flatMap { $0.split(separator: ":").last.flatMap { Int($0) } }
      if found == nil { usleep(50_000) }
    }
    guard let found else {
      program.signal(SIGKILL)
      program.wait()
      throw ChildProcess.Failure("openssl s_server did not begin to listen")
    }
    port = found
  }

  deinit {
    program.signal(SIGKILL)
    program.wait()
  }
}
