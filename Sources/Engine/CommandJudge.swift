import Model

/// What a command's exit code and output say about the work of its step.
struct CommandJudge: Sendable {
  /// Whether what it printed counts, when it ends with this code.
  let looksAtOutput: @Sendable (_ exit: Int) -> Bool
  let outcome: @Sendable (_ exit: Int, _ stdout: CapturedStream, _ stderr: CapturedStream) -> Outcome
}

extension CommandJudge {
  /// What the playbook expects of it.
  init(_ expectation: Expectation) {
    looksAtOutput = { _ in expectation.stdout != nil || expectation.stderr != nil || expectation.number != nil }
    outcome = { exit, stdout, stderr in
      let objection = expectation.objection(exit: exit, stdout: stdout.seen, stderr: stderr.seen)
      var outcome = Outcome(objection == nil ? .passed : .failed)
      outcome.reason = objection
      return outcome
    }
  }
}
