import Model

/// Virtual machines: two hosts of a platform, one of them only for isolated drills, and one host of none.
private let inventory = """
  platforms: [{id: kvm, kind: libvirt}, {id: power, kind: other}]
  hosts:
    - {id: alpha, drills: allowed, platform: kvm, isolated_networks: [drill-net]}
    - {id: beta, drills: isolated, platform: kvm}
    - {id: gamma, drills: allowed}
    - {id: delta, drills: allowed, platform: power}
  systems:
    - id: db
      machines: [{id: jumin-db, on: alpha, standby: [beta, gamma, delta]}]
      objectives: [{level: up, rto: 1h}]
      health: [{id: port, tcp: "192.0.2.1:5432"}]
      vars: {machine: jumin-app}
    - id: app
      machines: [{id: jumin-app, name: "住民 照会", on: alpha}, {id: twice, on: alpha}]
    - id: other
      machines: [{id: twice, on: beta}, {id: jumin-web, on: beta, standby: [alpha]}, {id: old, on: alpha, standby: [gamma]}]

  """

/// A procedure with these steps.
private func machines(_ name: String, _ steps: String, _ expected: ReadingCase.Expected...) -> ReadingCase {
  var it = ReadingCase.steps(name, steps).with("inventory/base.yaml", inventory)
  it.expected = expected
  return it
}

private func health(_ name: String, _ check: String, _ expected: ReadingCase.Expected...) -> ReadingCase {
  var it = ReadingCase(
    name, ["inventory/base.yaml": inventory + "  - {id: s, vars: {m: jumin-dv}, health: [{id: c, \(check)}]}\n"])
  it.expected = expected
  return it
}

