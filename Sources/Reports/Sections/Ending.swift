import Catalogue
import Model

extension ReportContext {
  /// How a run stands that isn't closed, and what to type; nothing matters more to the next person.
  var openNotice: Block? {
    guard run.closed == nil, let charge = run.charge else { return nil }
    guard isGoingOn else {
      let way = [Phrase.goOnWith(runID), .onlyUndo(runID)]
      return .notice(.warning, title: t(.reportUnfinishedTitle), lines: way.map { t($0) })
    }
    let since = Phrase.standingSince(
      clock(run.openedAt), process: charge.process, machine: charge.machine, over: run.stepsOver, of: run.steps.count)
    let owed: [Phrase] = run.owed.isEmpty ? [] : [.standingOwed(run.owed.count)]
    let way: [Phrase] = [.standingFollow(runID), .standingStop(charge.process, machine: charge.machine)]
    return .notice(.warning, title: t(.reportGoingOnTitle), lines: ([since] + owed + way).map { t($0) })
  }

  /// What still has to be undone on hosts, and how.
  var owedNotice: Block {
    let lines = run.owed.reversed().enumerated().map { place, index -> String in
      let undo = undoText(index)
      return "\(place + 1). "
        + t(.reportOwedLine(title(ofStep: index), step: plan.steps[index].id, host: undoHost(index), undo: undo))
    }
    return .notice(.bad, title: t(.reportOwedTitle(run.owed.count)), lines: [t(.reportOwedAdvice(run: runID))] + lines)
  }

  private func undoText(_ index: Int) -> String {
    switch plan.steps[index].undo?.action {
    case .run(let text, _): plan.steps[index].sensitive ? t(.reportWithheld) : text.display
    case .machine(let machine): t(machine.deed)
    case .manual(let text): t(text)
    case nil: dash
    }
  }

  private func undoHost(_ index: Int) -> String? { plan.steps[index].undo?.host.map { plan.hosts[$0].id } }

  var undoSection: Section {
    let undone = plan.steps.indices.filter { run.steps[$0].undo != .none }
    var blocks: [Block] = [
      .paragraph(t(.reportUndoCounts(owed: run.owed.count, paid: summary.undo.paid, waived: summary.undo.waived)))
    ]
    if !run.owed.isEmpty, !isGoingOn { blocks.append(owedNotice) }
    if undone.isEmpty {
      blocks.append(.paragraph(t(.reportNothingToUndo)))
    } else {
      blocks.append(
        .table(
          Table(
            caption: t(.reportUndoCaption),
            columns: [
              .init(t(.reportStep), .wide), .init(t(.reportUndoHow), .wide), .init(t(.reportHost)),
              .init(t(.reportAttempts), .number), .init(t(.reportTime), .short), .init(t(.reportState)),
            ], rows: undone.map(undoRow))))
    }
    return Section(id: "undo", title: t(.reportUndo), blocks: blocks)
  }

  private func undoRow(_ index: Int) -> [Cell] {
    let record = run.steps[index]
    var state: Cell =
      switch record.undo {
      case .owed: Cell(t(.reportUndoOwed), tone: isGoingOn ? .warning : .bad)
      case .paid: Cell(t(.reportUndoPaid), tone: .good)
      case .waived: Cell(t(.reportUndoIsWaived), tone: .warning)
      case .released, .none: Cell(t(.reportUndoReleased), tone: .muted)
      }
    if let waiver = record.waiver { state.details.append(t(.reportDecidedBy(waiver.by)) + colon + waiver.reason) }
    if let last = record.undoAttempts.last {
      if let outcome = last.outcome {
        state.details += remarks(on: outcome) + (outcome.result.tone == .good ? [] : stumble(outcome))
      } else {
        state.details.append(noEndWords)
      }
    }
    return [
      Cell(title(ofStep: index), code: plan.steps[index].id), Cell(Self.shortened(undoText(index))),
      Cell(undoHost(index) ?? dash),
      Cell(String(record.undoAttempts.count)), Cell(clock(at: undoTime(record))), state,
    ]
  }

  /// When it was done or waived, else when it was last tried.
  private func undoTime(_ record: StepRecord) -> Duration? {
    switch record.undo {
    case .paid: record.undoAttempts.last?.ended
    case .waived: record.waiver?.elapsed
    case .owed, .released, .none: record.undoAttempts.last?.started
    }
  }

  var notCoveredSection: Section {
    var lines: [Cell] = []
    for system in summary.systems where [.notMeasured, .failed, .unfinished].contains(system.result) {
      if isUnderWay(system) {
        let words = Phrase.reportSystemStands(name(ofSystem: system.index), .systemUnderWay)
        lines.append(Cell(t(words), tone: .warning))
        continue
      }
      let phrase = Phrase.reportSystemStands(name(ofSystem: system.index), .result(system.result.rawValue))
      lines.append(Cell(t(phrase), tone: .warning, details: Array(system.reasons.prefix(3).map { t($0) })))
    }
    for system in summary.systems {
      for level in system.levels where level.measured == nil && !level.objective.required {
        let title = level.objective.name.map { t($0) } ?? level.objective.level
        lines.append(Cell(t(.reportLevelNotShown(name(ofSystem: system.index), level: title)), tone: .warning))
      }
    }
    let open = plan.steps.indices.filter { run.steps[$0].recordedResult == .notRun && !run.wasNotApplicable($0) }
    for index in open {
      lines.append(Cell(t(.reportStepNotRun(title(ofStep: index), step: plan.steps[index].id)), tone: .warning))
    }
    return Section(
      id: "not-covered", title: t(.reportNotCovered),
      blocks: [
        .paragraph(t(.reportNotCoveredIntroduction(systems: plan.systems.count))),
        lines.isEmpty ? .paragraph(t(.reportAllCovered)) : .list(lines),
      ])
  }

  var signOffSection: Section {
    let roles: [Phrase] = [.reportSignerInCharge, .reportSignerEvaluator, .reportSignerOwner, .reportSignerInformation]
    let rows = [Phrase.reportSignName, .reportSignDate, .reportSignSeal].map { line in
      [Cell(t(line))] + roles.map { _ in Cell.empty }
    }
    let table = Table(
      caption: t(.reportSignOffCaption),
      columns: [.init(t(.reportSignRow), .key)] + roles.map { .init(t($0)) }, rows: rows, style: .signatures)
    return Section(
      id: "sign-off", title: t(.reportSignOff), blocks: [.paragraph(t(.reportSignOffNote(run: runID))), .table(table)])
  }
}
