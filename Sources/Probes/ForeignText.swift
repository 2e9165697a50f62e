import CLibCurl
import Glibc
import Model

/// Text that somebody else's server sent: decoded, and made fit to be shown.
enum ForeignText {
  /// - Parameter contentType: names the character set; else the page's own `charset=`, else UTF-8.
  static func decode(_ bytes: [UInt8], contentType: String?) -> String {
    let declared = contentType.flatMap(charset) ?? charset(String(decoding: bytes.prefix(1024), as: UTF8.self))
    guard let declared, let text = convert(bytes, from: declared) else { return String(decoding: bytes, as: UTF8.self) }
    return text
  }

  /// The word after `charset=`, by the name that iconv(3) knows it by.
  static func charset(_ text: String) -> String? {
    guard let word = firstMatch(of: "[Cc][Hh][Aa][Rr][Ss][Ee][Tt] *= *[\"']?([A-Za-z0-9_.:-]+)", in: text) else {
      return nil
    }
    switch word.lowercased() {
    case "utf-8", "utf8", "us-ascii": return nil
    // What servers call Shift_JIS and EUC-JP is Microsoft's kind (WHATWG Encoding Standard, "Names and labels").
    case "shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji": return "CP932"
    case "euc-jp", "x-euc-jp": return "EUC-JP-MS"
    default: return word
    }
  }

  /// nil when the machine doesn't know the character set. What isn't text in it becomes U+FFFD.
  private static func convert(_ bytes: [UInt8], from charset: String) -> String? {
    guard let converter = iconv_open("UTF-8", charset), Int(bitPattern: converter) != -1 else { return nil }
    defer { iconv_close(converter) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var chunk = [CChar](repeating: 0, count: 16 << 10)
    var output: [UInt8] = []
    input.withUnsafeMutableBufferPointer { source in
      var next = source.baseAddress
      var left = source.count
      while left > 0 {
        let (code, written) = chunk.withUnsafeMutableBufferPointer { target in
          var free = target.baseAddress
          var room = target.count
          let result = iconv(converter, &next, &left, &free, &room)
          return (result == -1 || Int(bitPattern: UInt(result)) == -1 ? errno : 0, target.count - room)
        }
        output += chunk[..<written].map { UInt8(bitPattern: $0) }
        if code == 0 { break }
        if code != E2BIG {
          output += Array("\u{FFFD}".utf8)
          next = next.map { $0 + 1 }
          left -= 1
        }
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The first line that isn't empty, on one line: no control, no text direction, nothing hidden, at most 120 characters.
  ///
  /// - Parameter hiding: never appear in it.
  static func excerpt(_ text: String, hiding: [String] = []) -> String {
    var text = Substring(text.prefix(4096))
    for secret in hiding where !secret.isEmpty {
      text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "[REDACTED]")[...]
    }
    let line = text.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) } ?? ""
    let clean = String(String.UnicodeScalarView(line.unicodeScalars.map { isShowable($0) ? $0 : " " })).trimmed
    return clean.count > 120 ? clean.prefix(119) + "…" : clean
  }

  private static func isShowable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate: false
    default: true
    }
  }
}
