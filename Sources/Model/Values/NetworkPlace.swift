import Glibc

/// Where a host is, so that two spellings of one address are one place.
public enum NetworkPlace {
  /// `address:port`, `[address]:port` for IPv6. An address in numbers is written in one way, whatever `getaddrinfo` takes for it
  /// (`127.1`, `0x7f.0.0.1`, `2001:DB8:0::1`); a name is in lower case, and nobody is asked where it leads: that may change from
  /// one look to the next, and a host that seems to have moved isn't undone on.
  public static func text(_ host: String, port: Int) -> String {
    let address = numeric(host) ?? host.lowercased()
    return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
  }

  /// Nil for a name.
  private static func numeric(_ host: String) -> String? {
    var hints = addrinfo()
    hints.ai_flags = Int32(AI_NUMERICHOST)
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &found) == 0, let info = found?.pointee else { return nil }
    defer { freeaddrinfo(found) }
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let failure = getnameinfo(
      info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, Int32(NI_NUMERICHOST))
    guard failure == 0 else { return nil }
    let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // An IPv4 address in the clothes of IPv6.
    let mapped = "::ffff:"
    return address.hasPrefix(mapped) && address.contains(".") ? String(address.dropFirst(mapped.count)) : address
  }
}
