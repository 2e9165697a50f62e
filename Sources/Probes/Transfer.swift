import CLibCurl
import Glibc
import Model

/// One libcurl handle and what comes in over it. Lives on the loop's thread only.
final class Transfer {
  let handle: UnsafeMutableRawPointer
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var addresses: UnsafeMutablePointer<curl_slist>?
  private let detail = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var body: [UInt8] = []
  private var isCut = false
  private let kind: Request.Kind
  private var hasWholeHead = false
  /// Why this machine gave no socket.
  private var socketError: Int32 = 0

  /// nil when the memory is out.
  init?(_ request: Request, userAgent: String, trust: TrustStore, timeout: Duration) {
    guard let handle = probe_easy_init() else { return nil }
    self.handle = handle
    kind = request.kind
    detail.pointee = 0
    probe_set_pointer(handle, CURLOPT_ERRORBUFFER, detail)
    probe_set_text(handle, CURLOPT_URL, request.url)
    setOpener()
    setManners(userAgent: userAgent, timeout: timeout)
    setTrust(trust, verifies: request.verifies)
    if let text = request.addresses {
      addresses = probe_slist_append(nil, text)
      probe_set_list(handle, CURLOPT_RESOLVE, addresses)
    }
    switch request.kind {
    case .connection: set(CURLOPT_CONNECT_ONLY, 1)
    case .handshake:
      set(CURLOPT_CONNECT_ONLY, 1)
      // A server that doesn't speak HTTP may refuse one that offers it.
      set(CURLOPT_SSL_ENABLE_ALPN, 0)
    case .page(let lines): setPage(lines)
    }
  }

  deinit {
    probe_easy_cleanup(handle)
    probe_slist_free_all(headers)
    probe_slist_free_all(addresses)
    detail.deallocate()
  }

  /// libcurl doesn't tell why there is no socket, and its sockets would be open in every program that is started meanwhile.
  private func setOpener() {
    probe_set_pointer(handle, CURLOPT_OPENSOCKETDATA, Unmanaged.passUnretained(self).toOpaque())
    probe_set_opener(handle) { context, _, address in
      guard let context, let address = address?.pointee else { return CURL_SOCKET_BAD }
      let kind = address.socktype | Int32(SOCK_CLOEXEC.rawValue)
      let descriptor = socket(address.family, kind, address.protocol)
      if descriptor < 0 { Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().socketError = errno }
      return descriptor
    }
  }

