/// What came back from a command that ran to its end.
///
/// A command whose end nobody saw has no reply, and what it did is unknown: that is decided before anything here is asked.
public struct Reply: Sendable, Hashable {
  public var exit: Int32
  public var output: [UInt8]
  public var errors: [UInt8]
  /// Nothing was left out of the output.
  public var isWhole: Bool

  public init(exit: Int32, output: [UInt8], errors: [UInt8] = [], isWhole: Bool = true) {
    self.exit = exit
    self.output = output
    self.errors = errors
    self.isWhole = isWhole
  }

  /// Outputs beyond this are refused unread.
  static let limit = 8 << 20

  /// What the platform said, for people: its errors, else its output. Up to 500 characters on one line.
  var said: String {
    let errors = quotable(self.errors, limit: 500)
    return errors.isEmpty ? printed : errors
  }

  /// The beginning of the output, for people.
  var printed: String { quotable(output, limit: 500) }

  /// The output as text.
  func text() throws(PlatformError) -> String {
    guard output.count <= Self.limit else { throw .outputTooLong(limit: Self.limit) }
    guard isWhole else { throw .cut }
    guard let text = String(validating: output, as: UTF8.self) else { throw .notUTF8 }
    return text
  }
}

/// Lines that our own commands print between and behind those of the tools.
enum Mark {
  static let next = "#sonae next"
  static let look = "#sonae look"
  static let end = "#sonae end"

  static func echo(_ mark: String) -> String { "echo '\(mark)'" }
}

/// The lines of an output between the marks.
struct Sections: Sendable {
  let sections: [[Substring]]

  /// - Throws: `cut` when the last line isn't the end mark, or there are not as many sections.
  init(_ text: some StringProtocol, count: Int) throws(PlatformError) {
    var lines = splitLines(text)
    while let last = lines.last, last.isBlank { lines.removeLast() }
    guard let last = lines.popLast(), last == Mark.end else { throw .cut }
    sections = lines.split(separator: Mark.next[...], omittingEmptySubsequences: false).map(Array.init)
    guard sections.count == count else { throw .cut }
  }

  subscript(_ index: Int) -> [Substring] { sections[index] }
}

/// Split at line feeds only, with a carriage return before one taken away. It looks at bytes, so what Swift takes for one character (CR LF, letters with
/// marks) is no matter.
func splitLines(_ text: some StringProtocol) -> [Substring] {
  var lines = Substring(text).utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
    Substring(line.last == 0x0D ? line.dropLast() : line)
  }
  if lines.last?.isEmpty == true { lines.removeLast() }
  return lines
}

extension StringProtocol {
  var isBlank: Bool { utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }

  /// Without spaces and tabs at both ends.
  var trimmed: Substring {
    var text = Substring(self).utf8
    while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
    while let last = text.last, last == 0x20 || last == 0x09 || last == 0x0D { text.removeLast() }
    return Substring(text)
  }
}

/// A line for an error message: its first 200 characters, without control characters.
func bounded(_ text: some StringProtocol) -> String { quotable(Array(text.utf8.prefix(801)), limit: 200) }

/// On one line: control characters and line feeds become spaces, what isn't UTF-8 a replacement character.
func quotable(_ bytes: [UInt8], limit: Int) -> String {
  // What stands behind many more bytes than that isn't looked at: an output may be nothing but line feeds.
  let bytes = Array(bytes.prefix(limit * 8))
  var out: [UInt8] = []
  var count = 0
  var index = 0
  while index < bytes.count {
    let control = controlLength(bytes, index)
    if control > 0 || bytes[index] == 0x20 {
      if let last = out.last, last != 0x20, count < limit { out.append(0x20) }
      index += max(1, control)
    } else {
      if bytes[index] & 0xC0 != 0x80 {
        count += 1
        if count > limit { return String(decoding: out, as: UTF8.self) + "…" }
      }
      out.append(bytes[index])
      index += 1
    }
  }
  if out.last == 0x20 { out.removeLast() }
  return String(decoding: out, as: UTF8.self)
}

/// How many bytes the control character has that begins there; 0: none does. See `Unicode.Scalar.isControl`.
private func controlLength(_ bytes: [UInt8], _ index: Int) -> Int {
  switch bytes[index] {
  case 0..<0x20, 0x7F: 1
  case 0xC2 where index + 1 < bytes.count && (0x80...0x9F).contains(bytes[index + 1]): 2
  case 0xE2 where index + 2 < bytes.count && bytes[index + 1] == 0x80 && (0xA8...0xA9).contains(bytes[index + 2]): 3
  default: 0
  }
}

extension [String] {
  /// Each once, in the order of its first place.
  var unique: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
