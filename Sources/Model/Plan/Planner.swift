import Catalogue

/// Turns a scenario into a plan: which systems in which order, which steps on which hosts.
public struct Planner {
  let workspace: Workspace
  let scenario: Scenario
  let mode: Mode
  let hostIndex: [String: Int]
  /// What `{{host.name}}` stands for on each host.
  let hostFacts: [[String: String]]
  let procedures: [String: Procedure]
  let machines: MachineDirectory
  var problems: [Diagnostic] = []
  var steps: [PlannedStep] = []
  /// The machines that steps make, with the step that makes each.
  var clones: [CloneName: Int] = [:]
  /// What a step of the playbooks became: one step, or one for each of its machines.
  var stepIndex: [String: [Int]] = [:]

  /// Makes the plan of one scenario of a workspace that was read without errors.
  ///
  /// - Returns: nil with the reasons when the scenario can't be planned.
  public static func plan(_ scenario: Scenario, in workspace: Workspace, mode: Mode) -> (
    plan: Plan?, problems: [Diagnostic]
  ) {
    var planner = Planner(workspace: workspace, scenario: scenario, mode: mode)
    let plan = planner.plan()
    return (planner.problems.contains { $0.severity == .error } ? nil : plan, planner.problems)
  }

  init(workspace: Workspace, scenario: Scenario, mode: Mode) {
    self.workspace = workspace
    self.scenario = scenario
    self.mode = mode
    hostIndex = Dictionary(workspace.inventory.hosts.enumerated().map { ($1.id, $0) }) { first, _ in first }
    hostFacts = workspace.inventory.hosts.map(\.facts)
    procedures = Dictionary(workspace.procedures.map { ($0.id, $0) }) { first, _ in first }
    machines = MachineDirectory(workspace.inventory)
  }

  private mutating func plan() -> Plan {
    let systems = orderedSystems()
    if mode == .drill {
      addScenarioSteps(scenario.before, phase: .before)
      addScenarioSteps(scenario.inject, phase: .inject)
    }
    let places = Dictionary(systems.enumerated().map { ($1.id, $0) }) { first, _ in first }
    let planned = systems.enumerated().map { index, system in
      addSteps(of: system, index: index)
      return facts(of: system, places: places)
    }
    if mode == .drill { addScenarioSteps(scenario.after, phase: .after) }
    let plan = Plan(
      scenario: scenarioFacts(), mode: mode, workspace: workspaceFacts(),
      limits: scenario.limits ?? workspace.settings.limits,
      hosts: workspace.inventory.hosts.map(PlannedHost.init), systems: planned, steps: steps,
      secrets: workspace.settings.secrets)
    if dependencyOrder(PlanGraph(plan).predecessors, rank: { _ in 0 }) == nil {
      report(scenario.mark, .cycle, .stepsWaitForEachOther)
    }
    return plan
  }

  mutating func report(_ mark: Mark, _ code: Diagnostic.Code, _ phrase: Phrase) {
    problems.append(Diagnostic(.error, code, at: mark, phrase))
  }

  private func scenarioFacts() -> Plan.ScenarioFacts {
    Plan.ScenarioFacts(
      id: scenario.id, title: scenario.title, purpose: scenario.purpose, type: scenario.type, clock: scenario.clock,
      assumptions: scenario.assumptions, notice: scenario.notice, environment: scenario.environment,
      objectives: scenario.objectives.map { .init(id: $0.id, text: $0.text, criterion: $0.criterion) },
      participants: participants(), absent: scenario.absent.map(\.id))
  }

  private func participants() -> [Plan.Participant] {
    Inventory.Role.allCases.flatMap { role in
      (scenario.roles[role] ?? []).map { reference in
        let person = workspace.inventory.people.first { $0.id == reference.id }
        return Plan.Participant(
          person: reference.id, name: person?.name, department: person?.department, company: person?.company, role: role
        )
      }
    }
  }

  private func workspaceFacts() -> Plan.WorkspaceFacts {
    let settings = workspace.settings
    return Plan.WorkspaceFacts(
      name: settings.workspace, title: settings.title, organization: settings.organization, timeZone: settings.timeZone,
      files: workspace.files)
  }
}

extension Host {
  /// By the names that texts use: `host.id`, `host.address`, `host.user` and the host's own variables.
  fileprivate var facts: [String: String] {
    var facts = ["host.id": id, "host.address": address ?? id]
    facts["host.user"] = user
    for (name, variable) in variables { facts["host.\(name)"] = variable.value }
    return facts
  }
}

extension PlannedHost {
  /// What a connection to a host of the inventory needs.
  public init(_ host: Host) {
    self.init(
      id: host.id, name: host.name, address: host.address, port: host.port, user: host.user,
      identities: host.identities,
      knownHosts: host.knownHosts, jump: host.jump, transport: host.transport, shell: host.shell,
      platform: host.platform, segment: host.segment, drills: host.drills, isolatedNetworks: host.isolatedNetworks,
      parallel: host.parallel)
  }
}
