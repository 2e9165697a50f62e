/// One step with its names resolved and its values filled in.
public struct PlannedStep: Sendable, Hashable {
  /// `system.step`, or `before.step`, `inject.step`, `after.step` for the scenario's own.
  public var id: String
  public var title: LocalizedText?
  public var phase: Phase
  /// Index of the system that it brings back; nil for the scenario's own steps.
  public var system: Int?
  public var action: Action
  /// Index of the host; nil where nothing is run on one.
  public var host: Int?
  /// Indices of steps that must have ended well before.
  public var needs: [Int]
  public var when: [PlannedCondition]
  /// For one attempt.
  public var timeout: Duration
  public var retry: Retry
  public var onFailure: OnFailure
  public var undo: PlannedUndo?
  public var postcondition: PlannedCheck?
  public var mandatory: Bool
  public var destructive: Bool
  public var sensitive: Bool
  public var register: PlannedRegister?
  /// `playbooks/procedures/ad-security.yaml:12`
  public var source: String

  /// The stretches of a run, one after the other; undo comes between `recover` and `after`.
  public enum Phase: String, Sendable, Hashable, CaseIterable {
    case before, inject, recover, after
  }

  public enum Action: Sendable, Hashable {
    case run(PlannedText, stdin: PlannedText?, Expectation)
    case script(PlannedScript, stdin: PlannedText?, Expectation)
    case machine(PlannedMachine)
    /// One question.
    case check(PlannedCheck)
    /// All checks of a level; the level's clock stops when they hold.
    case verify(level: String, checks: [PlannedCheck], within: Duration)
    case manual(ManualTask)
    case wait(Duration)
  }

  public var kind: StepKind {
    switch action {
    case .run: .run
    case .script: .script
    case .machine: .machine
    case .check: .check
    case .verify: .verify
    case .manual: .manual
    case .wait: .wait
    }
  }

  /// What a command of the playbook's must end with; nil for what is none.
  public var expectation: Expectation? {
    switch action {
    case .run(_, _, let expectation), .script(_, _, let expectation): expectation
    case .machine, .check, .verify, .manual, .wait: nil
    }
  }

  /// Whether it may change something on a host.
  public var mutates: Bool {
    switch action {
    case .run, .script, .machine: true
    case .check, .verify, .manual, .wait: false
    }
  }

  /// The longest that it may take by its own timeouts and retries.
  public var worstCase: Duration {
    timeout * retry.attempts + retry.every * (retry.attempts - 1)
  }

  /// The title in either language, else the id.
  public var displayTitle: LocalizedText { title ?? LocalizedText(id) }
}

/// A text of which some values are known only while the run goes on.
public struct PlannedText: Sendable, Hashable {
  public enum Part: Sendable, Hashable {
    case text(String)
    /// A value that a step registers, by its key `system.name` or `scenario.name`.
    case registered(String)
    case secret(String)
    case runID
  }

  public var parts: [Part]
  /// The values that come in are quoted as one word of a POSIX shell.
  public var isShell: Bool

  public init(parts: [Part], isShell: Bool) {
    self.parts = parts
    self.isShell = isShell
  }

  public init(_ text: String, isShell: Bool = false) {
    self.init(parts: [.text(text)], isShell: isShell)
  }

  /// For people: the text with `{{names}}` where values come in later. Never shows a secret.
  public var display: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .registered(let key): "{{\(key)}}"
      case .secret(let name): "{{secret.\(name)}}"
      case .runID: "{{run.id}}"
      }
    }.joined()
  }
}

public struct PlannedScript: Sendable, Hashable {
  public var path: String
  public var text: String
  public var interpreter: String
  public var arguments: [PlannedText]
}

