import Catalogue
import Model

extension ReportContext {
  var objectivesSection: Section {
    let objectives = plan.scenario.objectives
    guard !objectives.isEmpty else {
      return Section(id: "objectives", title: t(.reportObjectives), blocks: [.paragraph(t(.reportNoObjectives))])
    }
    let rows = objectives.map { objective in
      [
        Cell(objective.id), Cell(t(objective.text)), Cell(objective.criterion.map { t($0) } ?? dash),
        Cell(t(.reportRatingBoxes)), Cell.empty,
      ]
    }
    let table = Table(
      caption: t(.reportObjectivesCaption),
      columns: [
        .init(t(.reportNumberShort), .key), .init(t(.reportObjective), .wide), .init(t(.reportCriterion), .wide),
        .init(t(.reportRating), .short), .init(t(.reportEvaluatorRemarks), .blank),
      ], rows: rows, style: .form)
    return Section(
      id: "objectives", title: t(.reportObjectives),
      blocks: [.paragraph(t(.reportRatingLeftOpen)), .table(table), .paragraph(t(.reportRatingLegend))])
  }

  var scopeSection: Section {
    let scenario = plan.scenario
    var facts = [Fact(t(.reportScenario), Cell(subject, code: scenario.id))]
    if let purpose = scenario.purpose { facts.append(Fact(t(.reportPurpose), t(purpose))) }
    facts += [
      Fact(t(.reportMode), t(.reportMode(plan.mode.rawValue))),
      Fact(t(.reportDrillType), t(.reportDrillType(scenario.type.rawValue))),
      Fact(t(.reportEnvironment), t(.reportEnvironment(scenario.environment?.rawValue))),
      Fact(t(.reportNoticeGiven), t(.reportNoticeWord(scenario.notice?.rawValue))),
      Fact(t(.reportClock), Cell(t(.reportClockRule(scenario.clock.rawValue)), details: [t(.reportClockFixed)])),
      Fact(t(.reportLimitsOfParallel), t(.reportParallel(all: plan.limits.hosts, perHost: plan.limits.perHost))),
    ]
    var blocks: [Block] = [.facts(facts), .heading(t(.reportAssumptions))]
    blocks.append(
      scenario.assumptions.isEmpty
        ? .paragraph(t(.reportNoAssumptions)) : .list(scenario.assumptions.map { Cell(t($0)) }))
    blocks.append(.table(systemsTable))
    return Section(id: "scope", title: t(.reportScope), blocks: blocks)
  }

  private var systemsTable: Table {
    let rows = plan.systems.map { system in
      [
        Cell(system.number.map(String.init) ?? dash), Cell(t(system.displayName), code: system.id),
        Cell(system.department.map { t($0) } ?? dash), Cell(system.tier.map(String.init) ?? dash),
        Cell(system.platform ?? dash), Cell(listed(system.dependsOn.map(name(ofSystem:)))),
        Cell(
          system.procedureTitle.map { t($0) } ?? system.procedure,
          details: system.author.map { [t(.reportAuthor($0))] } ?? []),
      ]
    }
    return Table(
      caption: t(.reportSystemsInScope(plan.systems.count)),
      columns: [
        .init(t(.reportNumberShort), .key), .init(t(.reportSystem), .wide), .init(t(.reportDepartment)),
        .init(t(.reportTier), .number), .init(t(.reportPlatform)), .init(t(.reportDependsOn), .wide),
        .init(t(.reportProcedure), .wide),
      ], rows: rows)
  }
}
