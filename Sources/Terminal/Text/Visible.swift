/// Makes a text safe to print on one line of a terminal.
///
/// Names, titles and outputs come from files and hosts. Nothing of them may drive the terminal, reorder its line or
/// take another width than was counted: control characters are shown as `^[`, marks that change the direction of
/// writing as `<U+202E>`; line breaks and tabs become spaces; what has no look of its own (joiners, variation
/// selectors of emoji, skin tones) is left out, because terminals disagree about its width.
public func visible(_ text: String) -> String {
  if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
  var result = String.UnicodeScalarView()
  var filter = VisibleFilter()
  for scalar in text.unicodeScalars { filter.pass(scalar, into: &result) }
  return String(result)
}

/// Lets one scalar after the other through as it may be printed.
struct VisibleFilter: Sendable {
  private let keepsTabs: Bool
  private var afterEmoji = false

  init(keepsTabs: Bool = false) { self.keepsTabs = keepsTabs }

  mutating func pass(_ scalar: Unicode.Scalar, into result: inout String.UnicodeScalarView) {
    switch Treatment(of: scalar, afterEmoji: afterEmoji) {
    case .keep: result.append(scalar)
    case .drop: return
    case .replace(let words): result.append(contentsOf: (keepsTabs && scalar == "\t" ? "\t" : words).unicodeScalars)
    }
    afterEmoji = scalar.value > 0x2000 && scalar.properties.isEmoji
  }
}

/// What becomes of one scalar.
private enum Treatment {
  case keep, drop
  case replace(String)

  init(of scalar: Unicode.Scalar, afterEmoji: Bool) {
    switch scalar.value {
    case 0x20...0x7E: self = .keep
    case 0x09, 0x0A, 0x85, 0x2028, 0x2029: self = .replace(" ")
    case 0x00...0x1F, 0x7F: self = .replace("^" + String(Unicode.Scalar(UInt8(scalar.value ^ 0x40))))
    case 0x80...0x9F: self = .replace(scalar.named)
    case 0xAD, 0x200B...0x200D, 0x2060...0x2064, 0xFE0E, 0xFE0F, 0xFEFF, 0xE0001...0xE007F: self = .drop
    case 0xA1...0x2FF, 0x3001...0xD7FF: self = .keep
    case 0x1F3FB...0x1F3FF where afterEmoji: self = .drop
    default: self = scalar.properties.generalCategory == .format ? .replace(scalar.named) : .keep
    }
  }
}

extension Unicode.Scalar {
  /// `<U+202E>`
  fileprivate var named: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "<U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + ">"
  }
}

/// The lines of an output or of words with several lines, each safe to print; a carriage return begins a line anew, as
/// progress meters use it.
public func visibleLines(_ text: String) -> [String] {
  text.replacingCRLF.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    visible(String(line.split(separator: "\r").last ?? ""))
  }
}

extension String {
  /// A carriage return and a line feed are one Character in Swift; split them where only the line feed matters.
  fileprivate var replacingCRLF: String {
    guard utf8.contains(0x0D) else { return self }
    var scalars = String.UnicodeScalarView()
    var held: Unicode.Scalar?
    for scalar in unicodeScalars {
      if let before = held, scalar != "\n" { scalars.append(before) }
      held = scalar == "\r" ? scalar : nil
      if scalar != "\r" { scalars.append(scalar) }
    }
    return String(scalars)
  }
}
