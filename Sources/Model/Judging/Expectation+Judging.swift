public import Catalogue
import Glibc

extension Expectation {
  /// Why a command's end isn't what was expected; nil when it is.
  public func objection(exit code: Int, stdout: String, stderr: String) -> Reason? {
    guard exit.contains(code) else {
      return Reason("exit-code", .exitCodeWrong(code, wanted: exit.map(String.init).joined(separator: ", ")))
    }
    if let wanted = self.stdout?.objection(stdout) { return Reason("stdout", .outputWrong("stdout", wanted: wanted)) }
    if let wanted = self.stderr?.objection(stderr) { return Reason("stderr", .outputWrong("stderr", wanted: wanted)) }
    if let wanted = number?.objection(stdout) { return Reason("number", .outputWrong("stdout", wanted: wanted)) }
    return nil
  }
}

extension TextMatch {
  /// The first demand that a text doesn't meet.
  public func objection(_ text: String) -> Phrase? {
    let trimmed = text.trimmed
    if let contains, !text.contains(contains) { return .mustContain(contains) }
    if let notContains, text.contains(notContains) { return .mustNotContain(notContains) }
    if let equals, trimmed != equals { return .mustEqual(equals) }
    if let isOneOf, !isOneOf.contains(trimmed) { return .mustBeOneOf(isOneOf) }
    if let matches, firstMatch(of: matches, in: text) == nil { return .mustMatch(matches) }
    return nil
  }
}

extension NumberRange {
  func objection(_ text: String) -> Phrase? {
    guard let number = firstNumber(in: text) else { return .mustHaveNumber }
    if let atLeast, number < atLeast { return .mustLieWithin(description) }
    if let atMost, number > atMost { return .mustLieWithin(description) }
    return nil
  }

  private var description: String { "\(atLeast.map { "\($0)" } ?? "…")–\(atMost.map { "\($0)" } ?? "…")" }
}

extension String {
  /// Without white space at its ends.
  public var trimmed: String {
    var characters = self[...]
    while let first = characters.first, first.isWhitespace { characters.removeFirst() }
    while let last = characters.last, last.isWhitespace { characters.removeLast() }
    return String(characters)
  }
}

/// The first group of a POSIX extended regular expression's first match, or the whole match when it has no group.
///
/// - Returns: nil when nothing matches, or the expression is none (which the validator refuses).
public func firstMatch(of expression: String, in text: String) -> String? {
  guard let found = matches(of: expression, in: text) else { return nil }
  return found.count > 1 ? found[1] : found.first ?? nil
}

/// The groups of a POSIX extended regular expression's first match; groups that took no part are empty.
///
/// - Returns: nil when nothing matches.
public func matchGroups(of expression: String, in text: String) -> [String]? {
  matches(of: expression, in: text).map { $0.dropFirst().map { $0 ?? "" } }
}

/// The whole match and its groups (regexec(3)).
private func matches(of expression: String, in text: String) -> [String?]? {
  var regex = regex_t()
  guard regcomp(&regex, expression, REG_EXTENDED | REG_NEWLINE) == 0 else { return nil }
  defer { regfree(&regex) }
  var found = [regmatch_t](repeating: regmatch_t(), count: regex.re_nsub + 1)
  // A NUL would end the text early for the C library.
  let bytes = Array(text.utf8).map { $0 == 0 ? UInt8(ascii: " ") : $0 }
  let isFound = (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
    regexec(&regex, buffer.baseAddress, found.count, &found, 0) == 0
  }
  guard isFound else { return nil }
  return found.map { match in
    match.rm_so < 0 ? nil : String(decoding: bytes[Int(match.rm_so)..<Int(match.rm_eo)], as: UTF8.self)
  }
}

/// The first decimal number in a text.
func firstNumber(in text: String) -> Double? {
  firstMatch(of: "(-?[0-9]+([.][0-9]+)?)", in: text).flatMap { Double($0) }
}
