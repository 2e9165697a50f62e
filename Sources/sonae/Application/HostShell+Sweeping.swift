import Catalogue
import Model
import Records
import SSH
import Synchronization

/// The end of what hosts keep of a run.
extension HostShell {
  /// Nobody will ask any more what became of a command. While a host can't be reached, the run keeps the secret by which `resume` knows
  /// that something is left to be removed, also one that had lost it: what hosts keep has only the run's name.
  func sweep(after run: Run, _ folder: RunFolder) async {
    let used = run.steps.indices.flatMap { index -> [Int] in
      let step = run.plan.steps[index]
      let ran = step.mutates && !run.steps[index].attempts.isEmpty ? step.host : nil
      return [ran, run.steps[index].undoAttempts.isEmpty ? nil : step.undo?.host].compactMap { $0 }
    }
    let left = Mutex(false)
    await SideBySide.run(Set(used).sorted().map { run.plan.hosts[$0] }, limit: 32) { host in
      if !(await forget(on: host, of: folder)) { left.withLock { $0 = true } }
    }
    folder.removeSecret(keepsKey: left.withLock { $0 })
  }

  private func forget(on host: PlannedHost, of folder: RunFolder) async -> Bool {
    do throws(SSHError) {
      try await client.forget(folder.id, on: target(host))
      return true
    } catch {
      Output.complain(Words.text(.stateLeftOnHost(host.id, Phrase(Reason(error)), run: folder.id)))
      return false
    }
  }
}
