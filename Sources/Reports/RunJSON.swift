public import Model

/// A run as programs read it: what `drill`, `recover`, `resume` and `runs show` print with `--json`.
///
/// Times are ISO 8601 in UTC with milliseconds, durations are seconds with at most three decimals, rounded up.
/// Members may join in later versions; none of those that stand here changes its meaning.
public struct RunJSON: Sendable {
  let run: Run
  let evidence: Evidence
  let summary: RunSummary

  public init(_ run: Run, evidence: Evidence) {
    self.run = run
    self.evidence = evidence
    summary = RunSummary(run)
  }

  public var value: JSON {
    let header = run.header
    return .object([
      .init("run", .string(summary.run)), .init("scenario", .string(run.plan.scenario.id)),
      .init("mode", .string(run.plan.mode.rawValue)), .init("result", .string(summary.result.rawValue)),
      .init("running", .bool(isGoingOn)), .init("clock", .string(run.plan.scenario.clock.rawValue)),
      .init("started_at", header == nil ? .null : .string(run.openedAt.iso8601)),
      .init("ended_at", .text(run.closed?.at.iso8601)), .init("clock_start", clockStart),
      .init("systems", .array(summary.systems.map(system))), .init("steps", .array(summary.steps.map(step))),
      .init("undo", undo), .init("owed", .array(run.owed.reversed().map(owed))),
      .init("stop", run.stop.map { .members(["by": .string($0.by), "reason": .reason($0.reason)]) } ?? .null),
      .init("halted", run.halted.map(JSON.reason) ?? .null), .init("next", next),
      .init("resumed", .array(run.takeovers.map(resumed))),
      .init("clock_steps_s", .array(run.clockSteps.map(\.step.jsonSeconds))),
      .init("operator", .text(header?.operatorName)), .init("tool", .text(header?.tool)),
      .init("machine", .text(header?.machine)), .init("plan", .text(header?.plan.description)),
      .init("events", .integer(Int64(run.lastEvent.sequence))), .init("verified", verified),
      .init("journal", .string(evidence.journal)), .init("head", .string(evidence.head.description)),
    ])
  }

  private var isGoingOn: Bool { evidence.isGoingOn && run.closed == nil }

  /// What to type for a run that isn't closed; null for one that is.
  private var next: JSON {
    guard run.closed == nil, run.header != nil else { return .null }
    if isGoingOn, let charge = run.charge {
      return .members([
        "follow": .string("sonae runs follow \(summary.run)"), "stop": .string("kill -INT \(charge.process)"),
        "machine": .string(charge.machine),
      ])
    }
    return .members([
      "resume": .string("sonae resume \(summary.run)"), "undo": .string("sonae undo \(summary.run)"),
    ])
  }

  /// Null when nobody has checked the journal.
  private var verified: JSON {
    switch evidence.verification {
    case .notVerified: .null
    case .verified: true
    case .torn, .broken: false
    }
  }

  private var clockStart: JSON {
    guard let start = summary.times.clockStart else { return .null }
    let mark = run.marks[run.plan.scenario.clock]
    return .members([
      "at": .string((mark?.at ?? run.wallTime(at: start)).iso8601),
      "source": .string(mark == nil ? "derived" : "marked"),
      "by": mark.map { .string($0.by) },
    ])
  }

  private var undo: JSON {
    .members([
      "owed": .integer(Int64(summary.undo.owed)), "paid": .integer(Int64(summary.undo.paid)),
      "waived": .integer(Int64(summary.undo.waived)),
    ])
  }

  private func resumed(_ record: Run.TakeoverRecord) -> JSON {
    .members([
      "by": .string(record.takeover.by), "at": .string(record.at.iso8601), "machine": .string(record.takeover.machine),
      // Counted from there, so that the seconds are at most so many.
      "last_sign_of_life": record.takeover.gapClock == .none
        ? nil : .string((record.at + (.zero - record.takeover.unattended)).iso8601),
      "unattended_s": record.takeover.gapClock == .none ? .null : record.takeover.unattended.jsonSeconds,
      "gap_clock": .string(record.takeover.gapClock.rawValue),
      "gap_longer_s": record.longer > .zero ? record.longer.jsonSeconds : nil,
      "gap_shorter_s": record.shorter > .zero ? record.shorter.jsonSeconds : nil,
      "said_down": record.takeover.saidDown.map { .string($0) },
    ])
  }

