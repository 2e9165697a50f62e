/// Writes the declarations of the format as a JSON Schema.
struct SchemaWriter {
  private let descriptions: [Manual.Entry: String]
  private var definitions: [String: JSON] = [:]

  init(_ descriptions: [Manual.Entry: String]) { self.descriptions = descriptions }

  func schema(of document: Format.Document) -> JSON {
    var writer = self
    let root: JSON =
      switch document {
      case .settings: writer.reference(Format.settings)
      case .inventory: writer.reference(Format.inventory)
      case .playbook:
        .members(["oneOf": .array([writer.reference(Format.procedure), writer.reference(Format.scenario)])])
      }
    guard case .object(let members) = root else { return root }
    let definitions = writer.definitions.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) }
    return .object(
      [
        JSON.Member("$schema", "https://json-schema.org/draft/2020-12/schema"),
        JSON.Member("title", .string("Sonae: \(document.rawValue)")),
      ] + members + [JSON.Member("$defs", .object(definitions))])
  }

  private mutating func reference(_ declaration: Declaration) -> JSON {
    if definitions[declaration.name] == nil {
      // Set before it is written, so that a declaration may hold itself.
      definitions[declaration.name] = .null
      definitions[declaration.name] = definition(of: declaration)
    }
    return .members(["$ref": .string("#/$defs/\(declaration.name)")])
  }

  private mutating func definition(of declaration: Declaration) -> JSON {
    guard !declaration.kinds.isEmpty else { return object(declaration, declaration.fields, required: nil) }
    var choices: [JSON] = []
    for kind in declaration.kinds {
      let fields = kind.fields + declaration.fields.filter { field in !kind.fields.contains { $0.key == field.key } }
      choices.append(object(declaration, [.init(kind.key, kind.shape, required: true)] + fields, required: kind.key))
    }
    return .members(["oneOf": .array(choices)])
  }

  private mutating func object(_ declaration: Declaration, _ fields: [Declaration.Field], required kind: Key?) -> JSON {
    var properties: [JSON.Member] = []
    for field in fields {
      var schema = schema(of: field.shape)
      let entry = Manual.Entry(declaration: declaration.topic, key: field.key)
      if let description = descriptions[entry], case .object(let members) = schema {
        schema = .object([JSON.Member("description", .string(description))] + members)
      }
      properties.append(JSON.Member(field.key.rawValue, schema))
    }
    let required = fields.filter(\.isRequired).map { JSON.string($0.key.rawValue) }
    return .members([
      "title": kind.map { .string($0.rawValue) }, "type": "object", "properties": .object(properties),
      "required": required.isEmpty ? nil : .array(required), "additionalProperties": false,
    ])
  }

  private mutating func schema(of shape: Shape) -> JSON {
    switch shape {
    case .scalar(let scalar): return scalar.schema
    case .localized: return .members(["anyOf": .array([Self.text, reference(Format.localized)])])
    case .list(let element, _):
      return .members(["type": ["array", "null"], "items": schema(of: element)])
    case .oneOrMore(let element):
      let one = schema(of: element)
      return .members(["anyOf": .array([one, .members(["type": "array", "items": one])])])
    case .map(let keys, let value):
      return .members([
        "type": ["object", "null"], "propertyNames": keys.nameSchema, "additionalProperties": schema(of: value),
      ])
    case .mapping(let declaration): return reference(declaration)
    case .either(let shapes):
      var choices: [JSON] = []
      for shape in shapes { choices.append(schema(of: shape)) }
      return .members(["anyOf": .array(choices)])
    }
  }

  /// YAML takes a text such as `8080` or `true` for a number or a boolean when it has no quotes.
  static let text: JSON = .members(["type": ["string", "number", "boolean"]])
}

extension Shape.Scalar {
  fileprivate var schema: JSON {
    switch self {
    case .bool: .members(["type": "boolean"])
    case .integer(let range):
      .members([
        "type": "integer", "minimum": .integer(Int64(range.lowerBound)), "maximum": .integer(Int64(range.upperBound)),
      ])
    case .number: .members(["type": "number"])
    case .duration: Self.pattern("^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$")
    case .size: Self.pattern("^[0-9]+(B|KiB|MiB|GiB)$")
    case .date: Self.pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    case .month: Self.pattern("^[0-9]{4}-[0-9]{2}$")
    case .choice(let words): .members(["enum": .array(words.map { .string($0) })])
    case .declared(let subject):
      .members([
        "type": ["string", "integer"],
        "pattern": .string("^[A-Za-z0-9][A-Za-z0-9_\(subject.mayHoldDots ? "." : "")-]{0,63}$"),
      ])
    case .variable: Self.pattern("^[A-Za-z_][A-Za-z0-9_-]{0,63}$")
    case .shell, .address, .url, .regex: .members(["type": "string", "minLength": 1])
    default: SchemaWriter.text
    }
  }

  /// For the names of a map's members, which are always strings.
  fileprivate var nameSchema: JSON {
    switch self {
    case .variable, .choice: schema
    default: .members(["type": "string"])
    }
  }

  private static func pattern(_ pattern: String) -> JSON {
    .members(["type": "string", "pattern": .string(pattern), "minLength": 1])
  }
}
