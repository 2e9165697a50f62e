import Model

extension JSON {
  /// The JSON text in some lines of an output.
  static func platform(_ lines: some Sequence<Substring>, _ expected: String) throws(PlatformError) -> JSON {
    let text = lines.joined(separator: "\n")
    do {
      return try JSON(reading: text.utf8)
    } catch {
      throw .notUnderstood(bounded(text), expected: "\(expected) (\(error))")
    }
  }

  /// A number, also where the platform's language prints it as a string or with a fraction.
  var wholeNumber: Int? {
    switch self {
    case .integer(let value): Int(exactly: value)
    case .number(let value): Int(exactly: value.rounded(.up))
    case .string(let text): Int(text)
    default: nil
    }
  }

  /// A text, also where it looks like a number.
  var text: String? {
    switch self {
    case .string(let text): text
    case .integer(let value): String(value)
    default: nil
    }
  }

  /// Of a list, in each form that PowerShell's `ConvertTo-Json` has for one: an array, one element by itself, `null` for none, and what
  /// version 5.1 makes of an array that was wrapped: `{"value": [...], "Count": 2}`.
  var elements: [JSON] {
    switch self {
    case .array(let elements): elements
    case .null: []
    case .object where self["Count"] != nil: self["value"]?.elements ?? [self]
    default: [self]
    }
  }
}
