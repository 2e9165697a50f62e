import Catalogue
import Model
import Records
import SSH

/// The end of what hosts keep of a run.
extension HostShell {
  /// Nobody will ask any more what became of a command.
  func sweep(after run: Run, _ folder: RunFolder) async {
    let used = run.steps.indices.flatMap { index -> [Int] in
      let step = run.plan.steps[index]
      let ran = step.mutates && !run.steps[index].attempts.isEmpty ? step.host : nil
      return [ran, run.steps[index].undoAttempts.isEmpty ? nil : step.undo?.host].compactMap { $0 }
    }
    await SideBySide.run(Set(used).sorted().map { run.plan.hosts[$0] }, limit: 32) { await forget(on: $0) }
    folder.removeSecret()
  }

  /// A host that can't be reached now keeps it.
  private func forget(on host: PlannedHost) async {
    do throws(SSHError) {
      try await client.forget(on: target(host))
    } catch {
      Output.complain(Words.text(.stateLeftOnHost(host.id, Phrase(Reason(error)))))
    }
  }
}
