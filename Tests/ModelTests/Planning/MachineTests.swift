import Catalogue
import Testing

@testable import Model

/// Steps with machines: one for each, and its undo by itself.
@Suite("Machines in plans") struct PlannedMachineTests {
  private func plan(_ steps: String, mode: Mode = .drill) throws -> Plan {
    let fixture = try ReadingFixture()
    let files = ReadingFixture.sound.merging([
      "inventory/base.yaml": """
      platforms: [{id: kvm, kind: libvirt}]
      hosts: [{id: alpha, drills: allowed, platform: kvm, isolated_networks: [drill-net]}, {id: beta, drills: isolated, platform: kvm}]
      systems:
        - id: db
          machines: [{id: db-1, name: "住民 照会", on: alpha, standby: [beta]}, {id: db-2, on: alpha}]
          objectives: [{level: up, rto: 1h}]
          health: [{id: port, tcp: "192.0.2.1:5432"}]
        - {id: shares, machines: [{id: db-2, on: alpha}]}
      """, "playbooks/db.yaml": "procedure: db\non: alpha\nsteps:\n\(steps)\n  - verify: up\n",
    ]) { $1 }
    for (path, text) in files { try fixture.write(path, text) }
    let reading = fixture.read()
    #expect(reading.diagnostics.filter { $0.severity == .error }.map { $0.line(.en) } == [])
    let (plan, problems) = Planner.plan(reading.workspace.scenarios[0], in: reading.workspace, mode: mode)
    #expect(problems.map { $0.line(.en) } == [])
    return try #require(plan)
  }

  private func machine(_ step: PlannedStep) -> PlannedMachine? {
    if case .machine(let machine) = step.action { machine } else { nil }
  }

  private func undo(_ step: PlannedStep) -> PlannedMachine? {
    if case .machine(let machine)? = step.undo?.action { machine } else { nil }
  }

