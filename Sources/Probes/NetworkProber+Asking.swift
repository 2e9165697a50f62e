import Catalogue
import Engine
import Model

extension NetworkProber {
  func askTCP(_ text: String, _ deadline: Deadline) async -> ProbeAnswer {
    guard let address = Address(parsing: text) else { return .invalid(text) }
    // The scheme only carries the address: nothing is sent.
    let request = Request(kind: .connection, url: "http://\(address.inURL)")
    let sight = await look(request, at: address, deadline)
    if let fault = sight.fault(address.display, deadline.timeout) { return fault }
    return ProbeAnswer(holds: true, seen: "connected in \((sight.connected ?? sight.total).shown)")
  }

  func askTLS(_ probe: TLSProbe, _ deadline: Deadline) async -> ProbeAnswer {
    guard let address = Address(parsing: probe.address) else { return .invalid(probe.address) }
    if let name = probe.name, !Address.isHost(name) { return .invalid(name) }
    let place = Address(host: probe.name ?? address.host, port: address.port)
    let request = Request(kind: .handshake, url: "https://\(place.inURL)")
    let sight = await look(request, at: address, as: probe.name, deadline)
    if let fault = sight.fault(address.display, deadline.timeout) { return fault }
    return sight.answer(to: probe, now: SystemClock().now.wall)
  }

  func askHTTP(_ probe: HTTPProbe, _ deadline: Deadline) async -> ProbeAnswer {
    guard let target = WebTarget(probe.url) else { return .invalid(ForeignText.withoutSecrets(url: probe.url)) }
    for (name, value) in probe.headers where !HeaderLine.isValid(name, value) {
      return ProbeAnswer(
        holds: false, seen: "not asked",
        reason: Reason("header-invalid", .probeHeaderInvalid(ForeignText.excerpt(name))))
    }
    let lines = probe.headers.sorted { $0.key < $1.key }.map(HeaderLine.text)
    let sight = await look(Request(kind: .page(headers: lines), url: target.url), at: target.address, deadline)
    if sight.status != 0, !probe.statuses.contains(sight.status) { return sight.wrongStatus(probe) }
    return sight.fault(target.display, deadline.timeout) ?? sight.answer(to: probe)
  }
}

/// A line of an HTTP request's head.
enum HeaderLine {
  /// Source: RFC 9110, "Field Names" and "Field Values". A line break would begin another header.
  static func isValid(_ name: String, _ value: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0) }
      && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
  }

  /// libcurl reads `Name:` as "send none" and `Name;` as "send it empty" (CURLOPT_HTTPHEADER(3)).
  static func text(_ name: String, _ value: String) -> String {
    value.allSatisfy(\.isWhitespace) ? "\(name);" : "\(name): \(value)"
  }
}
