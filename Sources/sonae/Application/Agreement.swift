import Catalogue
import Glibc
import Model

/// Shows what a run will stop and touch, and asks before it starts.
struct Agreement {
  let plan: Plan
  /// `--yes`
  let isGiven: Bool

  func ask() throws {
    show()
    try Self.confirm(isGiven)
  }

  /// The last question before anything is started.
  static func confirm(_ isGiven: Bool) throws {
    if isGiven { return }
    guard isatty(0) == 1, isatty(2) == 1 else { throw Stop(.refused, .needsYes) }
    Output.write(Words.text(.startQuestion), to: 2)
    guard isYes(readLine() ?? "") else { throw Stop(.refused, .notStarted) }
  }

  /// Whether an answer is a yes, in either language.
  static func isYes(_ answer: String) -> Bool { ["y", "yes", "はい", "ｙ"].contains(answer.trimmed.lowercased()) }

  private func show() {
    let hosts = plan.changedHosts.map { plan.hosts[$0].id }
    let destructive = plan.steps.filter(\.destructive)
    Output.complain(
      Words.text(
        .drillWillTouch(
          systems: plan.systems.count, steps: plan.steps.count, hosts: hosts, destructive: destructive.count)))
    for step in destructive {
      let title = step.displayTitle
      Output.complain(
        Words.text(
          .stopsThings(
            step.id, host: step.host.map { plan.hosts[$0].id } ?? "-",
            title: .words(ja: title.text(.ja), en: title.text(.en)))))
    }
  }
}
