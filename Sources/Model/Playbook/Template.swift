/// A text with `{{names}}` in it, split once when it is read.
public struct Template: Sendable, Hashable {
  public enum Part: Sendable, Hashable {
    case text(String)
    case name(String, Mark)
  }

  public var parts: [Part]

  public init(parts: [Part]) { self.parts = parts }

  public var names: [(name: String, mark: Mark)] {
    parts.compactMap { if case .name(let name, let mark) = $0 { (name, mark) } else { nil } }
  }
}

extension String {
  /// Whether it is worth looking for `{{names}}` in it; most texts have none, and are asked for each step of a plan.
  var mayHoldNames: Bool { utf8.contains(UInt8(ascii: "{")) }
}

/// A command for a POSIX shell. Its `{{names}}` stand outside quotes, and each value is quoted as one word.
public struct ShellText: Sendable, Hashable {
  public var template: Template

  public init(_ template: Template) { self.template = template }
}
