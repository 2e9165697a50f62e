/// `inventory/*.yaml`
extension Format {
  static let inventory = Declaration(
    "inventory",
    [
      .init(.platforms, .list(.mapping(platform))), .init(.sites, .list(.mapping(site))),
      .init(.segments, .list(.mapping(segment))), .init(.hosts, .list(.mapping(host))),
      .init(.systems, .list(.mapping(system))), .init(.people, .list(.mapping(person))),
      .init(.risks, .list(.mapping(risk))),
    ])

  private static func id(_ subject: Shape.Subject) -> Declaration.Field {
    .init(.id, .scalar(.declared(subject)), required: true)
  }

  static let platform = Declaration(
    "platform",
    [
      id(.platform), .init(.name, .localized(nil)),
      .init(.kind, .scalar(.choice(PlatformKind.allCases.map(\.rawValue) + ["other"]))),
      .init(.sudo, .scalar(.bool)), .init(.uri, .scalar(.text)),
      .init(.site, reference(.site)), .init(.notes, .localized(nil)),
    ])

  static let site = Declaration(
    "site",
    [id(.site), .init(.name, .localized(nil)), .init(.protected, .scalar(.bool)), .init(.notes, .localized(nil))])

  static let segment = Declaration(
    "segment", [id(.segment), .init(.name, .localized(nil)), .init(.notes, .localized(nil))])

  static let host = Declaration(
    "host",
    [
      id(.host), .init(.name, .localized(nil)), .init(.address, .scalar(.text)),
      .init(.port, .scalar(.integer(1...65_535))), .init(.user, .scalar(.text)),
      .init(.identity, .oneOrMore(.scalar(.text))), .init(.knownHosts, .oneOrMore(.scalar(.text))),
      .init(.jump, reference(.host)), .init(.platform, reference(.platform)), .init(.site, reference(.site)),
      .init(.segment, reference(.segment)), .init(.transport, choice(Host.Transport.self)),
      .init(.shell, choice(Host.Shell.self)),
      .init(.drills, choice(Host.DrillPolicy.self)), .init(.isolatedNetworks, .oneOrMore(.scalar(.text))),
      .init(.migrationName, .scalar(.text)),
      .init(.parallel, .scalar(.integer(1...1_000))),
      .init(.vars, variables), .init(.notes, .localized(nil)),
    ])

  static let system = Declaration(
    "system",
    [
      id(.system), .init(.number, .scalar(.integer(1...10_000))), .init(.name, .localized(nil)),
      .init(.department, .localized(nil)), .init(.tier, .scalar(.integer(1...9))),
      .init(.platform, reference(.platform)), .init(.site, reference(.site)), .init(.dependsOn, references(.system)),
      .init(.machines, .list(.mapping(machine), unique: .id)),
      .init(.objectives, .list(.mapping(objective), unique: .level)),
      .init(.mtd, .scalar(.duration(zero: false))), .init(.health, .list(.mapping(healthCheck), unique: .id)),
      .init(.lifecycle, .mapping(lifecycle)), .init(.procedure, reference(.procedure)), .init(.vars, variables),
      .init(.notes, .localized(nil)),
    ])

  static let machine = Declaration(
    "machine",
    [
      id(.machine), .init(.name, .scalar(.text)), .init(.on, reference(.host), required: true),
      .init(.standby, references(.host)),
    ])

  static let objective = Declaration(
    "objective",
    [
      .init(.level, .scalar(.declared(.level)), required: true), .init(.name, .localized(nil)),
      .init(.rto, .scalar(.duration(zero: false)), required: true), .init(.rpo, .scalar(.duration(zero: true))),
      .init(.rlo, .localized(nil)), .init(.checks, .list(.scalar(.name))), .init(.required, .scalar(.bool)),
      .init(.source, .scalar(.text)), .init(.approvedOn, .scalar(.date)),
    ])

  static let lifecycle = Declaration(
    "lifecycle",
    [
      .init(.endOfOperation, .mapping(printedMonth)), .init(.nextStudyStarts, .mapping(printedMonth)),
      .init(.nextProcurement, .mapping(printedYear)), .init(.nextOperationStarts, .mapping(printedMonth)),
    ])

  static let printedMonth = Declaration(
    "printed_month",
    [.init(.printed, .scalar(.text), required: true), .init(.month, .scalar(.month), required: true)])

  static let printedYear = Declaration(
    "printed_year",
    [
      .init(.printed, .scalar(.text), required: true),
      .init(.fiscalYear, .scalar(.integer(1900...2200)), required: true),
    ])

  static let person = Declaration(
    "person",
    [
      id(.person), .init(.name, .localized(nil)), .init(.department, .localized(nil)), .init(.company, .localized(nil)),
      .init(.roles, .list(choice(Inventory.Role.self)), required: true), .init(.deputies, references(.person)),
      .init(.contact, .mapping(contact)),
    ])

  static let contact = Declaration("contact", [.init(.phone, .scalar(.text)), .init(.email, .scalar(.text))])

  static let risk = Declaration(
    "risk",
    [
      id(.risk), .init(.title, .localized(nil), required: true),
      .init(.likelihood, .scalar(.integer(1...5)), required: true),
      .init(.impact, .scalar(.integer(1...5)), required: true), .init(.systems, selection),
      .init(.measures, .list(.mapping(measure))), .init(.scenarios, references(.scenario)),
    ])

  static let measure = Declaration(
    "measure",
    [
      .init(.text, .localized(nil), required: true), .init(.owner, .localized(nil)), .init(.due, .scalar(.date)),
      .init(.state, choice(Inventory.Measure.State.self)),
    ])

  /// A list of systems, or the rules that select them.
  static let selection = Shape.either([references(.system), .mapping(selectionRules)])

  static let selectionRules = Declaration(
    "selection",
    [
      .init(.onHost, reference(.host)), .init(.platform, reference(.platform)), .init(.site, reference(.site)),
      .init(.priority, .scalar(.choice(["all"]))), .init(.include, references(.system)),
      .init(.exclude, references(.system)),
    ])
}
