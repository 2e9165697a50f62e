/// Command lines for Windows PowerShell 5.1, which is part of every Windows Server with Hyper-V.
///
/// The account's shell may be `cmd.exe` or PowerShell itself, so the script goes as base64 of UTF-16LE (`about_PowerShell_exe`, `-EncodedCommand`):
/// nothing in it means anything to either. The answer is one line of JSON in ASCII, so that no code page can change it, and an end mark.
enum PowerShell {
  /// What `cmd.exe` takes (8,191 characters), less what sshd puts before it.
  static let limit = 8_100

  static func command(_ script: String) throws(PlatformError) -> PlatformCommand {
    let utf16 = script.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let text = "powershell -NoProfile -NonInteractive -OutputFormat Text -EncodedCommand \(base64(utf16))"
    guard text.utf8.count <= limit else { throw .commandTooLong(bytes: text.utf8.count, limit: limit) }
    return PlatformCommand(text, reader: .windows)
  }

  /// A value between single quotes. PowerShell takes the typographic ones for the same (`about_Quoting_Rules`): each is doubled.
  static func quoted(_ word: Word) -> String {
    var out = String.UnicodeScalarView()
    for scalar in word.text.unicodeScalars {
      out.append(scalar)
      if scalar == "'" || (0x2018...0x201B).contains(scalar.value) { out.append(scalar) }
    }
    return "'\(String(out))'"
  }

  /// RFC 4648.
  static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count / 3 * 4 + 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        out.append(place <= group.count ? alphabet[value >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
