import Model

/// Files that can't be read as YAML.
let yamlCases: [ReadingCase] = [
  .inventory("a tab", "hosts:\n▶\t- {id: h}", .init(.yamlTab)),
  .inventory("a colon too many", "hosts: a▶: b", .init(.yamlSyntax)),
  .inventory("a bracket without end", "hosts: [{id: h}\n▶systems: []", .init(.yamlSyntax)),
  .inventory("a template without quotes", "hosts:\n  - id: h\n    user: ▶{{svc}}", .init(.yamlKey)),
  .inventory("a template before other text", "hosts:\n  - id: h\n    user: ▶{{svc}}-a", .init(.yamlKey)),
  .inventory("a key twice", "hosts:\n  - {id: h, port: 1, ▶port: 2}", .init(.duplicateKey)),
  .inventory("a section twice", "hosts: []\nsystems: []\n▶hosts: []", .init(.duplicateKey)),
  .inventory("a second document", "hosts: []\n▶---\nhosts: []", .init(.yamlDocuments)),
  .inventory("a tag", "hosts: ▶!!seq []", .init(.yamlTag)),
  .inventory("a merge", "hosts:\n  - &h {id: h}\n  - {▶<<: *h, id: i}", .init(.yamlMerge)),
  .inventory("an alias", "hosts:\n  - {id: h, vars: &v {a: b}}\n  - {id: i, vars: *v}"),
  .inventory("an alias of nothing", "hosts: ▶*h", .init(.yamlAliases)),
  .inventory("an alias inside itself", "hosts: &h [▶*h]", .init(.yamlAliases)),
  .inventory("a list as a key", "▶[a]: b", .init(.yamlKey)),
  .inventory("an empty file", "▶", .init(.fileEmpty)),
  .inventory("only comments", "▶# hosts:", .init(.fileEmpty)),
  .inventory("a list as the file", "▶- a", .init(.wrongShape)),
  .inventory(
    "`on`, `yes` and `no` as texts", "systems:\n  - {id: on, machines: [{id: m, on: alpha}], vars: {yes: no, no: 0x10}}"
  ),
]
