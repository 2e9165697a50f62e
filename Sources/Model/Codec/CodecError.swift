/// A value that isn't what a record says it is.
public struct CodecError: Error, Hashable, CustomStringConvertible {
  /// Where it stands: `steps[3].timeout_ms`; empty for the whole.
  public internal(set) var path: String
  public let problem: Problem

  public enum Problem: Sendable, Hashable {
    case missing
    /// What it should have been.
    case expected(String)
    /// Written by a newer Sonae, in this form.
    case newerSchema(Int)
  }

  init(_ problem: Problem, at path: String = "") {
    self.path = path
    self.problem = problem
  }

  /// The same error, seen from the value that holds it.
  func inside(_ name: String) -> CodecError {
    let separator = path.isEmpty || path.hasPrefix("[") ? "" : "."
    return CodecError(problem, at: name + separator + path)
  }

  public var description: String {
    switch problem {
    case .missing: "\(path) is missing"
    case .expected(let what): "\(path.isEmpty ? "the value" : path) is not \(what)"
    case .newerSchema(let schema): "schema \(schema) is newer than this program, which reads up to \(Schema.current)"
    }
  }
}

/// The form in which plans and journals are written.
///
/// It counts up when an older program would misread what a newer one has written; members that only join don't count.
public enum Schema {
  public static let current = 1

  static func check(_ object: ObjectReader) throws(CodecError) {
    let schema: Int = try object.required("schema")
    if schema > current { throw CodecError(.newerSchema(schema), at: "schema") }
    guard schema == current else { throw CodecError(.expected("a schema"), at: "schema") }
  }
}
