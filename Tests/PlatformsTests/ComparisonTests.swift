import Platforms
import Testing

@testable import Model

/// What hosts say, held against the inventory.
@Suite struct ComparisonTests {
  private static let mark = Mark(file: "inventory/systems.yaml", line: 1, column: 1)

  private static func machine(_ id: String, _ name: String? = nil, on host: String, standby: String...)
    -> System.Machine
  {
    System.Machine(
      id: id, name: name ?? id, host: Reference(id: host, mark: mark),
      standby: standby.map { Reference(id: $0, mark: mark) }, mark: mark)
  }

  private static func found(_ name: String, _ state: PowerState = .running) -> VirtualMachine {
    VirtualMachine(name: name, handle: name, state: state)
  }

  private func standings(_ machines: [System.Machine], _ found: [String: [VirtualMachine]]) -> [String] {
    MachineComparison(machines, found).rows.map { "\($0.host) \($0.name) \($0.standing.rawValue)" }
  }

  @Test func eachMachineStandsAsTheInventoryHasItOrDoesNot() {
    let machines = [
      Self.machine("db", on: "a", standby: "b"), Self.machine("inquiry", "住民 照会", on: "a"),
      Self.machine("mail", on: "b"), Self.machine("gone", on: "a"),
    ]
    let found = [
      "a": [Self.found("db"), Self.found("mail"), Self.found("test")],
      "b": [Self.found("db", .off), Self.found("住民 照会")],
    ]
    #expect(
      standings(machines, found) == [
        "a db expected", "a gone missing", "a mail moved", "a test unknown", "b db standby", "b 住民 照会 moved",
      ])
  }

  @Test func whatRunsOnItsStandbyOrTwiceIsSaid() {
    let machines = [Self.machine("db", on: "a", standby: "b")]
    #expect(
      standings(machines, ["a": [Self.found("db", .off)], "b": [Self.found("db")]])
        == ["a db expected", "b db runs_on_standby"])
    #expect(
      standings(machines, ["a": [Self.found("db")], "b": [Self.found("db")]]) == ["a db runs_twice", "b db runs_twice"])
  }

  @Test func twoOfOneNameOnAHostAreAmbiguous() {
    #expect(
      standings([Self.machine("db", on: "a")], ["a": [Self.found("db"), Self.found("db", .off)]])
        == ["a db ambiguous", "a db ambiguous"])
  }

  /// A host that wasn't asked says nothing about its machines.
  @Test func nothingIsMissingWhereNobodyWasAsked() {
    let machines = [Self.machine("db", on: "a"), Self.machine("web", on: "b")]
    #expect(standings(machines, ["b": [Self.found("web")]]) == ["b web expected"])
    #expect(MachineComparison(machines, [:]).rows.isEmpty)
  }

  @Test func theProposalIsYAMLThatNamesEachMachineOnce() {
    let names = ["Web 1", "web-1", "住民 照会", "9front", "x\"; rm: [y"]
    let comparison = MachineComparison(
      [Self.machine("mail", on: "b")], ["a": names.map { Self.found($0) } + [Self.found("mail")]])
    #expect(
      Set(comparison.proposal) == [
        #"{id: web-1, name: "Web 1", on: a}"#, #"{id: web-1-2, name: "web-1", on: a}"#,
        #"{id: machine, name: "住民 照会", on: a}"#, #"{id: machine-9front, name: "9front", on: a}"#,
        #"{id: x-rm-y, name: "x\"; rm: [y", on: a}"#, "{id: mail, on: a}",
      ])
  }
}
