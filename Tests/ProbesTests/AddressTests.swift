import Simulation
import TestKit
import Testing

@testable import Probes

@Suite struct AddressTests {
  @Test(arguments: [
    ("db.example:5432", "db.example", 5432), ("192.0.2.1:22", "192.0.2.1", 22), ("[::1]:8443", "::1", 8443),
    ("[fe80::1%eth0]:22", "fe80::1%eth0", 22), ("file_server:445", "file_server", 445),
  ])
  func addressIsRead(text: String, host: String, port: Int) {
    let address = Address(parsing: text)
    #expect(address == Address(host: host, port: port))
    #expect(address?.display == text)
  }

  @Test(arguments: [
    "", ":", "host", "host:", ":22", "host:0", "host:65536", "host:-1", "host:+22", "host:22x", "host:２２", "::1:22",
    "[::1]", "[host]:22", "[::1%]:22", "a b:22", "a/b:22", "user@host:22", "a?b:22", "a#b:22", "a%41:22", "サーバー:22",
    "host:99999999999999999999", "a\nb:22", "a\0b:22",
  ])
  func whatIsNoAddressIsRefused(text: String) {
    #expect(Address(parsing: text) == nil)
  }

  @Test func zoneIsEscapedInURLs() {
    #expect(Address(parsing: "[fe80::1%eth0]:22")?.inURL == "[fe80::1%25eth0]:22")
  }

  @Test func whateverIsReadReadsTheSameAgain() {
    var random = SeededRandom()
    let pieces = [
      "[", "]", ":", "::1", "%", "a", "host", ".", "-", "22", "65535", "/", "@", " ", "0", "é", "\u{0}", "\n",
    ]
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 0...7, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      guard let address = Address(parsing: text) else { continue }
      #expect(Address(parsing: address.display) == address && Address.isHost(address.host), "\(text) \(random)")
      #expect(WebTarget("http://\(address.inURL)")?.address.port == address.port, "\(text) \(random)")
    }
  }

  @Test(arguments: [
    ("http://10.0.0.1/a?token=x#y", "http://10.0.0.1:80/a"), ("https://u:p@host/", "https://host:443/"),
    ("http://[::1]:8080", "http://[::1]:8080/"),
  ])
  func urlIsShownWithoutWhatMayBeSecret(url: String, shown: String) {
    #expect(WebTarget(url)?.display == shown)
  }

  @Test(arguments: [
    "", "host:80/x", "ftp://host/", "file:///etc/passwd", "http://", "http://a b/", "http://a/\r\nX: y",
  ])
  func whatIsNoWebAddressIsRefused(url: String) {
    #expect(WebTarget(url) == nil)
  }
}

/// Random in a way that a failure can be repeated.
struct SeededRandom: RandomNumberGenerator, CustomStringConvertible {
  let seed: UInt64
  private var numbers: SplitMix64

  init(seed: UInt64 = .random(in: 0...UInt64.max)) {
    self.seed = seed
    numbers = SplitMix64(seed: seed)
  }

  var description: String { "seed \(seed)" }

  mutating func next() -> UInt64 { numbers.next() }
}
