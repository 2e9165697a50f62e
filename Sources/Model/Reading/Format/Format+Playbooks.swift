/// `playbooks/**/*.yaml`: a procedure or a scenario.
extension Format {
  static let procedure = Declaration(
    "procedure",
    [
      .init(.procedure, .scalar(.declared(.procedure)), required: true), .init(.title, .localized(.shown)),
      .init(.purpose, .localized(nil)), .init(.author, .scalar(.text)), .init(.reviewedOn, .scalar(.date)),
      .init(.reviewedBy, .scalar(.text)), onHost, .init(.vars, variables), .init(.steps, steps, required: true),
    ])

  static let scenario = Declaration(
    "scenario",
    [
      .init(.scenario, .scalar(.declared(.scenario)), required: true), .init(.title, .localized(nil)),
      .init(.purpose, .localized(nil)), .init(.type, choice(DrillType.self)),
      .init(.clock, choice(ClockRule.self)), .init(.assumptions, .list(.localized(nil))),
      .init(.notice, choice(Scenario.Notice.self)), .init(.environment, choice(Scenario.Environment.self)),
      .init(.objectives, .list(.mapping(drillObjective), unique: .id)), .init(.systems, selection, required: true),
      .init(
        .roles,
        .map(keys: .choice(Inventory.Role.allCases.map(\.rawValue)), .oneOrMore(reference(.person)))),
      .init(.absent, references(.person)), .init(.needsPeople, .list(choice(Inventory.Role.self))),
      .init(.vars, variables), .init(.systemVars, .map(keys: .reference(.system), variables)),
      .init(.limits, .mapping(limits)), .init(.before, steps), .init(.inject, steps), .init(.after, steps),
    ])

  static let drillObjective = Declaration(
    "drill_objective",
    [
      .init(.id, .scalar(.declared(.objective)), required: true), .init(.text, .localized(nil), required: true),
      .init(.criterion, .localized(nil)), .init(.capability, .localized(nil)),
    ])

  static let steps = Shape.list(.mapping(step), unique: .id)

  static let step = Declaration(
    "step",
    [
      .init(.title, .localized(.shown)), .init(.needs, .list(.scalar(.stepName))),
      .init(.when, .map(keys: .conditionName, .either([.scalar(.value), .list(.scalar(.value))]))),
      .init(.modes, .list(choice(Mode.self))), .init(.timeout, .scalar(.duration(zero: false))),
      .init(.retry, .mapping(retry)), .init(.onFailure, choice(OnFailure.self)), .init(.undo, .mapping(undo)),
      .init(.mandatory, .scalar(.bool)), .init(.destructive, .scalar(.bool)),
    ],
    kinds: [
      .init(.run, .scalar(.shell), commandFields),
      .init(.script, .either([.scalar(.text), .mapping(script)]), commandFields),
      .init(.machine, .mapping(machineOperation), [id, onHost, .init(.check, .mapping(stepCheck))]),
      .init(.check, .either([.scalar(.name), .mapping(stepCheck)]), [id, onHost]),
      .init(.verify, .either([.scalar(.name), .mapping(verify)]), [.init(.id, .scalar(.declared(.step)))]),
      .init(
        .manual, .localized(.prompt),
        [
          id, .init(.role, choice(Inventory.Role.self)), .init(.expect, .scalar(.duration(zero: false))),
          .init(.items, .list(.localized(.prompt))),
        ]),
      .init(.wait, .scalar(.duration(zero: false)), [id]),
      .init(.use, reference(.procedure), [id, onHost, .init(.with, variables)]),
    ])

  private static let id = Declaration.Field(.id, .scalar(.declared(.step)), required: true)

  /// What goes with the kinds that run something on a host.
  private static let commandFields: [Declaration.Field] = [
    id, onHost, .init(.stdin, .scalar(.template(.command))), .init(.expect, .mapping(expectation)),
    .init(.check, .mapping(stepCheck)), .init(.sensitive, .scalar(.bool)),
    .init(.register, .either([.scalar(.variable), .mapping(register)])),
  ]

  /// What is done with machines: one operation with the machines that it is for.
  static let machineOperation = Declaration(
    "machine_operation", [],
    kinds: powerOperations.compactMap { operation in
      operation.kind(operation.mayReachNetwork ? [.init(.fencedBy, .oneOrMore(.scalar(.stepName)))] : [])
    } + [
      .init(.snapshot, .oneOrMore(.scalar(.template(.host))), [snapshotName]),
      .init(.migrate, .oneOrMore(.scalar(.template(.host))), [.init(.to, .scalar(.template(.host)), required: true)]),
      .init(.revert, .oneOrMore(.scalar(.template(.host))), [snapshotName]),
      .init(
        .clone, .scalar(.template(.host)),
        [
          .init(.as, .scalar(.template(.host)), required: true),
          .init(.network, .scalar(.template(.host)), required: true),
        ]),
    ])

  private static let snapshotName = Declaration.Field(.name, .scalar(.template(.host)), required: true)

  private static let powerOperations: [MachineOperation] = [.start, .shutdown, .destroy, .suspend, .resume]

  /// The same as an undo: no step of the playbook comes before it for sure.
  static let machineUndo = Declaration(
    "machine_undo", topic: machineOperation.name, [], kinds: powerOperations.compactMap { $0.kind([]) })

  static let script = Declaration(
    "script",
    [
      .init(.file, .scalar(.text), required: true), .init(.interpreter, .scalar(.text)),
      .init(.args, .list(.scalar(.template(.command)))),
    ])

  static let verify = Declaration(
    "verify", [.init(.level, .scalar(.name), required: true), .init(.within, .scalar(.duration(zero: false)))])

  static let register = Declaration(
    "register",
    [.init(.name, .scalar(.variable), required: true), .init(.matches, .scalar(.regex(groups: 1)))])

  static let undo = Declaration(
    "undo", [],
    kinds: [
      .init(
        .run, .scalar(.shell),
        [
          onHost, .init(.timeout, .scalar(.duration(zero: false))), .init(.retry, .mapping(retry)),
          .init(.expect, .mapping(expectation)),
        ]),
      .init(
        .machine, .mapping(machineUndo),
        [onHost, .init(.timeout, .scalar(.duration(zero: false))), .init(.retry, .mapping(retry))]),
      .init(.manual, .localized(.prompt)),
    ])
}

extension MachineOperation {
  fileprivate func kind(_ fields: [Declaration.Field]) -> Declaration.Kind? {
    guard let key else { return nil }
    let own: [Declaration.Field] = self == .shutdown ? [.init(.hardAfter, .scalar(.duration(zero: false)))] : []
    return .init(key, .oneOrMore(.scalar(.template(.host))), own + fields)
  }

  /// Its key in a step; nil: no step has it.
  var key: Key? {
    switch self {
    case .start: .start
    case .shutdown: .shutdown
    case .destroy: .destroy
    case .suspend: .suspend
    case .resume: .resume
    case .clone: .clone
    case .snapshot: .snapshot
    case .revert: .revert
    case .migrate: .migrate
    case .deleteClone, .deleteSnapshot: nil
    }
  }
}