  private func owed(_ index: Int) -> JSON {
    let step = run.plan.steps[index]
    let text: JSON? =
      switch step.undo?.action {
      case .run(let command, _): step.sensitive ? nil : .string(command.display)
      case .machine(let machine): .localized(machine.deed)
      case .manual(let text): .localized(text)
      case nil: nil
      }
    return .members([
      "step": .string(step.id), "host": .text(step.undo?.host.map { run.plan.hosts[$0].id }), "undo": text ?? .null,
      "attempts": .integer(Int64(run.steps[index].undoAttempts.count)),
    ])
  }
}

extension RunJSON {
  private func system(_ system: SystemSummary) -> JSON {
    let planned = run.plan.systems[system.index]
    let rpo = system.levels.filter(\.objective.required).compactMap(\.objective.rpo).min()
    return .members([
      "id": .string(system.id), "name": planned.name.map(JSON.localized), "result": .string(system.result.rawValue),
      "under_way": isGoingOn && run.isUnderWay(system: system.index) ? true : nil,
      "reasons": .array(system.reasons.map(JSON.reason)),
      "rto": .members([
        "level": system.headline.map { .string($0.objective.level) },
        "target_s": .seconds(system.headline?.objective.rto), "measured_s": .seconds(system.headline?.measured),
      ]),
      "rpo": .members(["target_s": .seconds(rpo), "measured_s": .seconds(system.measuredRPO)]),
      "levels": .array(system.levels.map(level)), "times": times(of: system),
    ])
  }

  private func level(_ level: LevelSummary) -> JSON {
    .members([
      "level": .string(level.objective.level), "required": .bool(level.objective.required),
      "target_s": .seconds(level.objective.rto), "measured_s": .seconds(level.measured),
      "met": level.isMet.map(JSON.bool) ?? .null, "source": level.objective.source.map(JSON.string),
      "approved_on": level.objective.approvedOn.map(JSON.string),
    ])
  }

  private func times(of system: SystemSummary) -> JSON {
    func time(_ elapsed: Duration?, _ kind: ClockRule? = nil) -> JSON {
      // What a person said stands as it was said.
      .text((kind.flatMap { run.marks[$0]?.at } ?? elapsed.map { run.wallTime(at: $0) })?.iso8601)
    }
    return .members([
      "onset": time(summary.times.onset, .onset), "injected": time(summary.times.injected, .injected),
      "detected": time(summary.times.detected, .detected), "activated": time(summary.times.activated, .activated),
      "first_action": time(system.firstAction), "service_confirmed": time(system.serviceConfirmed),
    ])
  }

  private func step(_ step: StepSummary) -> JSON {
    let planned = run.plan.steps[step.index]
    let record = run.steps[step.index]
    var duration: Duration?
    if let start = step.started, let end = step.ended { duration = end - start }
    return .members([
      "id": .string(step.id), "system": .text(planned.system.map { run.plan.systems[$0].id }),
      "phase": .string(planned.phase.rawValue), "host": .text(planned.host.map { run.plan.hosts[$0].id }),
      "kind": .string(planned.kind.rawValue), "mandatory": .bool(planned.mandatory),
      "attempts": .integer(Int64(step.attempts)), "result": .string(step.result.rawValue),
      "not_applicable": run.wasNotApplicable(step.index) ? true : nil,
      "under_way": isGoingOn && record.isRunning ? true : nil,
      "exit": step.exit.map { .integer(Int64($0)) } ?? .null, "reason": step.reason.map(JSON.reason),
      "by": record.attempts.last?.outcome?.by.map(JSON.string) ?? record.settlement?.by.map(JSON.string),
      "via": record.attempts.last?.outcome?.via.map(JSON.string),
      "started_at": .text(record.attempts.first?.startedAt.iso8601), "duration_s": .seconds(duration),
      "undo": record.undo == .none ? nil : .string(record.undo.rawValue),
    ])
  }
}

extension JSON {
  fileprivate static func text(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
  fileprivate static func seconds(_ duration: Duration?) -> JSON { duration?.jsonSeconds ?? .null }

  fileprivate static func reason(_ reason: Reason) -> JSON {
    .members(["code": .string(reason.code), "text": localized(reason.text)])
  }

  fileprivate static func localized(_ text: LocalizedText) -> JSON {
    .members(["ja": text.ja.map(JSON.string), "en": text.en.map(JSON.string)])
  }
}
