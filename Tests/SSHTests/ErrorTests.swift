import Catalogue
import Testing

@testable import SSH

@Suite
struct ErrorTests {
  static let line = SSHError.FileLine(file: "/k", line: 3)
  static let reasons: [SSHError.Reason] = [
    .configuration(file: "/c", line: 1, problem: "p"), .invalidCommand(problem: "p"), .cancelled, .clientClosed,
    .nameNotResolved(name: "n", problem: "p"), .unreachable(address: "a", problem: "p"), .refused(address: "a"),
    .connectTimedOut(address: "a", after: .seconds(10)), .bannerTimedOut(address: "a", after: .milliseconds(1500)),
    .notSSH(address: "a", firstLine: "l"), .startRefused(address: "a", attempts: 6, said: ""),
    .negotiationFailed(subject: "cipher", server: ["s"], client: ["c"]), .handshakeFailed(problem: "p"),
    .handshakeTimedOut(after: .seconds(1)), .programMissing(name: "ssh", path: "/bin"), .programFailed(said: "s"),
    .hostKeyUnknown(name: "n", type: "t", fingerprint: "f", addTo: "/k", line: "l"),
    .hostKeyChanged(name: "n", type: "t", fingerprint: "f", known: [.init(type: "u", fingerprint: "g", at: line)]),
    .hostKeyOtherType(
      name: "n", type: "t", fingerprint: "f", known: [.init(type: "ssh-rsa", fingerprint: "g", at: line)], addTo: "/k",
      line: "l"),
    .hostKeyRevoked(name: "n", type: "t", fingerprint: "f", at: line),
    .hostCertificateOnly(name: "n", type: "t", fingerprint: "f", at: line),
    .knownHostsUnreadable(file: "/k", problem: "p"), .noKeyAccepted(user: "u", tried: [], server: []),
    .rsaKeyUnsupported(user: "u", keys: ["k"], tried: []), .keyFileUnreadable(file: "/k", problem: "p"),
    .keyFileTooOpen(file: "/k", mode: "644"), .keyFormatUnsupported(file: "/k", problem: "p"),
    .passphraseNeeded(file: "/k"), .passphraseWrong(file: "/k"), .agentFailed(socket: "/s", problem: "p"),
    .authenticationTimedOut(user: "u", after: .seconds(30)), .channelRefused(problem: "p"),
    .connectionLost(problem: "p"), .keepAliveTimedOut(after: .seconds(45)),
    .shellNotPOSIX(status: 126, said: "no"), .endNotSeen(signal: nil),
    .shellNeedsOpenSSH, .statusNotSeen,
  ]

  @Test func codesAreDifferentAndInKebabCase() {
    let codes = Self.reasons.map { SSHError($0, host: "h").code }
    #expect(Set(codes).count == codes.count)
    for code in codes { #expect(code.allSatisfy { $0.isLowercase || $0 == "-" }) }
  }

  @Test(arguments: reasons)
  func everyErrorHasATextInBothLanguages(_ reason: SSHError.Reason) {
    let error = SSHError(reason, host: "vhost-a", hop: "bastion")
    let phrase = Phrase.ssh(error.code, error.facts, english: "unknown")
    for text in [phrase.ja, phrase.en, error.description] {
      #expect(text.contains("vhost-a") && text.contains("bastion"), "\(text)")
      #expect(!text.contains("(-)") && !text.contains("Optional"), "\(text)")
    }
    #expect(phrase.en != "unknown", "\(error.code) has no phrase")
    #expect(phrase.ja.contains("ください"), "\(phrase.ja)")
    #expect(error.description.count > error.code.count + 12)
  }

  @Test func withoutAStatusItSaysThatTheCommandMayStillRun() {
    let error = SSHError(.shellNotPOSIX(status: nil, said: ""), host: "h")
    #expect(error.description.contains("Check on the host"))
    #expect(Phrase.ssh(error.code, error.facts, english: "").ja.contains("接続先で確認し"))
  }

  @Test func aFailureAtAHopKeepsTheHopsName() {
    let error = SSHError(.refused(address: "a"), host: "first").seen(from: "second").seen(from: "last")
    #expect(error.host == "last")
    #expect(error.hop == "first")
    #expect(error.facts["hop"] == "first")
  }
}
