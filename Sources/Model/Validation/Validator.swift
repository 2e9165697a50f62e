import Catalogue

/// The rules that look at the workspace as a whole.
///
/// Each rule says everything that it finds; none stops another. Cost is linear in the workspace, apart from rules on
/// pairs of scenario and system, which depend on what the system's procedure asks of them, not on its steps.
struct Validator {
  let material: Material
  let ledger: Ledger
  let hosts: [String: Int]
  let systems: [String: Int]
  let procedures: [String: Int]
  /// For each procedure, its steps by their ids.
  let steps: [[String: Int]]
  let machines: MachineDirectory

  var workspace: Workspace { material.workspace }
  var inventory: Inventory { material.workspace.inventory }

  init(_ material: Material, _ ledger: Ledger) {
    self.material = material
    self.ledger = ledger
    hosts = Self.index(material.workspace.inventory.hosts.map(\.id))
    machines = MachineDirectory(material.workspace.inventory)
    systems = Self.index(material.workspace.inventory.systems.map(\.id))
    procedures = Self.index(material.workspace.procedures.map(\.id))
    steps = material.workspace.procedures.map { Self.index($0.steps.map(\.id)) }
  }

  /// Of two with the same name the first; the second has been reported.
  static func index(_ ids: [String]) -> [String: Int] {
    Dictionary(ids.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  func validateInventory() {
    checkSystems()
    checkJumps()
    checkShells()
    checkPlatforms()
  }

  func validate() {
    validateInventory()
    let demands = checkProcedures()
    checkUses(demands)
    checkScenarios(demands)
  }

  /// The procedure that brings a system back.
  func procedure(of system: System) -> Int? { procedures[system.procedure?.id ?? system.id] }

  func reportCycles(_ edges: [[Int]], names: [String], mark: (_ from: Int, _ to: Int) -> Mark) {
    for cycle in Cycles.find(in: edges) {
      let second = cycle.count > 1 ? cycle[1] : cycle[0]
      ledger.report(.cycle, at: mark(cycle[0], second), .cycle((cycle + [cycle[0]]).map { names[$0] }))
    }
  }
}
