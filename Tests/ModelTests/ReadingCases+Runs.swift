import Model

/// What a run couldn't do, or shouldn't; and commands that can't be right.
let runCases: [ReadingCase] = [
  .inventory(
    "no shell, with the transport that can't tell 0 from none",
    "hosts:\n  - {id: h, shell: ▶none}\n  - {id: i, transport: libssh2, shell: ▶none}", .init(.shellNeedsOpenSSH),
    .init(.shellNeedsOpenSSH)),
  .inventory("no shell", "hosts:\n  - {id: h, transport: openssh, shell: none}\n  - {id: i, shell: posix}"),
  .inventory("a word for no shell", "hosts:\n  - {id: h, shell: ▶cmd}", .init(.unknownValue)),
  .inventory(
    "a value in a check where there is no shell",
    """
    hosts:
      - {id: h, transport: openssh, shell: none}
    systems:
      - id: s
        vars: {vlan: "7"}
        health: [{id: a, on: h, run: "show vlan ▶{{vlan}}"}, {id: b, on: h, plugin: show}, {id: c, tcp: "{{vlan}}:1"}]
    """, .init(.noShell)),
  .steps("a step for no mode", "  - ▶{id: a, run: x, modes: []}", .init(.stepNeverRuns)),
  .steps("a condition that nothing meets", "  - {id: a, run: x, when: {▶svc: []}}", .init(.stepNeverRuns)),
  .steps(
    "a need that runs in another mode",
    "  - {id: a, run: x, modes: [recovery]}\n  - {id: b, run: x, modes: [drill], needs: [▶a]}", .init(.needNeverMet)),
  .inventory(
    "a system without procedure",
    "systems:\n  - {id: s, tier: 1, objectives: [{level: l, rto: 1h}], health: [{id: c, tcp: 'h:1'}]}",
    .init(.systemWithoutProcedure)
  ).with("playbooks/loss.yaml", "scenario: loss\ntype: live\nclock: injected\nsystems: [db, ▶s]"),
  ReadingCase(
    "a scenario for no system",
    ["playbooks/loss.yaml": "▶scenario: loss\ntype: live\nclock: onset\nsystems: {priority: all}"],
    .init(.emptySelection)),
  .inventory(
    "a level that nothing proves", "systems:\n  - {id: s, procedure: p, objectives: [▶{level: l, rto: 1h}]}",
    .init(.levelWithoutChecks)
  ).with("playbooks/p.yaml", "procedure: p\nsteps:\n  - verify: l"),
  .steps(
    "a level that is only verified in recoveries", "  - {verify: up, id: x, modes: [recovery]}",
    .init(.levelNotVerified)
  )
  .moved(to: "").with(
    "inventory/base.yaml",
    """
    hosts:
      - {id: alpha, drills: allowed}
    systems:
      - id: db
        machines: [{id: dbm, on: alpha}]
        objectives: [▶{level: up, rto: 1h}]
        health: [{id: port, tcp: "192.0.2.1:5432"}]
    """),
  .steps("an RPO that nothing measures", "  - verify: up", .init(.rpoNotMeasured)).moved(to: "").with(
    "inventory/base.yaml",
    """
    hosts:
      - {id: alpha, drills: allowed}
    systems:
      - id: db
        machines: [{id: dbm, on: alpha}]
        objectives: [▶{level: up, rto: 1h, rpo: 1d}]
        health: [{id: port, tcp: "192.0.2.1:5432"}]
    """),
  ReadingCase(
    "a procedure of no system", ["playbooks/dc.yaml": "▶procedure: dc\nsteps: [{id: a, wait: 1s}]"],
    .init(.procedureUnused, "db")),
  .scenario("an inject without undo", "inject:\n  - ▶{id: a, on: alpha, run: x}", .init(.noUndo)),
  .steps("something destructive without undo", "  - ▶{id: a, run: x, destructive: true}", .init(.noUndo)),
  .steps(
    "an undo with a value that no record keeps",
    "  - {id: a, run: x, sensitive: true, register: key, undo: {run: \"y ▶{{key}}\"}}", .init(.undoForgets)),
  .inventory(
    "an RTO beyond the tolerable downtime", "systems:\n  - {id: s, mtd: 1h, objectives: [▶{level: l, rto: 2h}]}",
    .init(.rtoOverMTD)),
  .inventory("a priority system without objective", "systems:\n  - ▶{id: s, tier: 1}", .init(.noObjective)),
  .inventory("a host that no drill may change", "hosts:\n  - {id: h}", .init(.drillsNever)).with(
    "playbooks/db.yaml", "procedure: db\nsteps:\n  - {id: a, run: x, on: ▶h}\n  - verify: up\n"),
  .inventory("a host that a tabletop drill only talks about", "hosts:\n  - {id: h}").with(
    "playbooks/db.yaml", "procedure: db\nsteps:\n  - {id: a, run: x, on: h}\n  - verify: up\n"
  ).with("playbooks/loss.yaml", "scenario: loss\ntype: tabletop\nclock: injected\nsystems: [db]"),
  .scenario("a scenario's step without host", "before:\n  - ▶{id: a, run: x}", .init(.noHost)),
  .inventory("a check without host", "systems:\n  - {id: s, health: [▶{id: c, run: x}]}", .init(.noHost)),
  .inventory("a procedure without host", "systems:\n  - {id: s}", .init(.noHost)).with(
    "playbooks/s.yaml", "procedure: s\nsteps:\n  - ▶{id: a, run: x}\n"),
  .steps("a template in double quotes", "  - {id: a, run: 'x \"a ▶{{svc}}\"'}", .init(.templateInQuotes)),
  .steps("a template in single quotes", "  - id: a\n    run: x 'a ▶{{svc}}'", .init(.templateInQuotes)),
  .steps(
    "a template after a word that a line's end divides", "  - id: a\n    run: |\n      ca\\\n      se ▶{{svc}}",
    .init(.templateInQuotes)),
  .steps("a template in backticks", "  - id: a\n    run: x `y ▶{{svc}}`", .init(.templateInQuotes)),
  .steps(
    "a template in a heredoc", "  - id: a\n    run: |\n      cat <<E\n      ▶{{svc}}\n      E\n      y {{svc}}",
    .init(.templateInQuotes)),
  .steps(
    "a template in a comment", "  - id: a\n    run: |\n      x # ▶{{svc}}\n      y {{svc}}", .init(.templateInQuotes)),
  .steps("a template in an expansion", "  - id: a\n    run: 'x ${y:-▶{{svc}}}'", .init(.templateInQuotes)),
  .steps("a template after a dollar sign", "  - id: a\n    run: x $▶{{svc}}", .init(.templateInQuotes)),
  .steps(
    "a template in a folded text", "  - id: a\n    run: >\n      first\n      second '▶{{svc}}'\n      third",
    .init(.templateInQuotes)),
  .steps("a template with a wrong name", "  - {id: a, run: 'x ▶{{a b}}'}", .init(.badTemplate)),
  .steps("a template without end", "  - {id: a, stdin: 'x ▶{{svc', run: y}", .init(.badTemplate)),
  .steps("braces for another program", "  - id: a\n    run: docker ps --format '{{.Names}}'"),
  .steps("a quote without end", "  - id: a\n    run: ▶echo it's", .init(.shellSyntax)),
  .steps("a script that isn't there", "  - {id: a, script: ▶no.sh}", .init(.fileMissing)),
  .steps("a script outside the workspace", "  - {id: a, script: ▶../../x.sh}", .init(.scriptOutside)),
  .steps("a script in a folder's place", "  - {id: a, script: ▶../inventory}", .init(.fileNotRegular)),
]
