import Glibc

/// A folder that only this user can look into, for a control socket and what ssh says.
struct PrivateFolder {
  let path: String
  var socket: String { path + "/s" }
  var log: String { path + "/log" }
  var shown: String { path + "/shown" }

  /// In the first place whose name is short enough for a socket (108 bytes with ssh's own suffix, unix(7)) and has
  /// nothing that ssh would expand.
  init() throws(FileFailure) {
    let places = [Home.environment("XDG_RUNTIME_DIR"), Home.environment("TMPDIR"), "/tmp"].compactMap { $0 }
    var failure = FileFailure(number: ENOENT)
    for place in places where place.utf8.count <= 60 && place.utf8.allSatisfy(Self.isPlain) {
      var template = Array("\(place)/sonae-ssh.XXXXXX".utf8CString)
      if let made = mkdtemp(&template) {
        path = String(cString: made)
        return
      }
      failure = FileFailure(number: errno)
    }
    throw failure
  }

  /// The path stands in a command line that ssh gives to a shell.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || "/._-".utf8.contains(byte)
  }

  func remove() {
    for file in [socket, log, shown] { unlink(file) }
    rmdir(path)
  }
}
