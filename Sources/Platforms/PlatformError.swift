/// Why there is no command, or no answer.
public enum PlatformError: Error, Sendable, Hashable {
  public enum Field: String, Sendable { case machine, snapshot, host, clone, network, uri }

  public enum Problem: Sendable, Hashable {
    case empty, tooLong, controlCharacter
    /// The platform's rule, in English.
    case notAllowed(String)
  }

  /// A value can't stand in a command of this platform. Nothing was sent.
  case value(Field, String, Problem)
  /// The platform has no way to do it. Nothing was sent. `why` says what could be done instead.
  case unsupported(why: String)
  /// The command line would be longer than the host's shell takes.
  case commandTooLong(bytes: Int, limit: Int)
  /// The command ended with something else than 0.
  case failed(exit: Int32, said: String)
  /// A part of the output is missing: it was cut, or its end mark isn't there.
  case cut
  case outputTooLong(limit: Int)
  case notUTF8
  /// A line, up to 200 characters of it, that no source of the format explains.
  case notUnderstood(String, expected: String)

  /// A name for programs.
  public var code: String {
    switch self {
    case .value: "platform-value"
    case .unsupported: "platform-unsupported"
    case .commandTooLong: "platform-command-too-long"
    case .failed: "platform-failed"
    case .cut: "platform-output-cut"
    case .outputTooLong: "platform-output-too-long"
    case .notUTF8: "platform-output-not-utf8"
    case .notUnderstood: "platform-output-not-understood"
    }
  }
}

extension PlatformError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .value(let field, let value, let problem): "the \(field.rawValue) “\(value)” \(problem)"
    case .unsupported(let why): "this platform can't do that: \(why)"
    case .commandTooLong(let bytes, let limit):
      "the command has \(bytes) bytes, and the host takes \(limit): use shorter names"
    case .failed(let exit, let said): "the command ended with \(exit): \(said)"
    case .cut: "the output isn't whole: ask again, or raise the limit for outputs"
    case .outputTooLong(let limit): "the output is longer than \(limit) bytes"
    case .notUTF8: "the output isn't UTF-8: set the account's locale on the host"
    case .notUnderstood(let line, let expected): "“\(line)” isn't \(expected)"
    }
  }
}

extension PlatformError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .empty: "is empty"
    case .tooLong: "is longer than \(Word.longest) bytes"
    case .controlCharacter: "has a control character"
    case .notAllowed(let rule): "isn't allowed here: \(rule)"
    }
  }
}
