import Engine
import Model
import TestKit
import Testing

@testable import Probes

@Suite(.enabled(if: TestAuthority.isPossible, "openssl is not installed")) struct TLSTests {
  let authority: TestAuthority
  let prober: NetworkProber

  init() async throws {
    authority = try await offThePool { try TestAuthority() }
    prober = NetworkProber(version: "0-test", trust: TrustStore(file: authority.file))
  }

  private func serve(_ identity: @escaping @Sendable (TestAuthority) throws -> TLSServer.Identity) async throws
    -> TLSServer
  {
    try await offThePool { [authority] in try TLSServer(identity(authority)) }
  }

  private func ask(
    _ server: TLSServer, host: String = "localhost", name: String? = nil,
    daysLeft: NumberRange = NumberRange(atLeast: 30)
  ) async -> ProbeAnswer {
    let probe = TLSProbe(address: "\(host):\(server.port)", name: name, daysLeft: daysLeft)
    return await prober.ask(.tls(probe), timeout: .seconds(60))
  }

  @Test func validCertificateHoldsUntilItsDate() async throws {
    let server = try await serve { try $0.issue("valid", names: "DNS:localhost,IP:127.0.0.1", days: 90) }
    let answer = await ask(server)
    #expect(answer.holds, "\(answer)")
    #expect(answer.seen.hasPrefix("89 days left, valid until 20") && answer.seen.hasSuffix(" UTC"), "\(answer)")
    #expect(await ask(server, host: "127.0.0.1").holds)
    #expect(await ask(server, daysLeft: NumberRange(atLeast: 89)).holds)
    let soon = await ask(server, daysLeft: NumberRange(atLeast: 90))
    #expect(soon.reason?.code == "days-left")
    #expect(soon.reason?.text.en?.contains("89 days left, expected 90–") == true)
  }

  @Test func expiredCertificateIsNamedWithItsDate() async throws {
    let server = try await serve { try $0.issue("expired", names: "DNS:localhost", days: -1) }
    let answer = await ask(server)
    #expect(answer.reason?.code == "certificate-expired", "\(answer)")
    #expect(answer.seen.hasPrefix("certificate expired on 20"), "\(answer)")
    let page = await prober.ask(.http(HTTPProbe(url: "https://localhost:\(server.port)/")), timeout: .seconds(60))
    #expect(page.reason?.code == "certificate-expired", "\(page)")
  }

  @Test func certificateForAnotherNameSaysForWhich() async throws {
    let server = try await serve { try $0.issue("other", names: "DNS:other.example,DNS:www.other.example", days: 90) }
    let answer = await ask(server)
    #expect(answer.reason?.code == "certificate-name", "\(answer)")
    #expect(answer.seen.contains("www.other.example"), "\(answer)")
    #expect(await ask(server, host: "127.0.0.1").reason?.code == "certificate-name")
    #expect(await ask(server, host: "127.0.0.1", name: "other.example").holds)
    #expect(await ask(server, name: "www.other.example").holds)
    #expect(await ask(server, name: "nor this/").reason?.code == "address-invalid")
  }

  @Test func namesOfSideBySideProbesDoNotMix() async throws {
    let one = try await serve { try $0.issue("one", names: "DNS:same.example", days: 90) }
    let lookups = Lookups { $0 == "up" ? .addresses(["127.0.0.1"]) : .addresses(["127.0.0.9"]) }
    let prober = NetworkProber(version: "0-test", trust: TrustStore(file: authority.file), lookups: lookups)
    await withTaskGroup(of: (Bool, Bool).self) { group in
      for index in 0..<20 {
        let isUp = index.isMultiple(of: 2)
        let probe = TLSProbe(
          address: "\(isUp ? "up" : "down"):\(one.port)", name: "same.example", daysLeft: NumberRange(atLeast: 1))
        group.addTask { (isUp, await prober.ask(.tls(probe), timeout: .seconds(60)).holds) }
      }
      for await (isUp, holds) in group { #expect(isUp == holds) }
    }
  }

  @Test func selfSignedCertificateIsNamed() async throws {
    let answer = await ask(try await serve { try $0.selfSigned("self") })
    #expect(answer.reason?.code == "certificate-self-signed", "\(answer)")
  }

  @Test func unknownAuthorityIsNamed() async throws {
    let stranger = try await offThePool { try TestAuthority() }
    let server = try await serve { _ in try stranger.issue("stranger", names: "DNS:localhost", days: 90) }
    let answer = await ask(server)
    #expect(answer.reason?.code == "certificate-issuer", "\(answer)")
  }

  @Test func pageOverTLSHolds() async throws {
    let server = try await serve { try $0.issue("page", names: "DNS:localhost", days: 90) }
    let answer = await prober.ask(.http(HTTPProbe(url: "https://localhost:\(server.port)/")), timeout: .seconds(60))
    #expect(answer.holds, "\(answer)")
  }

  @Test func portWithoutTLSIsNamed() async throws {
    let plain = try TestServer { connection in
      connection.send("220 mail.example ESMTP\r\n")
      connection.hangUp()
    }
    let probe = TLSProbe(address: plain.address, daysLeft: NumberRange(atLeast: 1))
    #expect(await prober.ask(.tls(probe), timeout: .seconds(60)).reason?.code == "tls-failed")
  }

  @Test func silentPortEndsAtTheDeadline() async throws {
    let silent = try TestServer()
    let probe = TLSProbe(address: silent.address, daysLeft: NumberRange(atLeast: 1))
    let (answer, took) = await timed { await prober.ask(.tls(probe), timeout: .seconds(1)) }
    #expect(answer.reason?.code == "unfinished", "\(answer)")
    #expect(took < .seconds(60))
  }

  @Test func missingAuthoritiesAreNamed() async throws {
    let server = try await serve { try $0.issue("missing", names: "DNS:localhost", days: 90) }
    let probe = TLSProbe(address: "localhost:\(server.port)", daysLeft: NumberRange(atLeast: 1))
    let prober = NetworkProber(version: "0-test", trust: TrustStore(file: "/nonexistent/ca.pem"))
    #expect(await prober.ask(.tls(probe), timeout: .seconds(60)).reason?.code == "authorities-unreadable")
  }

  @Test func environmentNamesTheAuthorities() {
    #expect(TrustStore { ["SSL_CERT_FILE": "/ca.pem", "SSL_CERT_DIR": ""][$0] } == TrustStore(file: "/ca.pem"))
    #expect(TrustStore { _ in nil } == TrustStore())
  }
}
