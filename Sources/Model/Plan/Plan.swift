/// What will be done, frozen: a scenario's systems and steps with every name resolved and every value filled in.
///
/// A run carries the whole text of its plan; targets and playbooks that change later don't change it.
public struct Plan: Sendable, Hashable {
  public var scenario: ScenarioFacts
  public var mode: Mode
  public var workspace: WorkspaceFacts
  public var limits: Limits
  public var hosts: [PlannedHost]
  /// In the order in which they may start.
  public var systems: [PlannedSystem]
  /// A step comes after every step that it needs.
  public var steps: [PlannedStep]
  public var secrets: [String: SecretSource]

  /// What the plan keeps of its scenario for the record.
  public struct ScenarioFacts: Sendable, Hashable {
    public var id: String
    public var title: LocalizedText?
    public var purpose: LocalizedText?
    public var type: DrillType
    public var clock: ClockRule
    public var assumptions: [LocalizedText]
    public var notice: Scenario.Notice?
    public var environment: Scenario.Environment?
    public var objectives: [Objective]
    public var participants: [Participant]
    public var absent: [String]
  }

  public struct Objective: Sendable, Hashable {
    public var id: String
    public var text: LocalizedText
    public var criterion: LocalizedText?
  }

  public struct Participant: Sendable, Hashable {
    public var person: String
    public var name: LocalizedText?
    public var department: LocalizedText?
    public var company: LocalizedText?
    public var role: Inventory.Role
  }

  public struct WorkspaceFacts: Sendable, Hashable {
    public var name: String
    public var title: LocalizedText?
    public var organization: LocalizedText?
    public var timeZone: String
    public var files: [Workspace.SourceFile]
  }
}

public struct PlannedHost: Sendable, Hashable {
  public var id: String
  public var name: LocalizedText?
  public var address: String?
  public var port: Int?
  public var user: String?
  public var identities: [String]
  public var knownHosts: [String]
  public var jump: String?
  public var transport: Host.Transport
  public var shell: Host.Shell
  public var platform: String?
  public var segment: String?
  public var drills: Host.DrillPolicy
  /// See `Host.isolatedNetworks`.
  public var isolatedNetworks: [String] = []
  public var parallel: Int?
}

public struct PlannedSystem: Sendable, Hashable {
  public var id: String
  public var number: Int?
  public var name: LocalizedText?
  public var department: LocalizedText?
  public var tier: Int?
  public var platform: String?
  /// Indices of systems in this plan.
  public var dependsOn: [Int]
  public var objectives: [PlannedObjective]
  public var maximumTolerableDowntime: Duration?
  public var procedure: String
  public var procedureTitle: LocalizedText?
  public var author: String?

  /// The name in either language, else the id.
  public var displayName: LocalizedText { name ?? LocalizedText(id) }
}

public struct PlannedObjective: Sendable, Hashable {
  public var level: String
  public var name: LocalizedText?
  public var rto: Duration
  public var rpo: Duration?
  public var rlo: LocalizedText?
  public var required: Bool
  public var source: String?
  public var approvedOn: String?
}
