import Catalogue

/// Reads a workspace's files and says everything that is wrong with them at once.
///
/// Reading goes on after an error wherever there is something left to read, so the workspace that comes with errors is
/// incomplete: use it only when `hasErrors` is false.
public struct WorkspaceReader {
  public struct Reading: Sendable {
    public var workspace: Workspace
    /// Sorted by file, line and column.
    public var diagnostics: [Diagnostic]

    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
  }

  /// How much of a workspace is read.
  public enum Extent: Sendable {
    /// `sonae.yaml` alone.
    case settings
    /// Hosts and systems too: what needs no playbook must work beside one that has mistakes.
    case inventory
    case whole

    fileprivate var folders: [(name: String, document: Format.Document)] {
      switch self {
      case .settings: []
      case .inventory: [("inventory", .inventory)]
      case .whole: [("inventory", .inventory), ("playbooks", .playbook)]
      }
    }

    /// Whether everything of this kind is read, so that a name that isn't known is a wrong one.
    fileprivate func holds(_ subject: Shape.Subject) -> Bool {
      switch (self, subject) {
      case (.settings, _), (.inventory, .procedure), (.inventory, .scenario): false
      case (.inventory, _), (.whole, _): true
      }
    }
  }

  /// Bytes of all files together.
  static let mostBytes = 128 << 20

  private let root: String
  private let ledger = Ledger()
  private var files: [CheckedFile] = []
  private var sources: [Workspace.SourceFile] = []
  private var bytesRead = 0
  private let extent: Extent

  private init(root: String, extent: Extent = .whole) {
    self.root = root
    self.extent = extent
  }

  /// Reads `sonae.yaml`, `inventory/` and `playbooks/` of a folder, or as much of them as is wanted.
  public static func read(directory: String, _ extent: Extent = .whole) -> Reading {
    var reader = WorkspaceReader(root: directory, extent: extent)
    reader.readFile("sonae.yaml", expected: .settings)
    for (folder, document) in extent.folders {
      let (paths, diagnostics) = Folder.yamlFiles(root: directory, under: folder)
      reader.ledger.diagnostics += diagnostics
      for path in paths { reader.readFile(path, expected: document) }
    }
    return reader.finish()
  }

  /// Reads exactly these files as one workspace, each for what its content says it is.
  ///
  /// - Parameters:
  ///   - files: paths relative to `root`, or absolute ones when `root` is empty.
  ///   - root: the folder that scripts must lie in.
  public static func read(files: [String], root: String) -> Reading {
    var reader = WorkspaceReader(root: root)
    for path in files { reader.readFile(path, expected: nil) }
    return reader.finish()
  }

  private mutating func readFile(_ path: String, expected: Format.Document?) {
    guard bytesRead <= Self.mostBytes else { return }
    switch FileReader.read(root.isEmpty ? path : root + "/" + path, name: path) {
    case .failure(let refusal): ledger.diagnostics.append(refusal.diagnostic)
    case .success(let bytes):
      bytesRead += bytes.count
      guard bytesRead <= Self.mostBytes else {
        let mark = Mark(file: path, line: 1, column: 1)
        return ledger.report(.fileTooLarge, at: mark, .workspaceTooLarge(limit: Self.mostBytes >> 20))
      }
      sources.append(Workspace.SourceFile(path: path, digest: Digest(of: bytes)))
      parse(bytes, path, expected)
    }
  }

  private mutating func parse(_ bytes: [UInt8], _ path: String, _ expected: Format.Document?) {
    switch SourceText.read(bytes, file: path) {
    case .failure(let refusal): ledger.diagnostics.append(refusal.diagnostic)
    case .success(let text):
      let (tree, diagnostics) = YAMLReader.read(text, file: path)
      ledger.diagnostics += diagnostics
      if let tree { files.append(DocumentChecker.check(tree, expected, ledger)) }
    }
  }

  private mutating func finish() -> Reading {
    var material = Material()
    var scripts = ScriptFiles(root: root)
    // The settings come first: what a scenario leaves out is what they say.
    for document in Format.Document.allCases {
      for file in files where file.document == document { material.add(file, &scripts, ledger) }
    }
    ledger.resolveReferences { extent.holds($0) }
    ledger.reportSimilarNames()
    let validator = Validator(material, ledger)
    switch extent {
    case .settings: break
    case .inventory: validator.validateInventory()
    case .whole: validator.validate()
    }
    material.workspace.files = (sources + scripts.files).sorted { $0.path < $1.path }
    return Reading(workspace: material.workspace, diagnostics: diagnosticsWithPaths())
  }

  /// Rules know where a thing stands; its path is looked up here, in one walk over each file that needs it.
  private func diagnosticsWithPaths() -> [Diagnostic] {
    var places: [String: Set<Tree.Place>] = [:]
    for found in ledger.diagnostics where found.path.isEmpty {
      places[found.mark.file, default: []].insert(Tree.Place(line: found.mark.line, column: found.mark.column))
    }
    var paths: [String: [Tree.Place: String]] = [:]
    for file in files {
      if let places = places[file.tree.file] { paths[file.tree.file] = file.tree.paths(at: places) }
    }
    let completed = ledger.diagnostics.map { found in
      guard found.path.isEmpty else { return found }
      var found = found
      found.path = paths[found.mark.file]?[Tree.Place(line: found.mark.line, column: found.mark.column)] ?? ""
      return found
    }
    let sorted = completed.sorted(by: Diagnostic.precedes)
    guard ledger.leftOut > 0, let last = sorted.last else { return sorted }
    return sorted + [Diagnostic(.error, .tooMany, at: last.mark, .tooManyFindings(leftOut: ledger.leftOut))]
  }
}