  /// A probe asks the server itself, each time anew: no proxy (also none that the environment names: it would be the proxy
  /// that is well), no kept connection, no redirect followed, no protocol but these two.
  private func setManners(userAgent: String, timeout: Duration) {
    probe_set_text(handle, CURLOPT_PROXY, "")
    probe_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    probe_set_text(handle, CURLOPT_USERAGENT, userAgent)
    set(CURLOPT_FRESH_CONNECT, 1)
    set(CURLOPT_FORBID_REUSE, 1)
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_NOSIGNAL, 1)
    // Should libcurl look a name up after all, then its end isn't waited for.
    set(CURLOPT_QUICK_EXIT, 1)
    let milliseconds = max(1, Int(timeout.inMilliseconds))
    set(CURLOPT_TIMEOUT_MS, milliseconds)
    set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds)
  }

  private func setTrust(_ trust: TrustStore, verifies: Bool) {
    set(CURLOPT_SSL_VERIFYPEER, verifies ? 1 : 0)
    set(CURLOPT_SSL_VERIFYHOST, verifies ? 2 : 0)
    set(CURLOPT_CERTINFO, 1)
    // The authorities are read once a minute, not once a probe: that takes 30 ms of the loop's only thread. libcurl keeps
    // them only when there is no folder, and the system's file has all that its folder has.
    set(CURLOPT_CA_CACHE_TIMEOUT, 60)
    let system = TrustStore(file: text(CURLINFO_CAINFO), folder: text(CURLINFO_CAPATH))
    if trust == TrustStore() || trust == system {
      if system.file != nil { probe_set_text(handle, CURLOPT_CAPATH, nil) }
    } else {
      probe_set_text(handle, CURLOPT_CAINFO, trust.file)
      probe_set_text(handle, CURLOPT_CAPATH, trust.folder)
    }
  }

  private func setPage(_ lines: [String]) {
    for line in lines { headers = probe_slist_append(headers, line) }
    probe_set_list(handle, CURLOPT_HTTPHEADER, headers)
    probe_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque())
    probe_set_pointer(handle, CURLOPT_HEADERDATA, Unmanaged.passUnretained(self).toOpaque())
    probe_set_writer(handle, CURLOPT_WRITEFUNCTION) { Transfer.receive($0, $1 * $2, $3) { $0.take($1) } }
    probe_set_writer(handle, CURLOPT_HEADERFUNCTION) { Transfer.receive($0, $1 * $2, $3) { $0.takeHead($1) } }
  }

  private static func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
    by take: (Transfer, UnsafeRawBufferPointer) -> Int
  ) -> Int {
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return take(transfer, UnsafeRawBufferPointer(start: bytes, count: count))
  }

  /// One line of the answer's head; the empty one ends it, and a final answer's head may follow that of a provisional one.
  private func takeHead(_ line: UnsafeRawBufferPointer) -> Int {
    hasWholeHead = line.allSatisfy { $0 == 0x0D || $0 == 0x0A }
    return line.count
  }

  /// - Returns: what libcurl reads as "go on" (all was taken) or "stop" (less was).
  private func take(_ bytes: UnsafeRawBufferPointer) -> Int {
    let room = Request.bodyLimit - body.count
    body.append(contentsOf: bytes.prefix(room))
    guard bytes.count > room else { return bytes.count }
    isCut = true
    return 0
  }

  /// What there is to say once libcurl is done with it.
  func sight(_ code: CURLcode) -> Sight {
    var sight = Sight(end: end(code))
    // The time stays 0 until TLS is done as well; the port on this side is known before.
    sight.isConnected = number(CURLINFO_LOCAL_PORT) != 0
    sight.connected = time(CURLINFO_CONNECT_TIME_T)
    sight.total = time(CURLINFO_TOTAL_TIME_T) ?? .zero
    sight.status = number(CURLINFO_RESPONSE_CODE)
    sight.location = text(CURLINFO_REDIRECT_URL)
    sight.contentType = text(CURLINFO_CONTENT_TYPE)
    sight.verifyResult = number(CURLINFO_SSL_VERIFYRESULT)
    sight.certificates = certificates()
    (sight.body, sight.isCut) = (body, isCut)
    return sight
  }

  private func end(_ code: CURLcode) -> Sight.End {
    switch (code, kind) {
    case (CURLE_OK, .page) where !hasWholeHead:
      // For libcurl a server that hangs up in the middle of the head has answered.
      return .failed(CURLE_GOT_NOTHING, system: 0, detail: "in the middle of the head")
    case (CURLE_OK, _): return .done
    case (CURLE_WRITE_ERROR, _) where isCut: return .done
    default:
      let words = detail.pointee == 0 ? String(cString: probe_easy_strerror(code)) : String(cString: detail)
      let system = Int32(number(CURLINFO_OS_ERRNO))
      return .failed(code, system: system == 0 ? socketError : system, detail: words)
    }
  }

  private func certificates() -> [Certificate] {
    var chain: UnsafeMutablePointer<curl_certinfo>?
    guard probe_get_certificates(handle, &chain) == CURLE_OK, let chain else { return [] }
    return (0..<Int(chain.pointee.num_of_certs)).map { index in
      var lines: [String] = []
      var entry = chain.pointee.certinfo[index]
      while let item = entry?.pointee {
        if let data = item.data { lines.append(String(cString: data)) }
        entry = item.next
      }
      return Certificate(lines: lines)
    }
  }

  private func set(_ option: CURLoption, _ value: Int) { probe_set_number(handle, option, value) }

  private func number(_ info: CURLINFO) -> Int {
    var value = 0
    return probe_get_number(handle, info, &value) == CURLE_OK ? value : 0
  }

  private func time(_ info: CURLINFO) -> Duration? {
    var value: curl_off_t = 0
    return probe_get_microseconds(handle, info, &value) == CURLE_OK && value > 0 ? .microseconds(value) : nil
  }

  private func text(_ info: CURLINFO) -> String? {
    var value: UnsafePointer<CChar>?
    return probe_get_text(handle, info, &value) == CURLE_OK ? value.map { String(cString: $0) } : nil
  }
}
