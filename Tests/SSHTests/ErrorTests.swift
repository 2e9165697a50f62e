import Catalogue
import Glibc
import Testing

@testable import SSH

@Suite
struct ErrorTests {
  static let line = SSHError.FileLine(file: "/k", line: 3)
  static let reasons: [SSHError.Reason] = [
    .configuration(file: "/c", line: 1, problem: "p"), .configurationMissing(file: "/c"), .invalidCommand(problem: "p"),
    .cancelled, .clientClosed,
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
    .otherMethodsWanted(user: "u", accepted: nil, server: ["password"]),
    .keyFileIsPublic(file: "/k.pub"), .rsaKeyUnsupported(user: "u", keys: ["k"], tried: []),
    .keyFileUnreadable(file: "/k", problem: "p"),
    .keyFileTooOpen(file: "/k", mode: "644"), .keyFormatUnsupported(file: "/k", problem: "p"),
    .passphraseNeeded(file: "/k"), .passphraseWrong(file: "/k"), .agentFailed(socket: "/s", problem: "p"),
    .authenticationTimedOut(user: "u", after: .seconds(30)), .channelRefused(problem: "p"),
    .connectionLost(problem: "p"), .keepAliveTimedOut(after: .seconds(45)),
    .shellNotPOSIX(status: 126, signal: nil, said: "no"), .endNotSeen(signal: nil),
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

  /// What ended well, or without a word, is no proof that the command isn't run.
  @Test(arguments: [nil, 0, 3] as [Int32?], [nil, "KILL"])
  func whatRanInsteadOfTheShellIsToldWithItsEnd(_ status: Int32?, _ signal: String?) {
    let error = SSHError(.shellNotPOSIX(status: status, signal: signal, said: ""), host: "h")
    let phrase = Phrase.ssh(error.code, error.facts, english: "")
    let isCertain = status == 3 || signal != nil
    #expect(error.description.contains("the command was not run") == isCertain)
    #expect(phrase.en.contains("the command was not run") == isCertain && phrase.ja.contains("実行していません") == isCertain)
    #expect(phrase.ja.contains("接続先で確認し") == !isCertain)
    let end = signal.map { "signal \($0)" } ?? "exit code \(status ?? 0)"
    for text in [error.description, phrase.en] { #expect(text.contains(end) && text.contains("forced command")) }
    #expect(phrase.en.contains("or without one") == (status == nil && signal == nil))
  }

  @Test func aKeyThatIsNotEnoughIsNamedWithWhatIsMissing() {
    let error = SSHError(.otherMethodsWanted(user: "u", accepted: "/k", server: ["password"]), host: "h")
    let phrase = Phrase.ssh(error.code, error.facts, english: "")
    for text in [error.description, phrase.en, phrase.ja] {
      #expect(text.contains("/k") && text.contains("password") && text.contains("AuthenticationMethods"), "\(text)")
      #expect(!text.contains("authorized_keys"), "\(text)")
    }
  }

  @Test func aTimeLimitIsSaidAsItWasGiven() {
    for (time, text) in [(4998, "5 s"), (5000, "5 s"), (500, "0.5 s"), (1449, "1.4 s"), (10_000, "10 s")] {
      let error = SSHError(.connectTimedOut(address: "a", after: .milliseconds(time)), host: "h")
      #expect(error.facts["after"] == text)
    }
  }

  /// Reasons are no English islands in a Japanese sentence.
  @Test func reasonsAreInTheLanguageOfTheMessage() {
    let reasons: [SSHError.Reason] = [
      .keyFileUnreadable(file: "/k", problem: "no such file"),
      .keyFormatUnsupported(file: "/k", problem: "it is not a private key"),
      .knownHostsUnreadable(file: "/k", problem: systemMessage(EACCES)),
      .configuration(file: "/c", line: 0, problem: "it can't be read (\(systemMessage(EISDIR)))"),
      .unreachable(address: "192.0.2.1:22", problem: systemMessage(EHOSTUNREACH)),
      .nameNotResolved(name: "n", problem: "the name service did not answer"),
      .keyFormatUnsupported(file: "/k", problem: "the key type sk-ssh-ed25519@openssh.com"),
    ]
    for reason in reasons {
      let error = SSHError(reason, host: "h")
      let phrase = Phrase.ssh(error.code, error.facts, english: "")
      #expect(
        ![
          "no such file", "not a private key", "Permission denied", "can't be read", "No route", "did not answer",
          "key type",
        ].contains { phrase.ja.contains($0) }, "\(phrase.ja)")
      #expect(phrase.en.contains(error.facts["problem"] ?? "?"), "\(phrase.en)")
    }
  }

  @Test func aPlaceWithoutALineHasNone() {
    let error = SSHError(.configuration(file: "/c", line: 0, problem: "p"), host: "h")
    let phrase = Phrase.ssh(error.code, error.facts, english: "")
    for text in [error.description, phrase.en, phrase.ja] { #expect(!text.contains("0"), "\(text)") }
  }

  @Test func aFailureAtAHopKeepsTheHopsName() {
    let error = SSHError(.refused(address: "a"), host: "first").seen(from: "second").seen(from: "last")
    #expect(error.host == "last")
    #expect(error.hop == "first")
    #expect(error.facts["hop"] == "first")
  }
}
