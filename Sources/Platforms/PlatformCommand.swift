import Model

/// One command for a host, as text. Every value in it is quoted so that nothing can break out.
public struct PlatformCommand: Sendable, Hashable {
  /// What has to read the text.
  public enum Reader: Sendable, Hashable {
    /// `/bin/sh`; the text may have several lines.
    case posix
    /// `cmd.exe` or PowerShell, whichever an account of OpenSSH on Windows has: one line that is the same to both.
    case windows
  }

  public let text: String
  public let reader: Reader

  init(_ text: String, reader: Reader = .posix) {
    self.text = text
    self.reader = reader
  }
}

/// A value that has been looked at and may stand in a command.
///
/// Control characters are refused rather than quoted: no platform has a use for them in a name, and a line feed is where the tools' own output ends.
struct Word: Sendable, Hashable {
  static let longest = 255

  let text: String

  init(_ text: String, _ field: PlatformError.Field) throws(PlatformError) {
    guard !text.isEmpty else { throw .value(field, text, .empty) }
    guard text.utf8.count <= Self.longest else { throw .value(field, bounded(text), .tooLong) }
    guard text.unicodeScalars.allSatisfy({ !$0.isControl }) else {
      throw .value(field, bounded(text), .controlCharacter)
    }
    self.text = text
  }

  /// One word of a POSIX shell.
  var quoted: String { shellQuoted(text) }

  /// `--option=value`, so that a value that begins with `-` is none.
  func option(_ name: String) -> String { shellQuoted("--\(name)=\(text)") }

  /// The text as a part of a file's name that every tool prints as it is: itself, or where it has other characters than `A-Za-z0-9._-` or begins with
  /// one of the last three, a hash (FNV-1a).
  var fileName: String {
    let isPlain = text.utf8.allSatisfy { byte in
      isDigit(byte) || isLetter(byte)
        || [0x2D, 0x2E, 0x5F].contains(byte)
    }
    if isPlain, let first = text.utf8.first, first != 0x2D, first != 0x2E, first != 0x5F { return text }
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return "sonae-" + String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Inside of an XML attribute or element.
  var xml: String {
    var out = ""
    for character in text {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "'": out += "&apos;"
      case "\"": out += "&quot;"
      default: out.append(character)
      }
    }
    return out
  }

  /// Refuses what a platform's own rules for names don't allow.
  /// - Parameter rule: said to the person: what the platform allows.
  func must(_ field: PlatformError.Field, _ rule: String, _ holds: (String) -> Bool) throws(PlatformError) {
    guard holds(text) else { throw .value(field, text, .notAllowed(rule)) }
  }
}

extension Unicode.Scalar {
  /// C0, DEL, C1, and the two line separators, at which some tools break lines.
  var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029 }
}
