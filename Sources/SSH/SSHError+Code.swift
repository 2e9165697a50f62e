extension SSHError {
  /// Stable, for programs and for the catalogue of texts.
  public var code: String {
    switch reason {
    case .configuration: "configuration"
    case .configurationMissing: "configuration-missing"
    case .invalidCommand: "invalid-command"
    case .cancelled: "cancelled"
    case .clientClosed: "client-closed"
    case .nameNotResolved: "name-not-resolved"
    case .unreachable: "unreachable"
    case .refused: "refused"
    case .connectTimedOut: "connect-timed-out"
    case .bannerTimedOut: "banner-timed-out"
    case .notSSH: "not-ssh"
    case .startRefused: "start-refused"
    case .negotiationFailed: "negotiation-failed"
    case .handshakeFailed: "handshake-failed"
    case .handshakeTimedOut: "handshake-timed-out"
    case .programMissing: "program-missing"
    case .programFailed: "program-failed"
    case .hostKeyUnknown: "host-key-unknown"
    case .hostKeyChanged: "host-key-changed"
    case .hostKeyOtherType: "host-key-other-type"
    case .hostKeyRevoked: "host-key-revoked"
    case .hostCertificateOnly: "host-certificate-only"
    case .knownHostsUnreadable: "known-hosts-unreadable"
    case .noKeyAccepted: "no-key-accepted"
    case .otherMethodsWanted: "other-methods-wanted"
    case .rsaKeyUnsupported: "rsa-key-unsupported"
    case .keyFileUnreadable: "key-file-unreadable"
    case .keyFileTooOpen: "key-file-too-open"
    case .keyFileIsPublic: "key-file-is-public"
    case .keyFormatUnsupported: "key-format-unsupported"
    case .passphraseNeeded: "passphrase-needed"
    case .passphraseWrong: "passphrase-wrong"
    case .agentFailed: "agent-failed"
    case .authenticationTimedOut: "authentication-timed-out"
    case .channelRefused: "channel-refused"
    case .connectionLost: "connection-lost"
    case .keepAliveTimedOut: "keepalive-timed-out"
    case .shellNotPOSIX: "shell-not-posix"
    case .stateNotKept: "state-not-kept"
    case .endNotSeen: "end-not-seen"
    case .shellNeedsOpenSSH: "shell-needs-openssh"
    case .statusNotSeen: "status-not-seen"
    }
  }

  /// Another try may go better without anybody doing anything.
  public var isTransient: Bool {
    switch reason {
    case .unreachable, .refused, .connectTimedOut, .bannerTimedOut, .startRefused, .handshakeTimedOut,
      .nameNotResolved, .authenticationTimedOut, .channelRefused, .connectionLost, .keepAliveTimedOut:
      true
    default: false
    }
  }
}
