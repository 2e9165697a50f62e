import Glibc
import Model

/// Standard output and standard error, written as bytes and at once.
enum Output {
  static func line(_ text: String = "") { write(text + "\n", to: 1) }

  static func complain(_ text: String) { write(text + "\n", to: 2) }

  static func json(_ json: JSON) { line(json.pretty) }

  /// A reader that went away (`| head`) ends the process quietly.
  static func write(_ text: some Sequence<UInt8>, to descriptor: Int32) {
    var bytes = Array(text)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { return }
      bytes.removeFirst(count)
    }
  }

  static func write(_ text: String, to descriptor: Int32) { write(text.utf8, to: descriptor) }
}
