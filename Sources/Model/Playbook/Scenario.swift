/// What has happened, which systems it takes down, and whom it needs.
public struct Scenario: Sendable {
  public var id: String
  public var title: LocalizedText?
  public var purpose: LocalizedText?
  public var type: DrillType
  public var clock: ClockRule
  public var assumptions: [LocalizedText] = []
  public var notice: Notice?
  public var environment: Environment?
  public var objectives: [DrillObjective] = []
  public var systems: SystemSelection
  public var roles: [Inventory.Role: [Reference]] = [:]
  public var absent: [Reference] = []
  public var neededRoles: [Inventory.Role] = []
  public var variables: [String: Variable] = [:]
  public var systemVariables: [String: [String: Variable]] = [:]
  public var limits: Limits?
  /// Makes ready.
  public var before: [StepDeclaration] = []
  /// Stops or breaks what the drill is about.
  public var inject: [StepDeclaration] = []
  /// Confirms normal operation, after everything has been undone.
  public var after: [StepDeclaration] = []
  public var mark: Mark

  public init(id: String, type: DrillType, clock: ClockRule, systems: SystemSelection, mark: Mark) {
    self.id = id
    self.type = type
    self.clock = clock
    self.systems = systems
    self.mark = mark
  }

  public enum Notice: String, Sendable, CaseIterable {
    case announced, unannounced
  }

  public enum Environment: String, Sendable, CaseIterable {
    case production, isolated, standby, lab, none
  }
}

public enum DrillType: String, Sendable, CaseIterable {
  case tabletop, notification, restore, live
  case fullScale = "full-scale"
}

/// Where the RTO's interval begins; fixed in the plan before the run.
public enum ClockRule: String, Sendable, CaseIterable {
  case onset, injected, detected, activated
}

/// What a drill wants to find out.
public struct DrillObjective: Sendable, Hashable {
  public var id: String
  public var text: LocalizedText
  public var criterion: LocalizedText?
  public var capability: LocalizedText?
  public var mark: Mark
}

/// Which systems are meant: all that any of the rules selects, with `include`, without `exclude`.
public struct SystemSelection: Sendable, Hashable {
  public var ids: [Reference] = []
  public var onHost: Reference?
  public var platform: Reference?
  public var site: Reference?
  public var allPriority = false
  public var include: [Reference] = []
  public var exclude: [Reference] = []

  public init() {}
}
