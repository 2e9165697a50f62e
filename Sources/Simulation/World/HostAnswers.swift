import Model

/// What the commands of a plan print and end with on hosts where all goes well: just what the plan expects of them.
///
/// These hosts have no machines and no state: a check holds from the beginning, and whatever was done before it. Where a plan expects what can't be
/// told from its text (a regular expression, a value that a step registers), they say `done`, and the run isn't met.
struct HostAnswers {
  struct Answer {
    var exit = 0
    var output = Output.text("done\n")

    enum Output {
      case text(String)
      /// Of the newest data: it is of this moment.
      case time
    }
  }

  private struct Command: Hashable {
    var host: Int
    var text: String
  }

  private var works: [String: Answer] = [:]
  private var undoes: [String: Answer] = [:]
  private var questions: [Command: Answer] = [:]
  private let hosts: [String: Int]

  init(_ plan: Plan) {
    hosts = Dictionary(uniqueKeysWithValues: plan.hosts.enumerated().map { ($1.id, $0) })
    for step in plan.steps {
      works[step.id] = step.expectation.map { Answer($0) }
      if case .run(_, let expectation)? = step.undo?.action { undoes[step.id] = Answer(expectation) }
      step.postcondition.map { add($0) }
      switch step.action {
      case .check(let check): add(check)
      case .verify(_, let checks, _): for check in checks { add(check) }
      case .run, .script, .machine, .manual, .wait: break
      }
    }
  }

  private mutating func add(_ check: PlannedCheck) {
    guard let host = check.host else { return }
    switch check.probe {
    case .run(let text, let expectation): questions[Command(host: host, text: text.display)] = Answer(expectation)
    case .plugin(let text, let accept):
      let code = accept.first.flatMap { PluginState.allCases.firstIndex(of: $0) }
      questions[Command(host: host, text: text.display)] = Answer(exit: code ?? 0)
    case .dataAsOf(let text): questions[Command(host: host, text: text.display)] = Answer(output: .time)
    case .tcp, .http, .tls, .machine: break
    }
  }

  /// Of what a step or its undo does.
  func answer(to step: String, isUndo: Bool) -> Answer { (isUndo ? undoes : works)[step] ?? Answer() }

  /// Of what only looks.
  func answer(to command: String, on host: String) -> Answer {
    hosts[host].flatMap { questions[Command(host: $0, text: command)] } ?? Answer()
  }
}

extension HostAnswers.Answer {
  fileprivate init(_ expectation: Expectation) {
    let wanted = expectation.stdout.flatMap { $0.equals ?? $0.isOneOf?.first ?? $0.contains }
    let number = expectation.number.map { "\($0.atLeast ?? $0.atMost ?? 0)" }
    let words = [number, wanted].compactMap { $0 }
    self.init(
      exit: expectation.exit.first ?? 0, output: .text((words.isEmpty ? "done" : words.joined(separator: " ")) + "\n"))
  }
}
