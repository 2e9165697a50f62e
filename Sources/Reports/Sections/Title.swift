import Catalogue
import Model

extension ReportContext {
  /// What stands under the title: date, number, times, who.
  var titleFacts: [Fact] {
    var facts = [
      Fact(t(.reportNumber), Cell("", code: runID)),
      Fact(t(.reportDateOfRun), Cell(date(run.openedAt), details: [fiscalYear(run.openedAt)])),
      Fact(t(.reportHours), hours),
    ]
    if isDrill { facts.append(Fact(t(.reportDrillType), t(.reportDrillType(plan.scenario.type.rawValue)))) }
    facts.append(Fact(t(.reportOperator), Cell(run.header?.operatorName ?? dash, details: resumers)))
    return facts
  }

  private var resumers: [String] {
    run.takeovers.map { t(.reportResumed(by: $0.takeover.by)) + colon + clock($0.at) }
  }

  /// `10:15:00 – 10:15:42（日本時間、UTC+9）`
  private var hours: Cell {
    let end = endedAt.map { clock($0) } ?? t(.reportNotClosed)
    var details = [t(.reportZone(zone.name, label: zone.label))]
    if !zone.isKnown { details.append(t(.reportZoneUnknown(zone.name))) }
    if let closed = run.closed { details.append(t(.reportLength(closed.elapsed.words(language)))) }
    return Cell("\(clock(run.openedAt)) – \(end)", details: details)
  }
}