/// One thing to be done with one machine.
public struct PlannedMachine: Sendable, Hashable {
  public var operation: MachineOperation
  /// Its id in the inventory.
  public var id: String
  /// What the platform calls it.
  public var name: String
  public var platform: PlannedPlatform
  /// Only for `shutdown`: when it loses its power if it hasn't heeded; nil: never.
  public var hardAfter: Duration?
  /// Only for what makes it run: where else it might be running, which is asked before.
  public var elsewhere: [Place] = []
  /// Indices of the steps that make sure that it runs nowhere else, should a host not be able to say so; empty: none does.
  public var fencedBy: [Int] = []
  /// Only for `clone`: what it makes.
  public var copy: Copy?
  /// The name of the snapshot that is made, reverted to or deleted.
  public var snapshot: String?
  /// Only for `migrate`.
  public var destination: Destination?
  /// Index of the step that makes this machine: it isn't in the inventory, and is nobody's where that step hasn't made it.
  public var madeBy: Int?

  public init(
    operation: MachineOperation, id: String, name: String, platform: PlannedPlatform, hardAfter: Duration? = nil
  ) {
    (self.operation, self.id, self.name, self.platform) = (operation, id, name, platform)
    self.hardAfter = hardAfter
  }

  public struct Copy: Sendable, Hashable {
    /// What the platform is to call it.
    public var name: String
    /// On which all its adapters are.
    public var network: String

    public init(name: String, network: String) { (self.name, self.network) = (name, network) }
  }

  public struct Destination: Sendable, Hashable {
    /// Its index.
    public var host: Int
    public var platform: PlannedPlatform
    /// What the platform of the host that it leaves calls it.
    public var name: String

    public init(host: Int, platform: PlannedPlatform, name: String) {
      (self.host, self.platform, self.name) = (host, platform, name)
    }
  }

  /// A host on which the machine may run.
  public struct Place: Sendable, Hashable {
    /// Its index.
    public var host: Int
    /// Nil: it has none that can be asked.
    public var platform: PlannedPlatform?

    public init(host: Int, platform: PlannedPlatform?) { (self.host, self.platform) = (host, platform) }
  }
}

public struct PlannedCheck: Sendable, Hashable {
  public var id: String
  public var title: LocalizedText?
  public var probe: PlannedProbe
  /// Index of the host; nil for what is asked from the operator's machine.
  public var host: Int?
  /// How long the answer may take to become right; nil: asked once.
  public var within: Duration?
  public var every: Duration
  public var consecutive: Int
  /// For one try.
  public var timeout: Duration
  public var mandatory: Bool
}

public enum PlannedProbe: Sendable, Hashable {
  case run(PlannedText, Expectation)
  case plugin(PlannedText, accept: [PluginState])
  case tcp(String)
  case http(HTTPProbe)
  case tls(TLSProbe)
  case dataAsOf(PlannedText)
  case machine(MachineQuestion)
}

/// How a host's machines are driven.
public struct PlannedPlatform: Sendable, Hashable {
  public var kind: PlatformKind
  /// The platform's tools are called by `sudo`.
  public var sudo: Bool
  /// Only libvirt: the connection that `virsh` opens; nil: the system's.
  public var uri: String?

  public init(_ kind: PlatformKind, sudo: Bool = false, uri: String? = nil) {
    (self.kind, self.sudo, self.uri) = (kind, sudo, uri)
  }
}

/// What a machine should be doing.
public struct MachineQuestion: Sendable, Hashable {
  /// Its id in the inventory.
  public var id: String
  /// What the platform calls it.
  public var name: String
  public var platform: PlannedPlatform
  public var state: MachineState
}

public struct ManualTask: Sendable, Hashable {
  public var instruction: LocalizedText
  public var items: [LocalizedText]
  public var role: Inventory.Role?
  public var expected: Duration?
}

public struct PlannedUndo: Sendable, Hashable {
  public var action: Action
  public var host: Int?
  public var timeout: Duration
  public var retry: Retry

  public enum Action: Sendable, Hashable {
    case run(PlannedText, Expectation)
    case machine(PlannedMachine)
    case manual(LocalizedText)
  }

  /// Whether it may change something on a host.
  public var mutates: Bool { if case .manual = action { false } else { true } }
}

/// A condition on a value that a step registers; the others were decided when the plan was made.
public struct PlannedCondition: Sendable, Hashable {
  public var key: String
  public var isOneOf: [String]
}

public struct PlannedRegister: Sendable, Hashable {
  /// `system.name` or `scenario.name`
  public var key: String
  public var matches: String?
}
