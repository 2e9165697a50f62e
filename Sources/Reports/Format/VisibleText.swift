/// Makes characters that could deceive a reader or a terminal visible.
///
/// Texts come from playbooks, hosts and people. A report shows an escape character as `␛` and a right-to-left
/// override as `⟨U+202E⟩`; line breaks stay, tabs become spaces, breaks at the end go.
enum VisibleText {
  static func of(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var out = String.UnicodeScalarView()
    for scalar in trimmed(text) { append(scalar, to: &out) }
    return String(out)
  }

  /// The same on one line, for charts and table formats that have no breaks.
  static func oneLine(_ text: String) -> String {
    let visible = of(text)
    guard visible.utf8.contains(0x0A) else { return visible }
    return visible.split(separator: "\n").joined(separator: " ")
  }

  private static func trimmed(_ text: String) -> Substring.UnicodeScalarView {
    var scalars = text.replacingCarriageReturns.unicodeScalars[...]
    while let last = scalars.last, last == "\n" || last == " " || last == "\t" { scalars.removeLast() }
    return scalars
  }

  private static func append(_ scalar: Unicode.Scalar, to out: inout String.UnicodeScalarView) {
    switch scalar.value {
    case 0x0A: out.append(scalar)
    case 0x09: out.append(" ")
    case 0..<0x20: out.append(Unicode.Scalar(0x2400 + scalar.value) ?? "?")
    case 0x7F: out.append("␡")
    default:
      if isHidden(scalar.value) {
        out.append(contentsOf: "⟨U+\(hexadecimal(scalar.value))⟩".unicodeScalars)
      } else {
        out.append(scalar)
      }
    }
  }

  /// Characters without a shape of their own: C1 controls, soft hyphen, bidirectional controls, invisible spaces,
  /// line separators, annotation and tag characters, non-characters. Variation selectors stay: names in kanji need them.
  private static func isHidden(_ value: UInt32) -> Bool {
    switch value {
    case 0x80...0x9F, 0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xFFFE, 0xFFFF, 0xE0000...0xE007F:
      true
    default: false
    }
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }
}

extension String {
  /// Line ends as one kind: CR LF becomes LF; a lone CR stays, to be shown.
  fileprivate var replacingCarriageReturns: String {
    guard utf8.contains(0x0D) else { return self }
    var out = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in unicodeScalars {
      if scalar == "\n", previous == "\r" { out.removeLast() }
      out.append(scalar)
      previous = scalar
    }
    return String(out)
  }
}
