import Glibc

/// Opens the TCP connection to an endpoint: every address of its name, one after the other.
@SSHLoop
enum Dialer {
  /// - Parameter deadline: for names and addresses together. Each address gets its fair share of what is left.
  static func dial(_ endpoint: Endpoint, deadline: ContinuousClock.Instant) async throws(SSHError) -> (
    Int32, SocketAddress
  ) {
    let addresses = try await addresses(of: endpoint, deadline: deadline)
    var failure = SSHError.Reason.nameNotResolved(name: endpoint.hostName, problem: "no address")
    for (index, address) in addresses.enumerated() {
      let left = deadline - .now
      guard left > .zero else { break }
      switch await connect(address, from: endpoint.bindAddress, within: left / (addresses.count - index)) {
      case .connected(let descriptor): return (descriptor, address)
      case .failed(let reason): failure = reason
      case .cancelled: throw SSHError(.cancelled, host: endpoint.label)
      }
    }
    throw SSHError(failure, host: endpoint.label)
  }

  private static func addresses(
    of endpoint: Endpoint, deadline: ContinuousClock.Instant
  ) async throws(SSHError) -> [SocketAddress] {
    let name = endpoint.hostName
    let port = endpoint.port
    let family = endpoint.addressFamily
    if let numeric = Resolver.numeric(name, port: port, family) { return numeric }
    let answer = Blocking.promise { Resolver.resolve(name, port: port, family) }
    let limit = Deadline(after: deadline - .now, waking: answer.changed)
    defer { limit.cancel() }
    await answer.changed.wait(until: { answer.value != nil }, or: limit)
    switch answer.value {
    case .addresses(let addresses): return addresses
    case .failed(let problem): throw SSHError(.nameNotResolved(name: name, problem: problem), host: endpoint.label)
    case nil where Task.isCancelled: throw SSHError(.cancelled, host: endpoint.label)
    case nil:
      throw SSHError(.nameNotResolved(name: name, problem: "the name service did not answer"), host: endpoint.label)
    }
  }

  private enum Outcome {
    case connected(Int32)
    case failed(SSHError.Reason)
    case cancelled
  }

  private static func connect(_ address: SocketAddress, from own: String?, within limit: Duration) async -> Outcome {
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(address.family, type, 0)
    guard descriptor >= 0 else { return .failed(reason(errno, address, limit)) }
    if let problem = bind(descriptor, to: own, address.family) {
      close(descriptor)
      return .failed(.unreachable(address: address.text, problem: problem))
    }
    let started = address.apply(Glibc.connect, to: descriptor)
    if started == 0 { return .connected(descriptor) }
    var problem: Int32? = errno
    if problem == EINPROGRESS { problem = await finish(descriptor, limit) }
    if problem == 0 { return .connected(descriptor) }
    close(descriptor)
    guard let problem else { return .cancelled }
    return .failed(reason(problem, address, limit))
  }

  /// - Returns: what went wrong; nil where the connection may come from any address or from this one.
  private static func bind(_ descriptor: Int32, to own: String?, _ family: Int32) -> String? {
    guard let own else { return nil }
    guard let address = Resolver.numeric(own, port: 0, .any)?.first(where: { $0.family == family }) else {
      return "from \(own) (BindAddress), which is of another family"
    }
    return address.apply(Glibc.bind, to: descriptor) == 0 ? nil : "from \(own) (BindAddress): \(systemMessage(errno))"
  }

  /// The error number of a connect in progress, 0 when it came through, nil when the task was cancelled.
  private static func finish(_ descriptor: Int32, _ limit: Duration) async -> Int32? {
    let outcome = Promise<Int32>()
    Reactor.shared.watch(descriptor, for: .writable) { _ in
      var error: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
      outcome.fulfil(error)
    }
    let deadline = Deadline(after: limit, waking: outcome.changed)
    defer {
      deadline.cancel()
      Reactor.shared.forget(descriptor)
    }
    await outcome.changed.wait(until: { outcome.value != nil }, or: deadline)
    if let error = outcome.value { return error }
    return Task.isCancelled ? nil : ETIMEDOUT
  }

  private static func reason(_ error: Int32, _ address: SocketAddress, _ limit: Duration) -> SSHError.Reason {
    switch error {
    case ECONNREFUSED: .refused(address: address.text)
    case ETIMEDOUT: .connectTimedOut(address: address.text, after: limit)
    default: .unreachable(address: address.text, problem: systemMessage(error))
    }
  }
}
