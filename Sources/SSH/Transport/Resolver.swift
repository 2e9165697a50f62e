import Glibc

/// One way to reach a host.
struct SocketAddress: Sendable, Hashable {
  let family: Int32
  let bytes: [UInt8]
  /// Numeric address and port as people write them: `192.0.2.1:22`, `[2001:db8::1]:22`.
  let text: String

  /// Calls `bind` or `connect`.
  func apply(_ call: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32, to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { call(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
    }
  }
}

enum Resolver {
  enum Outcome: Sendable {
    case addresses([SocketAddress])
    case failed(String)
  }

  /// An address that needs no name server; then nothing blocks.
  static func numeric(_ name: String, port: UInt16, _ family: Endpoint.AddressFamily) -> [SocketAddress]? {
    guard case .addresses(let addresses) = resolve(name, port: port, family, flags: Int32(AI_NUMERICHOST)) else {
      return nil
    }
    return addresses
  }

  /// Blocks for as long as the name service takes. IPv6 and IPv4 in the system's order of preference.
  static func resolve(_ name: String, port: UInt16, _ family: Endpoint.AddressFamily) -> Outcome {
    resolve(name, port: port, family, flags: 0)
  }

  private static func resolve(
    _ name: String, port: UInt16, _ family: Endpoint.AddressFamily, flags: Int32
  ) -> Outcome {
    var hints = addrinfo()
    hints.ai_flags = flags
    hints.ai_family = family.number
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let failure = getaddrinfo(name, String(port), &hints, &list)
    guard failure == 0 else { return .failed(String(cString: gai_strerror(failure))) }
    defer { freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    var entry = list
    while let info = entry?.pointee {
      if let address = SocketAddress(info), !addresses.contains(address) { addresses.append(address) }
      entry = info.ai_next
    }
    return addresses.isEmpty ? .failed("no address") : .addresses(addresses)
  }
}

extension Endpoint.AddressFamily {
  fileprivate var number: Int32 {
    switch self {
    case .any: AF_UNSPEC
    case .ipv4: AF_INET
    case .ipv6: AF_INET6
    }
  }
}

extension SocketAddress {
  fileprivate init?(_ info: addrinfo) {
    guard let address = info.ai_addr, info.ai_family == AF_INET || info.ai_family == AF_INET6 else { return nil }
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var service = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let failure = getnameinfo(
      address, info.ai_addrlen, &host, socklen_t(host.count), &service, socklen_t(service.count),
      Int32(NI_NUMERICHOST | NI_NUMERICSERV))
    guard failure == 0 else { return nil }
    family = info.ai_family
    bytes = Array(UnsafeRawBufferPointer(start: address, count: Int(info.ai_addrlen)))
    let name = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let port = String(decoding: service.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    text = info.ai_family == AF_INET6 ? "[\(name)]:\(port)" : "\(name):\(port)"
  }
}
