import Catalogue

/// The bytes of a file that are known to be UTF-8 text, without a byte order mark.
struct SourceText {
  let bytes: [UInt8]

  /// Takes a file's bytes, or says in which other encoding they seem to be.
  static func read(_ bytes: [UInt8], file: String) -> Result<SourceText, Refusal> {
    if let name = utf16(bytes) { return .failure(Refusal(file, 1, 1, .notUTF8, .encoding(name))) }
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let text = SourceText(bytes: hasMark ? Array(bytes.dropFirst(3)) : bytes)
    guard String(validating: text.bytes, as: UTF8.self) != nil else {
      let offset = firstInvalid(text.bytes)
      let (line, column) = text.place(of: offset)
      let name = text.looksLikeShiftJIS(from: offset) ? "Shift_JIS" : "UTF-8"
      return .failure(Refusal(file, line, column, .notUTF8, name == "UTF-8" ? .notUTF8 : .encoding(name)))
    }
    if let offset = text.bytes.firstIndex(where: isForbidden) {
      let (line, column) = text.place(of: offset)
      return .failure(Refusal(file, line, column, .controlCharacter, .controlCharacter(Int(text.bytes[offset]))))
    }
    return .success(text)
  }

  /// Why bytes can't be read as a file of the workspace.
  struct Refusal: Error {
    let diagnostic: Diagnostic

    init(_ file: String, _ line: Int, _ column: Int, _ code: Diagnostic.Code, _ phrase: Phrase) {
      diagnostic = Diagnostic(.error, code, at: Mark(file: file, line: line, column: column), phrase)
    }
  }

  private static func isForbidden(_ byte: UInt8) -> Bool {
    byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D || byte == 0x7F
  }

  /// UTF-16 and UTF-32 by their mark, or by the zero bytes that ASCII gets in them.
  private static func utf16(_ bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    guard bytes.count >= 4 else { return nil }
    let zeros = bytes.prefix(4).map { $0 == 0 }
    return zeros == [true, false, true, false] || zeros == [false, true, false, true] ? "UTF-16" : nil
  }

  /// Where the first bytes stand that aren't a character.
  private static func firstInvalid(_ bytes: [UInt8]) -> Int {
    var at = 0
    while at < bytes.count {
      let length = bytes[at] < 0x80 ? 1 : bytes[at] < 0xE0 ? 2 : bytes[at] < 0xF0 ? 3 : 4
      let end = min(at + length, bytes.count)
      if String(validating: bytes[at..<end], as: UTF8.self) == nil { return at }
      at = end
    }
    return at
  }

  /// Whether every byte beyond ASCII, from here on, is half of a Shift_JIS character or half-width katakana.
  private func looksLikeShiftJIS(from offset: Int) -> Bool {
    var at = offset
    while at < bytes.count {
      switch bytes[at] {
      case 0..<0x80, 0xA1...0xDF: at += 1
      case 0x81...0x9F, 0xE0...0xFC:
        guard at + 1 < bytes.count, (0x40...0xFC).contains(bytes[at + 1]), bytes[at + 1] != 0x7F else { return false }
        at += 2
      default: return false
      }
    }
    return true
  }
}

extension SourceText {
  /// Line breaks as libyaml counts them: also a lone CR, NEL, LS and PS.
  func lineStarts() -> [Int] {
    var starts = [0]
    bytes.withUnsafeBufferPointer { bytes in
      var at = 0
      while at < bytes.count {
        let length = Self.breakLength(bytes, at)
        at += max(length, 1)
        if length > 0 { starts.append(at) }
      }
    }
    return starts
  }

  static func breakLength(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    switch bytes[at] {
    case 0x0A: return 1
    case 0x0D: return at + 1 < bytes.count && bytes[at + 1] == 0x0A ? 2 : 1
    case 0xC2: return at + 1 < bytes.count && bytes[at + 1] == 0x85 ? 2 : 0
    case 0xE2:
      guard at + 2 < bytes.count, bytes[at + 1] == 0x80 else { return 0 }
      return bytes[at + 2] == 0xA8 || bytes[at + 2] == 0xA9 ? 3 : 0
    default: return 0
    }
  }

  /// Characters between two bytes.
  func columns(from start: Int, to end: Int) -> Int {
    bytes[start..<end].reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
  }

  /// The byte at which a column, counted from 1, begins.
  func offset(ofColumn column: Int, from lineStart: Int) -> Int {
    var at = lineStart
    var left = column - 1
    while left > 0, at < bytes.count {
      at += 1
      while at < bytes.count, bytes[at] & 0xC0 == 0x80 { at += 1 }
      left -= 1
    }
    return at
  }

  /// Line and column, from 1, of a byte.
  func place(of offset: Int) -> (line: Int, column: Int) {
    let starts = lineStarts()
    let line = (starts.firstIndex { $0 > offset } ?? starts.count) - 1
    return (line + 1, columns(from: starts[line], to: min(offset, bytes.count)) + 1)
  }
}
