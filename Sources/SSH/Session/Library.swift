import CLibSSH2

/// libssh2 as a whole.
enum Library {
  /// `libssh2_init` isn't safe against itself: once, before anything else.
  static let isReady: Bool = libssh2_init(0) == 0

  static let again = LIBSSH2_ERROR_EAGAIN
}
