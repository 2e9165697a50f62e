/// The workspace's format: every key of every mapping, with what may stand there.
///
/// This is the one place where keys are declared. The checker refuses what isn't here, the JSON Schema is written from
/// it, and a test sees to it that the sample workspace uses every key.
enum Format {
  /// The three kinds of file.
  enum Document: String, CaseIterable, Sendable {
    case settings, inventory, playbook
  }

  static let retry = Declaration(
    "retry",
    [.init(.attempts, .scalar(.integer(1...100)), required: true), .init(.every, .scalar(.duration(zero: true)))])

  static let secret = Declaration(
    "secret", [],
    kinds: [
      .init(.env, .scalar(.text)), .init(.file, .scalar(.text)), .init(.command, .list(.scalar(.value))),
    ])

  static let limits = Declaration(
    "limits",
    [
      .init(.hosts, .scalar(.integer(1...10_000))), .init(.perHost, .scalar(.integer(1...1_000))),
      .init(.output, .scalar(.size)),
    ])

  static let variables = Shape.map(keys: .variable, .scalar(.variableValue))

  static func reference(_ subject: Shape.Subject) -> Shape { .scalar(.reference(subject)) }

  static func references(_ subject: Shape.Subject) -> Shape { .list(.scalar(.reference(subject))) }

  static func choice<Word: RawRepresentable & CaseIterable>(_ words: Word.Type) -> Shape
  where Word.RawValue == String {
    .scalar(.choice(words.allCases.map(\.rawValue)))
  }
}

/// `sonae.yaml`
extension Format {
  static let settings = Declaration(
    "settings",
    [
      .init(.workspace, .scalar(.name), required: true),
      .init(.title, .localized(nil)), .init(.organization, .localized(nil)),
      .init(.language, .scalar(.choice(["ja", "en"]))), .init(.timeZone, .scalar(.timeZone)),
      .init(.ssh, .mapping(ssh)), .init(.limits, .mapping(limits)), .init(.defaults, .mapping(defaults)),
      .init(.vars, variables), .init(.secrets, .map(keys: .variable, .mapping(secret))),
      .init(.records, .scalar(.text)),
    ])

  static let ssh = Declaration(
    "ssh",
    [
      .init(.config, .scalar(.text)), .init(.knownHosts, .oneOrMore(.scalar(.text))),
      .init(.connectTimeout, .scalar(.duration(zero: false))), .init(.keepalive, .scalar(.duration(zero: false))),
      .init(.passphrase, .mapping(secret)),
    ])

  static let defaults = Declaration(
    "defaults",
    [
      .init(.timeout, .scalar(.duration(zero: false))), .init(.every, .scalar(.duration(zero: false))),
      .init(.within, .scalar(.duration(zero: false))), .init(.retry, .mapping(retry)),
    ])
}
