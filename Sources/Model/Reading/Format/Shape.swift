/// What may stand at a place of a file. The checker, the JSON Schema and the test of the manual all read it.
indirect enum Shape: Sendable {
  case scalar(Scalar)
  /// One text for both languages, or `{ja: …, en: …}`; with `{{names}}` where a place for them is given.
  case localized(Place?)
  /// Its mappings have different values under `unique`; for steps that is the id, which `verify` has by itself.
  case list(Shape, unique: Key? = nil)
  case oneOrMore(Shape)
  /// A mapping whose keys the authors choose.
  case map(keys: Scalar, Shape)
  case mapping(Declaration)
  /// Told apart by what stands there: a scalar, a list or a mapping.
  case either([Shape])

  /// What one text must be.
  enum Scalar: Sendable {
    /// Any text that isn't empty.
    case text
    /// Any text or number, also an empty one in quotes.
    case value
    case bool
    case integer(ClosedRange<Int>)
    case number
    /// `1h30m`
    case duration(zero: Bool)
    /// `64KiB`
    case size
    case date, month
    /// A zone without summer time, which reports can be sure of.
    case timeZone
    case choice([String])
    /// A name that this place gives to something.
    case declared(Subject)
    /// A name of something that is declared elsewhere.
    case reference(Subject)
    /// A name that is looked up later, where it is known which system is meant.
    case name
    /// `step` or `system.step`
    case stepName
    /// The name of a value.
    case variable
    /// The value of a variable: no template.
    case variableValue
    case conditionName
    /// A POSIX extended regular expression, with exactly this many groups.
    case regex(groups: Int?)
    case shell
    case template(Place)
    case url, address
  }

  /// Where a `{{name}}` stands, which decides what it may be.
  enum Place: Sendable, Hashable {
    /// A command or what goes into it: anything, also secrets and what a step before has registered.
    case command
    /// What a person is asked to do: nothing secret.
    case prompt
    /// What is shown before a run or asked from the operator's machine: nothing secret, nothing that is known only
    /// while the run goes on.
    case shown
    /// The host of a step, or a machine: variables only.
    case host
    case condition
  }

  /// What names stand for.
  enum Subject: String, Sendable, Hashable, CaseIterable {
    case host, system, person, procedure, platform, site, segment, scenario, risk
    /// Known only inside something else.
    case step, check, level, machine, objective

    /// Names of these join with dots, so they can't hold any.
    var mayHoldDots: Bool {
      switch self {
      case .person, .platform, .site, .segment, .risk, .level, .objective, .check: true
      case .host, .system, .procedure, .scenario, .step, .machine: false
      }
    }

    /// Known in the whole workspace.
    var isGlobal: Bool {
      switch self {
      case .host, .system, .person, .procedure, .platform, .site, .segment, .scenario, .risk: true
      case .step, .check, .level, .machine, .objective: false
      }
    }
  }
}

/// The keys of one kind of mapping.
final class Declaration: Sendable {
  /// Its name in the JSON Schema.
  let name: String
  /// What the manual explains it as: declarations with the same keys share one.
  let topic: String
  let fields: [Field]
  /// Exactly one of these must be there, when there are any.
  let kinds: [Kind]

  struct Field: Sendable {
    let key: Key
    let shape: Shape
    let isRequired: Bool

    init(_ key: Key, _ shape: Shape, required: Bool = false) {
      self.key = key
      self.shape = shape
      isRequired = required
    }
  }

  /// A key that makes the mapping what it is, with the keys that go with it alone.
  struct Kind: Sendable {
    let key: Key
    let shape: Shape
    let fields: [Field]

    init(_ key: Key, _ shape: Shape, _ fields: [Field] = []) {
      self.key = key
      self.shape = shape
      self.fields = fields
    }
  }

  init(_ name: String, topic: String? = nil, _ fields: [Field], kinds: [Kind] = []) {
    self.name = name
    self.topic = topic ?? name
    self.fields = fields
    self.kinds = kinds
  }

  func kind(_ key: Key) -> Kind? { kinds.first { $0.key == key } }

  /// The shape of a key in a mapping of the kind given.
  func shape(of key: Key, in kind: Kind?) -> Shape? {
    if let kind {
      if kind.key == key { return kind.shape }
      if let field = kind.fields.first(where: { $0.key == key }) { return field.shape }
    }
    return fields.first { $0.key == key }?.shape
  }

  /// Every key that may stand in it, in one kind or another.
  var keys: [Key] {
    var keys = fields.map(\.key)
    for kind in kinds {
      for key in [kind.key] + kind.fields.map(\.key) where !keys.contains(key) { keys.append(key) }
    }
    return keys
  }
}
