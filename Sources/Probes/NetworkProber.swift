import CLibCurl
import Catalogue
public import Engine
public import Model
import Synchronization

/// Asks servers over the network, from the operator's machine.
///
/// A question goes to the server itself and is asked anew each time: no proxy (also where `http_proxy` is set), no kept
/// connection, no redirect followed, no cached name. It ends at its deadline, also when name servers are down.
///
/// ## Concurrency
/// Any number of tasks ask side by side: one thread carries the connections, and one more runs for each distinct name that is
/// being looked up. Cancelling a task ends its question at once.
public final class NetworkProber: Prober {
  let lookups: Lookups
  private let makeLoop: @Sendable () -> TransferLoop
  /// Made for the first question: libcurl isn't loaded for a run that asks none.
  private let loop = Mutex<TransferLoop?>(nil)

  /// - Parameters:
  ///   - version: Sonae's, for the user agent `sonae/VERSION`.
  ///   - trust: the authorities for `https` and `tls`.
  public convenience init(version: String, trust: TrustStore = .fromEnvironment) {
    self.init(version: version, trust: trust, lookups: Lookups())
  }

  init(version: String, trust: TrustStore, lookups: Lookups) {
    makeLoop = { TransferLoop(userAgent: "sonae/\(version)", trust: trust) }
    self.lookups = lookups
  }

  deinit { loop.withLock { $0?.close() } }

  /// Only `tcp`, `http` and `tls` are asked over the network; any other probe doesn't hold.
  public func ask(_ probe: PlannedProbe, timeout: Duration) async -> ProbeAnswer {
    let deadline = Deadline(timeout)
    switch probe {
    case .run, .plugin, .dataAsOf, .machine: return ProbeAnswer(holds: false, seen: "", reason: .notForTheNetwork)
    case _ where probe_load() != nil:
      return .fault("not asked", "not-asked", .probeLibraryMissing(String(cString: probe_load())))
    case .tcp(let address): return await askTCP(address, deadline)
    case .http(let page): return await askHTTP(page, deadline)
    case .tls(let certificate): return await askTLS(certificate, deadline)
    }
  }

  /// Finds the addresses, then lets the loop do the rest within what is left of the time.
  func look(_ request: Request, at address: Address, as name: String? = nil, _ deadline: Deadline) async -> Sight {
    var request = request
    if !address.isNumeric || name != nil {
      switch await addresses(of: address, deadline) {
      case .addresses(let found):
        let list = found.map { $0.contains(":") ? "[\($0)]" : $0 }.joined(separator: ",")
        request.addresses = "+\(Address.urlHost(name ?? address.host)):\(address.port):\(list)"
      case .failed(let detail): return Sight(end: .lookupFailed(detail))
      case .late: return Sight(end: .lookupLate)
      case .cancelled: return Sight(end: .cancelled)
      }
    }
    let loop = loop.withLock { loop in
      let made = loop ?? makeLoop()
      loop = made
      return made
    }
    var sight = await loop.perform(request, until: deadline.end)
    if sight.hasExpiredCertificate {
      // A refused certificate isn't shown; asked once more without judging it, its date can be named.
      request.kind = .handshake
      request.verifies = false
      sight.certificates = await loop.perform(request, until: deadline.end).certificates
    }
    return sight
  }

  private func addresses(of address: Address, _ deadline: Deadline) async -> Lookups.Answer {
    if address.isNumeric { return .addresses([address.host]) }
    return await lookups.addresses(of: address.host, within: deadline.end - .now)
  }
}

/// Until when one question may take.
struct Deadline: Sendable {
  let timeout: Duration
  let end: ContinuousClock.Instant

  init(_ timeout: Duration) {
    self.timeout = timeout
    end = .now + timeout
  }
}
