import CLibCurl

/// A URL's parts, as libcurl itself understands them.
struct WebTarget: Sendable, Hashable {
  var url: String
  var address: Address
  /// Scheme, host, port and path. A password or a query may be secret and is not in it.
  var display: String

  /// nil for what isn't an `http` or `https` URL with a host.
  init?(_ text: String) {
    guard let parts = probe_url() else { return nil }
    defer { probe_url_cleanup(parts) }
    func part(_ name: CURLUPart) -> String? {
      var value: UnsafeMutablePointer<CChar>?
      guard probe_url_get(parts, name, &value, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let value else { return nil }
      defer { probe_free(value) }
      return String(cString: value)
    }
    guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }),
      probe_url_set(parts, CURLUPART_URL, text, 0) == CURLUE_OK, let scheme = part(CURLUPART_SCHEME),
      scheme == "http" || scheme == "https", let host = part(CURLUPART_HOST),
      let port = part(CURLUPART_PORT).flatMap(Int.init)
    else { return nil }
    let zone = part(CURLUPART_ZONEID).map { "%\($0)" } ?? ""
    let bare = host.hasPrefix("[") ? host.dropFirst().dropLast() + zone : host[...]
    url = text
    address = Address(host: String(bare), port: port)
    display = "\(scheme)://\(address.display)\(part(CURLUPART_PATH) ?? "/")"
  }
}