/// What can't be done with virtual machines.
let machineCases: [ReadingCase] = [
  machines(
    "all that can be done",
    """
      - {id: a, on: alpha, machine: {destroy: all}, destructive: true}
      - {id: b, machine: {start: "{{machine}}"}, on: alpha, check: {machine: jumin-db}}
      - {id: c, machine: {shutdown: [jumin-db, jumin-app], hard_after: 1m}, on: alpha}
      - {id: d, machine: {suspend: jumin-app}, on: alpha, undo: {machine: {resume: jumin-app}}}
      - {id: e, machine: {resume: jumin-app}, on: alpha, check: {machine: jumin-app, state: off}}
      - {id: f, run: x, on: alpha, undo: {machine: {start: jumin-app}, timeout: 1m}}
      - {id: g, check: {run: x}, on: gamma}
      - {id: h, machine: {start: jumin-db, fenced_by: [f, g]}, on: alpha}
    """),
  machines(
    "a place that can't be asked", "  - {id: a, on: alpha, machine: ▶{start: old}}", .init(.noPlatform)),
  machines(
    "a fence that isn't there",
    "  - {id: is-off, run: x, on: alpha}\n  - {id: b, on: alpha, machine: {start: jumin-web, fenced_by: ▶is-of}}",
    .init(.unknownID, "is-off")),
  machines(
    "a fence that comes later",
    "  - {id: b, on: alpha, machine: {start: jumin-web, fenced_by: ▶a}}\n  - {id: a, run: x, on: alpha}", .init(.cycle)),
  machines(
    "a fence that shows nothing",
    "  - {id: a, wait: 1s}\n  - {id: b, on: alpha, machine: {resume: jumin-web, fenced_by: ▶a}}",
    .init(.fenceShowsNothing)),
  machines(
    "a fence of a stop",
    "  - {id: a, run: x, on: alpha}\n  - {id: b, on: alpha, machine: {destroy: jumin-web, ▶fenced_by: a}}",
    .init(.misplacedKey)),
  machines(
    "a fence of an undo", "  - {id: a, run: x, on: alpha, undo: {machine: {start: jumin-web, ▶fenced_by: a}}}",
    .init(.unknownKey)),
  machines("a move", "  - {id: a, on: beta, machine: {migrate: jumin-web, to: alpha}}"),
  machines(
    "a move to a host that isn't there", "  - {id: a, on: beta, machine: {migrate: jumin-web, to: ▶alpah}}",
    .init(.unknownID)),
  machines(
    "a move to where the inventory doesn't have it", "  - {id: a, on: alpha, machine: {migrate: jumin-app, to: ▶beta}}",
    .init(.machineElsewhere)),
  machines(
    "a move to where it is", "  - {id: a, on: alpha, machine: {migrate: jumin-app, to: ▶alpha}}",
    .init(.machineElsewhere)),
  machines(
    "a move to a host without platform", "  - {id: a, on: alpha, machine: {migrate: old, to: ▶gamma}}",
    .init(.noPlatform)),
  machines("a move to nowhere", "  - {id: a, on: alpha, machine: ▶{migrate: old}}", .init(.missingKey)),
  machines(
    "snapshots",
    """
      - {id: a, on: alpha, machine: {snapshot: [jumin-db, jumin-app], name: "before {{machine}}"}}
      - {id: b, on: alpha, machine: {revert: jumin-db, name: x}, undo: {manual: put it back}}
      - {id: c, on: alpha, machine: {revert: all, name: x}, modes: [recovery]}
    """),
  machines("a snapshot without name", "  - {id: a, on: alpha, machine: ▶{snapshot: jumin-db}}", .init(.missingKey)),
  machines(
    "a revert in a drill", "  - {id: a, on: alpha, machine: ▶{revert: jumin-db, name: x}}", .init(.noUndo)),
  machines(
    "a revert as an undo", "  - {id: a, on: alpha, run: x, undo: {machine: ▶{▶revert: jumin-db, ▶name: x}}}",
    .init(.noKind), .init(.unknownKey), .init(.unknownKey)),
  machines(
    "a clone and what is done with it",
    """
      - {id: a, on: alpha, machine: {clone: jumin-db, as: "kunren {{machine}}", network: drill-net}}
      - {id: b, on: alpha, machine: {start: kunren jumin-app}, check: {machine: kunren jumin-app}}
      - {id: c, on: alpha, machine: {shutdown: kunren jumin-app, hard_after: 1m}}
    """),
  machines(
    "a clone on production's network",
    "  - {id: a, on: alpha, machine: {clone: jumin-db, as: kunren, network: ▶drill-nett}}",
    .init(.networkNotIsolated, "drill-net")),
  machines(
    "a clone on a host without isolated networks",
    "  - {id: a, on: beta, machine: {clone: jumin-web, as: kunren, network: ▶drill-net}}", .init(.networkNotIsolated)),
  machines(
    "a clone with the name of a machine",
    "  - {id: a, on: alpha, machine: {clone: jumin-db, as: ▶住民 照会, network: drill-net}}", .init(.duplicateID)),
  machines(
    "two clones of a name",
    """
      - {id: a, on: alpha, machine: {clone: jumin-db, as: kunren, network: drill-net}}
      - {id: b, on: alpha, machine: {clone: jumin-app, as: ▶kunren, network: drill-net}}
    """, .init(.duplicateID)),
  machines(
    "a clone of a clone",
    """
      - {id: a, on: alpha, machine: {clone: jumin-db, as: kunren, network: drill-net}}
      - {id: b, on: alpha, machine: {clone: ▶kunren, as: other, network: drill-net}}
    """, .init(.unknownID)),
  machines(
    "a clone before it is made",
    """
      - {id: a, on: alpha, machine: {start: ▶kunren}}
      - {id: b, on: alpha, machine: {clone: jumin-db, as: kunren, network: drill-net}}
    """, .init(.unknownID)),
  machines(
    "a clone without network", "  - {id: a, on: alpha, machine: ▶{clone: jumin-db, as: kunren}}", .init(.missingKey)),
  machines(
    "a clone of all", "  - {id: a, on: alpha, machine: {clone: ▶all, as: kunren, network: drill-net}}",
    .init(.unknownID)),
  machines(
    "a clone of several", "  - {id: a, on: alpha, machine: {clone: ▶[jumin-db], as: kunren, network: drill-net}}",
    .init(.wrongShape)),
  machines("no operation", "  - {id: a, on: alpha, machine: ▶{}}", .init(.noKind)),
  machines(
    "a wrong operation", "  - {id: a, on: alpha, machine: {▶strat: jumin-db}}", .init(.unknownKey, "start")),
  machines(
    "two operations", "  - {id: a, on: alpha, machine: {start: jumin-db, ▶destroy: jumin-db}}", .init(.severalKinds)),
  machines(
    "a hard end of a start", "  - {id: a, on: alpha, machine: {start: jumin-db, ▶hard_after: 1m}}",
    .init(.misplacedKey)),
  machines(
    "a hard end that comes too late",
    "  - ▶{id: a, on: alpha, machine: {shutdown: jumin-db, hard_after: 5m}, timeout: 5m}", .init(.outOfRange)),
  machines(
    "a machine that isn't in the inventory", "  - {id: a, on: alpha, machine: {destroy: ▶jumin-dv}}",
    .init(.unknownID, "jumin-db")),
  machines(
    "one of a list", "  - {id: a, on: alpha, machine: {destroy: [jumin-db, ▶jumin-dp]}}",
    .init(.unknownID, "jumin-db")),
  machines("an empty list", "  - {id: a, on: alpha, machine: ▶{destroy: []}}", .init(.noMachines)),
  machines(
    "a name that nothing defines", "  - {id: a, on: alpha, machine: {start: '▶{{mashine}}'}}",
    .init(.undefinedName, "machine")),
  machines("no machine has its home there", "  - {id: a, on: gamma, machine: {start: ▶all}}", .init(.noPlatform)),
  machines("a machine of two", "  - {id: a, on: alpha, machine: {start: ▶twice}}", .init(.ambiguousMachine)),
  machines("a machine elsewhere", "  - {id: a, on: beta, machine: {destroy: ▶jumin-app}}", .init(.machineElsewhere)),
  machines("a host without platform", "  - {id: a, on: gamma, machine: {start: ▶jumin-db}}", .init(.noPlatform)),
  machines("a host of another kind", "  - {id: a, on: delta, machine: {start: ▶jumin-db}}", .init(.noPlatform)),
  machines(
    "an undo of several", "  - {id: a, on: alpha, machine: {destroy: all}, undo: ▶{run: x}}", .init(.undoOfSeveral)),
  machines(
    "an undo by several", "  - {id: a, on: alpha, run: x, undo: {machine: ▶{start: all}}}", .init(.undoOfSeveral)),
  machines(
    "a machine that would be on its network", "  - {id: a, on: beta, machine: ▶{start: jumin-web}}",
    .init(.drillsIsolated)),
  ReadingCase(
    "a host with isolated networks",
    [
      "inventory/base.yaml": inventory.replacing(
        "id: beta, drills: isolated", with: "id: beta, drills: isolated, isolated_networks: [drill-net]"),
      "playbooks/db.yaml":
        "procedure: db\nsteps:\n  - {id: a, on: beta, machine: {start: jumin-web}}\n  - verify: up\n",
    ]),
  machines(
    "machines that are only stopped", "  - {id: a, on: beta, machine: {destroy: jumin-db}}"),
  health("a check of a machine", "machine: jumin-db, on: beta, state: off"),
  health("a wrong state", "machine: jumin-db, on: alpha, state: ▶stopped", .init(.unknownValue)),
  health("a check of none", "machine: ▶'{{m}}', on: alpha", .init(.unknownID, "jumin-db")),
  health("a check elsewhere", "machine: ▶jumin-app, on: beta", .init(.machineElsewhere)),
  .inventory(
    "what a platform has no use for",
    "platforms:\n  - ▶{id: p, kind: proxmox, uri: x, sudo: true}\n  - ▶{id: h, kind: hyperv, sudo: true}\n  - {id: k, kind: libvirt, sudo: true, uri: x}",
    .init(.misplacedKey), .init(.misplacedKey)),
  .inventory(
    "a shell that the platform's commands aren't for",
    """
    platforms: [{id: kvm, kind: libvirt}, {id: hv, kind: hyperv}, {id: power, kind: other}]
    hosts:
      - {id: a, platform: kvm, transport: openssh, shell: ▶none}
      - ▶{id: b, platform: hv}
      - {id: c, platform: hv, transport: openssh, shell: none}
      - {id: d, platform: power, transport: openssh, shell: none}
    """, .init(.noShell, "posix"), .init(.noShell, "none")),
  .inventory(
    "a machine called all", "systems:\n  - {id: s, machines: [▶{id: all, on: alpha}]}", .init(.badID)),
  ReadingCase(
    "no machine has its home on a host that has a platform",
    [
      "inventory/base.yaml": inventory.replacing("jumin-db, on: alpha", with: "jumin-db, on: gamma").replacing(
        "id: jumin-app, name: \"住民 照会\", on: alpha}, {id: twice, on: alpha}", with: "id: jumin-app, on: gamma}"
      ).replacing("id: old, on: alpha", with: "id: old, on: gamma"),
      "playbooks/db.yaml": "procedure: db\nsteps:\n  - {id: a, on: alpha, machine: {start: ▶all}}\n  - verify: up\n",
    ], .init(.noMachines)),
]
