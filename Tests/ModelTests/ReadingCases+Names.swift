import Model

/// Names, templates and what they stand for.
let nameCases: [ReadingCase] = [
  .inventory("an id that is taken", "hosts:\n  - {id: ▶alpha}", .init(.duplicateID)),
  .inventory("an id that differs by case only", "systems:\n  - {id: ▶DB}", .init(.similarID)),
  .steps("a step's id twice", "  - {id: a, run: x}\n  - {id: ▶a, run: x}", .init(.duplicateID)),
  .steps("a step called like its level", "  - {id: up, run: x}", .init(.duplicateID)).moved(to: "\n  - verify: ▶up\n"),
  .inventory(
    "a level twice", "systems:\n  - {id: s, objectives: [{level: l, rto: 1h}, {level: ▶l, rto: 2h}]}",
    .init(.duplicateID)),
  .inventory(
    "a machine called like a host", "systems:\n  - {id: s, machines: [▶{id: beta, on: alpha}]}", .init(.duplicateID)),
  .inventory("an unknown platform", "hosts:\n  - {id: h, platform: ▶kvm}", .init(.unknownID)),
  .inventory("an unknown jump host", "hosts:\n  - {id: h, jump: ▶alhpa}", .init(.unknownID, "alpha")),
  .inventory("an unknown system", "systems:\n  - {id: s, depends_on: [▶dbb]}", .init(.unknownID, "db")),
  .inventory("an unknown deputy", "people:\n  - {id: p, roles: [], deputies: [▶tanak]}", .init(.unknownID, "tanaka")),
  .inventory(
    "an unknown check", "systems:\n  - {id: s, objectives: [{level: l, rto: 1h, checks: [▶x]}]}", .init(.unknownID)),
  .inventory("an unknown procedure", "systems:\n  - {id: s, procedure: ▶dc}", .init(.unknownID, "db")),
  .inventory(
    "an unknown scenario", "risks:\n  - {id: r, title: t, likelihood: 1, impact: 1, scenarios: [▶los]}",
    .init(.unknownID, "loss")),
  .scenario("an unknown person", "absent: [▶suzuki]", .init(.unknownID)),
  .scenario("values for an unknown system", "system_vars: {▶dv: {a: b}}", .init(.unknownID, "db")),
  .steps(
    "an unknown need", "  - {id: start, run: x}\n  - {id: b, run: x, needs: [▶strat]}", .init(.unknownID, "start")),
  .steps("a need of an unknown system", "  - {id: b, run: x, needs: [▶dq.start]}", .init(.unknownID, "db")),
  .steps(
    "a need of another system's step", "  - {id: b, run: x, needs: [▶db.strat]}\n  - {id: start, run: x}",
    .init(.unknownID, "db.start")),
  .steps("an unknown level", "  - verify: ▶upp", .init(.unknownID, "up")),
  .steps("an unknown health check", "  - {id: b, check: ▶prot}", .init(.unknownID, "port")),
  .steps("an unknown host", "  - {id: b, run: x, on: ▶apha}", .init(.unknownID, "alpha")),
  .steps("a machine of the system", "  - {id: b, run: x, on: dbm}"),
  .steps("an unknown procedure to use", "  - {id: b, use: ▶db2}", .init(.unknownID, "db")),
  ReadingCase(
    "a host that a variable names wrongly",
    [
      "playbooks/db.yaml":
        "procedure: db\non: '{{home}}'\nvars: {home: ▶alhpa}\nsteps:\n  - {id: a, run: x}\n  - verify: up\n"
    ],
    .init(.unknownID, "alpha")),
  .inventory(
    "systems that wait for one another", "systems:\n  - {id: s, depends_on: [▶t]}\n  - {id: t, depends_on: [s]}",
    .init(.cycle)),
  .inventory("a system that waits for itself", "systems:\n  - {id: s, depends_on: [▶s]}", .init(.cycle)),
  .inventory("hosts behind one another", "hosts:\n  - {id: h, jump: ▶i}\n  - {id: i, jump: h}", .init(.cycle)),
  .inventory(
    "deputies of one another", "people:\n  - {id: p, roles: [], deputies: [q]}\n  - {id: q, roles: [], deputies: [p]}"),
  .steps("steps that wait for one another", "  - {id: a, run: x, needs: [▶b]}\n  - {id: b, run: x}", .init(.cycle)),
  .steps("a procedure that uses itself", "  - {id: a, use: ▶db}", .init(.cycle)),
  .steps("a name that nothing defines", "  - {id: a, run: 'x ▶{{svv}}'}", .init(.undefinedName, "svc")),
  .steps(
    "a host's value that it hasn't", "  - {id: a, run: 'x ▶{{host.dri}}', on: alpha}", .init(.undefinedName, "host.dir")
  ),
  .steps("a host's value", "  - {id: a, run: 'x {{host.dir}} {{host.id}}', on: alpha}"),
  .steps("an unknown builtin", "  - {id: a, run: 'x ▶{{run.mod}}'}", .init(.undefinedName, "run.mode")),
  .steps("an unknown secret", "  - {id: a, run: 'x ▶{{secret.pw}}'}", .init(.undefinedName)),
  .steps("a value that an earlier step registers", "  - {id: a, run: x, register: v}\n  - {id: b, run: 'x {{v}}'}"),
  .steps(
    "a value that a later step registers", "  - {id: a, run: 'x ▶{{v}}'}\n  - {id: b, run: x, register: v}",
    .init(.valueTooLate)),
  .steps(
    "a value of a step that runs side by side",
    "  - {id: a, run: x, register: v}\n  - {id: b, needs: [], run: 'x ▶{{v}}'}\n  - {id: c, needs: [a, b], run: 'x {{v}}'}",
    .init(.valueTooLate)),
  .steps("a step's own value in its undo", "  - {id: a, run: x, register: v, undo: {run: 'y {{v}}'}}"),
  .steps(
    "a registered value in an address", "  - {id: a, run: x, register: v}\n  - {id: b, check: {tcp: '▶{{v}}:80'}}",
    .init(.valueTooLate)),
  .steps("a registered value in a question", "  - {id: a, run: x, register: v}\n  - {id: b, manual: 'look at {{v}}'}"),
  .steps("a condition on an unknown value", "  - {id: a, run: x, when: {▶svcc: [a]}}", .init(.undefinedName, "svc")),
  .steps("a condition on the mode", "  - {id: a, run: x, when: {run.mode: drill}}"),
  .settings("a secret in a title", "secrets: {pw: {env: PW}}", .init(.secretShown)).with(
    "playbooks/db.yaml",
    "procedure: db\nsteps:\n  - {id: a, title: 'p ▶{{secret.pw}}', run: 'x {{secret.pw}}'}\n  - verify: up\n"),
  .settings("a secret in an address", "secrets: {pw: {env: PW}}", .init(.secretShown)).with(
    "playbooks/db.yaml", "procedure: db\nsteps:\n  - {id: a, check: {tcp: '▶{{secret.pw}}:1'}}\n  - verify: up\n"),
  .settings("a template in a variable", "defaults: {timeout: 1m}", .init(.badTemplate)).with(
    "inventory/more.yaml", "hosts:\n  - {id: h, vars: {a: 'x ▶{{svc}}'}}"),
  .scenario(
    "a system's name in a scenario's step", "inject:\n  - {id: a, on: alpha, run: 'x ▶{{system.id}}', undo: {run: y}}",
    .init(.undefinedName)),
  .inventory(
    "a run's name in a health check", "systems:\n  - {id: s, health: [{id: c, on: alpha, run: 'x ▶{{run.mode}}'}]}",
    .init(.undefinedName)),
  ReadingCase(
    "a name that only one scenario defines",
    [
      "playbooks/db.yaml": "procedure: db\nsteps:\n  - {id: a, run: 'x ▶{{why}}'}\n  - verify: up\n",
      "playbooks/other.yaml": "scenario: other\ntype: live\nclock: onset\nsystems: [db]\nvars: {why: b}\n",
    ], .init(.undefinedName)),
  ReadingCase(
    "a name that `with` gives to a used procedure",
    [
      "playbooks/db.yaml": "procedure: db\nsteps:\n  - {id: a, use: tool, with: {what: x}}\n  - verify: up\n",
      "playbooks/tool.yaml": "procedure: tool\nsteps:\n  - {id: t, run: 'x {{what}} ▶{{which}}'}\n",
    ], .init(.undefinedName)),
]

extension ReadingCase {
  /// The same with another file.
  func with(_ path: String, _ text: String) -> ReadingCase {
    var it = self
    it.files[path] = text
    return it
  }

  /// The same with another end of the procedure.
  func moved(to end: String) -> ReadingCase {
    var it = self
    it.files["playbooks/db.yaml"] = it.files["playbooks/db.yaml"].map {
      String($0.dropLast("\n  - verify: up\n".count)) + end
    }
    return it
  }
}
