/// Everything that was decoded, with what the rules need beside the workspace itself: which names each part uses.
struct Material {
  typealias Uses = ArraySlice<Checker.NameUse>

  var workspace = Workspace()
  /// For each procedure, what its title and host use, and what each step uses.
  var procedureUses: [(own: [Checker.NameUse], steps: [Uses])] = []
  /// For each scenario, what each step of `before`, `inject` and `after` uses.
  var scenarioUses: [[[Uses]]] = []
  /// For each system, what each health check uses.
  var healthUses: [[Uses]] = []
  /// Where each host says through which other one it is reached.
  var jumps: [String: Reference] = [:]
  /// Where each host says what shell it has.
  var shells: [String: Mark] = [:]

  /// Takes what a checked file holds.
  mutating func add(_ file: CheckedFile, _ scripts: inout ScriptFiles, _ ledger: Ledger) {
    let root = Value(tree: file.tree, index: 0)
    switch file.document {
    case nil: break
    case .settings: workspace.settings = Settings(root)
    case .inventory: addInventory(root, file)
    case .playbook:
      var loader = ScriptLoader(playbook: file.tree.file, files: scripts, ledger: ledger)
      if root[.procedure] != nil { addProcedure(root, file, &loader) } else { addScenario(root, file, &loader) }
      scripts = loader.files
    }
  }

  private mutating func addInventory(_ root: Value, _ file: CheckedFile) {
    workspace.inventory.add(root)
    for system in root[.systems]?.items ?? [] where system[.id]?.string != nil {
      let checks = (system[.health]?.items ?? []).filter { Probe($0) != nil }
      healthUses.append(checks.map { file.uses(in: $0) })
    }
    for host in root[.hosts]?.items ?? [] {
      guard let id = host[.id]?.string else { continue }
      if let jump = host[.jump]?.reference { jumps[id] = jump }
      if let shell = host[.shell] { shells[id] = shell.mark }
    }
  }

  private mutating func addProcedure(_ root: Value, _ file: CheckedFile, _ loader: inout ScriptLoader) {
    var procedure = Procedure(root)
    let (steps, uses) = Self.steps(root[.steps], file, &loader)
    procedure.steps = steps
    workspace.procedures.append(procedure)
    let inside = root[.steps].map { $0.index..<Int(file.tree.nodes[$0.index].end) } ?? 0..<0
    procedureUses.append((file.uses.filter { !inside.contains($0.node) }, uses))
  }

  private mutating func addScenario(_ root: Value, _ file: CheckedFile, _ loader: inout ScriptLoader) {
    guard root.isMapping else { return }
    var scenario = Scenario(root, limits: workspace.settings.limits)
    let lists = [Key.before, .inject, .after].map { Self.steps(root[$0], file, &loader) }
    (scenario.before, scenario.inject, scenario.after) = (lists[0].0, lists[1].0, lists[2].0)
    workspace.scenarios.append(scenario)
    scenarioUses.append(lists.map(\.1))
  }

  private static func steps(
    _ value: Value?, _ file: CheckedFile, _ loader: inout ScriptLoader
  ) -> ([StepDeclaration], [Uses]) {
    let items = (value?.items ?? []).filter(\.isMapping)
    return (items.map { StepDeclaration($0, &loader) }, items.map { file.uses(in: $0) })
  }
}

/// A file that has been read and compared with the format.
struct CheckedFile {
  var tree: Tree
  /// Nil when it can't be told, which has been reported.
  var document: Format.Document?
  /// In the order of their nodes.
  var uses: [Checker.NameUse]

  /// The names used inside a value.
  func uses(in value: Value) -> Material.Uses {
    let start = firstUse(notBefore: value.index)
    return uses[start..<firstUse(notBefore: Int(tree.nodes[value.index].end))]
  }

  private func firstUse(notBefore node: Int) -> Int {
    var (low, high) = (0, uses.count)
    while low < high {
      let middle = (low + high) / 2
      if uses[middle].node < node { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
