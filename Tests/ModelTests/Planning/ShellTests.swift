import Catalogue
import Testing

@testable import Model

/// Where a host has no POSIX shell, what would have to be quoted for one is refused where it stands.
@Suite struct ShellTests {
  private func problems(_ steps: String) throws -> [String] {
    let fixture = try ReadingFixture()
    let files = ReadingFixture.sound.merging([
      "inventory/base.yaml": """
      hosts:
        - {id: alpha, drills: allowed, vars: {dir: /srv}}
        - {id: switch, drills: allowed, transport: openssh, shell: none, vars: {dir: /srv}}
      systems:
        - id: db
          machines: [{id: dbm, on: switch}]
          objectives: [{level: up, rto: 1h}]
          health: [{id: port, tcp: "192.0.2.1:5432"}]
      """,
      "playbooks/s.sh": "echo\n", "playbooks/db.yaml": "procedure: db\nsteps:\n\(steps)\n  - verify: up\n",
    ]) { $1 }
    for (path, text) in files { try fixture.write(path, text) }
    let reading = fixture.read()
    #expect(reading.diagnostics.filter { $0.severity == .error }.map { $0.line(.en) } == [])
    let scenario = try #require(reading.workspace.scenarios.first)
    return Planner.plan(scenario, in: reading.workspace, mode: .drill).problems.map {
      "\($0.mark.line):\($0.mark.column) \($0.code.rawValue)"
    }
  }

  @Test(arguments: [
    ("  - {id: a, run: show version}", []),
    ("  - {id: a, run: show version, stdin: '{{svc}}'}", []),
    ("  - {id: a, on: alpha, run: 'x {{svc}} {{host.dir}}'}", []),
    ("  - {id: a, run: show, check: {data_as_of: show clock}}", []),
    ("  - {id: a, run: 'x {{svc}} {{host.dir}}'}", ["3:21 no-shell", "3:29 no-shell"]),
    ("  - {id: a, on: dbm, run: 'x {{svc}}'}", ["3:30 no-shell"]),
    ("  - {id: a, script: s.sh}", ["3:21 no-shell"]),
    ("  - {id: a, on: alpha, run: x, undo: {on: switch, run: 'y {{svc}}'}}", ["3:59 no-shell"]),
    ("  - {id: a, on: alpha, run: x, check: {on: switch, run: 'y {{svc}}'}}", ["3:39 no-shell"]),
    ("  - {id: a, check: {plugin: 'y {{svc}}'}}", ["3:20 no-shell"]),
  ])
  func whatWouldHaveToBeQuotedIsRefused(_ steps: String, _ expected: [String]) throws {
    #expect(try problems(steps) == expected)
  }

  @Test func aPlanOfBeforeHasShells() throws {
    let old = #"{"drills":"allowed","id":"a"}"#
    #expect(try PlannedHost(json: JSON(reading: old.utf8)).shell == .posix)
    let new = #"{"drills":"allowed","id":"a","shell":"none"}"#
    #expect(try PlannedHost(json: JSON(reading: new.utf8)).shell == .absent)
  }
}
