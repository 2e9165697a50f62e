import Glibc

/// Where a probe goes: a name or a numeric address, and a port.
struct Address: Sendable, Hashable {
  /// Without brackets; a zone stands behind `%`.
  var host: String
  var port: Int

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// `host:port`, `192.0.2.1:port` or `[2001:db8::1]:port`; nil for anything else.
  init?(parsing text: String) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let digits = text[text.index(after: colon)...]
    var host = text[..<colon]
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    if isBracketed { host = host.dropFirst().dropLast() }
    guard digits.allSatisfy(\.isDigit), let port = Int(digits), (1...65535).contains(port),
      isBracketed ? Self.isIPv6(String(host)) : Self.isName(String(host))
    else { return nil }
    self.init(host: String(host), port: port)
  }

  /// As it stands in a URL; the zone's sign is escaped there (RFC 6874).
  var inURL: String { "\(Self.urlHost(host)):\(port)" }

  /// `host:port`, for people.
  var display: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// It needs no look-up.
  var isNumeric: Bool { Self.isNumeric(host) }

  static func urlHost(_ host: String) -> String {
    guard host.contains(":") else { return host }
    return "[" + host.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%25") + "]"
  }

  static func isNumeric(_ host: String) -> Bool {
    var bytes = in6_addr()
    return inet_pton(AF_INET, host, &bytes) == 1 || isIPv6(host)
  }

  /// A name, a numeric address, or nothing that may go into a URL.
  static func isHost(_ text: String) -> Bool { isName(text) || isIPv6(text) }

  /// Letters, digits, `.`, `-` and `_`: what names of hosts are made of, and nothing that means something in a URL.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 253 && text.allSatisfy { $0.isPlain }
  }

  private static func isIPv6(_ text: String) -> Bool {
    let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
    var bytes = in6_addr()
    return inet_pton(AF_INET6, String(parts[0]), &bytes) == 1
      && (parts.count == 1 || !parts[1].isEmpty && parts[1].allSatisfy { $0.isPlain })
  }
}

extension Character {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
  fileprivate var isPlain: Bool { isASCII && (isLetter || isNumber) || self == "." || self == "-" || self == "_" }
}
