import Catalogue

/// Finds out what kind of file a tree is, and checks it as that.
enum DocumentChecker {
  /// - Parameter expected: what the folder says it should be; nil when only the content counts.
  static func check(_ tree: Tree, _ expected: Format.Document?, _ ledger: Ledger) -> CheckedFile {
    let found = content(of: tree)
    if let expected, let found, found != expected { reportFolder(tree, found, ledger) }
    let document = found ?? expected ?? .inventory
    var checker = Checker(tree, ledger)
    var isKnown = true
    switch document {
    case .settings: checker.checkMapping(0, Format.settings)
    case .inventory: checker.checkMapping(0, Format.inventory)
    case .playbook: isKnown = checker.checkPlaybook()
    }
    return CheckedFile(tree: tree, document: isKnown ? document : nil, uses: checker.uses)
  }

  private static func content(of tree: Tree) -> Format.Document? {
    if tree.value(of: .workspace, in: 0) != nil { return .settings }
    if tree.value(of: .procedure, in: 0) != nil || tree.value(of: .scenario, in: 0) != nil { return .playbook }
    let lists = Format.inventory.fields.map(\.key)
    let isPlaybook = [Key.steps, .inject, .clock].contains { tree.value(of: $0, in: 0) != nil }
    return !isPlaybook && lists.contains { tree.value(of: $0, in: 0) != nil } ? .inventory : nil
  }

  private static func reportFolder(_ tree: Tree, _ found: Format.Document, _ ledger: Ledger) {
    let phrase: Phrase =
      switch found {
      case .settings: .wrongFolder(found: .settingsFile, folder: "sonae.yaml")
      case .inventory: .wrongFolder(found: .anInventory, folder: "inventory/")
      case .playbook: .wrongFolder(found: .aPlaybook, folder: "playbooks/")
      }
    ledger.report(.wrongFolder, at: tree.mark(0), phrase)
  }
}

extension Checker {
  /// - Returns: false when it can't be told which of the two a playbook is.
  mutating func checkPlaybook() -> Bool {
    let names = [Key.procedure, .scenario]
    let present = names.filter { tree.value(of: $0, in: 0) != nil }
    switch present {
    case [.procedure]:
      checkMapping(0, Format.procedure)
      return true
    case [.scenario]:
      checkMapping(0, Format.scenario)
      return true
    case [] where tree.nodes[0].kind != .mapping: reportShape(0, wanted: .aMapping)
    case []:
      var suggestion: String?
      tree.forEachChild(of: 0) { key in
        suggestion = suggestion ?? Nearest.word(to: tree.string(key), among: names.map(\.rawValue))
      }
      report(.noKind, 0, .noKind(names.map(\.rawValue)), suggestion: suggestion)
    default:
      let second = max(tree.value(of: .procedure, in: 0) ?? 0, tree.value(of: .scenario, in: 0) ?? 0) - 1
      report(.severalKinds, second, .severalKinds(names.map(\.rawValue)))
    }
    return false
  }
}
