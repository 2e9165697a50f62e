import Catalogue
import Model
import Platforms
import Terminal

/// The procedures that count on machines which aren't as the inventory says: what they were drilled with is no longer so.
struct Drift {
  /// Nil: the playbooks have errors, and can't tell.
  let uses: [MachineUse]?

  init(_ comparison: MachineComparison, in folder: WorkspaceFolder) {
    let machines = Set(comparison.rows.filter(\.standing.isDrift).compactMap(\.id))
    guard !machines.isEmpty else {
      uses = []
      return
    }
    let reading = WorkspaceReader.read(directory: folder.root)
    uses = reading.hasErrors ? nil : reading.workspace.uses(of: machines)
  }

  func show() {
    guard let uses else { return Output.complain(Words.text(.discoverPlaybooksUnread)) }
    guard !uses.isEmpty else { return }
    Output.complain(Words.text(.discoverUnverified(uses.map { ($0.source, $0.machine, $0.scenarios) })))
  }

  var json: JSON {
    guard let uses else { return .null }
    return .array(
      uses.map { use in
        .members([
          "source": .string(use.source), "machine": .string(use.machine),
          "scenarios": .array(use.scenarios.map { .string($0) }),
        ])
      })
  }
}

extension MachineComparison.Row {
  var row: MachineRow {
    MachineRow(
      host: host, name: name, state: state.map { .machineState($0.word) },
      standing: .machineStanding(standing.rawValue),
      isDrift: standing.isDrift)
  }

  var json: JSON {
    .members([
      "host": .string(host), "name": .string(name), "id": id.map { .string($0) } ?? .null,
      "state": state.map { .string($0.word) } ?? .null,
      "standing": .string(standing.rawValue), "drift": .bool(standing.isDrift),
    ])
  }
}
