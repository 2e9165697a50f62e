/// The start tags of an XML text, in order: enough for what libvirt writes, where everything that is looked for stands in attributes.
///
/// Text between tags is passed over; comments and CDATA sections too, whole. What looks for a tag finds it wherever it stands, so a
/// description or foreign metadata may add to what is found but can't hide anything.
struct XMLTag: Sendable, Hashable {
  let name: Substring
  let attributes: [Substring: String]
  /// `</name>`
  let isEnd: Bool
  /// `<name/>`
  let isWhole: Bool

  /// - Throws: `notUnderstood` for a tag without an end.
  static func all(in text: String) throws(PlatformError) -> [XMLTag] {
    var tags: [XMLTag] = []
    var rest = Substring(text).utf8
    while let start = rest.firstIndex(of: 0x3C) {
      rest = rest[start...]
      if try skip(&rest, "<!--", "-->") { continue }
      if try skip(&rest, "<![CDATA[", "]]>") { continue }
      tags.append(try tag(&rest))
    }
    return tags
  }

  private static func skip(
    _ rest: inout Substring.UTF8View, _ open: String, _ close: String
  ) throws(PlatformError) -> Bool {
    guard rest.starts(with: open.utf8) else { return false }
    var left = rest.dropFirst(open.utf8.count)
    while !left.starts(with: close.utf8) {
      guard !left.isEmpty else { throw .notUnderstood(bounded(Substring(rest)), expected: "XML: \(open) has no end") }
      left.removeFirst()
    }
    rest = left.dropFirst(close.utf8.count)
    return true
  }

  /// From `<` to behind `>`, with whatever stands in quotes left alone.
  private static func tag(_ rest: inout Substring.UTF8View) throws(PlatformError) -> XMLTag {
    let whole = rest
    rest.removeFirst()
    let isEnd = rest.first == UInt8(ascii: "/")
    if isEnd { rest.removeFirst() }
    let name = rest.prefix { !isBreak($0) && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
    rest = rest.dropFirst(name.count)
    var attributes: [Substring: String] = [:]
    var slash = false
    while let next = rest.first {
      if next == UInt8(ascii: ">") {
        rest.removeFirst()
        return XMLTag(name: Substring(name), attributes: attributes, isEnd: isEnd, isWhole: slash)
      }
      slash = next == UInt8(ascii: "/")
      guard !isBreak(next), !slash, next != UInt8(ascii: "?") else {
        rest.removeFirst()
        continue
      }
      let key = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ">") && !isBreak($0) }
      rest = rest.dropFirst(max(1, key.count))
      guard rest.first == UInt8(ascii: "="), let quote = rest.dropFirst().first, quote == 0x27 || quote == 0x22 else {
        continue
      }
      rest = rest.dropFirst(2)
      guard let end = rest.firstIndex(of: quote) else { break }
      attributes[Substring(key)] = unescaped(Substring(rest[..<end]))
      rest = rest[rest.index(after: end)...]
    }
    throw .notUnderstood(bounded(Substring(whole)), expected: "XML: a tag has no end")
  }

  private static func isBreak(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D }

  private static let entities: [Substring: Unicode.Scalar] = [
    "amp": "&", "lt": "<", "gt": ">", "apos": "'", "quot": "\"",
  ]

  /// With the five entities and numeric references; what is none of them stays as it stands.
  static func unescaped(_ text: Substring) -> String {
    guard text.contains("&") else { return String(text) }
    var out = String.UnicodeScalarView()
    var rest = text.unicodeScalars
    while let first = rest.first {
      if first == "&", let end = rest.prefix(12).firstIndex(of: ";"),
        let scalar = reference(Substring(rest[rest.index(after: rest.startIndex)..<end]))
      {
        out.append(scalar)
        rest = rest[rest.index(after: end)...]
      } else {
        out.append(first)
        rest.removeFirst()
      }
    }
    return String(out)
  }

  private static func reference(_ name: Substring) -> Unicode.Scalar? {
    if let scalar = entities[name] { return scalar }
    guard name.first == "#" else { return nil }
    let digits = name.dropFirst()
    let value = digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return value.flatMap(Unicode.Scalar.init)
  }
}
