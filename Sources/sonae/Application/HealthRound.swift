import Catalogue
import Engine
import Model
import Terminal

/// One check of one system.
struct HealthQuestion: Sendable {
  var system: System
  var check: PlannedCheck
}

/// What a check said, in the words of the monitoring plugins.
struct HealthAnswer: Sendable {
  enum State: String, Sendable, Comparable, CaseIterable {
    case ok, warning, unknown, critical

    var exitCode: Int32 {
      switch self {
      case .ok: 0
      case .warning: 1
      case .critical: 2
      case .unknown: 3
      }
    }

    /// From the harmless to the serious.
    static func < (a: Self, b: Self) -> Bool {
      (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
  }

  var question: HealthQuestion
  var outcome: CheckOutcome

  /// A host that can't be asked leaves its checks unknown; only an answer makes them critical. A plugin has its own say.
  var state: State {
    if outcome.holds { return .ok }
    let reason = outcome.reason?.code
    if question.check.probe.needsHost, reason?.hasPrefix("ssh-") ?? false { return .unknown }
    if reason == PluginState.unknown.reasonCode { return .unknown }
    return outcome.mandatory && reason != PluginState.warning.reasonCode ? .critical : .warning
  }

  var json: JSON {
    .members([
      "system": .string(question.system.id), "check": .string(outcome.id), "state": .string(state.rawValue),
      "seen": .string(outcome.seen), "data_as_of": outcome.dataAsOf.map { .string($0.iso8601) },
      "reason": outcome.reason.map { .string($0.text.text(Words.language)) },
    ])
  }

  func row(_ language: Language) -> CheckRow {
    CheckRow(
      system: question.system.name?.text(language) ?? question.system.id, title: question.check.title, outcome: outcome,
      isUnknown: state == .unknown)
  }
}

/// Asks all questions side by side, within the workspace's limits.
struct HealthRound: Sendable {
  let questions: [HealthQuestion]
  let workspace: Workspace
  let runner: CheckRunner

  func ask() async -> [HealthAnswer] {
    await withTaskGroup(of: (Int, CheckOutcome?).self) { group in
      var answers = questions.map { question in
        HealthAnswer(
          question: question,
          outcome: CheckOutcome(id: question.check.id, holds: false, tries: 0, mandatory: true, seen: ""))
      }
      var next = 0
      func start() {
        guard next < questions.count else { return }
        let index = next
        next += 1
        group.addTask { (index, await runner.hold([questions[index].check], within: nil).outcomes.first) }
      }
      for _ in 0..<workspace.settings.limits.hosts { start() }
      while let (index, outcome) = await group.next() {
        if let outcome { answers[index].outcome = outcome }
        start()
      }
      return answers
    }
  }
}

extension Workspace {
  /// A system's health checks, ready to be asked.
  func checks(of system: System) throws -> [PlannedCheck] {
    let (checks, problems) = Planner.checks(of: system, in: self)
    for problem in problems { Output.complain(problem.line(Words.language)) }
    guard problems.isEmpty else { throw Stop(.invalid, .workspaceInvalid(problems.count)) }
    return checks
  }
}
