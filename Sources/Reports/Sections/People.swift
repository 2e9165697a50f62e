import Catalogue
import Model

extension ReportContext {
  var peopleSection: Section {
    var blocks: [Block] = [.paragraph(t(.reportPeopleIntroduction))]
    let people = plan.scenario.participants
    blocks.append(people.isEmpty ? .paragraph(t(.reportNoParticipants)) : .table(participantsTable(people)))
    if !plan.scenario.absent.isEmpty {
      blocks.append(.paragraph(t(.reportAbsentPeople(listed(plan.scenario.absent)))))
    }
    blocks.append(.table(actorsTable))
    return Section(id: "people", title: t(.reportPeople), blocks: blocks)
  }

  private func participantsTable(_ people: [Plan.Participant]) -> Table {
    let rows = people.map { person in
      [
        Cell(t(.reportRole(person.role.rawValue))),
        Cell(person.name.map { t($0) } ?? person.person, code: person.person),
        Cell(person.department.map { t($0) } ?? person.company.map { t($0) } ?? dash),
        Cell(t(.reportPlanned)), Cell(t(.reportPresenceBoxes)),
      ]
    }
    return Table(
      caption: t(.reportParticipantsCaption),
      columns: [
        .init(t(.reportRoleTitle)), .init(t(.reportName), .wide), .init(t(.reportDepartmentOrCompany), .wide),
        .init(t(.reportPlan)), .init(t(.reportPresence), .short),
      ], rows: rows)
  }

  private struct Acts {
    /// Began, resumed, waived: a line each.
    var deeds: [String] = []
    var answers = 0
    var notAtTerminal = 0
    var decisions = 0
    var notes = 0
  }

  /// Who did something, by the journal's word.
  private var actorsTable: Table {
    let acts = countedActs
    let rows = acts.keys.sorted().map { name in
      let act = acts[name] ?? Acts()
      return [
        Cell(name), Cell(act.deeds.first ?? dash, details: Array(act.deeds.dropFirst())), Cell(String(act.answers)),
        Cell(String(act.notAtTerminal)), Cell(String(act.decisions)), Cell(String(act.notes)),
      ]
    }
    return Table(
      caption: t(.reportActorsCaption),
      columns: [
        .init(t(.reportActor), .wide), .init(t(.reportRun)), .init(t(.reportAnswers), .number),
        .init(t(.reportNotAtTerminal), .number), .init(t(.reportDecisions), .number), .init(t(.reportNotes), .number),
      ], rows: rows)
  }

  private var countedActs: [String: Acts] {
    var acts: [String: Acts] = [:]
    if let header = run.header { acts[header.operatorName, default: Acts()].deeds.append(t(.reportStartedTheRun)) }
    for record in run.takeovers {
      let words = t(.reportResumedIt(clock(record.at), machine: record.takeover.machine))
      acts[record.takeover.by, default: Acts()].deeds.append(words)
    }
    for index in plan.steps.indices {
      guard let waiver = run.steps[index].waiver else { continue }
      acts[waiver.by, default: Acts()].deeds.append(t(.reportWaivedIt(title(ofStep: index))))
    }
    for record in run.steps {
      for outcome in (record.attempts + record.undoAttempts).compactMap(\.outcome) {
        guard let by = outcome.by else { continue }
        acts[by, default: Acts()].answers += 1
        if outcome.via != "terminal" { acts[by, default: Acts()].notAtTerminal += 1 }
      }
      if let by = record.settlement?.by { acts[by, default: Acts()].decisions += 1 }
    }
    for mark in run.marks.values { acts[mark.by, default: Acts()].decisions += 1 }
    if let stop = run.stop { acts[stop.by, default: Acts()].decisions += 1 }
    for note in run.notes { acts[note.by, default: Acts()].notes += 1 }
    return acts
  }
}
