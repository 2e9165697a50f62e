public import Catalogue
import Glibc

/// What is known of an output: all of it, or its head and its tail.
///
/// Of an output that was cut only what stands in a part can be said: that something is in it, never that something isn't.
public struct SeenText: Sendable, Hashable {
  public var parts: [String]

  public init(_ text: String) { parts = [text] }
  public init(head: String, tail: String) { parts = [head, tail] }

  public var isWhole: Bool { parts.count == 1 }
}

extension Expectation {
  /// Why a command's end isn't what was expected; nil when it is.
  public func objection(exit code: Int, stdout: SeenText, stderr: SeenText) -> Reason? {
    guard exit.contains(code) else {
      return Reason("exit-code", .exitCodeWrong(code, wanted: exit.map(String.init).joined(separator: ", ")))
    }
    return self.stdout?.objection("stdout", stdout) ?? self.stderr?.objection("stderr", stderr)
      ?? number?.objection("stdout", stdout)
  }

  public func objection(exit code: Int, stdout: String, stderr: String) -> Reason? {
    objection(exit: code, stdout: SeenText(stdout), stderr: SeenText(stderr))
  }
}

extension Reason {
  /// The output is too long to be judged by what is kept of it.
  public static func cannotJudge(_ stream: String) -> Reason { Reason("output-cut", .outputCutUnjudged(stream)) }
}

extension NumberRange {
  func objection(_ stream: String, _ seen: SeenText) -> Reason? {
    guard seen.isWhole else { return .cannotJudge(stream) }
    return objection(seen.parts[0]).map { Reason("number", .outputWrong(stream, wanted: $0)) }
  }
}

extension TextMatch {
  func objection(_ stream: String, _ seen: SeenText) -> Reason? {
    let objections = seen.parts.map { objection($0) }
    func wrong(_ wanted: Phrase) -> Reason { Reason(stream, .outputWrong(stream, wanted: wanted)) }
    if seen.isWhole { return objections[0].map(wrong) }
    if let notContains, seen.parts.contains(where: { $0.contains(notContains) }) {
      return wrong(.mustNotContain(notContains))
    }
    let needsWhole = notContains != nil || equals != nil || isOneOf != nil
    return !needsWhole && objections.contains(nil) ? nil : .cannotJudge(stream)
  }

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