  @Test func eachMachineIsAStepAndWhatFollowsWaitsForAll() throws {
    let plan = try plan(
      "  - {id: first, run: x}\n  - {id: cut, title: Cut, machine: {destroy: all}}\n  - {id: then, run: y}\n  - {id: late, run: z, needs: [cut]}"
    )
    #expect(
      plan.steps.map(\.id) == ["db.first", "db.cut.db-1", "db.cut.db-2", "db.then", "db.late", "db.up"])
    #expect(plan.steps.map(\.needs).prefix(5) == [[], [0], [0], [1, 2], [1, 2]])
    #expect(plan.steps[1].title?.en == "Cut (db-1)")
    #expect(machine(plan.steps[1])?.name == "住民 照会")
    #expect(plan.steps[1].kind == .machine && plan.steps[1].mutates && plan.steps[1].host == 0)
  }

  @Test func aStepForOneKeepsItsName() throws {
    let plan = try plan("  - {id: cut, machine: {destroy: db-1}}\n  - {id: list, machine: {start: [db-1, db-1]}}")
    #expect(plan.steps.map(\.id).prefix(2) == ["db.cut", "db.list.db-1"])
  }

  @Test(arguments: [
    ("start", MachineOperation.shutdown), ("shutdown", .start), ("destroy", .start), ("suspend", .resume),
    ("resume", .suspend),
  ])
  func aDrillKnowsTheUndo(_ operation: String, _ inverse: MachineOperation) throws {
    let step = try plan("  - {id: a, machine: {\(operation): db-1}}").steps[0]
    #expect(undo(step)?.operation == inverse && undo(step)?.name == "住民 照会" && step.undo?.host == 0)
    #expect(undo(step)?.hardAfter == (inverse == .shutdown ? .seconds(150) : nil))
    #expect(try plan("  - {id: a, machine: {\(operation): db-1}}", mode: .recovery).steps[0].undo == nil)
  }

  @Test func anUndoOfThePlaybookComesFirst() throws {
    let steps = """
        - {id: a, machine: {start: db-1}, undo: {machine: {destroy: db-1}, timeout: 1m}}
        - {id: b, run: x, undo: {machine: {start: db-2}}}
      """
    let plan = try plan(steps)
    #expect(plan.steps.prefix(2).map { undo($0)?.operation } == [.destroy, .start])
    #expect(plan.steps[0].undo?.timeout == .seconds(60))
  }

  @Test func aShutdownIsHardOnlyWhenItSaysSo() throws {
    let plan = try plan(
      "  - {id: a, machine: {shutdown: db-1}}\n  - {id: b, machine: {shutdown: db-1, hard_after: 1m}}")
    #expect(plan.steps.prefix(2).map { machine($0)?.hardAfter } == [nil, .seconds(60)])
  }

  @Test func whatMovesComesBackFromWhereItWent() throws {
    let plan = try plan("  - {id: a, machine: {migrate: db-1, to: beta}}")
    let step = plan.steps[0]
    #expect(machine(step)?.destination == .init(host: 1, platform: PlannedPlatform(.libvirt), name: "beta"))
    #expect(undo(step)?.operation == .migrate && step.undo?.host == 1)
    #expect(undo(step)?.destination == .init(host: 0, platform: PlannedPlatform(.libvirt), name: "alpha"))
    #expect(Set(step.usedHosts) == [0, 1])
    // Nobody knows what its adapters are on over there, and beta takes isolated drills only.
    #expect(plan.stepsThatLeaveIsolation == [0])
  }

  @Test func aSnapshotIsDeletedAfter() throws {
    let plan = try plan("  - {id: a, machine: {snapshot: [db-1, db-2], name: x}}")
    #expect(plan.steps.prefix(2).map { machine($0)?.snapshot } == ["x", "x"])
    #expect(plan.steps.prefix(2).map { undo($0)?.operation } == [.deleteSnapshot, .deleteSnapshot])
    #expect(undo(plan.steps[0])?.snapshot == "x")
  }

  @Test func aCloneIsMadeBeforeItIsUsedAndDeletedAfter() throws {
    let plan = try plan(
      "  - {id: a, machine: {clone: db-1, as: 訓練 1, network: drill-net}}\n  - {id: b, run: x, needs: []}\n"
        + "  - {id: c, machine: {start: 訓練 1}, needs: [b]}")
    #expect(machine(plan.steps[0])?.copy == .init(name: "訓練 1", network: "drill-net"))
    #expect(undo(plan.steps[0])?.operation == .deleteClone && undo(plan.steps[0])?.name == "訓練 1")
    #expect(machine(plan.steps[2])?.madeBy == 0 && plan.steps[2].needs == [1, 0])
    #expect(undo(plan.steps[2])?.operation == .shutdown && undo(plan.steps[2])?.name == "訓練 1")
  }

  @Test func aMachineThatTwoSystemsShareIsOne() throws {
    let plan = try plan("  - {id: a, machine: {start: db-2}}\n  - {id: b, machine: {shutdown: all}}")
    #expect(plan.steps.map(\.id).prefix(3) == ["db.a", "db.b.db-1", "db.b.db-2"])
  }

  @Test func aCheckKnowsItsMachine() throws {
    let plan = try plan("  - {id: a, check: {machine: db-1, state: saved}}")
    guard case .check(let check) = plan.steps[0].action, case .machine(let question) = check.probe else {
      Issue.record("no check of a machine")
      return
    }
    #expect(question == MachineQuestion(id: "db-1", name: "住民 照会", platform: PlannedPlatform(.libvirt), state: .saved))
    #expect(check.host == 0)
  }

  @Test func onlyWhatStopsKeepsAHostIsolated() throws {
    var plan = try plan("  - {id: a, machine: {start: db-1}}\n  - {id: b, machine: {destroy: db-2}}")
    #expect(plan.stepsThatLeaveIsolation == [])
    (plan.hosts[0].drills, plan.hosts[0].isolatedNetworks) = (.isolated, [])
    #expect(plan.stepsThatLeaveIsolation == [0])
    plan.hosts[0].isolatedNetworks = ["drill-net"]
    #expect(plan.stepsThatLeaveIsolation == [])
  }
}
