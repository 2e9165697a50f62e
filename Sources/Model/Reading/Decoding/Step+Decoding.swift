extension StepDeclaration {
  /// A step whose kind can't be told, which the checker has reported, waits for no time: so its id is still known.
  init(_ value: Value, _ scripts: inout ScriptLoader) {
    let kind = Kind(value, &scripts) ?? .wait(.zero)
    var id = value[.id]?.string
    if id == nil, case .verify(let level, _) = kind { id = level.id }
    self.init(id: id ?? "", kind: kind, mark: value.mark)
    title = value[.title]?.localized
    on = value[.on]?.reference
    needs = value[.needs].map { $0.items.compactMap(\.reference) }
    when = (value[.when]?.entries ?? []).compactMap { Condition(key: $0.key, value: $0.value) }
    modes = value[.modes]?.choices(Mode.self)
    timeout = value[.timeout]?.duration
    retry = value[.retry].map { Retry($0) }
    onFailure = value[.onFailure]?.choice(OnFailure.self) ?? onFailure
    undo = value[.undo].flatMap { UndoDeclaration($0) }
    mandatory = value[.mandatory]?.bool ?? mandatory
    destructive = value[.destructive]?.bool ?? destructive
    sensitive = value[.sensitive]?.bool ?? sensitive
    register = value[.register].flatMap { Register($0) }
    if kind.mutates { postcondition = value[.check].flatMap { Check($0) } }
  }
}

extension StepDeclaration.Kind {
  init?(_ value: Value, _ scripts: inout ScriptLoader) {
    if let shell = value[.run]?.shell {
      self = .run(shell, stdin: value[.stdin]?.template, value[.expect].map { Expectation($0) } ?? Expectation())
    } else if let script = value[.script] {
      guard let declaration = scripts.declaration(script) else { return nil }
      let expectation = value[.expect].map { Expectation($0) } ?? Expectation()
      self = .script(declaration, stdin: value[.stdin]?.template, expectation)
    } else if let machine = value[.machine] {
      guard let declaration = MachineDeclaration(machine) else { return nil }
      self = .machine(declaration)
    } else if let check = value[.check] {
      if let reference = check.reference {
        self = .namedCheck(reference)
      } else {
        guard let check = Check(check) else { return nil }
        self = .check(check)
      }
    } else {
      guard let kind = Self.handled(value) else { return nil }
      self = kind
    }
  }

  /// The kinds that run nothing on a host.
  private static func handled(_ value: Value) -> Self? {
    if let verify = value[.verify] {
      guard let level = verify.reference ?? verify[.level]?.reference else { return nil }
      return .verify(level: level, within: verify[.within]?.duration)
    }
    if let instruction = value[.manual]?.localized {
      return .manual(
        ManualDeclaration(
          instruction: instruction, items: value[.items]?.items.compactMap(\.localized) ?? [],
          role: value[.role]?.choice(Inventory.Role.self), expected: value[.expect]?.duration))
    }
    if let duration = value[.wait]?.duration { return .wait(duration) }
    return value[.use]?.reference.map { .use($0, with: value[.with]?.variables ?? [:]) }
  }

  /// In a drill it is put back without an undo of the playbook's.
  var isUndoneByItself: Bool {
    if case .machine(let machines) = self { machines.operation.inverse != nil } else { false }
  }

  /// That it passed says something about the hosts.
  var showsSomething: Bool {
    switch self {
    case .run, .script, .machine, .check, .namedCheck, .manual: true
    case .verify, .wait, .use: false
    }
  }

  /// Whether it runs a command that may change something.
  var mutates: Bool {
    switch self {
    case .run, .script, .machine: true
    case .check, .namedCheck, .verify, .manual, .wait, .use: false
    }
  }
}

extension UndoDeclaration {
  init?(_ value: Value) {
    let kind: Kind
    if let command = value[.run]?.shell {
      kind = .run(command, value[.expect].map { Expectation($0) } ?? Expectation())
    } else if let machine = value[.machine].flatMap({ MachineDeclaration($0) }) {
      kind = .machine(machine)
    } else if let instruction = value[.manual]?.localized {
      kind = .manual(instruction)
    } else {
      return nil
    }
    self.init(
      kind: kind, on: value[.on]?.reference, timeout: value[.timeout]?.duration, retry: value[.retry].map { Retry($0) },
      mark: value.mark)
  }
}

extension MachineDeclaration {
  init?(_ value: Value) {
    guard let operation = MachineOperation.allCases.first(where: { $0.key.map { value[$0] != nil } ?? false }),
      let named = operation.key.flatMap({ value[$0] }),
      let machines = operation == .clone ? named.reference.map(Machines.one) : Machines(named)
    else { return nil }
    self.init(
      operation: operation, machines: machines, hardAfter: value[.hardAfter]?.duration,
      fencedBy: value[.fencedBy]?.references ?? [], copy: value[.as]?.reference, network: value[.network]?.reference,
      snapshot: value[.name]?.reference, destination: value[.to]?.reference,
      mark: value.mark)
  }
}

extension MachineDeclaration.Machines {
  init?(_ value: Value) {
    if value.isList {
      self = .several(value.references)
    } else if let reference = value.reference {
      self = reference.id == "all" ? .all(reference.mark) : .one(reference)
    } else {
      return nil
    }
  }
}

extension Condition {
  init?(key: Value, value: Value) {
    guard let name = key.reference else { return nil }
    self.init(name: name, isOneOf: value.strings)
  }
}

extension Register {
  init?(_ value: Value) {
    guard let name = value.string ?? value[.name]?.string else { return nil }
    self.init(name: name, matches: value[.matches]?.string)
  }
}

/// Reads the scripts of one playbook.
struct ScriptLoader {
  let playbook: String
  var files: ScriptFiles
  let ledger: Ledger

  /// - Parameter value: what stands at `script:`, a path or a mapping.
  mutating func declaration(_ value: Value) -> ScriptDeclaration? {
    guard let file = value.isScalar ? value : value[.file], let name = file.string, !name.isEmpty else { return nil }
    let (path, result) = files.script(name, from: playbook)
    var text = ""
    switch result {
    case .success(let read): text = read
    case .failure(let refusal):
      let found = refusal.diagnostic
      ledger.report(found.code, at: file.mark, path: file.tree.path(file.index), found.phrase)
    }
    return ScriptDeclaration(
      path: path, text: text, interpreter: value[.interpreter]?.string ?? "/bin/sh",
      arguments: value[.args]?.items.compactMap(\.template) ?? [], mark: value.mark)
  }
}
