/// A host and the way to it. Equal ones share one connection.
enum Destination: Sendable, Hashable {
  case libssh2(Endpoint)
  /// By way of the system's `ssh`.
  case openSSH(OpenSSHTarget)

  var label: String {
    switch self {
    case .libssh2(let endpoint): endpoint.label
    case .openSSH(let target): target.label
    }
  }

  var hasShell: Bool {
    switch self {
    case .libssh2: true
    case .openSSH(let target): target.hasShell
    }
  }

  var connectTimeout: Duration {
    switch self {
    case .libssh2(let endpoint): endpoint.connectTimeout
    case .openSSH(let target): target.connectTimeout
    }
  }
}
