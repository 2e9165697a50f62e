import Catalogue
import Glibc
import Model
import Records

/// Where the workspace lies, and what stands in it.
struct WorkspaceFolder {
  /// Absolute path.
  let root: String

  /// `--workspace`, else `SONAE_WORKSPACE`, else the nearest folder upwards that has a `sonae.yaml`.
  static func find(_ options: GlobalOptions) throws -> WorkspaceFolder {
    if let named = options.workspace ?? environment("SONAE_WORKSPACE"), !named.isEmpty {
      guard let path = absolute(named), LocalFile.exists(path + "/sonae.yaml") else {
        throw Stop(.invalid, .notAWorkspace(named))
      }
      return WorkspaceFolder(root: path)
    }
    guard let found = nearest() else { throw Stop(.invalid, .noWorkspaceFound) }
    return found
  }

  /// The nearest workspace upwards from the current folder, if there is one.
  static func nearest() -> WorkspaceFolder? {
    guard var path = absolute(".") else { return nil }
    while true {
      if LocalFile.exists(path + "/sonae.yaml") { return WorkspaceFolder(root: path) }
      guard path != "/", let slash = path.lastIndex(of: "/") else { return nil }
      path = slash == path.startIndex ? "/" : String(path[..<slash])
    }
  }

  /// Reads and validates; says what is wrong and ends with exit code 2 when something is.
  func read(_ options: GlobalOptions, _ extent: WorkspaceReader.Extent = .whole) throws -> Workspace {
    let reading = WorkspaceReader.read(directory: root, extent)
    Words.adopt(reading.workspace.settings)
    Reminder.show(records(reading.workspace.settings), about: [], options)
    for diagnostic in reading.diagnostics where diagnostic.severity == .error || !options.json {
      Output.complain(diagnostic.line(Words.language))
    }
    guard !reading.hasErrors else {
      throw Stop(.invalid, .workspaceInvalid(reading.diagnostics.count { $0.severity == .error }))
    }
    return reading.workspace
  }

  /// Only the settings: files that have mistakes by now keep nobody from the records.
  ///
  /// - Parameter runs: those that the command is about.
  func settings(_ options: GlobalOptions, about runs: [String]) -> Settings {
    let settings = WorkspaceReader.read(directory: root, .settings).workspace.settings
    Words.adopt(settings)
    Reminder.show(records(settings), about: runs, options)
    return settings
  }

  func records(_ settings: Settings) -> RecordsFolder {
    RecordsFolder(path(settings.records), offset: LocalZone.offset(of: settings.timeZone))
  }

  /// A path of the workspace's own files.
  func path(_ relative: String) -> String {
    relative.hasPrefix("/") ? relative : root + "/" + relative
  }

  static func absolute(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

extension Workspace {
  /// A scenario by its id, or the nearest right word.
  func scenario(_ id: String) throws -> Scenario {
    if let scenario = scenarios.first(where: { $0.id == id }) { return scenario }
    throw Stop(.usage, .unknownScenario(id, known: scenarios.map(\.id)))
  }

  /// The plan of a scenario; says what is wrong and ends with exit code 2 when it can't be made.
  func plan(_ scenario: Scenario, mode: Mode) throws -> Plan {
    let (plan, problems) = Planner.plan(scenario, in: self, mode: mode)
    for problem in problems { Output.complain(problem.line(Words.language)) }
    guard let plan else { throw Stop(.invalid, .workspaceInvalid(problems.count)) }
    return plan
  }
}
