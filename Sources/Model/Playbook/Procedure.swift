/// How one system comes back.
public struct Procedure: Sendable {
  public var id: String
  public var title: LocalizedText?
  public var purpose: LocalizedText?
  public var author: String?
  public var reviewedOn: String?
  public var reviewedBy: String?
  /// The host of steps that name none; a template.
  public var on: Reference?
  public var variables: [String: Variable] = [:]
  public var steps: [StepDeclaration] = []
  public var mark: Mark

  public init(id: String, mark: Mark) {
    self.id = id
    self.mark = mark
  }
}

/// One step as a playbook declares it.
public struct StepDeclaration: Sendable {
  public var id: String
  public var title: LocalizedText?
  public var kind: Kind
  /// A host or one of the system's machines; a template.
  public var on: Reference?
  /// Steps that must have ended well before; nil: the step before this one.
  public var needs: [Reference]?
  public var when: [Condition] = []
  public var modes: [Mode]?
  public var timeout: Duration?
  public var retry: Retry?
  public var onFailure: OnFailure = .stop
  public var undo: UndoDeclaration?
  /// What must hold after `run` or `script` has ended.
  public var postcondition: Check?
  public var mandatory = true
  public var destructive = false
  public var sensitive = false
  public var register: Register?
  public var mark: Mark

  public init(id: String, kind: Kind, mark: Mark) {
    self.id = id
    self.kind = kind
    self.mark = mark
  }

  /// Steps that come before it for another reason than order: what they showed is relied on.
  var fencedBy: [Reference] { if case .machine(let machines) = kind { machines.fencedBy } else { [] } }

  public enum Kind: Sendable {
    case run(ShellText, stdin: Template?, Expectation)
    case script(ScriptDeclaration, stdin: Template?, Expectation)
    case machine(MachineDeclaration)
    case check(Check)
    /// The id of a health check of the step's system.
    case namedCheck(Reference)
    case verify(level: Reference, within: Duration?)
    case manual(ManualDeclaration)
    case wait(Duration)
    case use(Reference, with: [String: Variable])
  }
}

/// The words of a step kind, as they stand in files and records.
public enum StepKind: String, Sendable, CaseIterable {
  case run, script, machine, check, verify, manual, wait, use
}

public enum Mode: String, Sendable, Hashable, CaseIterable {
  case drill, recovery
}

public enum OnFailure: String, Sendable, Hashable, CaseIterable {
  case stop, `continue`, ask
}

public struct Retry: Sendable, Hashable {
  public var attempts: Int
  public var every: Duration

  public init(attempts: Int = 1, every: Duration = .seconds(5)) {
    self.attempts = attempts
    self.every = every
  }
}

/// A step runs only when the value has one of these texts.
public struct Condition: Sendable, Hashable {
  public var name: Reference
  public var isOneOf: [String]

  public init(name: Reference, isOneOf: [String]) {
    self.name = name
    self.isOneOf = isOneOf
  }
}

public struct Register: Sendable, Hashable {
  public var name: String
  /// A POSIX extended regular expression with one group, which gives the value; nil: the trimmed output.
  public var matches: String?

  public init(name: String, matches: String? = nil) {
    self.name = name
    self.matches = matches
  }
}

/// A script that lies beside the playbook; its text is read when the workspace is.
public struct ScriptDeclaration: Sendable, Hashable {
  public var path: String
  public var text: String
  public var interpreter: String
  public var arguments: [Template]
  public var mark: Mark
}

/// What is done with which machines.
public struct MachineDeclaration: Sendable, Hashable {
  public var operation: MachineOperation
  public var machines: Machines
  /// Only for `shutdown`: when a machine that hasn't heeded loses its power.
  public var hardAfter: Duration?
  /// Only for what makes it run: the steps that make sure that it runs on no other host, should one not be able to say so.
  public var fencedBy: [Reference]
  /// Only for `clone`: the copy's name, a template.
  public var copy: Reference?
  /// Only for `clone`: the network that the copy is on, a template.
  public var network: Reference?
  /// The snapshot's name, a template.
  public var snapshot: Reference?
  /// Only for `migrate`: the host that it goes to, a template.
  public var destination: Reference?
  public var mark: Mark

  public enum Machines: Sendable, Hashable {
    /// Its id in the inventory; a template.
    case one(Reference)
    case several([Reference])
    /// Those whose home is the step's host.
    case all(Mark)
  }
}

public struct ManualDeclaration: Sendable, Hashable {
  public var instruction: LocalizedText
  public var items: [LocalizedText]
  public var role: Inventory.Role?
  /// How long it is expected to take.
  public var expected: Duration?

  public init(
    instruction: LocalizedText, items: [LocalizedText] = [], role: Inventory.Role? = nil, expected: Duration? = nil
  ) {
    self.instruction = instruction
    self.items = items
    self.role = role
    self.expected = expected
  }
}

public struct UndoDeclaration: Sendable {
  public var kind: Kind
  public var on: Reference?
  public var timeout: Duration?
  public var retry: Retry?
  public var mark: Mark

  public enum Kind: Sendable {
    case run(ShellText, Expectation)
    case machine(MachineDeclaration)
    case manual(LocalizedText)

    /// Whether it is done on a host.
    var needsHost: Bool { if case .manual = self { false } else { true } }
  }
}
