import CLibSSH2
import Glibc

/// libssh2 as a whole.
enum Library {
  /// `libssh2_init` isn't safe against itself: once, before anything else.
  static let isReady: Bool = {
    guard libssh2_init(0) == 0 else { return false }
    // When the process exits, OpenSSL clears itself away; the loop's thread must have stopped by then. Handlers run in
    // the reverse order of their registration, and OpenSSL's has been registered by now.
    return atexit { SSHLoop.shared.executor.stop() } == 0
  }()

  static let again = LIBSSH2_ERROR_EAGAIN
}
