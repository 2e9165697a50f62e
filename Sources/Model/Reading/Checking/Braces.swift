/// A `{{…}}` in a text.
struct Braces: Hashable {
  /// Bytes of the text, from the first brace to the last.
  var range: Range<Int>
  /// Nil when what stands between the braces isn't a name.
  var name: String?

  /// The longest that stands between two pairs of braces, so that many of them without an end cost no more than one.
  private static let longest = 200

  /// All of them, in order.
  static func find(in text: UnsafeBufferPointer<UInt8>) -> [Braces] {
    var found: [Braces] = []
    var at = 0
    while at + 1 < text.count {
      guard text[at] == UInt8(ascii: "{"), text[at + 1] == UInt8(ascii: "{") else {
        at += 1
        continue
      }
      let braces = braces(at: at, in: text)
      found.append(braces)
      at = braces.range.upperBound
    }
    return found
  }

  private static func braces(at start: Int, in text: UnsafeBufferPointer<UInt8>) -> Braces {
    var end = start + 2
    while end < min(text.count, start + longest), text[end] != 0x0A {
      if text[end] == UInt8(ascii: "}"), end + 1 < text.count, text[end + 1] == UInt8(ascii: "}") {
        let inside = text[(start + 2)..<end].trimmedSpaces
        return Braces(range: start..<(end + 2), name: isName(inside) ? String(decoding: inside, as: UTF8.self) : nil)
      }
      end += 1
    }
    return Braces(range: start..<(start + 2), name: nil)
  }

  /// `name` or `host.name`
  private static func isName(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")) else { return Scalars.isVariable(bytes) }
    return Scalars.isVariable(bytes[..<dot]) && Scalars.isVariable(bytes[(dot + 1)...])
  }
}

extension Slice where Base == UnsafeBufferPointer<UInt8> {
  fileprivate var trimmedSpaces: Self {
    var slice = self
    while slice.first == 0x20 { slice.removeFirst() }
    while slice.last == 0x20 { slice.removeLast() }
    return slice
  }
}

extension Template {
  /// Splits a text at its `{{names}}`; each name is said to stand at `mark`. What isn't a name stays text.
  public init(reading text: String, at mark: Mark) {
    self.init(text) { _ in mark }
  }

  /// - Parameter mark: gives the place of the nth `{{` of the text.
  init(_ text: String, mark: (Int) -> Mark) {
    var copy = text
    self = copy.withUTF8 { bytes in
      var parts: [Part] = []
      var start = 0
      for (number, braces) in Braces.find(in: bytes).enumerated() {
        guard let name = braces.name else { continue }
        if braces.range.lowerBound > start {
          parts.append(.text(String(decoding: bytes[start..<braces.range.lowerBound], as: UTF8.self)))
        }
        parts.append(.name(name, mark(number)))
        start = braces.range.upperBound
      }
      if start < bytes.count { parts.append(.text(String(decoding: bytes[start...], as: UTF8.self))) }
      return Template(parts: parts)
    }
  }
}
