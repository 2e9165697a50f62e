import ArgumentParser
import Catalogue
import Model

/// `sonae validate [FILE…]`
struct ValidateCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "validate", abstract: Words.text(.aboutValidate), discussion: Words.text(.exampleValidate))
  }

  @OptionGroup var global: GlobalOptions

  @Argument(help: .init(Words.text(.argumentFiles), valueName: "FILE"))
  var files: [String] = []

  func run() throws {
    let reading: WorkspaceReader.Reading
    var problems: [Diagnostic] = []
    if files.isEmpty {
      reading = whole(try WorkspaceFolder.find(global))
      if !reading.hasErrors { problems = planProblems(reading.workspace) }
    } else {
      reading = try findings(in: files)
    }
    Words.adopt(reading.workspace.settings)
    let found = reading.diagnostics + problems
    let isValid = !found.contains { $0.severity == .error }
    if global.json {
      Output.json(
        .members([
          "valid": .bool(isValid), "errors": .integer(Int64(found.count { $0.severity == .error })),
          "warnings": .integer(Int64(found.count { $0.severity == .warning })),
          "diagnostics": .array(found.map(\.json)),
        ]))
    } else {
      for diagnostic in found { Output.complain(diagnostic.line(Words.language)) }
      Output.line(Words.text(summary(reading.workspace, found)))
    }
    if !isValid { throw Exit.invalid }
  }

  private func whole(_ folder: WorkspaceFolder) -> WorkspaceReader.Reading {
    let reading = WorkspaceReader.read(directory: folder.root)
    Words.adopt(reading.workspace.settings)
    Reminder.show(folder.records(reading.workspace.settings), about: [], global)
    return reading
  }

  /// What is wrong in these files. A file of a workspace is judged by all of it; others by themselves.
  private func findings(in files: [String]) throws -> WorkspaceReader.Reading {
    let paths = files.map { WorkspaceFolder.absolute($0) ?? $0 }
    guard let folder = try? WorkspaceFolder.find(global), paths.allSatisfy({ $0.hasPrefix(folder.root + "/") }) else {
      return WorkspaceReader.read(files: files, root: "")
    }
    let names = Set(paths.map { String($0.dropFirst(folder.root.count + 1)) })
    var reading = whole(folder)
    let known = Set(reading.workspace.files.map(\.path)).union(reading.diagnostics.map(\.mark.file))
    guard names.isSubset(of: known) else { return WorkspaceReader.read(files: files, root: "") }
    reading.diagnostics.removeAll { !names.contains($0.mark.file) }
    return reading
  }

  /// What only shows when every scenario is planned.
  private func planProblems(_ workspace: Workspace) -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return workspace.scenarios.flatMap { scenario in
      Mode.allCases.flatMap { Planner.plan(scenario, in: workspace, mode: $0).problems }
    }.filter { seen.insert($0).inserted }
  }

  private func summary(_ workspace: Workspace, _ found: [Diagnostic]) -> Phrase {
    let errors = found.count { $0.severity == .error }
    if errors > 0 { return .validationFailed(errors: errors, warnings: found.count - errors) }
    return .validationPassed(
      systems: workspace.inventory.systems.count, procedures: workspace.procedures.count,
      scenarios: workspace.scenarios.count, warnings: found.count)
  }
}
